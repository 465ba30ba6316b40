"""Systems over the API: inventories, what is touched and why, declarations of use, corrections of ranges."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.engine.amendments import Amendment
from dijkwacht.exposure.engine.inventory import Inventory, UnreadableInventory
from dijkwacht.exposure.forms import (
    AmendmentForm,
    InventoryForm,
    MergeForm,
    NameForm,
    RangeForm,
    UseForm,
    range_rows,
)
from dijkwacht.exposure.selectors import (
    AssetSeen,
    Coverage,
    ProductSeen,
    SystemsPage,
    UnknownName,
    VerdictSeen,
    amendments,
    assets,
    coverage,
    own_organisations,
    products,
    require_upload,
    systems_page,
    unknown_name,
    unknown_names,
)
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import Fault, Faulty, NotFound
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled, filled_rows
from dijkwacht.organisations.selectors import OrganisationSeen, actor_for


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of an inventory: rows read, and how many are of a product we know."""

    rows: int
    resolved: int


@dataclass(frozen=True, slots=True)
class RangeRead:
    """One corrected range: of which product and maintenance line, from where to where, and what holds there."""

    vendor: str
    product: str
    status: str
    train: str | None
    edition: str | None
    low: str | None
    low_included: bool
    high: str | None
    high_included: bool


@dataclass(frozen=True, slots=True)
class AmendmentRead:
    """A correction of what a source says of versions: of which vulnerability, why, and where that comes from."""

    advisory: str | None
    vulnerability: str
    by: str
    at: datetime
    because: str
    source: str
    ranges: tuple[RangeRead, ...]


@dataclass(frozen=True, slots=True)
class Amendments:
    """The corrections that count for your desk's members."""

    amendments: tuple[AmendmentRead, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names that nobody knows, and how many rows name a product that is known."""

    coverage: Coverage
    names: tuple[UnknownName, ...]


@dataclass(frozen=True, slots=True)
class Products:
    """Our products with their spellings."""

    products: tuple[ProductSeen, ...]


def own_systems(asking: Asking) -> tuple[OrganisationSeen, ...]:
    """Return the organisations for which you work, whose systems can be asked for."""
    return own_organisations(asking.viewer, asking.at)


def systems_of(asking: Asking, organisation: UUID) -> SystemsPage:
    """Return which systems are touched by what, and why; a look from outside is shown to the organisation."""
    page = systems_page(asking.viewer, organisation, asking.at, asof=asking.asof)
    log_look(viewer=asking.viewer, organisation=organisation, what="systems", at=asking.at)
    return page


def systems_listed(asking: Asking, organisation: UUID) -> tuple[AssetSeen, ...]:
    """Return the systems of an organisation's inventories, in the order of their rows."""
    systems_page(asking.viewer, organisation, asking.at, asof=asking.asof)
    log_look(viewer=asking.viewer, organisation=organisation, what="systems", at=asking.at)
    return assets(asking.viewer, organisation, asof=asking.asof)


def verdicts_of(asking: Asking, organisation: UUID) -> tuple[VerdictSeen, ...]:
    """Return the verdict for each system and vulnerability, with its reasons and all that was considered."""
    return systems_of(asking, organisation).verdicts


def hand_in_inventory(asking: Asking, given: Given, organisation: UUID) -> TakenIn | Faulty:
    """Take in an inventory (CSV, CycloneDX, at most 16 MiB) and compare it at once with the advice that you may see.

    A file that cannot be read is kept apart, and the fault says where.
    """
    seen = require_upload(asking.viewer, organisation, asking.at)
    told = filled(InventoryForm(given.data, given.files)).cleaned_data
    actor, name, content = actor_for(asking.viewer, organisation), told["file"].name, told["file"].read()
    imported = services.import_inventory(
        organisation=organisation,
        content=content,
        name=name,
        actor=actor,
        at=asking.at,
        kind=told["kind"],
        called=seen.name,
        seen=told["seen"],
        read=_read(content, name, seen.name),
    )
    if imported.error is not None:
        return Faulty((Fault("/file", str(imported.error)),))
    documents = documents_seen(asking.viewer)
    services.run_matching(organisations=[organisation], documents=documents, actor=actor, at=asking.at)
    return TakenIn(imported.rows, imported.resolved)


def declare_use(asking: Asking, given: Given, organisation: UUID) -> Recorded:
    """Record whether the organisation runs a product."""
    require_upload(asking.viewer, organisation, asking.at)
    told = filled(UseForm(given.data)).cleaned_data
    services.declare_use(
        organisation=organisation,
        product=told["product"],
        use=Use(told["use"]),
        remark=told["remark"],
        actor=actor_for(asking.viewer, organisation),
        at=asking.at,
    )
    return Recorded(organisation)


def amendments_listed(asking: Asking) -> Amendments:
    """Return the corrections of your desk."""
    owner = _desk(asking)
    return Amendments(tuple(_amendment(one) for one in amendments(asking.viewer, owner)))


def _amendment(one: Amendment) -> AmendmentRead:
    ranges = tuple(
        RangeRead(
            found.vendor,
            found.product,
            str(found.status.value),
            found.train,
            found.edition,
            found.low,
            found.low_included,
            found.high,
            found.high_included,
        )
        for found in one.ranges
    )
    return AmendmentRead(one.advisory, one.vulnerability, one.by, one.at, one.because, one.source, ranges)


def amend_range(asking: Asking, given: Given) -> Recorded:
    """Record what a source says wrongly, or not, of versions; it counts from the next comparison on."""
    owner = _desk(asking)
    form = filled(AmendmentForm(given.data))
    rows = filled_rows(range_rows(given.data), "/ranges")
    actor = actor_for(asking.viewer, owner)
    amendment = form.amendment(rows.amended(), actor.role)
    services.amend_range(owner=owner, amendment=amendment, actor=actor, at=asking.at, constituency=owner)
    return Recorded()


def names_waiting(asking: Asking) -> Names:
    """Return the spellings that most organisations use and nobody knows, with suggestions."""
    _desk(asking)
    return Names(coverage(asking.viewer), unknown_names(asking.viewer))


def decide_name(asking: Asking, given: Given) -> Recorded:
    """Record which product a spelling is; it counts for every organisation."""
    actor = actor_for(asking.viewer, _desk(asking))
    told = filled(NameForm(given.data)).cleaned_data
    vendor, name = unknown_name(asking.viewer, told["build"])
    entry = services.decide_alias(vendor=vendor, name=name, product=told["product"], actor=actor, at=asking.at)
    return Recorded(entry=entry.id)


def products_known(asking: Asking) -> Products:
    """Return our products with their spellings."""
    _desk(asking)
    return Products(products())


def merge_products(asking: Asking, given: Given) -> Recorded:
    """Let one product go into another, or take it apart again."""
    actor = actor_for(asking.viewer, _desk(asking))
    told = filled(MergeForm(given.data)).cleaned_data
    if told["into"]:
        entry = services.merge_products(product=told["product"], into=told["into"], actor=actor)
    else:
        entry = services.split_product(product=told["product"], actor=actor)
    return Recorded(entry=entry.id)


def _desk(asking: Asking) -> UUID:
    owner = desk_of(asking.viewer)
    if owner is None:
        raise NotFound
    return owner


def _read(content: bytes, name: str, organisation: str) -> Inventory | UnreadableInventory:
    try:
        return read_inventory(content, place=name, organisation=organisation, name=name)
    except UnreadableInventory as error:
        return error


OPERATIONS = (
    Operation("own_systems", "/systems", own_systems, pages=("systems",)),
    Operation("systems_of", "/systems/{organisation}", systems_of, pages=("systems_of",), dated=True),
    Operation("systems_listed", "/systems/{organisation}/assets", systems_listed, pages=("systems_of",), dated=True),
    Operation("verdicts_of", "/systems/{organisation}/verdicts", verdicts_of, pages=("systems_of",), dated=True),
    Operation(
        "hand_in_inventory",
        "/systems/{organisation}/inventories",
        hand_in_inventory,
        pages=("hand_in_inventory",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(InventoryForm),
    ),
    Operation(
        "declare_use",
        "/systems/{organisation}/use",
        declare_use,
        pages=("declare_use",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(UseForm),
    ),
    Operation("names_waiting", "/names", names_waiting, pages=("names",)),
    Operation(
        "decide_name",
        "/names",
        decide_name,
        pages=("decide_name",),
        method="POST",
        scope=Scope.DESK,
        body=Body(NameForm),
    ),
    Operation("products_known", "/products", products_known, pages=("products",)),
    Operation(
        "merge_products",
        "/products",
        merge_products,
        pages=("products",),
        method="POST",
        scope=Scope.DESK,
        body=Body(MergeForm),
    ),
    Operation("amendments", "/amendments", amendments_listed, pages=("amend_range",)),
    Operation(
        "amend_range",
        "/amendments",
        amend_range,
        pages=("amend_range",),
        method="POST",
        scope=Scope.DESK,
        body=Body(AmendmentForm, rows={"ranges": RangeForm}),
    ),
)
