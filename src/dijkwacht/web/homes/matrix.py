"""The matrix of members and steps: each cell a shape, a word and an age, worked out once per value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dijkwacht.cases.domain.axes import Use
from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.reporting.domain.drawing import SHAPES
from dijkwacht.reporting.domain.looks import look
from dijkwacht.web.homes.desk import MemberRow
from dijkwacht.web.homes.words import age_said

SHORT: dict[str, Text] = {
    "secure-evidence": Text("Bewijs", "Evidence"),
    "close-access": Text("Dicht", "Shut"),
    "mitigate": Text("Beperkt", "Mitigated"),
    "fix": Text("Hersteld", "Fixed"),
    "second-fix": Text("2e herstel", "2nd fix"),
    "third-fix": Text("3e herstel", "3rd fix"),
    "rebuild": Text("Herbouw", "Rebuilt"),
    "end-sessions": Text("Sessies", "Sessions"),
    "replace-secrets": Text("Sleutels", "Secrets"),
    "verify": Text("Controle", "Check"),
    "hunt": Text("Onderzoek", "Hunt"),
    "follow-up-hunt": Text("Vervolg", "Follow-up"),
    "reopen": Text("Heropend", "Reopened"),
    "watch": Text("Waken", "Watch"),
    "scale-down": Text("Afschalen", "Scale down"),
    "recover": Text("Herstel", "Recover"),
    "account": Text("Verantwoord", "Account"),
}


TERSE: dict[tuple[str, str], tuple[Text, Text]] = {
    ("weakness", "fixed-unchecked"): (Text("hersteld", "fixed"), Text("ongecontroleerd", "unchecked")),
    ("weakness", "fixed-checked"): (Text("gecontroleerd", "checked"), NOTHING),
    ("misuse", "no-signs-partial"): (Text("geen sporen", "no signs"), Text("deels gedekt", "partly covered")),
    ("misuse", "no-signs-covered"): (Text("geen sporen", "no signs"), Text("gedekt", "covered")),
    ("access", "reopened-against-gate"): (Text("heropend", "reopened"), Text("tegen de toets", "against the gate")),
}
"""Words that fit a cell; the shape is the same as everywhere."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its word, tone, the name of its shape, and what follows the word; no shape means nothing recorded."""

    word: str
    tone: str
    shape: str
    more: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One column after the axes: the short word, the full one."""

    word: Text
    title: Text


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One member's row; `axes` and `steps` are table cells ready to print."""

    id: UUID
    name: str
    response: UUID | None
    axes: str
    steps: str
    last: str
    silent: bool
    notes: tuple[Text, ...]
    unreachable: bool


NOTHING_THERE = Cell("", "", "", "")


def drawn(cells: Iterable[Cell]) -> SafeString:
    """Return the table cells of these: thousands on a page, so each different one is written once."""
    return mark_safe("".join(map(_drawn, cells)))  # noqa: S308 - each was made by format_html


@lru_cache(maxsize=4096)
def _drawn(cell: Cell) -> SafeString:
    if not cell.shape:
        return mark_safe('<td><span class="nothing">–</span></td>')
    more = format_html(' <span class="more">{}</span>', cell.more) if cell.more else ""
    return format_html(
        '<td><span class="state state-{}"><svg aria-hidden="true"><use href="#shape-{}"/></svg>'
        "<span>{}{}</span></span></td>",
        cell.tone,
        cell.shape,
        cell.word,
        more,
    )


def shapes() -> tuple[tuple[str, str], ...]:
    """Return name and path of every shape, drawn once on the page and used by its cells."""
    return tuple((shape.value, path) for shape, path in SHAPES.items())


def matrix(
    rows: Sequence[MemberRow], facts: CaseFacts, now: datetime, language: str
) -> tuple[tuple[HeadCell, ...], tuple[ShownRow, ...]]:
    """Return the columns of the case's steps that anybody recorded something for, and a row for each member."""
    used = {step for row in rows if row.desk for step in row.desk.cells}
    steps = [step for step in facts.steps if step.key in used]
    head = tuple(HeadCell(SHORT.get(step.key, step.title), step.title) for step in steps)
    return head, tuple(_row(row, [step.key for step in steps], now, language) for row in rows)


def _row(row: MemberRow, steps: Sequence[str], now: datetime, language: str) -> ShownRow:
    desk = row.desk
    last = age_said(desk.last_word_at, now) if desk and desk.last_word_at else NOTHING
    return ShownRow(
        row.member.id,
        row.member.name,
        desk.response if desk else None,
        drawn(_axes(row, language)),
        drawn(_step(row, step, now, language) for step in steps),
        last.in_language(language),
        row.silent,
        row.contradictions,
        row.unreachable,
    )


def _axes(row: MemberRow, language: str) -> tuple[Cell, ...]:
    axes = row.axes
    if axes.use is Use.DOES_NOT_USE:
        return (_cell("use", axes.use.value, "", language), NOTHING_THERE, NOTHING_THERE)
    if axes.use is Use.UNKNOWN and row.desk is None:
        return (_cell("use", axes.use.value, "", language), NOTHING_THERE, NOTHING_THERE)
    open_ones = ""
    if row.desk is not None and row.desk.devices > 1 and row.desk.devices_open:
        of = {"nl": "van"}.get(language[:2], "of")
        open_ones = f"{row.desk.devices_open} {of} {row.desk.devices}"
    return (
        _cell("weakness", axes.weakness.value, open_ones, language),
        _cell("access", axes.access.value, "", language),
        _cell("misuse", axes.misuse.value, "", language),
    )


def _step(row: MemberRow, step: str, now: datetime, language: str) -> Cell:
    found = row.desk.cells.get(step) if row.desk else None
    if found is None:
        return NOTHING_THERE
    age = age_said(found.since, now).in_language(language)
    cell = _cell("measure", found.state, age, language)
    if not found.overdue or found.deadline is None:
        return cell
    late = Text("te laat", "late").in_language(language)
    return Cell(
        cell.word, "alarm-pale", cell.shape, f"{late}, {age_said(found.deadline, now).in_language(language)}", late=True
    )


def _cell(family: str, value: str, more: str, language: str) -> Cell:
    shown = look(family, value)
    word, after = TERSE.get((family, value), (shown.word, NOTHING))
    said = " ".join(filter(None, (after.in_language(language), more)))
    return Cell(word.in_language(language), shown.tone.value, shown.shape.value, said)
