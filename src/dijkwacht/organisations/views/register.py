"""Pages of organisations: contacts and stand-ins, who lacks them, who looked at us."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound, Refused, Unreadable
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.operation import SCOPE_WORDS
from dijkwacht.organisations import services
from dijkwacht.organisations.forms import ContactForm, OutcomeForm, TokenForm
from dijkwacht.organisations.selectors import actor_for, organisation_for, tokens_of
from dijkwacht.organisations.selectors.contacts import contacts_of
from dijkwacht.organisations.selectors.pages import looks_seen, members_page, organisation_page, require_keeping


class WrongForm(Unreadable):
    """This form was not made by its page."""


@require_safe
def organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show an organisation with its contacts and who stands in; a look from outside is logged and shown to it."""
    return _organisation(request, organisation, ContactForm())


@require_POST
def add_contact(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Put a new contact point into the register."""
    viewer, now = viewer_of(request), timezone.now()
    require_keeping(viewer, organisation, now)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _organisation(request, organisation, form, status=422)
    actor = actor_for(viewer, organisation)
    services.record_contact(organisation=organisation, details=form.details(now), actor=actor)
    messages.success(request, _("The contact point has been recorded."))
    return redirect("organisation", organisation)


@require_POST
def try_contact(request: HttpRequest, organisation: UUID, contact: UUID, outcome: str) -> HttpResponse:
    """Record that a contact point works or does not, against the version that was looked at."""
    viewer, now = viewer_of(request), timezone.now()
    require_keeping(viewer, organisation, now)
    if contact not in {shown.id for shown in contacts_of(viewer, organisation, now).contacts}:
        raise NotFound
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        raise WrongForm
    actor, version = actor_for(viewer, organisation), form.cleaned_data["version"]
    if outcome == "works":
        services.confirm_contact(contact=contact, at=now, actor=actor, version=version)
        messages.success(request, _("The contact point has been confirmed."))
    else:
        what = form.cleaned_data["what"]
        services.break_contact(contact=contact, at=now, actor=actor, version=version, what=what)
        messages.success(request, _("It has been recorded that the contact point does not work."))
    return redirect("organisation", organisation)


@require_safe
def member_contacts(request: HttpRequest) -> HttpResponse:
    """Show the desk its members, those without two channels off their own domain first."""
    page = members_page(viewer_of(request), timezone.now())
    fictional = any(member.fictional for member in page.members)
    return render(
        request, "organisations/member_contacts.html", {"page": page, "now_only": True, "fictional": fictional}
    )


@require_safe
def looks(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show an organisation who of others looked at its record."""
    viewer = viewer_of(request)
    found = looks_seen(viewer, organisation)
    own = organisation_for(viewer, organisation, timezone.now())
    context = {"looks": found, "organisation": own, "now_only": True, "fictional": own.fictional}
    return render(request, "organisations/looks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens by which programs act for one's own account; make one and show it, this once."""
    account, now = _account(request), timezone.now()
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _tokens(request, form)
    if not form.is_valid():
        return _tokens(request, form, status=422)
    try:
        made = services.make_token(
            account=account, name=form.cleaned_data["name"], scopes=form.scopes(), at=now, until=form.until(now)
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _tokens(request, form, status=422)
    return _tokens(request, TokenForm(), made=made.text, status=201)


@require_POST
def revoke_token(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let a token end now."""
    services.revoke_token(account=_account(request), token=token, at=timezone.now())
    messages.success(request, _("The token does not work any more."))
    return redirect("tokens")


def _account(request: HttpRequest) -> UUID:
    account = viewer_of(request).account
    if account is None:
        raise NotFound
    return account


def _tokens(request: HttpRequest, form: TokenForm, *, made: str = "", status: int = 200) -> HttpResponse:
    listed = tokens_of(_account(request), timezone.now())
    rows = [(one, [SCOPE_WORDS[scope] for scope in one.scopes]) for one in listed]
    context = {"rows": rows, "form": form, "made": made, "now_only": True}
    answer = render(request, "organisations/tokens.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _organisation(request: HttpRequest, organisation: UUID, form: ContactForm, status: int = 200) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = organisation_page(viewer, organisation, now)
    if page.contacts is not None:
        log_look(viewer=viewer, organisation=organisation, what="contacts", at=now)
    context = {"page": page, "form": form, "now_only": True, "fictional": page.organisation.fictional}
    return render(request, "organisations/organisation.html", context, status=status)
