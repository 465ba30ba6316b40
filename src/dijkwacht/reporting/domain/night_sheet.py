"""One sheet of paper per organisation for the night when nothing else works (SCREENS 10): what stands on it.

Every list has an end and every line a length, so that it is one page of A4 whatever was recorded; what does not fit is
counted, never silently left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.axes import AXIS_WORDS, VALUE_WORDS, Axis
from dijkwacht.cases.domain.measures import STATE_WORDS, Measure, MeasureState
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.steps import Step
from dijkwacht.journal.domain.words import WORDS, moment_in_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, local_date
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.recovery.domain.functions import what_stops

MOST_REACH, MOST_STEPS, MOST_STOPS, MOST_OTHERS, MOST_DESK = 9, 15, 6, 3, 3
LONG, SHORT = 96, 44
AS_BEFORE = "as-before"

NOT_BEGUN = Text("niet vastgelegd", "not recorded")


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach somebody: for what, by what, the number or address, and what is known of it."""

    role: Text
    channel: Text
    value: str
    note: Text


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One step in its order: what, how it stands, by when."""

    number: int
    title: Text
    state: Text
    by: Text
    settled: bool


@dataclass(frozen=True, slots=True)
class SheetCase:
    """The response that presses most: axes, steps, what stops for whom, and the numbers of it."""

    title: Text
    axes: tuple[tuple[Text, Text], ...]
    steps: tuple[SheetStep, ...]
    stops: tuple[Text, ...]
    numbers: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class NightSheet:
    """Everything on the sheet, in the order in which it is read; `more` counts what did not fit, by list."""

    organisation: str
    label: str
    fictional: bool
    made: datetime
    reach: tuple[Reach, ...]
    desk_name: str
    desk: tuple[Reach, ...]
    words: CodeWords | None
    case: SheetCase | None
    others: tuple[Text, ...]
    more: Mapping[str, int]


def clipped(text: str, length: int = LONG) -> str:
    """Return the text on one line of at most `length` signs, cut with an ellipsis."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"


def clipped_both(text: Text, length: int = LONG) -> Text:
    """Return both languages cut to one line."""
    return Text(clipped(text.nl, length), clipped(text.en, length))


def first_of(listed: Sequence[object], most: int) -> int:
    """Return how many of a list do not fit on the sheet."""
    return max(len(listed) - most, 0)


def sheet_case(title: Text, state: ResponseState, steps: Iterable[Step], at: datetime) -> tuple[SheetCase, int, int]:
    """Return a response as the sheet has it, and how many steps and how many consequences did not fit."""
    listed, stops = list(steps), list(stops_of(state))
    case = SheetCase(
        clipped_both(title),
        tuple((AXIS_WORDS[axis], VALUE_WORDS[axis, state.axes.value(axis)]) for axis in Axis),
        tuple(_step(number, step, state) for number, step in enumerate(listed[:MOST_STEPS], start=1)),
        tuple(clipped_both(text) for text in stops[:MOST_STOPS]),
        tuple(_numbers(state, at)),
    )
    return case, first_of(listed, MOST_STEPS), first_of(stops, MOST_STOPS)


def stops_of(state: ResponseState) -> Iterable[Text]:
    """Yield what stops for whom while the door is shut: restrictions on record, then work that runs over the system."""
    for one in state.door.restrictions.values():
        if one.until is None:
            where = (f", niet vanaf {one.where}", f", not from {one.where}") if one.where else ("", "")
            works = (f"; wel: {one.still_works}", f"; still works: {one.still_works}") if one.still_works else ("", "")
            yield Text(f"{one.who}: {one.what}{where[0]}{works[0]}", f"{one.who}: {one.what}{where[1]}{works[1]}")
    for verdict in what_stops(state.leftover, state.door):
        if verdict.answer == "stops":
            yield verdict.reasons[0].text
    for name, (runs, _, _) in state.leftover.processes.items():
        if runs != AS_BEFORE:
            said = WORDS.get(runs, Text(runs, runs))
            yield Text(f"werkproces {name}: {said.nl}", f"work process {name}: {said.en}")


def _step(number: int, step: Step, state: ResponseState) -> SheetStep:
    found = [one for (key, _), one in state.measures.items() if key == step.key]
    worst = min(found, key=_progress, default=None)
    said = STATE_WORDS[worst.state] if worst else NOT_BEGUN
    if len(found) > 1 and worst:
        done = sum(one.settled for one in found)
        said = Text(f"{said.nl} ({done} van {len(found)})", f"{said.en} ({done} of {len(found)})")
    by = _day(worst.deadline) if worst and worst.deadline and not worst.settled else Text("", "")
    return SheetStep(number, clipped_both(step.title, SHORT), said, by, bool(found) and all(o.settled for o in found))


def _progress(measure: Measure) -> tuple[bool, int]:
    return measure.settled, list(MeasureState).index(measure.state)


def _numbers(state: ResponseState, at: datetime) -> Iterable[tuple[Text, Text]]:
    shut = next((one for one in reversed(state.door.closings) if one.reopened is None), None)
    if shut:
        days = (local_date(at) - shut.closed.day).days
        since = moment_in_words(shut.closed)
        said = Text(f"sinds {since.nl} ({days} dagen)", f"since {since.en} ({days} days)")
        yield Text("Deur dicht", "Door shut"), said
    if state.window:
        first, last = local_date(state.window.start), local_date(state.window.end)
        days = (last - first).days
        span = f"{first:%d-%m-%Y} – {last:%d-%m-%Y}"
        yield Text("Kwetsbare periode", "Exposed window"), Text(f"{span} ({days} dagen)", f"{span} ({days} days)")
    if state.devices:
        names = clipped(", ".join(state.devices), LONG)
        yield Text("Systemen", "Systems"), Text(f"{len(state.devices)}: {names}", f"{len(state.devices)}: {names}")


def _day(moment: Moment) -> Text:
    said = moment_in_words(moment)
    return Text(f"voor {said.nl}", f"by {said.en}")


def printed(sheet: NightSheet, language: str) -> dict[str, object]:
    """Return the sheet as plain values in one language, for the typesetter and for its digest (the time apart)."""

    def say(text: Text) -> str:
        return text.in_language(language)

    def reach(one: Reach) -> list[str]:
        return [clipped(say(one.role), SHORT), say(one.channel), clipped(one.value, SHORT), say(one.note)]

    case = sheet.case
    return {
        "language": language,
        "name": clipped(sheet.organisation),
        "label": sheet.label,
        "fictional": say(Text("Oefening: verzonnen organisatie.", "Exercise: invented organisation."))
        if sheet.fictional
        else "",
        "reach": [reach(one) for one in sheet.reach],
        "desk_name": clipped(sheet.desk_name),
        "desk": [reach(one) for one in sheet.desk],
        "desk_says": sheet.words.desk_says if sheet.words else "",
        "member_answers": sheet.words.member_answers if sheet.words else "",
        "words_until": f"{local_date(sheet.words.until):%d-%m-%Y}" if sheet.words else "",
        "case": clipped(say(case.title)) if case else "",
        "axes": [[say(name), say(value)] for name, value in case.axes] if case else [],
        "steps": [[str(s.number), say(s.title), say(s.state), say(s.by), "x" if s.settled else ""] for s in case.steps]
        if case
        else [],
        "stops": [say(text) for text in case.stops] if case else [],
        "numbers": [[say(name), say(value)] for name, value in case.numbers] if case else [],
        "others": [say(text) for text in sheet.others],
        "more": {name: count for name, count in sheet.more.items() if count},
        "words": {name: say(text) for name, text in HEADINGS.items()},
    }


HEADINGS = {
    "title": Text("Als niets meer werkt", "When nothing else works"),
    "desk": Text("De desk bereiken", "Reach the desk"),
    "codes": Text("Codewoorden voor de telefoon", "Code words for the telephone"),
    "desk_says": Text("De desk zegt", "The desk says"),
    "member_answers": Text("U antwoordt", "You answer"),
    "codes_help": Text(
        "Klopt het eerste niet, hang dan op en bel de desk op het nummer hierboven. Vervangen op",
        "Where the first is wrong, hang up and call the desk on the number above. Replaced on",
    ),
    "reach": Text("Wie u belt", "Whom you call"),
    "steps": Text("Stappen, in volgorde", "Steps, in order"),
    "stops": Text("Wat stilligt, en voor wie", "What stops, and for whom"),
    "numbers": Text("Cijfers", "Numbers"),
    "others": Text("Uw andere opvolgingen", "Your other responses"),
    "none": Text("niets vastgelegd", "nothing recorded"),
    "more": Text("en nog", "and"),
    "more_end": Text("meer in het programma", "more in the program"),
    "made": Text("Gemaakt", "Made"),
    "witness": Text(
        "Druk opnieuw af na elke wijziging; bewaar dit blad buiten het kantoor.",
        "Print anew after every change; keep this sheet outside the office.",
    ),
    "tell": Text(
        "Alles wat u zou melden kunt u de desk ook telefonisch melden; u bevestigt het later met een knop.",
        "Everything that you would report you can also tell the desk by telephone; you confirm it later with a button.",
    ),
}
