"""What the pages of this room show: one frozen value per page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.facts import Exploitation, exploited_since
from dijkwacht.cases.domain.steps import CATALOGUE, Step
from dijkwacht.cases.domain.telling import action_said, case_sentence, change_in_words
from dijkwacht.cases.domain.weakness import Flaw
from dijkwacht.cases.selectors.reading import CaseView, ResponseRow, ResponseView, case_for, responses_of
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.domain.words import WORDS
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import names_seen

LEVELS = ("vendor", "national", "sector", "own", "other")
CLAIMS = ("press.reported", "statement.made", "outcome.stated")


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One advisory or revision in its lane: what changed, what it advises, where it comes from."""

    entry: Entry
    at: Moment
    issuer: str
    version: str
    title: str
    revised: bool
    changed: tuple[Text, ...]
    actions: tuple[Text, ...]
    advisory: str


@dataclass(frozen=True, slots=True)
class AdviceLane:
    """The advice of one level, oldest first."""

    level: str
    word: Text
    lines: tuple[AdviceLine, ...]


@dataclass(frozen=True, slots=True)
class FlawLine:
    """One vulnerability: since when exploited, when repaired, in which builds, and where the mitigation fails."""

    flaw: Flaw
    exploited: Exploitation | None
    builds: tuple[str, ...]
    preconditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a sentence; `name` is of the organisation where it may be known."""

    entry: Entry
    at: Moment
    text: Text
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a case."""

    case: CaseView
    sentence: Text
    first_exploited: Exploitation | None
    lanes: tuple[AdviceLane, ...]
    flaws: tuple[FlawLine, ...]
    responses: tuple[tuple[ResponseRow, str], ...]
    press: tuple[Line, ...]
    claims: tuple[Line, ...]
    links: tuple[Line, ...]
    own: frozenset[UUID]


def case_page(viewer: Viewer, case: UUID, asof: AsOf = NOW) -> CasePage:
    """Return the page of a case as of a moment; raises NotFound like `case_for`."""
    view = case_for(viewer, case, asof)
    rows = responses_of(viewer, case=case)
    told = entries(viewer, case=case, kinds=CLAIMS, asof=asof)
    named = {row.organisation for row in rows} | {entry.organisation for entry in told if entry.organisation}
    names = names_seen(viewer, named)
    shown = [(row, names.get(row.organisation, "")) for row in rows]
    lines = record_lines(told, names)
    return CasePage(
        case=view,
        sentence=case_sentence(view.facts, len(rows), recorded=view.recorded),
        first_exploited=exploited_since(view.facts),
        lanes=tuple(_lanes(view.entries, view.facts.steps)),
        flaws=tuple(_flaws(view)),
        responses=tuple(sorted(shown, key=lambda pair: pair[1])),
        press=tuple(line for line in lines if line.entry.kind == "press.reported"),
        claims=tuple(line for line in lines if line.entry.kind != "press.reported"),
        links=record_lines(entry for entry in view.entries if entry.kind == "case.linked"),
        own=frozenset(row.organisation for row in rows) & viewer.organisations(),
    )


def record_lines(listed: Iterable[Entry], names: Mapping[UUID, str] | None = None) -> tuple[Line, ...]:
    """Return entries as sentences, in the order given; free words where the viewer may have them."""
    found = []
    for entry in listed:
        values = {**entry.payload, **(entry.content or {})}
        words = " ".join(str(value) for key, value in (entry.content or {}).items() if key in _FREE)
        name = (names or {}).get(entry.organisation, "") if entry.organisation else ""
        found.append(Line(entry, moment_of(entry), sentence_of(entry.kind, values), words, name))
    return tuple(found)


def sentence_of(kind: str, values: Mapping[str, object]) -> Text:
    """Return an entry's sentence with the words of a step in place of its key."""
    step = CATALOGUE.get(str(values.get("step", "")))
    if step is None:
        return KINDS[kind].sentence(values)
    nl = KINDS[kind].sentence({**values, "step": step.title.nl}).nl
    return Text(nl, KINDS[kind].sentence({**values, "step": step.title.en}).en)


_FREE = frozenset({"words", "remark", "wording", "because", "reason", "title", "said", "what", "summary"})


def moment_of(entry: Entry) -> Moment:
    """Return when an entry's fact happened; else when it was known; else when it was recorded."""
    return entry.happened or entry.known or Moment(entry.recorded_at)


def stamp(view: ResponseView) -> dict[str, object]:
    """Return what a form must know of what the person saw: the version, and when the newest entry was recorded."""
    newest = max((entry.recorded_at for entry in view.entries), default=None)
    return {"version": view.version, "seen": newest.isoformat() if newest else ""}


def _lanes(listed: Iterable[Entry], steps: tuple[Step, ...]) -> Iterable[AdviceLane]:
    found = [entry for entry in listed if entry.kind in {"advisory.received", "advisory.revised"}]
    for level in LEVELS:
        lines = tuple(_advice(entry, steps) for entry in found if entry.text("level") == level)
        if lines:
            yield AdviceLane(level, WORDS.get(level, Text(level, level)), lines)


def _advice(entry: Entry, steps: tuple[Step, ...]) -> AdviceLine:
    actions = entry.payload.get("actions")
    listed = actions if isinstance(actions, list | tuple) else ()
    return AdviceLine(
        entry,
        moment_of(entry),
        entry.text("issuer"),
        entry.text("version"),
        entry.text("title"),
        entry.kind == "advisory.revised",
        tuple(change_in_words(code, steps) for code in entry.texts("changed")),
        tuple(action_said(action) for action in listed if isinstance(action, dict)),
        entry.text("advisory"),
    )


def _flaws(view: CaseView) -> Iterable[FlawLine]:
    facts = view.facts
    published = [entry for entry in view.entries if entry.kind == "fix.published"]
    for flaw in facts.flaws.values():
        if not flaw.id:
            continue
        known = [one for one in facts.exploitation if one.vulnerability == flaw.id]
        builds = [build for e in published if flaw.id in e.texts("vulnerabilities") for build in e.texts("builds")]
        first = min(known, key=lambda one: one.since.earliest, default=None)
        yield FlawLine(flaw, first, tuple(dict.fromkeys(builds)))
