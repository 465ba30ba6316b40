"""One response in full, for who may see it: its own organisation all of it, a desk what disclosure allows."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dijkwacht.cases.domain.access import open_restrictions
from dijkwacht.cases.domain.lowering import lowering
from dijkwacht.cases.domain.measures import Measure, overdue, was_checked
from dijkwacht.cases.domain.sheets import ANSWERS, SHEETS
from dijkwacht.cases.selectors import ResponseView, recording_as, response_for
from dijkwacht.cases.selectors.pages import Line, record_lines, stamp
from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.looking import asof_of, viewer_of
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import organisation_for
from dijkwacht.verification.selectors import contradictions_in
from dijkwacht.web.context import url_or_empty
from dijkwacht.web.homes.advising import advice_news
from dijkwacht.web.homes.dossier import Dossier, dossier_of, moment_of
from dijkwacht.web.homes.promising import promises_of, questions_of
from dijkwacht.web.homes.telling import told_lines
from dijkwacht.web.homes.words import money_said

ROOMS = (
    ("gate", Text("Heropeningstoets", "Reopening gate")),
    ("hunts", Text("Onderzoek naar misbruik", "Hunt for misuse")),
    ("recovery", Text("Wat nog niet terug is", "What is not yet back")),
    ("questions", Text("Vragen en antwoorden", "Questions and answers")),
    ("write_document", Text("Brieven", "Letters")),
)
CHECKS = Text("Controles van buiten", "Checks from outside")
HIDDEN = frozenset({"beperking-op", "toezegging-na", "bewaking-omlaag", "bewaking-omhoog"})
WITHHELD = (
    (Category.COST, Text("kosten en inzet", "costs and effort")),
    (Category.HUNT, Text("onderzoeken en bevindingen", "hunts and findings")),
    (Category.EVIDENCE, Text("bewijs", "evidence")),
    (Category.QUESTION, Text("raadsvragen en concepten", "council questions and drafts")),
)


@dataclass(frozen=True, slots=True)
class DeviceCell:
    """How a step stands for one device: state, when, and the check."""

    measure: Measure | None
    overdue: bool
    check: Verdict | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step with a cell for each column: the devices, after the one for all together."""

    key: str
    title: Text
    cells: tuple[DeviceCell, ...]

    @property
    def told(self) -> bool:
        """Return whether anything is recorded for the step at all."""
        return any(cell.measure is not None for cell in self.cells)


@require_safe
def response(request: HttpRequest, response: UUID) -> HttpResponse:
    """Show a response in full; a look from outside is logged and shown to the organisation."""
    viewer = viewer_of(request)
    asof = asof_of(request)
    now = timezone.now()
    view = response_for(viewer, response, asof)
    organisation = organisation_for(viewer, view.organisation, now)
    log_look(viewer=viewer, organisation=view.organisation, what="response", at=now)
    page = dossier_of(viewer, view, organisation, moment_of(asof, now))
    capacity = recording_as(viewer, view) if asof.is_now and not page.recorded else ""
    return render(request, "homes/response.html", _context(page, capacity))


def _context(page: Dossier, capacity: str) -> dict[str, object]:
    view, state = page.view, page.view.state
    svg, rows = page.strip(get_language() or "nl")
    columns, steps = step_table(page)
    return {
        "page": page,
        "capacity": capacity,
        "acting": capacity == "own",
        "answers": tuple(ANSWERS.items()),
        "sheets": _sheets(capacity),
        "stamp": stamp(view),
        "rooms": _rooms(page),
        "strip_svg": svg,
        "strip_rows": rows,
        "columns": columns,
        "steps": steps,
        "open_restrictions": open_restrictions(state.door),
        "lifted": [one for one in state.door.restrictions.values() if one.until is not None],
        "lowering": lowering(state, page.at),
        "advice": advice_news(view),
        "promises": promises_of(view, page.at),
        "questions": questions_of(view, page.at),
        "told": told_by_kind(view),
        "told_for": told_lines(view),
        "withheld": () if page.cover is not None else [word for _, word in WITHHELD],
        "against": contradictions_in(view),
        "fictional": page.organisation.fictional,
    }


def _rooms(page: Dossier) -> list[tuple[Text, str]]:
    """Return word and address of the rooms that the viewer may enter: a desk the gate, the public none that acts."""
    wanted = ROOMS if page.view.own else ROOMS[:3] if page.cover is not None else ROOMS[:1]
    found = [(word, url) for name, word in wanted if (url := url_or_empty(name, response=page.view.id))]
    return (
        found if page.recorded else [*found, (CHECKS, url_or_empty("checks_of", organisation=page.view.organisation))]
    )


def _sheets(capacity: str) -> list[tuple[str, Text]]:
    if not capacity:
        return []
    return [(slug, sheet.title) for slug, sheet in SHEETS.items() if slug not in HIDDEN]


def step_table(page: Dossier) -> tuple[tuple[str, ...], tuple[StepRow, ...]]:
    """Return the columns ("" for all devices together) and a row for each step of the case."""
    state = page.view.state
    named = tuple(state.devices)
    used = {device for _, device in state.measures}
    columns = (*(("",) if "" in used or not named else ()), *named)
    rows = []
    for step in page.view.facts.steps:
        cells = []
        for device in columns:
            measure = state.measures.get((step.key, device))
            late = measure is not None and overdue(measure, page.at) and not page.recorded
            check = was_checked(measure) if measure is not None and measure.check else None
            cells.append(DeviceCell(measure, late, check))
        rows.append(StepRow(step.key, step.title, tuple(cells)))
    return columns, tuple(rows)


def told_by_kind(view: ResponseView) -> dict[str, tuple[Line, ...]]:
    """Return what was said about the response, by what it is about: impact, costs, statements, context, press."""
    groups = {
        "impact": {"impact.stated"},
        "costs": {"cost.recorded", "effort.recorded"},
        "statements": {"statement.made", "outcome.stated", "report.filed"},
        "context": {"context.stated", "advisory.read"},
        "press": {"press.reported"},
    }
    return {
        name: tuple(map(_with_amount, record_lines(entry for entry in view.state.told if entry.kind in kinds)))
        for name, kinds in groups.items()
    }


def _with_amount(line: Line) -> Line:
    """Return a cost as people write money; every other line as it is."""
    cents = line.entry.payload.get("cents")
    if not isinstance(cents, int):
        return line
    what, amount = line.entry.text("what"), money_said(cents)
    return replace(line, text=Text(f"{what}: {amount.nl}", f"{what}: {amount.en}"))
