"""Reads scheme files (TOML or JSON) and gathers the shipped ones with those of one's own."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from dijkwacht.exposure.engine.naming import vendor_forms
from dijkwacht.exposure.engine.schemes.orders import ORDERS
from dijkwacht.exposure.engine.schemes.scheme import ORDINARY, EditionBuilds, Ended, Marks, Scheme, plain_words
from dijkwacht.exposure.engine.schemes.shapes import read_shape
from dijkwacht.kernel.errors import Unreadable

_KEYS = (
    "scheme revision about products order recognised_by separators prefixes noise endings wildcards before_release "
    "after_release train_words leading_words refused same_words rewritten dates editions parts trailing_zeros "
    "shapes order_by needs names beginnings out_of_support examples"
)
_FIELDS = frozenset(_KEYS.split())
_INNER = {
    "parts": "train least full",
    "recognised_by": "purl_types version_types collections texts only_texts",
    "rewritten": "text as",
    "out_of_support": "train edition until source",
    "examples": "order equal trains not_versions",
}
_OF_EDITION, _OF_BUILDS = "words builds source", "train from to"
_ENDINGS = (".toml", ".json")


class UnreadableScheme(Unreadable):
    """This version scheme cannot be read."""


def read_scheme(value: object, place: str) -> Scheme:
    """Read a scheme file's object; raises UnreadableScheme naming file and field."""
    if not isinstance(value, Mapping) or not isinstance(value.get("scheme"), str):
        raise UnreadableScheme(place=place, expected='an object with "scheme", its name')
    strange = sorted({*(set(value) - _FIELDS), *_strange_inside(value)})
    if strange:
        raise UnreadableScheme(
            f"no scheme has a field {', '.join(strange)}",
            place=place,
            expected="the fields of docs/reference/version-schemes.md",
        )
    try:
        return _scheme(value)
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        missing = isinstance(error, KeyError)
        raise UnreadableScheme(
            place=place,
            expected="the fields of docs/reference/version-schemes.md",
            remedy=f"add the field {error}" if missing else f"correct {error}",
        ) from error


def _strange_inside(value: Mapping[str, object]) -> Iterator[str]:
    """Yield the fields inside a field that no scheme has, such as `parts.last`."""
    tables = [(name, words, value.get(name)) for name, words in _INNER.items()]
    editions = value.get("editions")
    for name, rule in editions.items() if isinstance(editions, Mapping) else ():
        tables.append((f"editions.{name}", _OF_EDITION, rule))
        tables.append(
            (f"editions.{name}.builds", _OF_BUILDS, rule.get("builds") if isinstance(rule, Mapping) else None)
        )
    for name, words, found in tables:
        for table in found if isinstance(found, list) else [found]:
            if isinstance(table, Mapping):
                yield from (f"{name}.{key}" for key in table if key not in words.split())


def _scheme(value: Mapping[str, object]) -> Scheme:
    parts = _object(value.get("parts"))
    editions = _object(value.get("editions"))
    signs = value.get("separators", ".- ")
    separators = "".join(map(str, signs)) if isinstance(signs, list) else str(signs)
    order = str(value.get("order", "parts"))
    if order not in ("parts", *ORDERS):
        raise ValueError(f"order {order!r}, which should be one of parts, {', '.join(ORDERS)}")
    full = int(str(parts.get("full", 0)))
    alike = {word.lower(): str(like).lower() for word, like in _object(value.get("same_words")).items()}
    bare = Scheme(
        name=str(value["scheme"]),
        revision=int(str(value.get("revision", 1))),
        products=frozenset(_texts(value, "products")),
        order=order,
        marks=_marks(_object(value.get("recognised_by"))),
        separators=separators,
        prefixes=_words(value, "prefixes"),
        noise=_words(value, "noise"),
        endings=_words(value, "endings"),
        wildcards=_words(value, "wildcards"),
        before_release=_words(value, "before_release"),
        after_release=_words(value, "after_release"),
        train_words=_words(value, "train_words"),
        beginnings=_words(value, "beginnings"),
        refused=_words(value, "refused"),
        leading_ignored=value.get("leading_words") == "ignored",
        spelt={word: like for word, like in alike.items() if _is_word(word)},
        phrases=_phrases(alike, _words(value, "noise")),
        rewritten=_rewritten(value),
        dates=value.get("dates") == "split",
        edition_words={
            word.lower(): name for name, rule in editions.items() for word in _texts(_object(rule), "words")
        },
        train_parts=int(str(parts.get("train", 0))),
        least_parts=int(str(parts.get("least", full))),
        full_parts=full,
        zeros_count=value.get("trailing_zeros") == "counted",
        shapes=tuple(read_shape(shape, separators) for shape in _texts(value, "shapes")),
        order_by=_texts(value, "order_by"),
        needs=_texts(value, "needs"),
        names=_names(_object(value.get("names"))),
        examples=_object(value.get("examples")),
    )
    _check(bare)
    builds = tuple(
        _edition_builds(bare, name, _object(build))
        for name, rule in editions.items()
        for build in _list(_object(rule), "builds")
    )
    ended = tuple(_ended(_object(item)) for item in _list(value, "out_of_support"))
    return replace(bare, edition_builds=builds, ended=ended)


def _check(scheme: Scheme) -> None:
    """Refuse what would silently never match: shapes without order, fields that no shape gives."""
    given = {name for shape in scheme.shapes for name in shape.fields}
    missing = [name for name in (*scheme.order_by, *scheme.needs) if name not in given]
    if bool(scheme.shapes) is not bool(scheme.order_by and scheme.needs) or missing:
        raise ValueError(f"order_by and needs, which should list fields of the shapes: {', '.join(missing)}")
    if scheme.shapes and not 0 <= scheme.train_parts <= len(scheme.order_by):
        raise ValueError("parts.train, which should be a count of the first fields in order_by")


def _names(value: Mapping[str, object]) -> dict[str, str]:
    return {plain_words(name): str(version) for name, version in value.items()}


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[^\W\d_]+", text) is not None


def _phrases(alike: Mapping[str, str], noise: Iterable[str]) -> dict[str, str]:
    """Return what is replaced before a text becomes words and numbers, the longest first; noise by a blank."""
    found = {text: like for text, like in alike.items() if not _is_word(text)}
    found |= {text: " " for text in noise if not _is_word(text)}
    return {text: found[text] for text in sorted(found, key=lambda one: (-len(one), one))}


def _rewritten(value: Mapping[str, object]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of whole texts with what they mean; a meaning that the pattern cannot give is refused."""
    found = [(re.compile(str(one["text"])), str(one["as"])) for one in map(_object, _list(value, "rewritten"))]
    for pattern, meant in found:
        if max(map(int, re.findall(r"\\(\d)", meant)), default=0) > pattern.groups:
            raise ValueError(f"rewritten, whose {meant!r} names a group that {pattern.pattern!r} does not have")
    return tuple(found)


def _marks(value: Mapping[str, object]) -> Marks:
    return Marks(
        purl_types=frozenset(_texts(value, "purl_types")),
        version_types=frozenset(_texts(value, "version_types")),
        collections=_texts(value, "collections"),
        texts=_patterns(value, "texts"),
        only_texts=_patterns(value, "only_texts"),
    )


def _patterns(value: Mapping[str, object], name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text, re.IGNORECASE) for text in _texts(value, name))


def _edition_builds(scheme: Scheme, edition: str, build: Mapping[str, object]) -> EditionBuilds:
    low, high = scheme.parse(str(build["from"])), scheme.parse(str(build["to"]))
    if low is None or high is None:
        raise ValueError(f"builds of edition {edition}")
    return EditionBuilds(edition, str(build["train"]), low.low, high.low)


def _ended(item: Mapping[str, object]) -> Ended:
    try:
        until = date.fromisoformat(str(item["until"]))
    except ValueError as error:
        raise ValueError(f"until {str(item['until'])!r}, which should be a day such as 2024-06-30") from error
    return Ended(str(item["train"]), str(item.get("edition", ORDINARY)), until)


def _object(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r}, which should be an object")
    return value


def _list(value: Mapping[str, object], name: str) -> list[object]:
    found = value.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise TypeError(f"{name}, which should be a list")
    return found


def _texts(value: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value, name))


def _words(value: Mapping[str, object], name: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _texts(value, name))


@dataclass(frozen=True, slots=True)
class Hints:
    """What a source shows of how a product's versions are ordered: PURL types, version types, collection, texts."""

    purl_types: frozenset[str] = frozenset()
    version_types: frozenset[str] = frozenset()
    collection: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schemes:
    """The schemes in use; a product without one of its own is read by what the source shows, else as dotted numbers."""

    by_product: Mapping[str, Scheme]
    fallback: Scheme
    all: tuple[Scheme, ...] = ()
    by_start: tuple[tuple[str, Scheme], ...] = field(default=())
    by_form: Mapping[str, Scheme] = field(default_factory=dict)

    def for_product(self, product: str, hints: Hints | None = None) -> Scheme:
        """Return the scheme of this product id; `hints` count only where no scheme names the product."""
        named = self.named(product)
        if named is not None:
            return named
        return self._shown_by(hints) if hints else self.fallback

    def named(self, product: str) -> Scheme | None:
        """Return the scheme that names this product, None where none does."""
        if product in self.by_product:
            return self.by_product[product]
        forms = _forms(product)
        found = next((self.by_form[form] for form in forms if form in self.by_form), None)
        if found is not None:
            return found
        return next((s for start, s in self.by_start if any(form.startswith(start) for form in forms)), None)

    def called(self, name: str) -> Scheme | None:
        """Return the scheme of this name."""
        return next((scheme for scheme in reversed(self.all) if scheme.name == name), None)

    def _shown_by(self, hints: Hints) -> Scheme:
        for scheme in reversed(self.all):
            marks = scheme.marks
            if marks.purl_types & hints.purl_types or (
                hints.collection and any(part in hints.collection for part in marks.collections)
            ):
                return scheme
            typed = marks.version_types & hints.version_types
            if typed and _are_packages(scheme, hints.texts) and all(_reads(scheme, text) for text in hints.texts):
                return scheme
        for scheme in reversed(self.all):
            if scheme.marks.show(hints.texts):
                return scheme
        return self.fallback


def _are_packages(scheme: Scheme, texts: Iterable[str]) -> bool:
    """Return whether one of these is a package's version where the scheme orders packages: "115.26" is none."""
    return not scheme.has_epochs or any("-" in text or ":" in text for text in texts)


def _reads(scheme: Scheme, text: str) -> bool:
    return scheme.parse(text) is not None


def schemes_from(schemes: Iterable[Scheme]) -> Schemes:
    """Return the schemes by product; of two for one product, or of one name, the later one counts."""
    latest = {scheme.name: scheme for scheme in schemes}
    named = {product: scheme for scheme in latest.values() for product in scheme.products}
    fallback = latest.get("dotted")
    if fallback is None:
        raise UnreadableScheme(expected='a scheme named "dotted" for all products without one')
    starts = sorted(((_squashed(p[:-1]), s) for p, s in named.items() if p.endswith("*")), key=lambda one: -len(one[0]))
    forms = {form: scheme for product, scheme in named.items() if not product.endswith("*") for form in _forms(product)}
    return Schemes(named, fallback, tuple(latest.values()), tuple(starts), forms)


def _squashed(product: str) -> str:
    """Return a product id for comparing: "meerval:sluisos" for "Meerval: Sluis-OS"."""
    return re.sub(r"[^\w:*]|_", "", product.casefold())


@cache
def _forms(product: str) -> tuple[str, ...]:
    """Return the ids under which a product may be meant: its maker with and without legal forms, no blanks."""
    maker, colon, name = product.partition(":")
    if not colon:
        return (_squashed(product),)
    return tuple(f"{form}:{_squashed(name)}" for form in sorted(vendor_forms(maker), key=len, reverse=True))


@cache
def shipped_schemes() -> tuple[Scheme, ...]:
    """Return the schemes that come with the program."""
    folder = files("dijkwacht.exposure.engine").joinpath("data/schemes")
    return tuple(
        read_scheme(_value(entry.read_text("utf-8"), entry.name), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_ENDINGS)
    )


def load_schemes(folder: Path | None = None) -> Schemes:
    """Return the shipped schemes, with those of `folder` (*.toml, *.json) over them; raises UnreadableScheme."""
    own: list[Scheme] = []
    for path in sorted(folder.iterdir()) if folder else ():
        if path.suffix.lower() not in _ENDINGS:
            continue
        try:
            own.append(read_scheme(_value(path.read_text("utf-8-sig"), path.name), str(path)))
        except (OSError, ValueError, RecursionError) as error:
            raise UnreadableScheme(f"{error}", place=str(path), expected="TOML or JSON in UTF-8") from error
    return schemes_from((*shipped_schemes(), *own))


def _value(text: str, name: str) -> object:
    return tomllib.loads(text) if name.lower().endswith(".toml") else json.loads(text)
