"""The page of one search of what is kept: its sentence, for which days the evidence speaks, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.hunting.domain.day_words import gap_words, joined, period_words
from dijkwacht.hunting.domain.room import CLASS_WORDS, KIND_WORDS, RUN_WORDS, HuntState, said_of
from dijkwacht.hunting.domain.running import everywhere, read_windows, run_sentence
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.hunting.models import FoundSign, HuntRun, HuntUnit
from dijkwacht.hunting.selectors.page import CoverDay, Standpoint, strip
from dijkwacht.hunting.selectors.room import SHOWN, RunSeen, room_standpoint, run_seen
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, full_days, uncovered_part, union
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.selectors import ConsentSeen, consent_at

LINES = 20
_ORDER = {name: number for number, name in enumerate(CLASS_WORDS)}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding: where, when (None where nothing tells), the text as it stands there, and the lines beside it.

    `own`: why it is a trace of the scan itself, else empty; `because`: why a rule about several lines held.
    """

    device: str
    where: str
    line: int | None
    at: datetime | None
    assumed: bool
    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    own: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class RuleFound:
    """What one rule found: its findings (the first ones) and how they were judged."""

    rule: str
    title: str
    sort: str
    number: int
    judgement: str
    because: str
    judged_by: str
    lines: tuple[FoundLine, ...]

    @property
    def of_the_scan(self) -> int:
        """Return how many of the shown lines are traces of the scan itself."""
        return sum(bool(line.own) for line in self.lines)

    @property
    def sort_said(self) -> Text:
        """Return the class in words."""
        return said_of(CLASS_WORDS, self.sort)


@dataclass(frozen=True, slots=True)
class KindStrip:
    """For which days of the window a kind of source speaks; `told` says the same in words."""

    kind: Text
    days: tuple[CoverDay, ...]
    told: Text


@dataclass(frozen=True, slots=True)
class DeviceSeen:
    """One device in a search: how far it is, how it was answered, and for which days its sources speak.

    `nothing`: the needed kinds of which there is nothing at all over the window.
    """

    name: str
    word: Text
    part: int
    by_index: bool
    why_whole: Text | None
    strips: tuple[KindStrip, ...]
    nothing: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run: its sentence first, then the days for which all needed sources speak, and what was found by rule."""

    standpoint: Standpoint
    run: RunSeen
    sentence: Text
    window: Window
    window_said: Text
    said: tuple[Text, ...]
    why: str
    counts: tuple[tuple[str, int], ...]
    armed: int
    unarmed: int
    entry: UUID | None
    together: KindStrip
    devices: tuple[DeviceSeen, ...]
    found: tuple[RuleFound, ...]
    not_armed: tuple[tuple[str, str], ...]
    skipped: tuple[dict[str, object], ...]
    skipped_count: int
    consent: ConsentSeen | None

    @property
    def unjudged(self) -> int:
        """Return how many rules have findings that nobody judged."""
        return sum(not one.judgement for one in self.found)

    @property
    def by_index(self) -> int:
        """Return how many devices were answered without reading them again."""
        return sum(one.by_index for one in self.devices)


def run_page(viewer: Viewer, run: UUID, at: datetime) -> RunPage:
    """Return a run; raises NotFound for who may not see evidence."""
    row = HuntRun.objects.filter(public_id=run).first()
    if row is None:
        raise NotFound
    where = room_standpoint(viewer, row.response, at)
    units = list(HuntUnit.objects.filter(run=row).order_by("number"))
    window, told = Window(row.window_start, row.window_end), row.outcome
    covered = everywhere([read_windows(unit.outcome.get("covered", [])) for unit in units])
    period = period_words(window)
    unarmed = {line["title"]: line["why_not"] for unit in units for line in unit.outcome.get("unarmed", [])}
    return RunPage(
        where,
        run_seen(row, sum(unit.size for unit in units), sum(unit.done for unit in units)),
        run_sentence(row.verdict, told.get("counts", {}), window, covered),
        window,
        Text(f"{period.nl} ({window.days()} dagen)", f"{period.en} ({window.days()} days)"),
        tuple(Text(nl, en) for nl, en in told.get("said", [])),
        told.get("why", ""),
        tuple(told.get("counts", {}).items()),
        told.get("armed", 0),
        told.get("unarmed", 0),
        row.entry,
        _strip(Text("alle nodige bronnen samen", "all needed sources together"), window, covered),
        tuple(_device(unit, window) for unit in units),
        _found(row),
        tuple(unarmed.items())[:SHOWN],
        tuple(line for unit in units for line in unit.outcome.get("skipped", []))[:SHOWN],
        sum(unit.outcome.get("skipped_count", 0) for unit in units),
        consent_at(row.owner, ConsentTo.FORENSIC_PARTNER, at) if where.may_act else None,
    )


def _device(unit: HuntUnit, window: Window) -> DeviceSeen:
    why = unit.outcome.get("why_whole")
    part = min(100, 50 * unit.done // unit.size) if unit.size else 100
    by_kind = _by_kind(unit)
    return DeviceSeen(
        unit.device,
        RUN_WORDS[HuntState(unit.state)],
        part,
        unit.outcome.get("by") == "index",
        Text(nl=why[0], en=why[1]) if why else None,
        tuple(_strip(said_of(KIND_WORDS, kind), window, parts) for kind, parts in by_kind.items() if parts),
        tuple(said_of(KIND_WORDS, kind) for kind, parts in by_kind.items() if not parts),
    )


def _by_kind(unit: HuntUnit) -> dict[str, tuple[Window, ...]]:
    """Return what each kind covers: those that the rules need, also without anything, then the others."""
    found: dict[str, list[Window]] = {kind: [] for kind in unit.outcome.get("needs", [])}
    for line in unit.outcome.get("coverage", []):
        found.setdefault(line["kind"], []).extend(read_windows(line["covered"]))
    return {kind: union(parts) for kind, parts in found.items()}


def _strip(kind: Text, window: Window, covered: tuple[Window, ...]) -> KindStrip:
    whole, days = full_days(window, covered), window.days()
    told = Text(f"{whole} van {days} dagen", f"{whole} of {days} days")
    gaps = uncovered_part(window, covered)
    if gaps and covered:
        named = joined([gap_words(gap) for gap in gaps])
        told = Text(f"{told.nl}; niets over {named.nl}", f"{told.en}; nothing about {named.en}")
    return KindStrip(kind, strip(window, covered), told)


def _found(run: HuntRun) -> tuple[RuleFound, ...]:
    by_rule: dict[str, list[FoundSign]] = {}
    signs = FoundSign.objects.filter(run=run).select_related("unit").order_by("unit__number", "number")
    for one in signs[: 10 * SHOWN]:
        by_rule.setdefault(one.rule, []).append(one)
    found = [_rule(rule, signs) for rule, signs in by_rule.items()]
    return tuple(sorted(found, key=lambda one: (_ORDER.get(one.sort, 9), one.rule)))


def _rule(rule: str, signs: Sequence[FoundSign]) -> RuleFound:
    first = next((one for one in signs if not one.judgement), signs[0])
    return RuleFound(
        rule,
        str(first.line.get("title", rule)),
        first.sort,
        len(signs),
        first.judgement,
        first.because,
        first.judged_by,
        tuple(_line(one) for one in signs[:LINES]),
    )


def _line(one: FoundSign) -> FoundLine:
    told = one.line
    member = f" ! {told['member']}" if told.get("member") else ""
    at = datetime.fromisoformat(told["time"]) if told.get("time") else None
    assumed = told.get("time_basis") == "assumed"
    own = told.get("label") == OWN
    return FoundLine(
        one.unit.device,
        f"{told['path']}{member}",
        told.get("line"),
        at,
        assumed,
        str(told["text"]),
        tuple(told.get("before", ())),
        tuple(told.get("after", ())),
        str(told["because"]) if own else "",
        "" if own else str(told.get("because") or ""),
    )
