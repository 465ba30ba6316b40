"""What was recorded in an organisation's name, as its own page and the desk's show it."""

from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.sheets import ANSWERS, SHEETS
from dijkwacht.cases.domain.told_for import Standing, ToldFor, told_for
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.cases.selectors.pages import Line, record_lines
from dijkwacht.web.context import url_or_empty

MOST = 20
SLUGS = {sheet.kind: slug for slug, sheet in SHEETS.items()}
ANSWER_SLUGS = {sheet.kind: slug for slug, sheet in ANSWERS.items()}


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One fact recorded in the organisation's name: `line` None where the viewer may not see what it was."""

    told: ToldFor
    line: Line | None
    correct_url: str

    @property
    def waiting(self) -> bool:
        """Return whether the organisation has yet to confirm or correct it."""
        return self.told.standing is Standing.WAITING


def told_lines(view: ResponseView) -> tuple[ToldLine, ...]:
    """Return what was recorded in the organisation's name, what waits first, at most 20."""
    seen = {entry.id: entry for entry in view.entries}
    found = []
    for told in told_for(view.entries):
        entry = seen.get(told.entry)
        line = record_lines([entry])[0] if entry else None
        step = entry.text("step") if entry else ""
        found.append(ToldLine(told, line, _correct_url(view.id, told, step) if entry else ""))
    return tuple(sorted(found, key=lambda one: not one.waiting)[:MOST])


def _correct_url(response: UUID, told: ToldFor, step: str) -> str:
    if told.kind in ANSWER_SLUGS and step:
        found = url_or_empty("answer_step", response=response, step=step, sheet=ANSWER_SLUGS[told.kind])
    elif told.kind in SLUGS:
        found = url_or_empty("record_in_response", response=response, sheet=SLUGS[told.kind])
    else:
        return ""
    return f"{found}?verbetert={told.entry}"
