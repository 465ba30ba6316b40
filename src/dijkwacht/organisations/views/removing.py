"""Remove by law what an entry of the record says in free text, and its files: one person asks, another does it."""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.journal.domain.removals import may_remove
from dijkwacht.journal.selectors.pages import Explained, explained
from dijkwacht.journal.services.removing import TwoPeople
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations import services
from dijkwacht.organisations.forms import ApproveRemovalForm, RemovalForm
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.organisations.selectors.removing import RemovalAsked, removal_asked, sign_in_again
from dijkwacht.organisations.services.removing import CONTENT


@dataclass(frozen=True, slots=True)
class _Page:
    """An entry that may be removed from, by whom, and what is asked of it."""

    shown: Explained
    actor: Actor
    asked: RemovalAsked | None

    def context(self) -> dict[str, object]:
        shown, organisation = self.shown, self.shown.line.organisation
        return {
            "shown": shown,
            "gone": [value for value in shown.values if value.removable],
            "contact": _contact(shown),
            "files": [(digest, file) for digest, file in shown.evidence if file],
            "asked": self.asked,
            "now_only": True,
            "fictional": organisation is not None and organisation.fictional,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def remove_from_record(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Show what would be gone for ever, and ask for it; nothing goes before another person does it."""
    page = _allowed(request, entry)
    parts = _parts(page.shown)
    form = RemovalForm(parts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_entry_removal(
                entry=page.shown.line.entry,
                parts=form.cleaned_data["parts"],
                ground=form.cleaned_data["ground"],
                at=timezone.now(),
                actor=page.actor,
            )
            messages.success(request, _("Asked. Another CISO or director of your organisation must now do it."))
        except services.RemovalAskedAlready:
            messages.error(request, _("Somebody asked to remove from this entry already."))
        return redirect("record_entry" if page.asked is None else "remove_from_record", entry)
    context = {**page.context(), "parts": parts, "form": form}
    return render(request, "organisations/removal.html", context, status=422 if form.errors else 200)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth comes without types
@require_http_methods(["GET", "HEAD", "POST"])
def entry_removal(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Show what was asked, and do or decline it; who does it proved within the last minutes who he is."""
    page, now = _allowed(request, entry), timezone.now()
    if page.asked is None:
        raise NotFound
    again = sign_in_again(request)
    if again is not None:
        return redirect(again)
    form = ApproveRemovalForm(request.POST if request.method == "POST" else None, initial={"expected": page.asked.id})
    try:
        if request.method == "POST" and "decline" in request.POST:
            services.decline_entry_removal(entry=entry, ask=page.asked.id, at=now)
            messages.success(request, _("Nothing was removed."))
            return redirect("record_entry", entry)
        if request.method == "POST" and form.is_valid():
            services.approve_entry_removal(
                entry=page.shown.line.entry,
                contact=_contact(page.shown),
                ask=form.cleaned_data["expected"],
                at=now,
                actor=page.actor,
            )
            messages.success(request, _("It has been removed. The entry and its proof stay."))
            return redirect("record_entry", entry)
    except TwoPeople:
        messages.error(request, _("Who asked for it cannot do it as well."))
        return redirect("entry_removal", entry)
    except services.OtherRemoval:
        messages.error(request, _("This was asked anew since you opened the page; look again."))
        return redirect("entry_removal", entry)
    context = {**page.context(), "form": form, "own": page.asked.account == page.actor.account}
    context["free_text"] = CONTENT in page.asked.parts
    context["files"] = [(digest, file) for digest, file in page.shown.evidence if file and digest in page.asked.parts]
    return render(request, "organisations/entry_removal.html", context, status=422 if form.errors else 200)


def _allowed(request: HttpRequest, entry: UUID) -> _Page:
    """Return the entry, the actor and what is asked; raises NotFound for whoever does not answer for the record."""
    viewer = viewer_of(request)
    shown = explained(viewer, entry, names=request.names)  # type: ignore[attr-defined]  # middleware
    owner = shown.line.entry.owner
    if viewer.account is None or may_remove(viewer, owner).answer != "yes":
        raise NotFound
    return _Page(shown, actor_for(viewer, owner), removal_asked(entry))


def _parts(shown: Explained) -> list[tuple[str, str]]:
    content = [(CONTENT, _("The free text of this entry"))] if any(value.removable for value in shown.values) else []
    files = [(digest, file.name or digest[:16]) for digest, file in shown.evidence if file]
    return content + files


def _contact(shown: Explained) -> UUID | None:
    """Return the contact point whose address and name the entry holds: it must be emptied with it."""
    entry = shown.line.entry
    found = entry.payload.get("contact") if entry.kind.startswith("contact.") else None
    return UUID(str(found)) if found and entry.content else None
