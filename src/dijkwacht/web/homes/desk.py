"""What the sector desk decides from its members' rows: who is late, silent or contradicts itself; sentence and bars."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dijkwacht.cases.domain.axes import AXIS_WORDS, Access, Axes, Axis, Misuse, Use, Weakness
from dijkwacht.cases.selectors import DeskRow
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import Member
from dijkwacht.reporting.domain.chart import Share, ShareRow, bar_rows, bar_svg
from dijkwacht.reporting.domain.looks import LOOKS, look
from dijkwacht.verification.domain.contradiction import Contradiction
from dijkwacht.web.homes.words import moment_said

LATELY = timedelta(hours=24)
OPEN_DOORS = frozenset({Access.OPEN, Access.UNKNOWN, Access.REOPENED_AGAINST_GATE})
FIXED = frozenset({Weakness.FIXED_CHECKED, Weakness.FIXED_UNCHECKED})
REACHABLE = "reachable"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member with its response, as the desk may see it; `desk` None where there is no response."""

    member: Member
    desk: DeskRow | None
    silent: bool
    overdue: int
    contradictions: tuple[Text, ...]
    unreachable: bool
    newly: bool
    blocked: bool
    weight: int

    @property
    def axes(self) -> Axes:
        """Return the axes; without a response everything is unknown."""
        return self.desk.axes if self.desk else Axes()


@dataclass(frozen=True, slots=True)
class Filter:
    """One line of the left rail."""

    word: Text
    holds: Callable[[MemberRow], bool]
    hot: bool = False


FILTERS: Mapping[str, Filter] = {
    "open": Filter(Text("Open en kwetsbaar", "Open and vulnerable"), lambda row: open_and_weak(row.axes), hot=True),
    "te-laat": Filter(Text("Te laat", "Overdue"), lambda row: row.overdue > 0, hot=True),
    "stil": Filter(Text("Stil sinds het laatste advies", "Silent since the last advice"), lambda row: row.silent),
    "tegenspraak": Filter(Text("Spreekt zichzelf tegen", "Contradicts itself"), lambda row: bool(row.contradictions)),
    "contact": Filter(Text("Moeilijk bereikbaar", "Hard to reach"), lambda row: row.unreachable),
    "nieuw": Filter(Text("Nieuw geraakt", "Newly affected"), lambda row: row.newly),
    "geblokkeerd": Filter(Text("Geblokkeerd", "Blocked"), lambda row: row.blocked),
    "zonder": Filter(Text("Zonder opvolging", "Without a response"), lambda row: row.desk is None),
}


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of the sentence; denominators are members."""

    members: int
    open_and_weak: int
    silent_of_those: int
    overdue: int
    unknown: int


def advised_last(entries: Iterable[Entry]) -> Entry | None:
    """Return the newest advisory or revision that the desk sees in the case, None where there is none."""
    found = [entry for entry in entries if entry.kind in {"advisory.received", "advisory.revised"}]
    return max(found, key=came, default=None)


def came(entry: Entry) -> datetime:
    """Return when an entry was known, at the latest when it was recorded: a day is not over before it is."""
    return min(entry.known_by, entry.recorded_at)


def member_row(
    member: Member, desk: DeskRow | None, advice: Entry | None, now: datetime, checked: Sequence[Contradiction] = ()
) -> MemberRow:
    """Return a member with what is to be noticed about it at `now`; `checked`: what checks say against its claims."""
    axes = desk.axes if desk else Axes()
    silent = _silent(desk, advice)
    newly = bool(
        desk
        and axes.weakness is Weakness.OPEN
        and desk.weakness_since is not None
        and now - desk.weakness_since < LATELY
    )
    row = MemberRow(
        member=member,
        desk=desk,
        silent=silent,
        overdue=desk.overdue if desk else 0,
        contradictions=contradictions(desk, checked) if desk else (),
        unreachable=member.reachable.answer != REACHABLE,
        newly=newly,
        blocked=any(cell.state == "blocked" for cell in desk.cells.values()) if desk else False,
        weight=0,
    )
    return _weighed(row)


def _weighed(row: MemberRow) -> MemberRow:
    axes = row.axes
    weight = 64 * open_and_weak(axes) + 32 * (axes.misuse in {Misuse.SUSPECTED, Misuse.CONFIRMED})
    weight += 16 * (row.overdue > 0) + 8 * row.silent + 4 * (axes.weakness is Weakness.OPEN) + 2 * row.blocked
    weight -= 1 * (axes.use is Use.DOES_NOT_USE)
    values = {name: getattr(row, name) for name in MemberRow.__slots__ if name != "weight"}
    return MemberRow(**values, weight=weight)


def _silent(desk: DeskRow | None, advice: Entry | None) -> bool:
    if desk is not None and (desk.closed_at is not None or desk.axes.use is Use.DOES_NOT_USE):
        return False
    if desk is None or desk.last_word_at is None:
        return advice is not None
    return advice is not None and desk.last_word_at < came(advice)


def open_and_weak(axes: Axes) -> bool:
    """Return whether the door is not known to be shut on a system that is known to be vulnerable."""
    return axes.weakness is Weakness.OPEN and axes.access in OPEN_DOORS


def contradictions(row: DeskRow, checked: Sequence[Contradiction] = ()) -> tuple[Text, ...]:
    """Return where a member's own statements do not fit together, and where a check says otherwise."""
    done = {step for step, cell in row.cells.items() if cell.state in {"done", "verified"}}
    found = []
    if row.axes.use is Use.DOES_NOT_USE and (row.devices or done):
        found.append(
            Text(
                "zegt het product niet te gebruiken, maar noemt systemen of stappen",
                "says it does not use the product, but names systems or steps",
            )
        )
    if row.axes.access is Access.REOPENED and row.axes.weakness is Weakness.OPEN:
        found.append(Text("heropend op een kwetsbaar systeem", "reopened on a vulnerable system"))
    found += [one.brief for one in checked]
    if not checked and any(cell.checked == "not-effective" for cell in row.cells.values()):
        found.append(
            Text("een controle zegt dat de maatregel niet werkt", "a check says that the measure does not work")
        )
    return tuple(found)


def totals_of(rows: Sequence[MemberRow]) -> Totals:
    """Return the figures over all members."""
    weak = [row for row in rows if open_and_weak(row.axes)]
    return Totals(
        len(rows),
        len(weak),
        sum(row.silent for row in weak),
        sum(row.overdue > 0 for row in rows),
        sum(row.axes.use is Use.UNKNOWN for row in rows),
    )


def desk_sentence(totals: Totals, rows: Sequence[MemberRow], advice: Entry | None, now: datetime) -> Text:
    """Return how the members stand and whom to look at first."""
    if not totals.members:
        return Text("Er zijn geen deelnemers vastgelegd.", "No members are recorded.")
    parts = [_open_part(totals, advice, now)]
    if totals.overdue:
        parts.append(
            Text(
                f"Bij **{totals.overdue}** is een stap te laat.",
                f"At **{totals.overdue}** a step is overdue.",
            )
        )
    if totals.unknown:
        parts.append(
            Text(
                f"Van {totals.unknown} is niet bekend of zij het gebruiken.",
                f"Of {totals.unknown} it is not known whether they use it.",
            )
        )
    first = _first(rows)
    if first is not None:
        parts.append(Text(f"Begin bij {first.member.name}.", f"Begin with {first.member.name}."))
    return Text(" ".join(part.nl for part in parts), " ".join(part.en for part in parts))


def _open_part(totals: Totals, advice: Entry | None, now: datetime) -> Text:
    count = totals.members
    if not totals.open_and_weak:
        return Text(
            f"Bij geen van de {count} deelnemers is een open voordeur op een kwetsbaar systeem bekend.",
            f"At none of the {count} members a front door is known to be open on a vulnerable system.",
        )
    verb = "staat" if totals.open_and_weak == 1 else "staan"
    nl = f"Van {count} deelnemers {verb} er **{totals.open_and_weak}** open op een kwetsbaar systeem"
    en = f"Of {count} members **{totals.open_and_weak}** stand open on a vulnerable system"
    if advice is not None and totals.silent_of_those:
        since = moment_said(Moment(came(advice)), now)
        zwijgt = "zwijgt" if totals.silent_of_those == 1 else "zwijgen"
        nl += f"; **{totals.silent_of_those}** daarvan {zwijgt} sinds het advies van {since.nl}"
        en += f"; **{totals.silent_of_those}** of them silent since the advice of {since.en}"
    return Text(nl + ".", en + ".")


def _first(rows: Sequence[MemberRow]) -> MemberRow | None:
    pressing = [row for row in rows if row.weight > 2]  # noqa: PLR2004 - a blocked step alone is no call
    return min(pressing, key=lambda row: (-row.weight, row.member.sort_key), default=None)


def why_first(rows: Sequence[MemberRow]) -> tuple[Reason, ...]:
    """Return why that member is named first, in the words of the call list."""
    first = _first(rows)
    if first is None:
        return ()
    reasons = []
    if open_and_weak(first.axes):
        reasons.append(Reason("open", Text("open op een kwetsbaar systeem", "open on a vulnerable system")))
    if first.axes.misuse in {Misuse.SUSPECTED, Misuse.CONFIRMED}:
        reasons.append(Reason("misuse", Text("misbruik vermoed of vastgesteld", "misuse suspected or confirmed")))
    if first.overdue:
        reasons.append(Reason("late", Text(f"{first.overdue} stappen te laat", f"{first.overdue} steps overdue")))
    if first.silent:
        reasons.append(Reason("silent", Text("stil sinds het laatste advies", "silent since the last advice")))
    reasons += [Reason("contradiction", text) for text in first.contradictions]
    return tuple(reasons)


@dataclass(frozen=True, slots=True)
class AxisBar:
    """One stacked bar with its denominator and the same as rows."""

    title: Text
    svg: str
    rows: tuple[ShareRow, ...]
    total: int


def bars_of(rows: Sequence[MemberRow], advice: Entry | None, language: str) -> tuple[AxisBar, ...]:
    """Return a bar for each axis, and one for who spoke since the last advice.

    Use counts all members, the other axes those not known to do without the product; who has no response is unknown.
    """
    concerned = [row for row in rows if row.axes.use is not Use.DOES_NOT_USE]
    bars = [_bar(axis, rows if axis is Axis.USE else concerned, language) for axis in Axis]
    if advice is not None:
        bars.append(_spoken(concerned, advice, language))
    return tuple(bars)


def _bar(axis: Axis, rows: Sequence[MemberRow], language: str) -> AxisBar:
    counts: dict[str, int] = {}
    for row in rows:
        value = row.axes.value(axis)
        counts[value] = counts.get(value, 0) + 1
    shares = [Share(shape, counts.get(value, 0)) for value, shape in LOOKS[axis.value].items() if counts.get(value)]
    title = AXIS_WORDS[axis]
    return AxisBar(
        title, bar_svg(shares, title, language, narrow=True, name=f"bar-{axis.value}"), bar_rows(shares), len(rows)
    )


def _spoken(rows: Sequence[MemberRow], advice: Entry, language: str) -> AxisBar:
    version = advice.text("version")
    title = Text(f"Woord sinds advies {version}", f"Word since advice {version}")
    silent = sum(row.silent for row in rows)
    shares = [Share(look("answer", "answered"), len(rows) - silent), Share(look("answer", "silent"), silent)]
    return AxisBar(title, bar_svg(shares, title, language, narrow=True, name="bar-word"), bar_rows(shares), len(rows))
