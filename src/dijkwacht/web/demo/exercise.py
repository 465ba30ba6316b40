"""The exercise: a fictional crisis of the survey's size, loaded through the rooms' own services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from dijkwacht.cases.domain.state import fold
from dijkwacht.cases.selectors import case_for
from dijkwacht.cases.services import Record, open_with
from dijkwacht.exposure.services import import_inventory
from dijkwacht.hunting.domain.growth import window_news
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Source, Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment, Window, minute, read_moment, window_between
from dijkwacht.notification.domain.ladder import Rung
from dijkwacht.notification.services import climb_rung, log_call, record_for_users, send_notice, take_answers
from dijkwacht.web.demo.exercise_accounts import make_accounts
from dijkwacht.web.demo.exercise_case import Made, ask, office, open_quietly, widen
from dijkwacht.web.demo.exercise_files import Detail, Exercise, Told
from dijkwacht.web.demo.exercise_register import Cast, register
from dijkwacht.web.demo.exercise_spread import Draw, Line, lines_for

COMPUTED = Actor(ActorKind.MACHINE, "exposed window")
LOOKED = ("d-11 18:00", "d-4 16:00")
"""When windows were computed: misuse seen, misuse earlier than thought; and once more on the day of loading."""
CALLED = (("no-answer", Rung.REMIND), ("no-answer", Rung.CALL), ("spoken", None), ("call-back", None))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the case, who plays, how many responses and entries of theirs."""

    made: Made
    cast: Cast
    responses: int
    entries: int


@one_transaction
def load_exercise(exercise: Exercise, *, sizes: Mapping[str, int] | None = None) -> Loaded:
    """Load the whole exercise, all or nothing, and return what was made.

    `sizes` by sector ("municipalities", "health") for a smaller one; None for the size of the survey. Accounts are made
    only where the demonstration runs.
    """
    cast = register(exercise, sizes)
    made = open_quietly(exercise, cast)
    widen(exercise, cast, made)
    ask(exercise, cast, made)
    said = respond(exercise, cast, made)
    share(exercise, cast, made)
    phone(exercise, cast, made)
    if settings.DEMO:
        make_accounts(exercise, cast, demo=settings.DEMO)
    return Loaded(made, cast, len(made.responses), said)


def respond(exercise: Exercise, cast: Cast, made: Made) -> int:
    """Record what every organisation did and said, each in a transaction of its own; return how many entries."""
    draw = Draw(exercise.spread, int(str(exercise.register["seed"])))
    answers: dict[str, list[Entry]] = {key: [] for key in made.inquiries}
    count = 0
    for detail in exercise.details:
        records = [_told_record(told, made) for told in detail.timeline]
        written = _response(exercise, cast, made, cast.named[detail.of], detail, records)
        count += _noted(written, made, answers)
    for sector, cert in (("municipalities", "cert-municipalities"), ("health", "cert-health")):
        for organisation in cast.many[sector]:
            lines = lines_for(draw, cert, cast.names[sector], device=organisation not in cast.hosted)
            records = [_record(line, exercise, made) for line in lines]
            opened = min((one.known.earliest for one in records if one.known), default=None)
            first = Detail(
                "", minute(opened) if opened else exercise.clock.when("d-6 10:00"), "advies van de sector-CERT", ()
            )
            count += _noted(_response(exercise, cast, made, organisation, first, records), made, answers)
    for key, entries in answers.items():
        take_answers(inquiry=made.inquiries[key], entries=entries)
    _inventory(exercise, cast)
    return count


@one_transaction
def _response(  # noqa: PLR0913, PLR0917 - one call site for each sort of organisation
    exercise: Exercise, cast: Cast, made: Made, organisation: UUID, detail: Detail, records: list[Record]
) -> tuple[Entry, ...]:
    actor = Actor(ActorKind.PERSON, "ciso", organisation=organisation)
    opening = Record("response.opened", {"trigger": detail.trigger}, happened=detail.opened, known=detail.opened)
    hosted = organisation in cast.hosted  # its window follows from what is done on the host, recorded afterwards
    windows = [] if hosted else _windows(exercise, cast, made, organisation, records)
    made.responses[organisation], written = open_with(
        actor=actor, case=made.case, organisation=organisation, records=[opening, *records, *windows]
    )
    return written


def _windows(exercise: Exercise, cast: Cast, made: Made, organisation: UUID, records: Iterable[Record]) -> list[Record]:
    """Return the exposed window as it was found at each moment of LOOKED and now, by the product's own rules."""
    own = [_imagined(one, organisation, exercise.clock.now) for one in records]
    story = sorted((*_shared(cast, made, organisation), *own), key=Entry.order)
    window: Window | None = None
    found: list[Record] = []
    for known in _looked(exercise):
        state, facts = fold(entry for entry in story if entry.known_by <= known.earliest)
        news = window_news(window, exposed_window(state, facts, known.earliest))
        if news is not None:
            kind, payload = news
            window = window_between(_moment(payload, "start"), _moment(payload, "end"))
            found.append(Record(kind, payload, known=known, actor=COMPUTED))
    return found


def _looked(exercise: Exercise) -> tuple[Moment, ...]:
    return (*(exercise.clock.when(text) for text in LOOKED), minute(exercise.clock.now))


def _imagined(one: Record, organisation: UUID, now: datetime) -> Entry:
    """Return what the entry of a record will be, for computing with it before it is written."""
    payload, _ = KINDS[one.kind].split(one.payload)
    return Entry(
        id=new_id(),
        kind=one.kind,
        schema=1,
        category=KINDS[one.kind].category,
        actor=COMPUTED,
        source=Source(),
        origin=Origin.DECLARED,
        label=Label.AMBER,
        owner=organisation,
        recorded_at=now,
        payload=payload,
        response=organisation,
        organisation=organisation,
        happened=one.happened,
        known=one.known,
    )


def _shared(cast: Cast, made: Made, organisation: UUID) -> tuple[Entry, ...]:
    """Return what the organisation may see of the case itself; the same for all of a sector but the named ones."""
    sector = (
        "health" if organisation in cast.many["health"] or organisation == cast.named["zwaan"] else "municipalities"
    )
    key = str(organisation) if organisation in cast.named.values() else sector
    if key not in made.shared:
        eyes = Viewer(None, (Office(organisation, Role.CISO),), frozenset({cast.named[sector]}))
        made.shared[key] = case_for(eyes, made.case).entries
    return made.shared[key]


def _moment(payload: Mapping[str, object], name: str) -> Moment:
    return read_moment(str(payload[name]))


def _told_record(told: Told, made: Made) -> Record:
    says = dict(told.says)
    if key := told.text("inquiry"):
        says["inquiry"] = str(made.inquiries[key])
    return Record(told.do, says, happened=told.happened, known=told.known)


def _record(line: Line, exercise: Exercise, made: Made) -> Record:
    at = exercise.clock.when(line.when)
    says = exercise.clock.filled(dict(line.says))
    values = dict(says) if isinstance(says, dict) else {}
    if line.inquiry:
        values["inquiry"] = str(made.inquiries[line.inquiry])
    return Record(line.do, values, happened=at, known=at)


def _noted(written: tuple[Entry, ...], made: Made, answers: dict[str, list[Entry]]) -> int:
    by_id = {str(inquiry): key for key, inquiry in made.inquiries.items()}
    for entry in written:
        if key := by_id.get(entry.text("inquiry")):
            answers[key].append(entry)
    return len(written)


def share(exercise: Exercise, cast: Cast, made: Made) -> None:
    """Record what the operator did on the shared host, for all its users at once, and tell each of them."""
    if cast.host is None:
        return
    for told in exercise.told("host"):
        record_for_users(
            host=cast.host,
            operator=cast.named["operator"],
            case=made.case,
            kind=told.do,
            payload=told.says,
            told=told.text("told"),
            at=told.at.earliest,
            actor=office(cast, "operator"),
            happened=told.happened,
            known=told.known,
            notify=bool(told.text("told")),
        )
    for organisation in cast.hosted:
        for known in _looked(exercise):
            recompute_window(response=made.responses[organisation], at=exercise.clock.now, known=known)


def phone(exercise: Exercise, cast: Cast, made: Made) -> None:
    """Record calls of the desks with the late hospital and with some who were silent, and what the ladder brought."""
    send_notice(
        case=made.case,
        organisation=cast.named["zwaan"],
        channel="mail",
        to_role="ciso",
        about="De termijn van uw tijdelijke maatregel is voorbij",
        body="Kunt u vandaag laten weten waarop u wacht, en of de poort tot dan dicht kan?",
        address="ciso1@postbus.example",
        at=exercise.clock.when("d-12 08:30").earliest,
        known=exercise.clock.when("d-12 08:30"),
        actor=office(cast, "health"),
    )
    _call(exercise, cast, made, cast.named["zwaan"], "health", "spoken", None, "d-12 10:40")
    _call(exercise, cast, made, cast.named["zwaan"], "health", "call-back", Rung.DIRECTOR, "d-3 16:00")
    silent = cast.many["municipalities"][7 : 7 + int(str(exercise.spread["called"]))]
    for number, organisation in enumerate(silent):
        outcome, rung = CALLED[number % len(CALLED)]
        _call(exercise, cast, made, organisation, "municipalities", outcome, rung, f"d-4 {9 + number % 8:02d}:15")


def _call(  # noqa: PLR0913, PLR0917 - who phones whom with which outcome, when
    exercise: Exercise,
    cast: Cast,
    made: Made,
    organisation: UUID,
    desk: str,
    outcome: str,
    rung: Rung | None,
    when: str,
) -> None:
    at, actor = exercise.clock.when(when), office(cast, desk)
    log_call(
        case=made.case,
        organisation=organisation,
        to_role="ciso",
        outcome=outcome,
        at=at.earliest,
        known=at,
        actor=actor,
    )
    if rung is not None:
        climb_rung(
            case=made.case,
            organisation=organisation,
            rung=rung,
            about="geen antwoord",
            to_role="ciso",
            at=at.earliest,
            known=at,
            actor=actor,
        )


def _inventory(exercise: Exercise, cast: Cast) -> None:
    name = "waterhoven-systemen.csv"
    import_inventory(
        organisation=cast.named["waterhoven"],
        content=(exercise.folder / name).read_bytes(),
        name=name,
        called=cast.names["waterhoven"],
        actor=Actor(ActorKind.PERSON, "ict", organisation=cast.named["waterhoven"]),
        at=exercise.clock.now,
        kind="CMDB",
        seen=exercise.clock.when("d-1"),
    )
