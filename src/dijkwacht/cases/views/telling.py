"""What a desk records in a member's name, and how the member confirms or corrects it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dijkwacht.cases.domain.sheets import Sheet
from dijkwacht.cases.domain.told_for import told_for
from dijkwacht.cases.selectors import ResponseView, recording_as, response_for
from dijkwacht.cases.services import confirm
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for

CORRECTS = "verbetert"


@require_POST
def confirm_told(request: HttpRequest, response: UUID, entry: UUID) -> HttpResponse:
    """Record that the organisation stands behind what was recorded in its name; one button, nothing to fill in."""
    viewer = viewer_of(request)
    view = response_for(viewer, response)
    if recording_as(viewer, view) != "own":
        raise NotFound
    if confirm(actor=actor_for(viewer, view.organisation), response=response, entry=entry):
        messages.success(request, _("Confirmed: it now counts as your own word."))
    else:
        messages.info(request, _("This was confirmed or corrected already."))
    return redirect("response", response)


def corrected(view: ResponseView, sheet: Sheet, asked: str) -> dict[str, object]:
    """Return what the form begins with where it corrects an entry that was recorded in the organisation's name."""
    about = read_id(asked)
    if about not in {one.entry for one in told_for(view.entries)}:
        return {}
    entry = next((one for one in view.entries if one.id == about and one.kind == sheet.kind), None)
    if entry is None:
        return {}
    values = {**entry.payload, **(entry.content or {})}
    lists = {name: "\n".join(str(item) for item in value) for name, value in values.items() if isinstance(value, list)}
    said = {name: "yes" if value else "no" for name, value in values.items() if isinstance(value, bool)}
    happened = {"happened": entry.happened.text()} if entry.happened else {}
    return {**values, **lists, **said, **happened, "corrects": entry.id}
