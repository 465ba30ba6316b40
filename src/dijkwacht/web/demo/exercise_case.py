"""The case of the exercise: quiet at first, for those named alone; then what everybody may know, in its order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dijkwacht.advisories.domain.severity import Grade, Severity
from dijkwacht.advisories.domain.summary import Action, Flaw, Summary
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.services import (
    advise_reopening,
    join_pre_warning,
    receive_advisory,
    revise,
    write_by_hand,
)
from dijkwacht.cases.services import open_case, record_case_fact, take_in
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.notification.domain.inquiries import Question
from dijkwacht.notification.services import send_inquiry
from dijkwacht.web.demo.exercise_files import Exercise, Told, objects, part
from dijkwacht.web.demo.exercise_register import Cast

DESKS = ("municipalities", "health")


@dataclass(slots=True)
class Made:
    """What the loading made: the case, advice and inquiries by key, responses by organisation; what each sector saw."""

    case: UUID
    advice: dict[str, UUID] = field(default_factory=dict)
    inquiries: dict[str, UUID] = field(default_factory=dict)
    responses: dict[UUID, UUID] = field(default_factory=dict)
    shared: dict[str, tuple[Entry, ...]] = field(default_factory=dict)


@one_transaction
def open_quietly(exercise: Exercise, cast: Cast) -> Made:
    """Open the case with a pre-warning that has neither CVE nor patch, for the named recipients alone."""
    case = part(exercise.story, "case")
    named = _named(exercise, cast)
    opened = open_case(
        actor=office(cast, "national"),
        owner=cast.named["national"],
        label=Label.AMBER_STRICT,
        title=Text(str(case["title_nl"]), str(case["title_en"])),
        steps=[str(step) for step in _list(case["steps"])],
        product=str(case["product"]),
        recipients=named,
        happened=exercise.clock.when(str(case["opened"])),
        known=exercise.clock.when(str(case["opened"])),
    )
    made = Made(opened)
    for told in exercise.told("quiet"):
        made.advice[told.text("key")] = write_by_hand(
            written=_written(told, cast, exercise, Level.NATIONAL, Nature.PRE_WARNING),
            actor=office(cast, told.by),
            handling=Handling(cast.named[told.by], Label.AMBER_STRICT, None, named, opened),
            known=told.known,
        )
    return made


@one_transaction
def widen(exercise: Exercise, cast: Cast, made: Made) -> None:
    """Tell what became public and what the desks said, in the order of the story; the case takes it all in."""
    for told in exercise.told("timeline"):
        match told.do:
            case "csaf":
                _csaf(told, exercise, cast, made)
            case "join":
                _join(told, cast, made)
            case "advice":
                _advice(told, exercise, cast, made)
            case "reopening-advice":
                _reopening(told, cast, made)
            case _:
                _fact(told, cast, made)
    take_in(case=made.case)


@one_transaction
def ask(exercise: Exercise, cast: Cast, made: Made) -> None:
    """Put the question sets: each desk to its members, the press to everybody."""
    for item in objects(exercise.story["inquiries"]):
        of, by = str(item["of"]), str(item["by"])
        asked = [*cast.members("municipalities"), *cast.members("health")] if of == "everybody" else cast.members(of)
        questions = [Question(str(one["key"]), str(one["text"])) for one in objects(item["questions"])]
        sent = exercise.clock.when(str(item["sent"]))
        made.inquiries[str(item["key"])] = send_inquiry(
            case=made.case,
            asker=cast.names[by],
            asker_organisation=cast.named[by],
            audience=str(item["audience"]),
            title=str(item["title"]),
            questions=questions,
            asked=asked,
            sent=sent,
            term=exercise.clock.when(str(item["term"])),
            known=sent,
            actor=office(cast, by),
        )


def office(cast: Cast, key: str) -> Actor:
    """Return the desk of a named organisation as who records."""
    role = {"national": "national", "vendor": "national", "press": "spokesperson", "operator": "ict"}.get(key, "desk")
    return Actor(ActorKind.PERSON, role, organisation=cast.named[key])


def _named(exercise: Exercise, cast: Cast) -> frozenset[UUID]:
    return frozenset(cast.named[str(key)] for key in _list(exercise.story["named"]))


def _fact(told: Told, cast: Cast, made: Made) -> None:
    own = told.by in DESKS
    record_case_fact(
        actor=office(cast, told.by),
        case=made.case,
        kind=told.do,
        payload=told.says,
        label=told.label or (Label.AMBER if own else Label.GREEN),
        owner=cast.named["national" if told.by == "vendor" else told.by],
        constituency=cast.named[told.by] if own else None,
        recipients=[cast.named[key] for key in told.texts("to")],
        happened=told.happened,
        known=told.known,
    )


def _csaf(told: Told, exercise: Exercise, cast: Cast, made: Made) -> None:
    received = receive_advisory(
        content=exercise.json(told.text("file")),
        actor=office(cast, "national"),
        handling=Handling(cast.named["national"], Label.CLEAR, case=made.case),
        level=Level.VENDOR,
        name=told.text("file"),
        issuer_organisation=cast.named["vendor"],
        known=told.known,
    )
    if received.advisory is None:
        raise received.error or TypeError(received.state)
    made.advice[told.text("key")] = received.advisory


def _join(told: Told, cast: Cast, made: Made) -> None:
    join_pre_warning(
        pre_warning=made.advice[told.text("pre")],
        owner=cast.named[told.by],
        actor=office(cast, told.by),
        version=told.text("version"),
        vulnerabilities=told.texts("vulnerabilities"),
        advisory=made.advice[told.text("to")],
        issued=told.happened,
        known=told.known,
    )


def _advice(told: Told, exercise: Exercise, cast: Cast, made: Made) -> None:
    own = told.by in DESKS
    level = Level(told.text("level"))
    written = _written(told, cast, exercise, level, Nature.ADVISORY)
    label, reached = (Label.AMBER, cast.named[told.by]) if own else (Label.GREEN, None)
    handling = Handling(cast.named[told.by], label, reached, case=made.case)
    if revised := told.text("revises"):
        revise(
            advisory=made.advice[revised],
            written=written,
            actor=office(cast, told.by),
            handling=handling,
            known=told.known,
        )
        return
    made.advice[told.text("key")] = write_by_hand(
        written=written,
        actor=office(cast, told.by),
        handling=handling,
        derived_from=made.advice.get(told.text("follows")),
        known=told.known,
    )


def _reopening(told: Told, cast: Cast, made: Made) -> None:
    advise_reopening(
        actor=office(cast, told.by),
        handling=Handling(cast.named[told.by], Label.AMBER, cast.named[told.by], case=made.case),
        issuer=cast.names[told.by],
        version=told.text("version"),
        builds=told.texts("builds"),
        advised=told.at,
        condition=told.text("condition"),
        known=told.known,
    )


def _written(told: Told, cast: Cast, exercise: Exercise, level: Level, nature: Nature) -> Written:
    chance, damage = (Grade(told.text(name)) if told.text(name) else None for name in ("chance", "damage"))
    return Written(
        issuer=cast.names[told.by],
        level=level,
        version=told.text("version"),
        summary=Summary(
            title=told.text("title"),
            severity=Severity(chance=chance, damage=damage),
            flaws=tuple(Flaw(name) for name in told.texts("vulnerabilities")),
            actions=tuple(_action(item, exercise) for item in objects(told.rest.get("actions"))),
        ),
        nature=nature,
        tracking_id=told.text("tracking_id"),
        finding=told.text("finding"),
        issued=told.happened,
        issuer_organisation=cast.named[told.by],
    )


def _action(item: Mapping[str, object], exercise: Exercise) -> Action:
    return Action(
        step=str(item["step"]),
        scope=str(item.get("scope", "")),
        deadline=exercise.clock.when(str(item["deadline"])) if "deadline" in item else None,
        unless=str(item.get("unless", "")),
        then=str(item.get("then", "")),
    )


def _list(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()
