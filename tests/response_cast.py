"""A response of a fictional town in a fictional case, made through the services, for tests of the later rooms."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from dijkwacht.cases.services import open_case, open_response, record, record_case_fact
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from organisations_cast import Cast, assemble

AT = datetime(2020, 1, 22, 11, tzinfo=UTC)
TOWN_WORK = Actor(ActorKind.PERSON, "ciso")
CERT_WORK = Actor(ActorKind.PERSON, "desk")
STEPS = ("secure-evidence", "close-access", "fix", "end-sessions", "replace-secrets", "verify", "hunt", "reopen")
FLAW = "CVE-2019-19781"


@dataclass(frozen=True)
class Scene:
    """Who plays, the case, and the town's response."""

    cast: Cast
    case: UUID
    response: UUID

    def told(self, kind, happened=None, /, *, known=None, **payload):
        """Record an entry of the town's response; known when it happened unless said otherwise."""
        at = read_moment(happened) if happened else None
        knew = read_moment(known) if known else at
        return record(actor=TOWN_WORK, response=self.response, kind=kind, payload=payload, happened=at, known=knew)

    def case_told(self, kind, happened, /, **payload):
        """Record a fact of the case by the town's CERT, for its members."""
        at = read_moment(happened)
        return record_case_fact(
            actor=CERT_WORK,
            case=self.case,
            kind=kind,
            payload=payload,
            label=Label.AMBER,
            owner=self.cast.town_cert,
            constituency=self.cast.town_cert,
            happened=at,
            known=at,
        )


def scene() -> Scene:
    """Return a scene in which exploitation is known since 9 January 2020 and nothing was done yet."""
    cast = assemble()
    case = open_case(
        actor=CERT_WORK,
        owner=cast.town_cert,
        label=Label.AMBER,
        title=Text("Oefencasus NetScaler", "NetScaler exercise"),
        steps=STEPS,
        product="NetScaler ADC",
        constituency=cast.town_cert,
        known=read_moment("2019-12-18"),
    )
    response = open_response(
        actor=TOWN_WORK, case=case, organisation=cast.town, happened=read_moment("2020-01-13"),
        known=read_moment("2020-01-13"),
    )  # fmt: skip
    made = Scene(cast, case, response)
    made.case_told("case.linked", "2019-12-18", what="vulnerability", ref=FLAW)
    made.case_told("exploitation.known", "2020-01-13", vulnerabilities=[FLAW], since="2020-01-09")
    return made
