"""Remove by law what an entry of the record says in free text, and its files: two named people and a ground."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.journal.domain.removals import may_remove
from dijkwacht.journal.selectors.pages import Explained, explained
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations import services
from dijkwacht.organisations.forms import CONTENT, RemovalForm
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.organisations.selectors.offices import colleagues_of


@require_http_methods(["GET", "HEAD", "POST"])
def remove_from_record(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Show what would be gone for ever, and remove it when one of two named people says so."""
    viewer = viewer_of(request)
    now, shown = timezone.now(), explained(viewer, entry, names=request.names)  # type: ignore[attr-defined]  # middleware
    owner = shown.line.entry.owner
    if viewer.account is None or may_remove(viewer, owner).answer != "yes":
        raise NotFound
    others = colleagues_of(viewer, owner, now)
    parts = _parts(shown)
    form = RemovalForm(others, parts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.remove_from_entry(
            entry=shown.line.entry,
            contact=_contact(shown),
            content=CONTENT in form.cleaned_data["parts"],
            evidence=[part for part in form.cleaned_data["parts"] if part != CONTENT],
            people=form.people(viewer.account),
            ground=form.cleaned_data["ground"],
            at=now,
            actor=actor_for(viewer, owner),
        )
        messages.success(request, _("It has been removed. The entry and its proof stay."))
        return redirect("record_entry", entry)
    context = {
        "shown": shown,
        "gone": [value for value in shown.values if value.removable],
        "contact": _contact(shown),
        "parts": parts,
        "others": others,
        "form": form,
        "now_only": True,
        "fictional": shown.line.organisation is not None and shown.line.organisation.fictional,
    }
    return render(request, "organisations/removal.html", context, status=422 if form.errors else 200)


def _parts(shown: Explained) -> list[tuple[str, str]]:
    content = [(CONTENT, _("The free text of this entry"))] if any(value.removable for value in shown.values) else []
    files = [(digest, file.name or digest[:16]) for digest, file in shown.evidence if file]
    return content + files


def _contact(shown: Explained) -> UUID | None:
    """Return the contact point whose address and name the entry holds: it must be emptied with it."""
    entry = shown.line.entry
    found = entry.payload.get("contact") if entry.kind.startswith("contact.") else None
    return UUID(str(found)) if found and entry.content else None
