"""Which product a spelling means: shipped aliases first, then the names that the advisories themselves use.

A name that only resembles is never made the product: it is answered as resembling, for a person to decide.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from typing import Self

from dijkwacht.exposure.engine.learned import Learned
from dijkwacht.exposure.engine.naming import (
    COMMON_WORDS,
    Name,
    Purl,
    name_of,
    own_id,
    plain_name,
    read_cpe,
    read_purl,
    vendor_forms,
    without_version,
)
from dijkwacht.kernel.errors import Unreadable

__all__ = [
    "Directory",
    "Identity",
    "Kinship",
    "KnownProduct",
    "UnreadableAliases",
    "own_id",
    "read_products",
    "shipped_products",
]

_MOST_RESEMBLING = 20


class UnreadableAliases(Unreadable):
    """This file of product names cannot be read."""


class Kinship(StrEnum):
    """How a spelling stands to the products that are known."""

    KNOWN = "known"
    ANOTHER = "another"
    RESEMBLES = "resembles"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer for one spelling: the product id where it is known, or those that it may mean."""

    kinship: Kinship
    product: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """One product of an alias file; names are without blanks, as `naming` compares them."""

    id: str
    name: str
    vendors: frozenset[str]
    names: frozenset[str]
    names_without_vendor: frozenset[str] = frozenset()
    cpes: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    contains: tuple[str, ...] = ()
    resembles: tuple[str, ...] = ()
    another: bool = False

    def is_named(self, name: Name, plain: str) -> bool:
        """Return whether this is the product's name: by its maker, or unmistakable without one."""
        if name.vendors and not name.vendors & self.vendors:
            return False
        led = {form[len(maker) :] for form in name.names for maker in self.vendors if form.startswith(maker)}
        said = led | (name.names if name.vendors else name.names & self.names_without_vendor)
        return bool(said & (self.names | self.names_without_vendor)) or any(
            pattern.fullmatch(plain) for pattern in self.patterns
        )

    def holds(self, name: Name, plain: str) -> bool:
        """Return whether the name holds one of the words that mark this product."""
        padded = f" {plain} "
        made_here = bool(name.vendors & self.vendors) or any(
            form.startswith(maker) for form in name.names for maker in self.vendors
        )
        return made_here and any(f" {word} " in padded for word in self.contains)


def read_products(value: object, place: str) -> tuple[KnownProduct, ...]:
    """Read an alias file's object; raises UnreadableAliases naming the file."""
    try:
        return tuple(_known_product(item, value) for item in value["products"])  # type: ignore[index]  # checked below
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise UnreadableAliases(place=place, expected='"products", each with id, vendors and names') from error


def _known_product(item: Mapping[str, object], file: object) -> KnownProduct:
    beside = file if isinstance(file, Mapping) else {}

    def texts(key: str) -> list[str]:
        value = item.get(key, beside.get(key, [])) if key == "vendors" else item.get(key, [])
        if not isinstance(value, list):
            raise TypeError(key)
        return [str(text) for text in value]

    return KnownProduct(
        id=str(item["id"]),
        name=str(item.get("name", item["id"])),
        vendors=frozenset(form for text in texts("vendors") for form in vendor_forms(text)),
        names=frozenset(_squashed(text) for text in texts("names")),
        names_without_vendor=frozenset(_squashed(text) for text in texts("names_without_vendor")),
        cpes=frozenset(texts("cpes")),
        patterns=tuple(re.compile(text) for text in texts("patterns")),
        contains=tuple(plain_name(text) for text in texts("contains")),
        resembles=tuple(plain_name(text) for text in texts("resembles")),
        another=bool(item.get("another", False)),
    )


def _squashed(text: str) -> str:
    return "".join(plain_name(text).split())


@cache
def shipped_products() -> tuple[KnownProduct, ...]:
    """Return the products whose spellings come with the program."""
    folder = files("dijkwacht.exposure.engine").joinpath("data/products")
    return tuple(
        product
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
        for product in read_products(json.loads(entry.read_text("utf-8")), entry.name)
    )


@dataclass
class Directory:
    """Names products: by shipped aliases, else by the names that the advisories at hand use (`of_source`)."""

    known: tuple[KnownProduct, ...] = field(default_factory=shipped_products)
    _learned: Learned = field(default_factory=Learned)
    _answers: dict[tuple[str, ...], Identity] = field(default_factory=dict)
    _sources: dict[tuple[object, ...], str] = field(default_factory=dict)
    asked: set[tuple[object, ...]] = field(default_factory=set)

    def copied(self) -> Self:
        """Return a directory that knows the same names, to which more may be added without changing this one."""
        return replace(self, _learned=self._learned.copied(), _answers={}, _sources=dict(self._sources), asked=set())

    def of_source(
        self, vendor: str, name: str, cpes: Iterable[str] = (), purls: Iterable[str] = (), *, family: str = ""
    ) -> str:
        """Return the id of a product that an advisory names and remember its name; "" where it names none."""
        read = [cpe for text in cpes if (cpe := read_cpe(text))]
        packages = [purl for text in purls if (purl := read_purl(text))]
        # A package names its version and processor too: it would be looked up anew for each of a thousand builds.
        named = (*[(cpe.vendor, cpe.product) for cpe in read], *[purl.named for purl in packages])
        question = (vendor, name, family, named)
        self.asked.add(question)
        known = self._sources.get(question)
        if known is None:
            if not plain_name(name) and read:
                vendor, name = read[0].vendor, read[0].product
            elif not plain_name(name) and packages:
                vendor, name = packages[0].namespace, packages[0].name
            known = self._sources[question] = self._named_by_source(
                vendor, name, [cpe.key for cpe in read], packages, family
            )
            self._answers.clear()
        return known

    def _named_by_source(self, vendor: str, name: str, keys: list[str], packages: list[Purl], family: str) -> str:
        spelt = name_of(vendor, name, family)
        identity = self._by_alias(spelt, plain_name(name), keys)
        bare = without_version(name)
        if identity is None and bare != name:
            identity = self._by_alias(name_of(vendor, bare, family), plain_name(bare), [])
        known = identity.product if identity else ""
        product = known or self._learned_as(spelt, keys, packages) or own_id(vendor, name)
        if product:
            self._learned.add(product, (vendor, name, family), keys, packages)
            self._learned.shown.setdefault(product, f"{vendor} {name}".strip())
        return product

    def _learned_as(self, name: Name, keys: list[str], packages: list[Purl]) -> str:
        learned = self._learned
        found = [learned.by_key[key] for key in sorted(name.keys) if key in learned.by_key]
        found += [learned.by_cpe[key] for key in keys if key in learned.by_cpe]
        found += [learned.by_purl[purl.key] for purl in packages if purl.key in learned.by_purl]
        return found[0] if found else ""

    def of_row(self, vendor: str, name: str, cpe: str = "", purl: str = "") -> Identity:
        """Return what an inventory's spelling means."""
        question = (vendor, name, cpe, purl)
        if question not in self._answers:
            self._answers[question] = self._answer(vendor, name, cpe, purl)
        return self._answers[question]

    @cached_property
    def shipped_ids(self) -> frozenset[str]:
        """Return the ids of the products whose spellings are known without any advisory."""
        return frozenset(one.id for one in self.known)

    def shown(self, product: str) -> str:
        """Return a product's name for people."""
        known = next((one.name for one in self.known if one.id == product), "")
        return known or self._learned.shown.get(product, product)

    def _answer(self, vendor: str, name: str, cpe: str, purl: str) -> Identity:
        read, package = read_cpe(cpe) if cpe else None, read_purl(purl) if purl else None
        keys = [read.key] if read else []
        if not plain_name(name) and read:
            vendor, name = vendor or read.vendor, read.product
        spelt, plain = name_of(vendor, name), plain_name(name)
        identity = self._by_alias(spelt, plain, keys)
        if identity is not None and identity.kinship is Kinship.KNOWN:
            return identity
        learned = self._learned
        product = self._learned_as(spelt, keys, [package] if package else [])
        if not product and not spelt.vendors:
            product = self._unmistakable(spelt, plain)
        if not product:
            loose = {one for key in spelt.loose | spelt.keys for one in learned.by_loose.get(key, ())} or {
                learned.by_key[key] for key in spelt.loose if key in learned.by_key
            }
            product = next(iter(loose)) if len(loose) == 1 else ""
            if len(loose) > 1:
                return Identity(Kinship.RESEMBLES, candidates=tuple(sorted(loose))[:_MOST_RESEMBLING])
        if product:
            return Identity(Kinship.KNOWN, product)
        if identity is not None:
            return identity
        learned_ones = (*self._with_maker_inside(spelt), *islice(learned.resembling(spelt), _MOST_RESEMBLING))
        candidates = tuple(dict.fromkeys((*self._resembling_known(spelt, plain), *learned_ones)))
        return Identity(Kinship.RESEMBLES, candidates=candidates) if candidates else Identity(Kinship.NONE)

    def _with_maker_inside(self, name: Name) -> list[str]:
        """Return what bears a maker inside its name that stands beside it in the other: "Phoenix Contact MEVIEW3"."""
        learned = self._learned
        found = [one for key in sorted(name.keys - name.names) for one in learned.by_name.get(key, ())]
        return found + [learned.by_key[form] for form in sorted(name.names) if form in learned.by_key]

    def _unmistakable(self, name: Name, plain: str) -> str:
        """Return the only product with this name, where the name is more than common words."""
        if set(plain.split()) <= COMMON_WORDS or len(plain) < 3:  # noqa: PLR2004 - two letters tell nothing
            return ""
        found = {one for form in name.names for one in self._learned.by_name.get(form, ())}
        return next(iter(found)) if len(found) == 1 else ""

    def _by_alias(self, name: Name, plain: str, keys: list[str]) -> Identity | None:
        for product in self._known_by(name, keys):
            if any(key in product.cpes for key in keys) or product.is_named(name, plain):
                return Identity(Kinship.KNOWN, product.id)
        if any(product.holds(name, plain) for word in plain.split() for product in self._others.get(word, ())):
            return Identity(Kinship.ANOTHER)
        return None

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Return at which places of `known` the products of a maker stand, and those with a CPE key."""
        found: dict[str, list[int]] = {}
        for place, product in enumerate(self.known):
            for mark in (*product.vendors, *product.cpes):
                found.setdefault(mark, []).append(place)
        return found

    @cached_property
    def _others(self) -> dict[str, list[KnownProduct]]:
        """Return the products that are known to be others, by the first of the words that mark them."""
        found: dict[str, list[KnownProduct]] = {}
        for product in self.known:
            for words in product.contains if product.another else ():
                found.setdefault(words.partition(" ")[0], []).append(product)
        return found

    def _known_by(self, name: Name, keys: list[str]) -> Iterable[KnownProduct]:
        """Return the known products that a name may be one of, in their order; all of them where it names no maker."""
        if not name.vendors:
            return self.known
        places = {place for mark in (*name.vendors, *keys) for place in self._places.get(mark, ())}
        return [self.known[place] for place in sorted(places)]

    def _resembling_known(self, name: Name, plain: str) -> tuple[str, ...]:
        padded = f" {plain or ' '.join(sorted(name.vendors))} "
        return tuple(p.id for p in self.known if any(f" {word} " in padded for word in p.resembles))
