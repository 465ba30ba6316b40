"""Decide which product a spelling means, once for everybody; merge products and take them apart."""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db import connection
from django.utils import timezone

from dijkwacht.exposure.engine.deciding import spelling
from dijkwacht.exposure.engine.naming import own_id, plain_name
from dijkwacht.exposure.engine.products import shipped_products
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.exposure.models import CELL, VOCABULARY, Alias, Build, Product, VocabularyName
from dijkwacht.exposure.selectors.naming import directory
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.exposure.services.building import place
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Unreadable
from dijkwacht.kernel.labels import Label

BATCH = 5000
_PLACED = ("decided_at", "product_id", "own_id", "scheme", "key", "train", "line_edition")
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtextextended('exposure names', 0))"


class UnreadableVocabulary(Unreadable):
    """This list of names cannot be read."""


class WrongMerge(Unreadable):
    """These products cannot become one."""


@one_transaction
def seed_products() -> int:
    """Put the products and spellings that come with the program into the tables; return how many spellings are new.

    What people decided stays as it is and counts first. Costs one query where nothing is new.
    """
    known = set(Alias.objects.filter(source="shipped", ended_at__isnull=True).values_list("written", flat=True))
    if _shipped_names() <= known:
        return 0
    wanted = {one.written: one for one in _shipped()}
    fresh = [one for written, one in wanted.items() if written not in known]
    names = {product.id: product.name for product in shipped_products() if not product.another}
    Product.objects.bulk_create(
        [Product(key=key[:CELL], name=name[:CELL]) for key, name in sorted(names.items())], ignore_conflicts=True
    )
    keys = dict(Product.objects.filter(key__in=names).values_list("key", "pk"))
    for one in fresh:
        one.product_id = keys[one.product.key]
    Alias.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return len(fresh)


@cache
def _shipped_names() -> frozenset[str]:
    return frozenset(one.written for one in _shipped())


def _shipped() -> Iterable[Alias]:
    for product in shipped_products():
        if product.another:
            continue
        owner = Product(key=product.id[:CELL], name=product.name[:CELL])
        vendor = min(product.vendors, key=lambda text: (len(text), text), default="")
        for name in sorted(product.names):
            yield Alias(
                product=owner, source="shipped", vendor=vendor, name=name, written=_written(vendor, name, product.id)
            )
        for cpe in sorted(product.cpes):
            yield Alias(product=owner, source="shipped", cpe=cpe, written=_written("", "", product.id, cpe))


@one_transaction
def decide_alias(  # noqa: PLR0913 - a spelling has this many parts, all by keyword
    *,
    product: str,
    actor: Actor,
    at: datetime,
    vendor: str = "",
    name: str = "",
    cpe: str = "",
    purl: str = "",
    called: str = "",
    confidence: int = 100,
    label: Label = Label.AMBER,
) -> Entry:
    """Decide that this spelling is the product with key `product` ("" makes it a product of its own), for everybody.

    `called` is the name of a product that is new. An earlier decision about the same spelling ends. Builds with this
    spelling get their product at once; verdicts follow with the next comparison, of what it touches only. Raises
    NotFound for an actor without organisation, WrongMerge where the spelling says nothing.
    """
    if actor.organisation is None:
        raise NotFound
    written = _written(vendor, name, "", cpe, purl)
    own = own_id(vendor, name) or cpe or purl
    if not (spelling(vendor, name) or cpe or purl):
        raise WrongMerge(place="name", expected="a name, a CPE name or a package URL")
    _one_writer()
    seed_products()
    target, _ = Product.objects.get_or_create(
        key=(product or own)[:CELL], defaults={"name": (called or f"{vendor} {name}".strip() or own)[:CELL]}
    )
    entry = append(
        kind="alias.decided",
        actor=actor,
        payload={"written": f"{vendor} {name or cpe or purl}".strip(), "product": target.name},
        label=label,
        owner=actor.organisation,
        subject=target.key,
        constituency=actor.organisation,
    )
    Alias.objects.filter(source="desk", written=written, ended_at__isnull=True).update(ended_at=entry.recorded_at)
    Alias.objects.create(
        product=target,
        source="desk",
        vendor=vendor[:CELL],
        name=name[:CELL],
        cpe=cpe[:CELL],
        purl=purl[:CELL],
        written=written,
        confidence=confidence,
        added_by=actor.organisation,
        entry=entry.id,
        recorded_at=at,
    )
    _place_again(
        Build.objects.filter(own_id=own_id(vendor, name)[:CELL])
        if name
        else Build.objects.filter(**({"told__purl__contains": purl} if purl else {"told__cpe__contains": cpe}))
    )
    return entry


@one_transaction
def merge_products(*, product: str, into: str, actor: Actor, label: Label = Label.AMBER) -> Entry:
    """Let one product go into another: all its spellings are the other's from now on, until it is taken apart.

    Raises NotFound where one is absent, WrongMerge where they are one already.
    """
    _one_writer()
    seed_products()
    part, whole = _product(product), _product(into)
    if part.pk == whole.pk or directory().decisions.root(whole.key) == part.key:
        raise WrongMerge(place="into", expected="another product, which did not itself go into this one")
    entry = _told(part.name, whole.name, whole.key, actor, label)
    Product.objects.filter(pk=part.pk).update(merged_into=whole)
    _place_again(Build.objects.filter(product_id=part.key))
    return entry


@one_transaction
def split_product(*, product: str, actor: Actor, label: Label = Label.AMBER) -> Entry:
    """Take a product out of the one it went into; its spellings are its own again. Raises NotFound, WrongMerge."""
    _one_writer()
    part = _product(product)
    whole = part.merged_into
    if whole is None:
        raise WrongMerge(place="product", expected="a product that went into another")
    entry = _told(part.name, part.name, part.key, actor, label)
    root = directory().decisions.root(part.key)
    Product.objects.filter(pk=part.pk).update(merged_into=None)
    _place_again(Build.objects.filter(product_id=root))
    return entry


@one_transaction
def import_vocabulary(*, content: bytes) -> int:
    """Take over the names of the CPE dictionary (CSV: vendor, product) for suggestions; return how many are new.

    Raises UnreadableVocabulary. Names of more than 250 signs are left out.
    """
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        pairs = {(line["vendor"], line["product"]) for line in lines}
    except (UnicodeDecodeError, KeyError, csv.Error) as error:
        raise UnreadableVocabulary(
            place="the list", expected="CSV in UTF-8 with the columns vendor, product"
        ) from error
    before = VocabularyName.objects.count()
    rows = [
        VocabularyName(vendor=vendor, product=product, words=plain_name(f"{vendor} {product}".replace("_", " ")))
        for vendor, product in sorted(pair for pair in pairs if all(pair))
        if max(len(vendor), len(product)) <= VOCABULARY
    ]
    VocabularyName.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return VocabularyName.objects.count() - before


def _told(written: str, name: str, key: str, actor: Actor, label: Label) -> Entry:
    if actor.organisation is None:
        raise NotFound
    return append(
        kind="alias.decided",
        actor=actor,
        payload={"written": written, "product": name},
        label=label,
        owner=actor.organisation,
        subject=key,
        constituency=actor.organisation,
    )


def _product(key: str) -> Product:
    found = Product.objects.select_related("merged_into").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def _place_again(builds: Iterable[Build]) -> None:
    known, schemes = directory(), load_schemes()
    rows, now = list(builds), timezone.now()
    for build in rows:
        place(build, row_of_build(build), known, schemes)
        build.decided_at = now
    Build.objects.bulk_update(rows, _PLACED, batch_size=BATCH)


def _written(vendor: str, name: str, product: str = "", cpe: str = "", purl: str = "") -> str:
    told = "\n".join((spelling(vendor, name), cpe.lower(), purl.lower(), product))
    return hashlib.sha256(told.encode()).hexdigest()


def _one_writer() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_WRITER)
