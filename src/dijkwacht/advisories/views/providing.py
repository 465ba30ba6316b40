"""Pages with which a desk chooses the providers that advice is fetched from; fetching itself is a job."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from procrastinate.contrib.django import app

from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.adapters.outside import outside
from dijkwacht.advisories.domain.providers import DOCUMENT_WORDS, ROLE_WORDS, Metadata, Unfetched, WrongProvider
from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.engine.fetching import locate
from dijkwacht.advisories.forms import ConfirmProviderForm, DeedForm, ProviderForm
from dijkwacht.advisories.selectors import ProviderSeen
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for

PATIENCE = 8.0  # seconds that a page waits for a provider; jobs wait longer


@require_http_methods(["GET", "HEAD", "POST"])
def providers(request: HttpRequest) -> HttpResponse:
    """Show the desk's providers; look one up, show what it is, and add it when that is what was meant."""
    owner, actor = _desk(request)
    form = ProviderForm(request.POST or None)
    found: Metadata | None = None
    if request.method == "POST" and form.is_valid():
        try:
            found = _look_up(form.cleaned_data["address"])
            if form.cleaned_data["shown"] == _digest(found):
                return _add(request, form, found, owner, actor)
            form = ProviderForm(initial={**form.cleaned_data, "shown": _digest(found)})
        except (Unfetched, WrongProvider, services.KnownProvider) as error:
            form.add_error("address", str(error))
            found = None
    seen = selectors.providers(viewer_of(request))
    context = {
        "providers": [(one, ROLE_WORDS[one.role], sum(one.counts.values()) - one.trouble) for one in seen],
        "stopped": sum(bool(one.error) for one in seen),
        "form": form,
        "found": found,
        "role": ROLE_WORDS[found.role] if found else None,
    }
    return render(request, "advisories/providers.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: ProviderForm, found: Metadata, owner: UUID, actor: Actor) -> HttpResponse:
    label = form.cleaned_data["label"]
    added = services.add_provider(
        actor=actor,
        owner=owner,
        metadata=found,
        level=Level(form.cleaned_data["level"]),
        label=Label(label) if label else None,
    )
    _fetch_now(added, owner)
    messages.success(request, _("It is being fetched from; what it gives appears in the list of advice."))
    return redirect("provider", added)


@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, provider: UUID) -> HttpResponse:
    """Show one provider: how the last run ended, what is not here and why; fetch now, pause, confirm new keys."""
    owner, actor = _desk(request)
    one = selectors.provider(viewer_of(request), provider)
    match request.POST.get("deed"):
        case "fetch":
            _fetch_now(one.id, owner)
            messages.success(request, _("It is being fetched from; look again in a while."))
        case "pause" | "resume" as deed:
            expected = DeedForm(request.POST).version()
            paused = deed == "pause"
            services.pause_provider(actor=actor, owner=owner, provider=one.id, paused=paused, expected=expected)
        case "look":
            return _provider_page(request, one, None, _shown_now(request, one))
        case "confirm":
            return _confirm(request, one, actor)
        case _:
            return _provider_page(request, one)
    return redirect("provider", one.id)


def _confirm(request: HttpRequest, one: ProviderSeen, actor: Actor) -> HttpResponse:
    """Take over what the provider shows now, where that is what the person looked at."""
    form, found = ConfirmProviderForm(request.POST), _shown_now(request, one)
    if found is None or not form.is_valid() or form.cleaned_data["shown"] != _digest(found):
        return _provider_page(request, one, form, found)
    services.confirm_provider(
        actor=actor,
        owner=one.owner,
        provider=one.id,
        metadata=found,
        because=form.cleaned_data["because"],
        expected=form.cleaned_data["expected"],
    )
    _fetch_now(one.id, one.owner)
    return redirect("provider", one.id)


def _provider_page(
    request: HttpRequest,
    one: ProviderSeen,
    form: ConfirmProviderForm | None = None,
    found: Metadata | None = None,
) -> HttpResponse:
    if found is not None and form is None:
        form = ConfirmProviderForm(initial={"shown": _digest(found), "expected": one.version})
    documents = selectors.documents_in_trouble(viewer_of(request), one.id)
    context = {
        "one": one,
        "role": ROLE_WORDS[one.role],
        "counts": [(DOCUMENT_WORDS[state], one.counts[state]) for state in DOCUMENT_WORDS if state in one.counts],
        "documents": [(document, DOCUMENT_WORDS[document.state]) for document in documents],
        "form": form,
        "found": found,
        "found_role": ROLE_WORDS[found.role] if found else None,
    }
    return render(request, "advisories/provider.html", context)


def _shown_now(request: HttpRequest, one: ProviderSeen) -> Metadata | None:
    try:
        return _look_up(one.url)
    except (Unfetched, WrongProvider) as error:
        messages.error(request, str(error))
        return None


def _look_up(address: str) -> Metadata:
    with outside(PATIENCE) as reached:
        return locate(reached.web, address)


def _digest(found: Metadata) -> str:
    """Return what was shown, in one word: what is added must be what the person looked at."""
    told = "\n".join((found.url, found.role, *found.fingerprints))
    return hashlib.sha256(told.encode()).hexdigest()


def _fetch_now(provider: UUID, owner: UUID) -> None:
    app.configure_task("advisories.fetch_provider", queue="advisories").defer(provider=str(provider), owner=str(owner))


def _desk(request: HttpRequest) -> tuple[UUID, Actor]:
    viewer = viewer_of(request)
    owner = desk_of(viewer)
    if owner is None:
        raise NotFound
    return owner, actor_for(viewer, owner)
