"""Replay a recorded crisis through the rooms' services, as documents state it; recorded_at stays the clock's."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dijkwacht.advisories.domain.severity import Grade, Severity
from dijkwacht.advisories.domain.summary import Action, Flaw, Summary
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.services import advise_reopening, revise, write_by_hand
from dijkwacht.cases.services import Record, open_case, open_response, record_case_fact, record_many, take_in
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import GroundDetails, OrganisationDetails
from dijkwacht.organisations.domain.words import Data, Nature, OrganisationKind
from dijkwacht.organisations.services import begin_membership, record_ground, record_organisation
from dijkwacht.web.demo.story import Item, Story, texts

FROM_DOCUMENT = Actor(ActorKind.DOCUMENT, "document")
MEMBERS_SINCE = read_moment("2019-12")


@dataclass(slots=True)
class Replay:
    """What a replay made: ids by the keys of the file."""

    case: UUID
    organisations: dict[str, UUID]
    responses: dict[str, UUID] = field(default_factory=dict)
    advice: dict[str, UUID] = field(default_factory=dict)


@one_transaction
def replay(story: Story) -> Replay:
    """Put a story into the record and return what it made; everything in it is public (TLP:CLEAR) and read-only."""
    organisations = {str(item["key"]): _organisation(item) for item in story.organisations}
    _memberships(story, organisations)
    for ground in story.grounds:
        _ground(story, ground, organisations)
    case = story.case
    opened = open_case(
        actor=FROM_DOCUMENT,
        owner=organisations[str(case["owner"])],
        label=Label.CLEAR,
        title=Text(str(case["title_nl"]), str(case["title_en"])),
        steps=texts(case["steps"]),
        product=str(case["product"]),
        known=read_moment(str(case["known"])),
        source=story.case_source,
    )
    made = Replay(opened, organisations)
    _replay_shared(story, made)
    _replay_responses(story, made)
    take_in(case=opened)
    for item in story.timeline:
        if item.do == "window.stated" and item.known:
            recompute_window(response=made.responses[item.of], at=item.known.latest, known=item.known)
    return made


def _organisation(item: Mapping[str, object]) -> UUID:
    details = OrganisationDetails(
        name=str(item["name"]),
        kinds=tuple(OrganisationKind(kind) for kind in texts(item["kinds"])),
        nature=Nature.RECORDED,
        sector=str(item["sector"]) if "sector" in item else None,
        locations=texts(item.get("locations", ())),
    )
    return record_organisation(details=details, actor=FROM_DOCUMENT).id


def _memberships(story: Story, organisations: Mapping[str, UUID]) -> None:
    for item in story.organisations:
        if "cert" in item:
            begin_membership(
                organisation=organisations[str(item["key"])],
                cert=organisations[str(item["cert"])],
                period=Period(MEMBERS_SINCE),
                actor=FROM_DOCUMENT,
                known=MEMBERS_SINCE,
            )


def _ground(story: Story, ground: Mapping[str, object], organisations: Mapping[str, UUID]) -> None:
    since = read_moment(str(ground["since"]))
    record_ground(
        details=GroundDetails(
            law=str(ground["law"]),
            giver=organisations[str(ground["from"])],
            receiver=organisations[str(ground["to"])],
            data=frozenset(Data(word) for word in texts(ground["data"])),
            period=Period(since),
            article=str(ground["article"]),
            reference=str(ground["reference"]),
            url=str(ground["url"]),
        ),
        actor=FROM_DOCUMENT,
        source=story.sources[str(ground["source"])],
        known=since,
    )


def _replay_shared(story: Story, made: Replay) -> None:
    for item in story.timeline:
        if item.of:
            continue
        if item.do == "advice":
            _advice(item, made)
        elif item.do == "reopening-advice":
            _reopening_advice(item, made)
        else:
            record_case_fact(
                actor=FROM_DOCUMENT,
                case=made.case,
                kind=item.do,
                payload=item.says,
                label=Label.CLEAR,
                owner=made.organisations[item.by],
                happened=item.happened,
                known=item.known,
                source=item.source,
            )


def _advice(item: Item, made: Replay) -> None:
    rest = item.rest
    chance, damage = (Grade(str(rest[name])) if name in rest else None for name in ("chance", "damage"))
    written = Written(
        issuer=item.source.stated_by if item.by not in made.organisations else _name(item.by),
        level=Level(str(rest["level"])),
        version=str(rest["version"]),
        summary=Summary(
            title=str(rest["title"]),
            severity=Severity(chance=chance, damage=damage),
            flaws=tuple(Flaw(name) for name in texts(rest["vulnerabilities"])),
            actions=tuple(_action(action) for action in _mappings(rest.get("actions", ()))),
        ),
        tracking_id=str(rest.get("tracking_id", "")),
        issued=item.happened,
        issuer_organisation=made.organisations[item.by],
        url=item.source.url,
    )
    handling = Handling(made.organisations[item.by], Label.CLEAR, case=made.case)
    if "revises" in rest:
        advisory = made.advice[str(rest["revises"])]
        revise(
            advisory=advisory,
            written=written,
            actor=FROM_DOCUMENT,
            handling=handling,
            known=item.known,
            source=item.source,
        )
        return
    follows = made.advice.get(str(rest.get("follows", "")))
    key = str(rest.get("key", written.tracking_id))
    made.advice[key] = write_by_hand(
        written=written,
        actor=FROM_DOCUMENT,
        handling=handling,
        derived_from=follows,
        known=item.known,
        source=item.source,
    )


def _name(key: str) -> str:
    return {"citrix": "Citrix", "ncsc": "NCSC", "ibd": "IBD", "zcert": "Z-CERT"}.get(key, key)


def _action(action: Mapping[str, object]) -> Action:
    return Action(
        step=str(action["step"]),
        scope=str(action.get("scope", "")),
        audience=str(action.get("audience", "")),
        builds=texts(action.get("builds", ())),
        unless=str(action.get("unless", "")),
        then=str(action.get("then", "")),
    )


def _mappings(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()


def _reopening_advice(item: Item, made: Replay) -> None:
    advise_reopening(
        actor=FROM_DOCUMENT,
        handling=Handling(made.organisations[item.by], Label.CLEAR, made.organisations[item.by], case=made.case),
        issuer=_name(item.by),
        version=str(item.rest["version"]),
        builds=texts(item.rest["builds"]),
        advised=item.happened or item.known or read_moment(str(item.rest["version"])),
        condition=str(item.rest.get("condition", "")),
        known=item.known,
        source=item.source,
    )


def _replay_responses(story: Story, made: Replay) -> None:
    listed: dict[str, list[Record]] = defaultdict(list)
    for item in story.timeline:
        if not item.of:
            continue
        if item.do == "respond":
            made.responses[item.of] = open_response(
                actor=FROM_DOCUMENT,
                case=made.case,
                organisation=made.organisations[item.of],
                label=Label.CLEAR,
                trigger=str(item.rest.get("trigger", "")),
                happened=item.happened,
                known=item.known,
                source=item.source,
            )
        else:
            one = Record(item.do, item.says, item.happened, item.known, item.source)
            listed[item.of].append(one)
    for key, records in listed.items():
        record_many(actor=FROM_DOCUMENT, response=made.responses[key], records=records)
