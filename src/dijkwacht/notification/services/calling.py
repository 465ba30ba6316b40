"""Telephone calls, the ladder, signals, and what CERTs tell each other."""

from datetime import datetime
from uuid import UUID

from dijkwacht.cases.services import record_case_fact
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment, minute
from dijkwacht.notification.domain.channels import exchange_allowed
from dijkwacht.notification.domain.ladder import Rung
from dijkwacht.notification.models import CallRow, RungRow
from dijkwacht.notification.services.responding import NO_SOURCE, tell


class NotYoursToTell(Refused):
    """Each CERT tells about its own constituency only."""


class NoGroundForNames(Refused):
    """There is no ground to name this organisation; the same may be told without its name."""


@one_transaction
def log_call(  # noqa: PLR0913 - what a call leaves behind, each by keyword
    *,
    case: UUID,
    organisation: UUID,
    to_role: str,
    outcome: str,
    at: datetime,
    actor: Actor,
    about: str = "",
    said: str = "",
    call_back_at: datetime | None = None,
    known: Moment | None = None,
) -> UUID:
    """Record a telephone call with a member and its outcome; writes `call.made` and returns the call's public id.

    `outcome`: "spoken", "no-answer", "call-back" or "wrong-number"; `said` is removable text.
    """
    told = tell(
        case=case,
        organisation=organisation,
        kind="call.made",
        payload={"to_role": to_role, "outcome": outcome, "about": about or None, "said": said or None},
        actor=actor,
        trigger=about or "telefoon",
        happened=minute(at),
        known=known,
    )
    row = CallRow.objects.create(
        **told.columns(),
        case=case,
        response=told.response,
        entry=told.entry.id,
        to_role=to_role,
        outcome=outcome,
        at=at,
        call_back_at=call_back_at,
    )
    return row.public_id


@one_transaction
def climb_rung(  # noqa: PLR0913 - which rung for whom about what, each by keyword
    *,
    case: UUID,
    organisation: UUID,
    rung: Rung,
    about: str,
    to_role: str,
    at: datetime,
    actor: Actor,
    known: Moment | None = None,
) -> Entry:
    """Record that a rung of the ladder was taken for a member; writes `rung.climbed` and returns it (S4.13, S4.22)."""
    told = tell(
        case=case,
        organisation=organisation,
        kind="rung.climbed",
        payload={"rung": rung.value, "about": about, "to_role": to_role},
        actor=actor,
        trigger=about,
        happened=minute(at),
        known=known,
    )
    RungRow.objects.create(
        **told.columns(), case=case, response=told.response, entry=told.entry.id, rung=rung, about=about, at=at
    )
    return told.entry


@one_transaction
def receive_signal(  # noqa: PLR0913 - what a signal says, each by keyword
    *,
    case: UUID,
    organisation: UUID,
    sender: str,
    about: str,
    actor: Actor,
    what: str = "",
    label: Label = Label.AMBER,
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> Entry:
    """Record a targeted notice about one organisation, which starts its follow-up clock; `signal.received` (S3.3)."""
    return tell(
        case=case,
        organisation=organisation,
        kind="signal.received",
        payload={"sender": sender, "about": about, "what": what or None},
        actor=actor,
        trigger=about,
        label=label,
        happened=happened,
        known=known,
        source=source,
    ).entry


@one_transaction
def log_exchange(  # noqa: PLR0913 - what was told to whom about whose constituency, each by keyword
    *,
    case: UUID,
    teller: UUID,
    receiver: UUID,
    with_whom: str,
    about: str,
    constituency: UUID,
    actor: Actor,
    named: bool = False,
    ground: Verdict | None = None,
    channel: str = "",
    what: str = "",
    label: Label = Label.AMBER,
    happened: Moment | None = None,
    known: Moment | None = None,
) -> Entry:
    """Record what one CERT told another about its own constituency; writes `exchange.logged` (S4.19, S4.20).

    Raises NotYoursToTell for another's constituency, NoGroundForNames where `named` has no ground.
    """
    allowed = exchange_allowed(teller, constituency, named=named, ground=ground)
    if allowed.answer == "no":
        raise NotYoursToTell(remedy="let its own CERT tell")
    if allowed.answer == "without-names":
        raise NoGroundForNames(remedy="leave the name out")
    return record_case_fact(
        actor=actor,
        case=case,
        kind="exchange.logged",
        payload={"with_whom": with_whom, "about": about, "channel": channel or None, "what": what or None},
        label=label,
        owner=teller,
        constituency=constituency,
        recipients=[receiver],
        happened=happened,
        known=known,
    )
