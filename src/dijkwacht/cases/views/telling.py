"""What a desk records in a member's name, and how the member confirms or corrects it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dijkwacht.cases.domain.sheets import Sheet
from dijkwacht.cases.domain.told_for import told_for
from dijkwacht.cases.forms import RecordForm
from dijkwacht.cases.selectors import ResponseView, recording_as, response_for
from dijkwacht.cases.services import Told, confirm
from dijkwacht.cases.views.looker import viewer_of
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.organisations.domain.wording import CONTACT_ROLES
from dijkwacht.organisations.selectors import actor_for, contacts_of

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


def callers_of(viewer: Viewer, view: ResponseView) -> list[tuple[str, str]]:
    """Return who of the member may have told the desk: its contact points first, then offices; empty for the member."""
    if recording_as(viewer, view) != "desk":
        return []
    language = get_language() or "nl"
    sheet = contacts_of(viewer, view.organisation, timezone.now())
    points = [(f"contact:{one.id}", f"{one.role_said.in_language(language)}, {one.value}") for one in sheet.contacts]
    return points + [(f"role:{role}", said.in_language(language)) for role, said in CONTACT_ROLES.items()]


def told_by(viewer: Viewer, view: ResponseView, form: RecordForm) -> Told | None:
    """Return who told it, where the form asked for that; the contact point stands by its role and its id."""
    if not form.by_telephone:
        return None
    what, _, value = form.cleaned_data["told_by"].partition(":")
    role, contact = value, None
    if what == "contact":
        found = {str(one.id): one for one in contacts_of(viewer, view.organisation, timezone.now()).contacts}
        role, contact = str(found[value].role), found[value].id
    to = str(actor_for(viewer, view.organisation).role)
    return Told(form.cleaned_data["how"], role, to, contact)


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
