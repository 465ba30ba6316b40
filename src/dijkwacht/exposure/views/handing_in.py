"""Hand in an inventory, say once what its columns are, or hand in a device's configuration."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.engine.inventory import Inventory, UnreadableInventory
from dijkwacht.exposure.engine.peeking import Peek, peek
from dijkwacht.exposure.forms import ConfigurationForm, HeadingsForm, InventoryForm
from dijkwacht.exposure.selectors import remembered_headings, require_upload
from dijkwacht.journal.selectors import evidence_for
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import Moment, NotAMoment, read_moment
from dijkwacht.organisations.selectors import OrganisationSeen, actor_for


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Take in an inventory and compare it at once with every advisory that the viewer may see.

    A table whose headings are not understood leads to the page that asks what its columns are.
    """
    viewer, now = viewer_of(request), timezone.now()
    seen = require_upload(viewer, organisation, now)
    form = InventoryForm(request.POST or None, request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        return _upload_page(request, seen, form if request.method == "POST" else InventoryForm())
    told = form.cleaned_data
    content, name = told["file"].read(), told["file"].name
    mapping = remembered_headings(organisation)
    imported = _take_in(request, seen, content, name, mapping=mapping, kind=told["kind"], at=told["seen"])
    if imported.error is not None:
        about_headings = name.lower().endswith((".csv", ".txt")) and imported.error.place.endswith("line 1")
        if about_headings and _table(content) is not None:
            asked = urlencode({"kind": told["kind"], "seen": told["seen"].text() if told["seen"] else ""})
            return redirect(f"{reverse('inventory_headings', args=[organisation, imported.digest])}?{asked}")
        form.add_error("file", str(imported.error))
        return _upload_page(request, seen, form)
    return redirect("systems_of", organisation)


@require_http_methods(["GET", "POST"])
def headings(request: HttpRequest, organisation: UUID, digest: str) -> HttpResponse:
    """Ask what the columns of a handed-in table are, remember it for the organisation, and take the table in."""
    viewer, now = viewer_of(request), timezone.now()
    seen = require_upload(viewer, organisation, now)
    kept, content = evidence_for(viewer, digest)
    found = _table(content)
    if found is None:
        raise NotFound
    known = remembered_headings(organisation) or {}
    if request.method == "POST":
        form = HeadingsForm(found, known, request.POST)
        if form.is_valid() and _mapped(request, seen, form, content):
            return redirect("systems_of", organisation)
    else:
        asked = {"kind": request.GET.get("kind", "CMDB")[:200], "seen": request.GET.get("seen", "")[:40]}
        form = HeadingsForm(found, known, initial=asked)
    context = {"organisation": seen, "form": form, "name": kept.name, "now_only": True, "fictional": seen.fictional}
    return render(request, "exposure/headings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def configuration(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Take in the facts of a device's configuration; the file itself is not kept."""
    viewer, now = viewer_of(request), timezone.now()
    seen = require_upload(viewer, organisation, now)
    form = ConfigurationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actor = actor_for(viewer, organisation)
        try:
            services.import_configuration(
                organisation=organisation,
                asset=form.cleaned_data["asset"],
                content=form.cleaned_data["file"].read(),
                actor=actor,
                at=now,
            )
        except UnreadableInventory as error:
            form.add_error("file", str(error))
        else:
            services.run_matching(organisations=[organisation], documents=documents_seen(viewer), actor=actor, at=now)
            messages.success(request, _("The facts of the configuration have been recorded; the file was not kept."))
            return redirect("systems_of", organisation)
    context = {"organisation": seen, "form": form, "now_only": True, "fictional": seen.fictional}
    return render(request, "exposure/configuration.html", context, status=422 if form.errors else 200)


def _mapped(request: HttpRequest, seen: OrganisationSeen, form: HeadingsForm, content: bytes) -> bool:
    try:
        mapping = services.remember_headings(organisation=seen.id, mapping=form.mapping())
        moment = _moment(form.cleaned_data["seen"])
    except (UnreadableInventory, NotAMoment) as error:
        form.add_error(None, str(error))
        return False
    kind = form.cleaned_data["kind"]
    imported = _take_in(request, seen, content, "inventory.csv", mapping=mapping, kind=kind, at=moment)
    if imported.error is not None:
        form.add_error(None, str(imported.error))
    return imported.error is None


def _take_in(  # noqa: PLR0913 - how a file came in has this many parts
    request: HttpRequest,
    seen: OrganisationSeen,
    content: bytes,
    name: str,
    *,
    mapping: Mapping[str, str] | None,
    kind: str,
    at: Moment | None,
) -> services.Imported:
    viewer, now = viewer_of(request), timezone.now()
    actor = actor_for(viewer, seen.id)
    imported = services.import_inventory(
        organisation=seen.id,
        content=content,
        name=name,
        actor=actor,
        at=now,
        kind=kind,
        called=seen.name,
        seen=at,
        read=_read(content, name, seen.name, mapping),
    )
    if imported.error is None:
        services.run_matching(organisations=[seen.id], documents=documents_seen(viewer), actor=actor, at=now)
        _tell(request, imported)
    return imported


def _tell(request: HttpRequest, imported: services.Imported) -> None:
    counts = {"rows": imported.rows, "resolved": imported.resolved}
    messages.success(request, _("Taken in: %(rows)s rows, %(resolved)s of a product we know.") % counts)
    if imported.state == "known":
        messages.info(request, _("These very bytes were there already; nothing changed."))
        return
    changes = imported.changes
    told = {"new": changes.new, "gone": changes.gone, "changed": changes.changed, "same": changes.same}
    sentence = _(
        "Against the one before: %(new)s new, %(gone)s gone, %(changed)s of another version, %(same)s as before."
    )
    messages.info(request, sentence % told)


def _table(content: bytes) -> Peek | None:
    try:
        return peek(content)
    except UnreadableInventory:
        return None


def _moment(written: str) -> Moment | None:
    return read_moment(written) if written else None


def _upload_page(request: HttpRequest, seen: OrganisationSeen, form: InventoryForm) -> HttpResponse:
    context = {"organisation": seen, "form": form, "now_only": True, "fictional": seen.fictional}
    return render(request, "exposure/hand_in.html", context, status=422 if form.errors else 200)


def _read(
    content: bytes, name: str, organisation: str, mapping: Mapping[str, str] | None
) -> Inventory | UnreadableInventory:
    try:
        return read_inventory(content, place=name, organisation=organisation, name=name, mapping=mapping)
    except UnreadableInventory as error:
        return error
