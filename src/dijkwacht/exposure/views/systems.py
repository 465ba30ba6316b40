"""Pages of an organisation's systems: what is touched and why, hand in an inventory, declare use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.engine.inventory import Inventory, UnreadableInventory
from dijkwacht.exposure.forms import InventoryForm, UseForm
from dijkwacht.exposure.selectors import own_organisations, require_upload, systems_page
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.organisations.selectors import OrganisationSeen, actor_for


@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """Lead to the systems of the viewer's organisation, or let them choose where there are several."""
    own = own_organisations(_viewer(request), timezone.now())
    if len(own) == 1:
        return redirect("systems_of", own[0].id)
    fictional = any(organisation.fictional for organisation in own)
    return render(request, "exposure/choose.html", {"organisations": own, "now_only": True, "fictional": fictional})


@require_safe
def systems_of(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show which systems are touched by what, and why; a look from outside is logged and shown to the organisation."""
    return _systems(request, organisation, UseForm())


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Take in an inventory and compare it at once with every advisory that the viewer may see."""
    viewer, now = _viewer(request), timezone.now()
    seen = require_upload(viewer, organisation, now)
    form = InventoryForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _upload_page(request, seen, form if request.method == "POST" else InventoryForm())
    actor = actor_for(viewer, organisation)
    content = form.cleaned_data["file"].read()
    name = form.cleaned_data["file"].name
    imported = services.import_inventory(
        organisation=organisation,
        content=content,
        name=name,
        actor=actor,
        at=now,
        kind=form.cleaned_data["kind"],
        called=seen.name,
        seen=form.cleaned_data["seen"],
        read=_read(content, name, seen.name),
    )
    if imported.error is not None:
        form.add_error("file", str(imported.error))
        return _upload_page(request, seen, form)
    services.run_matching(organisations=[organisation], documents=documents_seen(viewer), actor=actor, at=now)
    counts = {"rows": imported.rows, "resolved": imported.resolved}
    messages.success(request, _("Taken in: %(rows)s rows, %(resolved)s of a product we know.") % counts)
    return redirect("systems_of", organisation)


@require_POST
def declare(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Record whether the organisation runs a product."""
    viewer, now = _viewer(request), timezone.now()
    require_upload(viewer, organisation, now)
    form = UseForm(request.POST)
    if not form.is_valid():
        return _systems(request, organisation, form, status=422)
    services.declare_use(
        organisation=organisation,
        product=form.cleaned_data["product"],
        use=Use(form.cleaned_data["use"]),
        remark=form.cleaned_data["remark"],
        actor=actor_for(viewer, organisation),
        at=now,
    )
    messages.success(request, _("Your declaration has been recorded."))
    return redirect("systems_of", organisation)


def _systems(request: HttpRequest, organisation: UUID, form: UseForm, status: int = 200) -> HttpResponse:
    viewer, now = _viewer(request), timezone.now()
    asof: AsOf = getattr(request, "asof", NOW)
    page = systems_page(viewer, organisation, now, asof=asof)
    log_look(viewer=viewer, organisation=organisation, what="systems", at=now)
    context = {
        "page": page,
        "form": form,
        "desk": desk_of(viewer),
        "fictional": page.organisation.fictional,
    }
    return render(request, "exposure/systems.html", context, status=status)


def _upload_page(request: HttpRequest, seen: OrganisationSeen, form: InventoryForm) -> HttpResponse:
    context = {"organisation": seen, "form": form, "now_only": True, "fictional": seen.fictional}
    return render(request, "exposure/hand_in.html", context, status=422 if form.errors else 200)


def _read(content: bytes, name: str, organisation: str) -> Inventory | UnreadableInventory:
    try:
        return read_inventory(content, place=name, organisation=organisation, name=name)
    except UnreadableInventory as error:
        return error


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer
