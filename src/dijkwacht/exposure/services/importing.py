"""Take in an inventory: the bytes kept, the rows read, one entry; a file that cannot be read is kept apart.

A configuration (`ns.conf`) is the exception to keeping bytes: its facts are kept, its secrets never.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from dijkwacht.exposure.domain.changes import NO_CHANGES, Changes, Line, compare
from dijkwacht.exposure.domain.conditions import Answer, read_answer
from dijkwacht.exposure.domain.configurations import CONFIGURATION, facts_together
from dijkwacht.exposure.engine.installed import identity_of
from dijkwacht.exposure.engine.inventory import BadRow, Inventory, Row, UnreadableInventory
from dijkwacht.exposure.engine.ns_conf import is_ns_conf
from dijkwacht.exposure.engine.products import Identity, Kinship
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.exposure.engine.text_inventories import read_text_inventory
from dijkwacht.exposure.models import Asset, ImportedInventory
from dijkwacht.exposure.selectors.naming import decisions
from dijkwacht.exposure.selectors.rows import row_of_asset
from dijkwacht.exposure.services.building import builds_of, count_installed
from dijkwacht.exposure.services.compiling import directory_for
from dijkwacht.exposure.services.naming import seed_products
from dijkwacht.exposure.services.writing import end, lasting_columns, one_at_a_time
from dijkwacht.journal.services import append, one_transaction, quarantine, store_evidence
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.selectors import constituency_of

NO_SOURCE = Source()
BATCH = 1000
LISTED_BAD_ROWS = 100
_ASSETS = """
    COPY exposure_asset (public_id, inventory_id, build_id, number, name, vendor, product, product_id, version, edition,
        facts, host, used_by, used_from, seen, cpe, purl, remarks) FROM STDIN
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an inventory: `imported`, `known` (these very bytes are the current ones) or `quarantined`.

    `refused`: it is a configuration, and nothing of it was kept.

    `bad_rows` holds at most 100 of the rows that could not be read; `rows` counts them too. `changes`: against the
    inventory that it takes the place of.
    """

    state: str
    digest: str
    inventory: UUID | None = None
    rows: int = 0
    resolved: int = 0
    bad_rows: tuple[BadRow, ...] = ()
    error: UnreadableInventory | None = None
    changes: Changes = NO_CHANGES

    @property
    def unresolved(self) -> int:
        """Return how many rows name no known product or could not be read."""
        return self.rows - self.resolved


def import_inventory(  # noqa: PLR0913 - how a file came in has this many parts, all by keyword
    *,
    organisation: UUID,
    content: bytes,
    name: str,
    actor: Actor,
    at: datetime,
    kind: str = "inventory",
    called: str = "",
    seen: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    mapping: Mapping[str, str] | None = None,
    read: Inventory | UnreadableInventory | None = None,
    label: Label = Label.AMBER,
) -> Imported:
    """Take in an inventory of one organisation; a newer one of the same `kind` (CMDB, SBOM of a device) ends the older.

    `called`: the organisation's name; rows that name another one are not taken in. `seen`: as of when the file is.
    `read`: what an adapter read already; without it texts (CSV, JSON, SPDX) are read here. A file that cannot be read
    goes to quarantine and changes nothing else. The same bytes again change nothing. Raises TooLarge above 16 MiB.
    """
    if is_ns_conf(content):
        refused = UnreadableInventory(
            "this is a configuration, with secrets in it; nothing of it was kept",
            place=name,
            expected="an inventory",
            remedy="hand it in as a configuration: only its facts are kept",
        )
        return Imported("refused", "", error=refused)
    found = read or _read(content, name, called or str(organisation), mapping)
    if isinstance(found, UnreadableInventory):
        digest = quarantine(content=content, what="inventory", owner=organisation, error=found)
        return Imported("quarantined", digest, error=found)
    digest = hashlib.sha256(content).hexdigest()
    inventory = _own_rows(found, called)
    handed = _HandedIn(organisation, content, name, digest, actor, at, kind, seen, known, source, label)
    return _keep(handed=handed, inventory=inventory)


@dataclass(frozen=True, slots=True)
class _HandedIn:
    organisation: UUID
    content: bytes
    name: str
    digest: str
    actor: Actor
    at: datetime
    kind: str
    seen: Moment | None
    known: Moment | None
    source: Source
    label: Label


def _read(
    content: bytes, name: str, organisation: str, mapping: Mapping[str, str] | None
) -> Inventory | UnreadableInventory:
    try:
        return read_text_inventory(content, place=name, organisation=organisation, name=name, mapping=mapping)
    except UnreadableInventory as error:
        return error


def _own_rows(inventory: Inventory, called: str) -> Inventory:
    if not called:
        return inventory
    own = search_key(called)
    strange = [row for row in inventory.rows if search_key(row.organisation) != own]
    if not strange:
        return inventory
    bad = [BadRow(row.number, f"the row is of another organisation: {row.organisation}") for row in strange]
    kept = tuple(row for row in inventory.rows if search_key(row.organisation) == own)
    return replace(inventory, rows=kept, bad_rows=(*inventory.bad_rows, *bad))


@one_transaction
def _keep(*, handed: _HandedIn, inventory: Inventory) -> Imported:
    organisation, digest = handed.organisation, handed.digest
    one_at_a_time((organisation,))
    current = ImportedInventory.objects.filter(organisation=organisation, source=handed.kind, ended_at__isnull=True)
    known = current.filter(digest=digest).first()
    if known is not None:
        return Imported("known", digest, known.public_id, known.rows, known.resolved)
    seed_products()
    before = _lines_of(current)
    directory = directory_for(decisions())
    meant = [identity_of(row, directory) for row in inventory.rows]
    resolved = sum(one.kinship in (Kinship.KNOWN, Kinship.ANOTHER) for one in meant)
    constituency = constituency_of(organisation, handed.at)
    store_evidence(
        content=handed.content, name=handed.name, owner=organisation, label=handed.label, constituency=constituency
    )
    entry = append(
        kind="inventory.imported",
        actor=handed.actor,
        payload={
            "digest": digest,
            "rows": inventory.count,
            "resolved": resolved,
            "unresolved": inventory.count - resolved,
            "format": inventory.format,
            "seen": handed.seen.text() if handed.seen else None,
            "file": handed.name,
        },
        label=handed.label,
        owner=organisation,
        organisation=organisation,
        subject=handed.kind,
        constituency=constituency,
        known=handed.known,
        source=handed.source,
        evidence=(digest,),
    )
    end(current.all(), entry)
    row = ImportedInventory.objects.create(
        **lasting_columns(entry, organisation),
        source=handed.kind,
        digest=digest,
        format=inventory.format,
        seen=handed.seen.text() if handed.seen else "",
        rows=inventory.count,
        resolved=resolved,
        bad_rows=[asdict(bad) for bad in inventory.bad_rows[:LISTED_BAD_ROWS]],
    )
    configured = _configured(organisation)
    builds = builds_of([_with_facts(item, configured) for item in inventory.rows], directory, load_schemes())
    _copy_assets(row, zip(inventory.rows, builds, meant, strict=True))
    if handed.kind.startswith(CONFIGURATION):
        _configure_others(organisation, row)
    count_installed((organisation,))
    bad = inventory.bad_rows[:LISTED_BAD_ROWS]
    changes = compare(before, [_line(item.asset, item.vendor, item.product, item.version) for item in inventory.rows])
    return Imported("imported", digest, row.public_id, inventory.count, resolved, bad, changes=changes)


def _configured(organisation: UUID) -> dict[str, dict[str, Answer]]:
    """Return what the current configurations of this organisation say, by the system's name without case."""
    rows = Asset.objects.filter(
        inventory__organisation=organisation,
        inventory__ended_at__isnull=True,
        inventory__source__startswith=CONFIGURATION,
    )
    return {
        name.casefold(): {fact: read_answer(value) for fact, value in facts.items()}
        for name, facts in rows.values_list("name", "facts")
    }


def _with_facts(row: Row, configured: Mapping[str, Mapping[str, Answer]]) -> Row:
    facts = configured.get(row.asset.casefold())
    return replace(row, facts=facts_together(row.facts, facts)) if facts else row


def _configure_others(organisation: UUID, configuration: ImportedInventory) -> None:
    """Let the other rows of a system follow what its new configuration says."""
    configured = _configured(organisation)
    names = Asset.objects.filter(inventory=configuration).values_list("name", flat=True)
    others = Asset.objects.filter(
        inventory__organisation=organisation, inventory__ended_at__isnull=True, name__in=list(names)
    ).exclude(inventory=configuration)
    rows = list(others.select_related("inventory", "build"))
    listed = [replace(row_of_asset(row), facts=_listed_facts(row)) for row in rows]
    builds = builds_of([_with_facts(item, configured) for item in listed], directory_for(decisions()), load_schemes())
    for row, build in zip(rows, builds, strict=True):
        row.build_id = build
    Asset.objects.bulk_update(rows, ["build"], batch_size=BATCH)


def _listed_facts(asset: Asset) -> dict[str, Answer]:
    return {name: read_answer(value) for name, value in asset.facts.items()}


def _lines_of(inventories: QuerySet[ImportedInventory]) -> list[Line]:
    rows = Asset.objects.filter(inventory__in=inventories.values("pk")).order_by("number")
    return [_line(*values) for values in rows.values_list("name", "vendor", "product", "version")]


def _line(asset: str, vendor: str, product: str, version: str) -> Line:
    return Line((asset, vendor, product), version)


def _copy_assets(inventory: ImportedInventory, rows: Iterable[tuple[Row, int, Identity]]) -> None:
    """Write the rows of an inventory by COPY: there are many, and nothing reads them before they are all there."""
    with connection.cursor() as cursor, cursor.copy(_ASSETS) as copy:
        for row, build, meant in rows:
            facts = {name: answer.value for name, answer in row.facts.items()}
            copy.write_row(
                (
                    new_id(),
                    inventory.pk,
                    build,
                    row.number,
                    row.asset,
                    row.vendor,
                    row.product,
                    meant.product,
                    row.version,
                    row.edition,
                    json.dumps(facts) if facts else "{}",
                    row.host,
                    row.used_by,
                    row.used_from,
                    row.seen_at,
                    row.cpe,
                    row.purl,
                    json.dumps(row.remarks) if row.remarks else "[]",
                )
            )
