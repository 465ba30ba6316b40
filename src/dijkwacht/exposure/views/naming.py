"""The desk's pages about names: spellings that nobody knows, decided in one click each, and our products."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.exposure import services
from dijkwacht.exposure.forms import MergeForm, NameForm
from dijkwacht.exposure.selectors import coverage, products, unknown_name, unknown_names
from dijkwacht.kernel.actor import Actor, Viewer
from dijkwacht.kernel.errors import NotFound, Unreadable
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import actor_for

LONGEST_QUESTION = 100


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Show the spellings that most organisations use and nobody knows, with suggestions."""
    viewer, _actor = _desk(request)
    words = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    context = {
        "names": unknown_names(viewer, words),
        "coverage": coverage(viewer),
        "words": words,
        "now_only": True,
    }
    return render(request, "exposure/names.html", context)


@require_POST
def decide_name(request: HttpRequest) -> HttpResponse:
    """Record which product a spelling is; it counts for every organisation."""
    viewer, actor = _desk(request)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a product, or let it be one of its own."))
        return redirect("names")
    vendor, name = unknown_name(viewer, form.cleaned_data["build"])
    services.decide_alias(
        vendor=vendor, name=name, product=form.cleaned_data["product"], actor=actor, at=timezone.now()
    )
    messages.success(
        request, _("Recorded: %(name)s. It counts for everybody from the next comparison on.") % {"name": name}
    )
    return redirect("names")


@require_http_methods(["GET", "HEAD", "POST"])
def known_products(request: HttpRequest) -> HttpResponse:
    """Show our products with their spellings; merge two, or take them apart again."""
    _viewer, actor = _desk(request)
    words = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    sent = request.POST if request.method == "POST" else None
    form = MergeForm(sent)
    if form.is_valid():
        try:
            _merge(form.cleaned_data["product"], form.cleaned_data["into"], actor)
        except NotFound:
            form.add_error(None, _("There is no such product."))
        except Unreadable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded. What it touches is compared again."))
            return redirect("products")
    context = {"products": products(words), "form": form, "words": words, "now_only": True}
    return render(request, "exposure/products.html", context, status=422 if sent is not None else 200)


def _merge(product: str, into: str, actor: Actor) -> None:
    if into:
        services.merge_products(product=product, into=into, actor=actor)
    else:
        services.split_product(product=product, actor=actor)


def _desk(request: HttpRequest) -> tuple[Viewer, Actor]:
    viewer = viewer_of(request)
    owner = desk_of(viewer)
    if owner is None:
        raise NotFound
    return viewer, actor_for(viewer, owner)
