"""Version schemes as data: a text becomes a train, an edition and an order-preserving key.

A scheme file says which signs separate, which words do not count, how many numbers a train and a full version have,
which builds belong to which edition and when a train's support ended. A desk officer writes one; the format is in
`docs/reference/version-schemes.md`. Keys are bytes: comparing them compares versions, in Python and in SQL alike.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from dijkwacht.kernel.errors import Unreadable

ORDINARY = "-"
LONGEST_VERSION = 256
_BEFORE, _END, _WORD, _NUMBER = b"\x10", b"\x20", b"\x30", b"\x40"
_HIGHEST = b"\xff"


class UnreadableScheme(Unreadable):
    """This version scheme cannot be read."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version as its scheme reads it: every build it may mean lies in [low, high) of the key order.

    `exact`: it names one build. `train` and `edition` are None where the text does not tell; edition "-" is the
    ordinary one. A bare train ("13.1") and a pattern ("13.0-92.x") are not exact.
    """

    text: str
    train: str | None
    edition: str | None
    low: bytes
    high: bytes
    exact: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """Support of this train and edition ended at the end of that day."""

    train: str
    edition: str
    until: date


@dataclass(frozen=True, slots=True)
class EditionBuilds:
    """Builds in [low, high) of a train belong to this edition, whatever else the text says."""

    edition: str
    train: str
    low: bytes
    high: bytes


@dataclass(frozen=True, slots=True)
class Scheme:
    """How versions of some products are written and ordered; made by `read_scheme`."""

    name: str
    revision: int
    products: frozenset[str]
    separators: str
    prefixes: frozenset[str]
    noise: frozenset[str]
    endings: frozenset[str]
    wildcards: frozenset[str]
    before_release: tuple[str, ...]
    edition_words: Mapping[str, str]
    train_parts: int
    full_parts: int
    zeros_count: bool
    edition_builds: tuple[EditionBuilds, ...] = ()
    ended: tuple[Ended, ...] = ()
    examples: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_trains(self) -> bool:
        """Return whether bounds of one train say nothing about another."""
        return self.train_parts > 0

    def parse(self, text: str, edition: str = "") -> Version | None:
        """Return what `text` means, or None where it names no version of this scheme.

        `edition` is what the inventory or the range says beside the version; a named edition wins over the build's.
        """
        if len(text) > LONGEST_VERSION:
            return None
        tokens = self._tokens(text)
        if tokens is None:
            return None
        parts, words, pattern = tokens
        stated = self.edition_named(edition) or next(
            (self.edition_words[w] for w in words if w in self.edition_words), None
        )
        if self.has_trains:
            return self._with_train(text, parts, stated, pattern=pattern)
        return self._plain(text, parts, stated, pattern=pattern)

    def edition_named(self, text: str) -> str | None:
        """Return the edition that a free text names, None where it names none; "-" reads as none."""
        found = re.split(r"[^a-z0-9]+", text.lower())
        return next((self.edition_words[word] for word in found if word in self.edition_words), None)

    def editions_of(self, version: Version) -> tuple[str, ...]:
        """Return every edition that the version may mean."""
        if version.edition is not None:
            return (version.edition,)
        derived = {
            rule.edition
            for rule in self.edition_builds
            if rule.train == version.train and rule.low < version.high and version.low < rule.high
        }
        return (ORDINARY, *sorted(derived))

    def ended_on(self, train: str | None, edition: str) -> date | None:
        """Return the last day of support; a train older than the oldest listed ended no later than that one."""
        if train is None:
            return None
        known = {ended.train: ended.until for ended in self.ended if ended.edition == edition}
        if train in known or not known:
            return known.get(train)
        oldest = min(known, key=_train_order)
        return known[oldest] if _train_order(train) < _train_order(oldest) else None

    def line_of(self, text: str) -> tuple[bytes, bytes] | None:
        """Return the keys between which all versions beginning with `text` lie ("7.0": 7.0, 7.0.1 ... 7.0.99)."""
        tokens = self._tokens(text)
        if tokens is None:
            return None
        start = b"".join(_encoded(kind, value) for kind, value in tokens[0])
        if self.has_trains:
            return start, start + _HIGHEST
        bare = b"".join(_encoded(kind, value) for kind, value in _without_trailing_zeros(tokens[0]))
        return bare + _END, start + _HIGHEST

    def common_line(self, first: str, second: str) -> bytes | None:
        """Return where the versions end that begin as both texts do (7.0 for 7.0.0 and 7.0.12), None without such."""
        one, other = self._tokens(first), self._tokens(second)
        if one is None or other is None:
            return None
        common: list[tuple[str, str]] = []
        for left, right in zip(one[0], other[0], strict=False):
            if left != right:
                break
            common.append(left)
        if not common or common == [("number", "")]:
            return None
        return b"".join(_encoded(kind, value) for kind, value in common) + _HIGHEST

    def line_end(self, text: str) -> bytes | None:
        """Return where the maintenance line of a version ends: its train, else all but its last number."""
        tokens = self._tokens(text)
        if tokens is None:
            return None
        kept = tokens[0][: self.train_parts] if self.has_trains else tokens[0][:-1]
        return b"".join(_encoded(kind, value) for kind, value in kept) + _HIGHEST

    def _tokens(self, text: str) -> tuple[list[tuple[str, str]], list[str], bool] | None:
        parts: list[tuple[str, str]] = []
        words: list[str] = []
        pattern = False
        bare = text.strip().lower()
        for match in re.finditer(r"\d+|[^\W\d_]+|\*", bare):
            found = match[0]
            if found.isdigit():
                if not found.isascii() or pattern:
                    return None
                parts.append(("number", found.lstrip("0")))
            elif found in self.wildcards and parts and _stands_alone(match):
                pattern = True
            elif found in self.endings and len(parts) >= self.full_parts > 0:
                break
            elif found in self.edition_words:
                words.append(found)
            elif found in self.noise or (found in self.prefixes and not parts):
                continue
            elif self.has_trains or pattern:
                return None
            else:
                parts.append(("before" if found in self.before_release else "word", found))
        rest = re.sub(r"[^\W_]|\*", "", bare)
        if any(sign not in self.separators for sign in rest) or not any(kind == "number" for kind, _ in parts):
            return None
        return parts, words, pattern

    def _with_train(
        self, text: str, parts: list[tuple[str, str]], stated: str | None, *, pattern: bool
    ) -> Version | None:
        if len(parts) > self.full_parts and stated is not None:
            parts = _without_repeated_train(parts, self.train_parts, self.full_parts)
        if not self.train_parts <= len(parts) <= self.full_parts:
            return None
        train = ".".join(digits or "0" for _, digits in parts[: self.train_parts])
        start = b"".join(_encoded(kind, value) for kind, value in parts)
        exact = len(parts) == self.full_parts and not pattern
        low, high = (start + _END, start + _END + b"\x00") if exact else (start, start + _HIGHEST)
        edition = stated
        if edition is None and exact:
            edition = next(
                (r.edition for r in self.edition_builds if r.train == train and r.low <= low < r.high), ORDINARY
            )
        return Version(text.strip(), train, edition, low, high, exact)

    def _plain(self, text: str, parts: list[tuple[str, str]], stated: str | None, *, pattern: bool) -> Version:
        kept = parts if self.zeros_count else _without_trailing_zeros(parts)
        low = b"".join(_encoded(kind, value) for kind, value in kept) + _END
        if not pattern:
            return Version(text.strip(), None, stated or ORDINARY, low, low + b"\x00", exact=True)
        high = b"".join(_encoded(kind, value) for kind, value in parts) + _HIGHEST
        return Version(text.strip(), None, stated or ORDINARY, low, high, exact=False)


def _stands_alone(match: re.Match[str]) -> bool:
    """Return whether the word is a part of its own: the x of 92.x, not that of 17.9.1x1."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return not before.isalnum() and not after.isalnum()


def _encoded(kind: str, value: str) -> bytes:
    if kind == "number":
        return _NUMBER + bytes([len(value)]) + value.encode("ascii")
    return (_BEFORE if kind == "before" else _WORD) + value.encode() + b"\x00"


def _without_trailing_zeros(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    zeros: list[tuple[str, str]] = []
    for part in parts:
        if part == ("number", ""):
            zeros.append(part)
            continue
        if part[0] != "before":
            kept.extend(zeros)
        zeros = []
        kept.append(part)
    return kept or parts[:1]


def _without_repeated_train(parts: list[tuple[str, str]], train: int, full: int) -> list[tuple[str, str]]:
    """Read "13.1-FIPS 13.1-37.235", as bulletins write it, as one version."""
    return parts[train:] if len(parts) == full + train and parts[:train] == parts[train : 2 * train] else parts


def _train_order(train: str) -> tuple[int, ...]:
    return tuple(int(part) for part in train.split("."))


def read_scheme(value: object, place: str) -> Scheme:
    """Read a scheme file's object; raises UnreadableScheme naming file and field."""
    if not isinstance(value, Mapping) or not isinstance(value.get("scheme"), str):
        raise UnreadableScheme(place=place, expected='an object with "scheme", its name')
    try:
        return _scheme(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableScheme(
            place=place, expected="the fields of docs/reference/version-schemes.md", remedy=f"correct {error}"
        ) from error


def _scheme(value: Mapping[str, object]) -> Scheme:
    parts = _object(value.get("parts"))
    editions = _object(value.get("editions"))
    words = {word: name for name, rule in editions.items() for word in _texts(_object(rule).get("words"))}
    bare = Scheme(
        name=str(value["scheme"]),
        revision=int(str(value.get("revision", 1))),
        products=frozenset(_texts(value.get("products"))),
        separators=str(value.get("separators", ".- ")),
        prefixes=frozenset(_texts(value.get("prefixes"))),
        noise=frozenset(_texts(value.get("noise"))),
        endings=frozenset(_texts(value.get("endings"))),
        wildcards=frozenset(_texts(value.get("wildcards"))),
        before_release=_texts(value.get("before_release")),
        edition_words=words,
        train_parts=int(str(parts.get("train", 0))),
        full_parts=int(str(parts.get("full", 0))),
        zeros_count=value.get("trailing_zeros") == "counted",
        examples=_object(value.get("examples")),
    )
    builds = tuple(
        _edition_builds(bare, name, _object(build))
        for name, rule in editions.items()
        for build in _list(_object(rule).get("builds"))
    )
    ended = tuple(_ended(_object(item)) for item in _list(value.get("out_of_support")))
    return Scheme(
        **{
            name: getattr(bare, name) for name in Scheme.__dataclass_fields__ if name not in ("edition_builds", "ended")
        },
        edition_builds=builds,
        ended=ended,
    )


def _edition_builds(scheme: Scheme, edition: str, build: Mapping[str, object]) -> EditionBuilds:
    low, high = scheme.parse(str(build["from"])), scheme.parse(str(build["to"]))
    if low is None or high is None:
        raise ValueError(f"builds of edition {edition}")
    return EditionBuilds(edition, str(build["train"]), low.low, high.low)


def _ended(item: Mapping[str, object]) -> Ended:
    return Ended(str(item["train"]), str(item.get("edition", ORDINARY)), date.fromisoformat(str(item["until"])))


def _object(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r}, which should be an object")
    return value


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError(f"{value!r}, which should be a list")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(value))


@dataclass(frozen=True, slots=True)
class Schemes:
    """The schemes in use; a product without one of its own is read as dotted numbers."""

    by_product: Mapping[str, Scheme]
    fallback: Scheme

    def for_product(self, product: str) -> Scheme:
        """Return the scheme of this product id."""
        return self.by_product.get(product, self.fallback)


def schemes_from(schemes: tuple[Scheme, ...]) -> Schemes:
    """Return the schemes by product; of two for one product the later one counts."""
    by_product = {product: scheme for scheme in schemes for product in scheme.products}
    fallback = next((scheme for scheme in reversed(schemes) if scheme.name == "dotted"), None)
    if fallback is None:
        raise UnreadableScheme(expected='a scheme named "dotted" for all products without one')
    return Schemes(by_product, fallback)


@cache
def shipped_schemes() -> tuple[Scheme, ...]:
    """Return the schemes that come with the program."""
    folder = files("dijkwacht.exposure.engine").joinpath("data/schemes")
    return tuple(
        read_scheme(json.loads(entry.read_text("utf-8")), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    )


def load_schemes(folder: Path | None = None) -> Schemes:
    """Return the shipped schemes, with those of `folder` (*.json) over them; raises UnreadableScheme."""
    own: list[Scheme] = []
    for path in sorted(folder.glob("*.json")) if folder else ():
        try:
            own.append(read_scheme(json.loads(path.read_text("utf-8")), str(path)))
        except (OSError, ValueError, RecursionError) as error:
            raise UnreadableScheme(place=str(path), expected="JSON in UTF-8") from error
    return schemes_from((*shipped_schemes(), *own))
