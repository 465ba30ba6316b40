"""The dictionary of distinct builds: what inventories list, each once, with its place in the order of its versions."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection

from dijkwacht.exposure.engine.installed import identity_of, installed_of
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Installed as Told
from dijkwacht.exposure.engine.naming import own_id
from dijkwacht.exposure.engine.products import Directory, Kinship
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme, Schemes
from dijkwacht.exposure.models import CELL, Build

LONGEST_KEY = 400
BATCH = 1000
_TOLD = ("edition", "platform", "module", "os", "arch", "updates", "cpe", "purl")
_COUNTED = """
    SELECT a.build_id AS build_id, i.organisation AS organisation, count(*) AS count
    FROM exposure_asset a JOIN exposure_importedinventory i ON i.id = a.inventory_id
    WHERE i.organisation = %(organisation)s AND i.ended_at IS NULL AND a.build_id IS NOT NULL
    GROUP BY a.build_id, i.organisation
"""
_GONE = f"""
    WITH now AS ({_COUNTED})
    DELETE FROM exposure_installed old
    WHERE organisation = %(organisation)s AND NOT EXISTS (SELECT 1 FROM now WHERE now.build_id = old.build_id)
"""  # noqa: S608 - put together from what stands here
_COUNT = f"""
    INSERT INTO exposure_installed AS old (build_id, organisation, count)
    SELECT * FROM ({_COUNTED}) now ORDER BY build_id
    ON CONFLICT (build_id, organisation) DO UPDATE SET count = excluded.count WHERE old.count <> excluded.count
"""  # noqa: S608 - put together from what stands here


def builds_of(rows: Sequence[Row], directory: Directory, schemes: Schemes) -> list[int]:
    """Return for each row the key of its build, in the same order; builds that are new are put into the dictionary."""
    digests: list[str] = []
    first: dict[str, Row] = {}
    by_told: dict[tuple[object, ...], str] = {}
    for row in rows:
        told = (row.vendor, row.version, *row.told)
        digest = by_told.get(told)
        if digest is None:
            digest = by_told[told] = digest_of(row)
            first.setdefault(digest, row)
        digests.append(digest)
    known = dict(Build.objects.filter(digest__in=first).values_list("digest", "pk"))
    # In the order of their digests: two writers of the same builds never wait for each other.
    fresh = sorted(digest for digest in first if digest not in known)
    made = [build_of(digest, first[digest], directory, schemes) for digest in fresh]
    Build.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    known.update(Build.objects.filter(digest__in=fresh).values_list("digest", "pk"))
    return [known[digest] for digest in digests]


def build_of(digest: str, row: Row, directory: Directory, schemes: Schemes) -> Build:
    """Return the build that this row lists, placed in the order of its product's versions; it is not stored."""
    build = Build(
        digest=digest,
        vendor=row.vendor,
        product=row.product,
        version=row.version,
        told=told_of(row),
        facts={name: answer.value for name, answer in sorted(row.facts.items())},
    )
    place(build, row, directory, schemes)
    return build


def place(build: Build, row: Row, directory: Directory, schemes: Schemes) -> None:
    """Say which product the build is of, and where it stands in the order of the versions."""
    identity = identity_of(row, directory)
    build.product_id = identity.product[:CELL] if identity.kinship is Kinship.KNOWN else ""
    if identity.kinship is Kinship.ANOTHER:
        build.product_id = own_id(row.vendor, row.product)[:CELL]
    build.own_id = own_id(row.vendor, row.product)[:CELL]
    scheme = schemes.for_product(build.product_id or build.own_id)
    installed = installed_of(row, scheme)
    build.scheme = scheme_name(scheme)
    build.key, build.train, build.line_edition = None, "", ""
    spelt = installed.spelt or installed.version.strip()
    version = scheme.parse(spelt, installed.edition) if spelt else None
    if version is None or not version.exact or not _only_place_decides(scheme, installed, version.low):
        return
    build.key, build.train = version.low, version.train or ""
    build.line_edition = version.edition or ORDINARY


def scheme_name(scheme: Scheme) -> str:
    """Return the scheme's name and revision: keys of another revision are not compared."""
    return f"{scheme.name} {scheme.revision}"[:CELL]


def _only_place_decides(scheme: Scheme, installed: Told, key: bytes) -> bool:
    return installed.only_place_decides and not scheme.has_epochs and len(key) <= LONGEST_KEY


def told_of(row: Row) -> dict[str, object]:
    """Return what the row says beside vendor, product, version and facts; what it is silent about is left out."""
    told = {name: getattr(row, name) for name in _TOLD if getattr(row, name)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def count_installed(organisations: Iterable[UUID]) -> None:
    """Bring the counts per build up to the current inventories, writing what differs; the caller holds them."""
    with connection.cursor() as cursor:
        for organisation in sorted(organisations):
            cursor.execute(_GONE, {"organisation": organisation})
            cursor.execute(_COUNT, {"organisation": organisation})


def digest_of(row: Row) -> str:
    """Return what tells the build that this row lists from every other."""
    facts: Mapping[str, str] = {name: answer.value for name, answer in sorted(row.facts.items())}
    told = [row.vendor, row.product, row.version, told_of(row), facts]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
