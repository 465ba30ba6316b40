"""Systems over the API: inventories, what is touched and why, declarations of use, corrections of ranges."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import Amendment
from dijkwacht.exposure.engine.inventory import Inventory, UnreadableInventory
from dijkwacht.exposure.forms import (
    AmendmentForm,
    ConfigurationForm,
    InventoryForm,
    MergeForm,
    NameForm,
    RangeForm,
    RemedyForm,
    UseForm,
    range_rows,
)
from dijkwacht.exposure.selectors import (
    AssetSeen,
    Coverage,
    ExploitedFlaw,
    FlawCounts,
    ProductSeen,
    Question,
    SystemsPage,
    UnknownName,
    VerdictSeen,
    WhyPage,
    amendments,
    assets,
    coverage,
    exploited,
    own_organisations,
    products,
    remedy_table,
    remembered_headings,
    require_systems,
    require_upload,
    systems_page,
    unknown_name,
    unknown_names,
    what_if,
    why,
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


@dataclass(frozen=True, slots=True)
class Touched:
    """One organisation that would be touched, its worst answer, and how many rows have an answer."""

    organisation: UUID
    name: str
    verdict: Exposure
    rows: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """Who would be hit: organisations, worst first, at most 500, and what stands behind the answer."""

    total: int
    organisations: tuple[Touched, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Remediation:
    """Per vulnerability how many systems are not remediated, in progress, done, or cannot be told."""

    coverage: Coverage
    flaws: tuple[FlawCounts, ...]


@dataclass(frozen=True, slots=True)
class Exploited:
    """The flaws of the list of exploited ones that touched the organisation in the last year."""

    flaws: tuple[ExploitedFlaw, ...]


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


def why_verdict(asking: Asking, organisation: UUID, verdict: UUID) -> WhyPage:
    """Return everything behind one verdict: row, name, versions in order, condition, and what each source says."""
    page = why(asking.viewer, organisation, verdict, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="systems", at=asking.at)
    return page


def hand_in_inventory(asking: Asking, given: Given, organisation: UUID) -> TakenIn | Faulty:
    """Take in an inventory (CSV, XLSX, JSON, CycloneDX, SPDX, nmap; at most 16 MiB) and compare it at once.

    It is compared with the advice that you may see. Headings that somebody named for the organisation are understood.
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
        read=_read(content, name, seen.name, remembered_headings(organisation)),
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


def hand_in_configuration(asking: Asking, given: Given, organisation: UUID) -> TakenIn | Faulty:
    """Take in what the configuration (ns.conf) of one system says of its exposure; the file itself is not kept."""
    require_upload(asking.viewer, organisation, asking.at)
    told = filled(ConfigurationForm(given.data, given.files)).cleaned_data
    actor, content = actor_for(asking.viewer, organisation), told["file"].read()
    try:
        taken = services.import_configuration(
            organisation=organisation, asset=told["asset"], content=content, actor=actor, at=asking.at
        )
    except UnreadableInventory as error:
        return Faulty((Fault("/file", str(error)),))
    documents = documents_seen(asking.viewer)
    services.run_matching(organisations=[organisation], documents=documents, actor=actor, at=asking.at)
    return TakenIn(taken.rows, taken.resolved)


def state_remedy(asking: Asking, given: Given, organisation: UUID, verdict: UUID) -> Recorded:
    """Record how far a flaw is removed from one system."""
    require_upload(asking.viewer, organisation, asking.at)
    told = filled(RemedyForm(given.data)).cleaned_data
    entry = services.state_remedy(
        organisation=organisation,
        verdict=verdict,
        remedy=Remedy(told["remedy"]),
        remark=told["remark"],
        actor=actor_for(asking.viewer, organisation),
        at=asking.at,
    )
    return Recorded(entry=entry.id)


def exploited_flaws(asking: Asking, organisation: UUID) -> Exploited:
    """Return the exploited flaws of the last year that touched the organisation's products."""
    require_systems(asking.viewer, organisation, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="systems", at=asking.at)
    return Exploited(exploited(asking.viewer, organisation, asking.at))


def who_is_hit(asking: Asking, product: str = "", fixed: str = "", vendor: str = "", train: str = "") -> Supposed:
    """Return whom a range would touch that nobody published yet: all builds below the first fixed one."""
    _desk(asking)
    if not (product and fixed):
        return Supposed(0, (), coverage(asking.viewer))
    found = what_if(asking.viewer, Question(vendor, product, fixed, train), asking.at)
    touched = tuple(Touched(one.organisation, one.name, one.verdict, one.rows) for one in found.organisations)
    return Supposed(found.total, touched, found.coverage)


def remediation(asking: Asking) -> Remediation:
    """Return per vulnerability how far the systems of your members are."""
    _desk(asking)
    return Remediation(coverage(asking.viewer), remedy_table(asking.viewer))


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


def _read(
    content: bytes, name: str, organisation: str, mapping: dict[str, str] | None
) -> Inventory | UnreadableInventory:
    try:
        return read_inventory(content, place=name, organisation=organisation, name=name, mapping=mapping)
    except UnreadableInventory as error:
        return error


OPERATIONS = (
    Operation("own_systems", "/systems", own_systems, pages=("systems",)),
    Operation("systems_of", "/systems/{organisation}", systems_of, pages=("systems_of",), dated=True),
    Operation("systems_listed", "/systems/{organisation}/assets", systems_listed, pages=("systems_of",), dated=True),
    Operation("verdicts_of", "/systems/{organisation}/verdicts", verdicts_of, pages=("systems_of",), dated=True),
    Operation("why_verdict", "/systems/{organisation}/verdicts/{verdict}", why_verdict, pages=("why_verdict",)),
    Operation(
        "hand_in_inventory",
        "/systems/{organisation}/inventories",
        hand_in_inventory,
        pages=("hand_in_inventory", "inventory_headings"),
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
    Operation(
        "hand_in_configuration",
        "/systems/{organisation}/configurations",
        hand_in_configuration,
        pages=("hand_in_configuration",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ConfigurationForm),
    ),
    Operation(
        "state_remedy",
        "/systems/{organisation}/verdicts/{verdict}/remedy",
        state_remedy,
        pages=("state_remedy",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(RemedyForm),
    ),
    Operation("exploited_flaws", "/systems/{organisation}/exploited", exploited_flaws, pages=("exploited_flaws",)),
    Operation("who_is_hit", "/what-if", who_is_hit, pages=("who_is_hit",)),
    Operation("remediation", "/remediation", remediation, pages=("remediation",)),
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
