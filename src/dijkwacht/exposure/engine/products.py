"""Which product a spelling means: shipped aliases first, then the names that the advisories themselves use.

A name that only resembles is never made the product: it is answered as resembling, for a person to decide.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from dijkwacht.kernel.errors import Unreadable

_LEGAL_FORMS = frozenset(
    {
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "ag",
        "bv",
        "nv",
        "sa",
        "plc",
        "foundation",
    }
)
_SAYS_NOTHING = frozenset({"", "n/a", "na", "unknown", "onbekend", "unspecified", "none", "-", "*", "?"})
_COMMON_WORDS = frozenset(
    {
        "server",
        "client",
        "software",
        "appliance",
        "appliances",
        "firmware",
        "gateway",
        "adc",
        "controller",
        "enterprise",
        "edition",
        "system",
        "manager",
        "management",
        "service",
        "application",
        "security",
        "web",
        "network",
        "the",
        "for",
        "and",
        "of",
        "platform",
        "app",
        "apps",
        "desktop",
        "mobile",
        "cloud",
        "virtual",
        "pro",
        "professional",
        "standard",
        "agent",
        "plugin",
        "core",
        "os",
        "device",
        "center",
        "access",
        "secure",
        "connect",
        "api",
        "data",
        "database",
    }
)


class UnreadableAliases(Unreadable):
    """This file of product names cannot be read."""


def plain_name(text: str) -> str:
    """Return a name for comparing: no case, diacritics, signs or doubled blanks; "" where it says nothing."""
    if text.strip().lower() in _SAYS_NOTHING:
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def plain_vendor(text: str) -> str:
    """Return a maker's name for comparing, without its legal form."""
    words = plain_name(text).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Cpe:
    """The parts of a CPE name that matching uses; "" stands for any, "-" for the ordinary edition."""

    vendor: str
    product: str
    version: str = ""
    update: str = ""
    edition: str = ""


def read_cpe(text: str) -> Cpe | None:
    """Read a CPE 2.3 or 2.2 name, or None where it is neither."""
    if text.startswith("cpe:2.3:"):
        parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\):", text)[2:]]
    elif text.startswith("cpe:/"):
        parts = text[len("cpe:/") :].replace("%2f", "/").split(":")
    else:
        return None
    if len(parts) < 3 or not parts[1] or not parts[2]:  # noqa: PLR2004 - part, vendor and product make a name
        return None
    parts = ["" if part == "*" else part for part in parts] + [""] * 8
    edition = parts[7] or parts[5]
    return Cpe(parts[1].lower(), parts[2].lower(), "" if parts[3] == "-" else parts[3], parts[4], edition)


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
    """One product of an alias file."""

    id: str
    name: str
    vendors: frozenset[str]
    names: frozenset[str]
    names_without_vendor: frozenset[str] = frozenset()
    cpes: frozenset[str] = frozenset()
    contains: tuple[str, ...] = ()
    resembles: tuple[str, ...] = ()
    another: bool = False

    def is_named(self, vendor: str, name: str) -> bool:
        """Return whether this is the product's name: by its maker, or unmistakable without one."""
        for maker in self.vendors:
            if name.startswith(f"{maker} ") and name[len(maker) + 1 :] in self.names:
                return vendor in self.vendors or not vendor
        if vendor in self.vendors:
            return name in self.names
        return not vendor and (
            name in self.names_without_vendor or (name.split(" ", 1)[0] in self.vendors and name in self.names)
        )

    def holds(self, vendor: str, name: str) -> bool:
        """Return whether the name holds one of the words that mark this product."""
        padded = f" {name} "
        made_here = vendor in self.vendors or any(padded.startswith(f" {maker} ") for maker in self.vendors)
        return made_here and any(f" {word} " in padded for word in self.contains)


def read_products(value: object, place: str) -> tuple[KnownProduct, ...]:
    """Read an alias file's object; raises UnreadableAliases naming the file."""
    try:
        return tuple(_known_product(item) for item in value["products"])  # type: ignore[index]  # checked by the except
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableAliases(place=place, expected='"products", each with id, vendors and names') from error


def _known_product(item: Mapping[str, object]) -> KnownProduct:
    def texts(key: str) -> list[str]:
        value = item.get(key, [])
        if not isinstance(value, list):
            raise TypeError(key)
        return [str(text) for text in value]

    return KnownProduct(
        id=str(item["id"]),
        name=str(item.get("name", item["id"])),
        vendors=frozenset(plain_vendor(text) for text in texts("vendors")),
        names=frozenset(plain_name(text) for text in texts("names")),
        names_without_vendor=frozenset(plain_name(text) for text in texts("names_without_vendor")),
        cpes=frozenset(texts("cpes")),
        contains=tuple(plain_name(text) for text in texts("contains")),
        resembles=tuple(plain_name(text) for text in texts("resembles")),
        another=bool(item.get("another", False)),
    )


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


def own_id(vendor: str, name: str) -> str:
    """Return the id of a product that no alias names: its maker and name, made comparable; "" without a name."""
    maker, bare = plain_vendor(vendor), plain_name(name)
    if maker and bare.startswith(f"{maker} "):
        bare = bare[len(maker) + 1 :]
    return f"{maker}:{bare}" if bare else ""


@dataclass
class Directory:
    """Names products: by shipped aliases, else by the names that the advisories at hand use (`learn`)."""

    known: tuple[KnownProduct, ...] = field(default_factory=shipped_products)
    _learned: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    _cpes: dict[str, str] = field(default_factory=dict)
    _answers: dict[tuple[str, str, str], Identity] = field(default_factory=dict)

    def of_source(self, vendor: str, name: str, cpes: Iterable[str] = ()) -> str:
        """Return the id of a product that an advisory names and remember its name; "" where it names none."""
        keys = [f"{cpe.vendor}:{cpe.product}" for text in cpes if (cpe := read_cpe(text))]
        identity = self._by_alias(plain_vendor(vendor), plain_name(name), keys)
        if identity is not None:
            return identity.product or (
                f"another:{own_id(vendor, name)}" if identity.kinship is Kinship.ANOTHER else ""
            )
        product = own_id(vendor, name)
        if not product and keys:
            product = f"cpe:{keys[0]}"
        if product:
            self._learned.setdefault(product, (plain_vendor(vendor), _distinct_words(vendor, name)))
            for key in keys:
                self._cpes.setdefault(key, product)
            self._answers.clear()
        return product

    def of_row(self, vendor: str, name: str, cpe: str = "") -> Identity:
        """Return what an inventory's spelling means."""
        question = (vendor, name, cpe)
        if question not in self._answers:
            self._answers[question] = self._answer(vendor, name, cpe)
        return self._answers[question]

    def _answer(self, vendor: str, name: str, cpe: str) -> Identity:
        read = read_cpe(cpe) if cpe else None
        keys = [f"{read.vendor}:{read.product}"] if read else []
        maker, bare = plain_vendor(vendor), plain_name(name)
        identity = self._by_alias(maker, bare, keys)
        if identity is not None and identity.kinship is Kinship.KNOWN:
            return identity
        for key in keys:
            if key in self._cpes:
                return Identity(Kinship.KNOWN, self._cpes[key])
        product = own_id(vendor, name)
        if product in self._learned:
            return Identity(Kinship.KNOWN, product)
        if identity is not None:
            return identity
        candidates = (*self._resembling_known(maker, bare), *self._resembling_learned(maker, vendor, name))
        return Identity(Kinship.RESEMBLES, candidates=candidates) if candidates else Identity(Kinship.NONE)

    def _by_alias(self, maker: str, name: str, keys: list[str]) -> Identity | None:
        for product in self.known:
            if any(key in product.cpes for key in keys) or product.is_named(maker, name):
                return Identity(Kinship.KNOWN, product.id)
        if any(product.another and product.holds(maker, name) for product in self.known):
            return Identity(Kinship.ANOTHER)
        return None

    def _resembling_known(self, maker: str, name: str) -> tuple[str, ...]:
        padded = f" {name or maker} "
        return tuple(p.id for p in self.known if any(f" {word} " in padded for word in p.resembles))

    def _resembling_learned(self, maker: str, vendor: str, name: str) -> tuple[str, ...]:
        words = _distinct_words(vendor, name)
        if not words:
            return ()
        return tuple(
            product
            for product, (other_maker, other_words) in self._learned.items()
            if other_words
            and (not maker or not other_maker or maker in other_maker or other_maker in maker)
            and (words <= other_words or other_words <= words)
            and 2 * len(words & other_words) >= len(words | other_words)
        )


def _distinct_words(vendor: str, name: str) -> frozenset[str]:
    makers = set(plain_vendor(vendor).split())
    return frozenset(word for word in plain_name(name).split() if word not in makers and word not in _COMMON_WORDS)
