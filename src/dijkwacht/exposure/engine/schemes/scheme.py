"""A version scheme: a text becomes a train, an edition and an order-preserving key."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from dijkwacht.exposure.engine.schemes.keys import (
    END,
    HIGHEST,
    NEXT,
    Part,
    joined,
    without_idle_zeros,
)
from dijkwacht.exposure.engine.schemes.orders import ORDERS, WITH_EPOCH, epoch_in, line_end
from dijkwacht.exposure.engine.schemes.shapes import Shape
from dijkwacht.exposure.engine.schemes.signs import plain_signs

_T = TypeVar("_T")
ORDINARY = "-"
LONGEST_VERSION = 256
_TOKEN = re.compile(r"\d+|[^\W\d_]+|\*")
_COMMIT = re.compile(r"(?=.*[a-f])(?=.*\d)[0-9a-f]{12,64}")
# "2023.0.6 (15.0.6)" is one version with its other number behind it.
_OTHER_NAME = re.compile(r"(?<=\d)\s+\(v?\d+(?:\.\d+)+\)$", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+(?:\.\d+)*")
# What stands before a version that says its own numbers: the product's name, or "Gen7" before "7.0.1-5035".
_LABEL = re.compile(r"^(?:[a-z]{2,}\d+\w*\s+|[a-z]{2,}\d+[a-z]\w*-)(?=v?\d+\.\d)")
_TITLE = re.compile(r"^[^\W\d][^\d]*[\s_:]+(?=v?\d)", re.IGNORECASE)
# A month alone ("2024-03") is any day of it; with a point ("2024.3") it is a version.
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_IDLE_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_COMPACT_DATE = re.compile(r"(?<![\d.])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\d])")


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
class Marks:
    """By what a source shows that a product without a scheme of its own follows this one."""

    purl_types: frozenset[str] = frozenset()
    version_types: frozenset[str] = frozenset()
    collections: tuple[str, ...] = ()
    texts: tuple[re.Pattern[str], ...] = ()
    only_texts: tuple[re.Pattern[str], ...] = ()

    def show(self, texts: Collection[str]) -> bool:
        """Return whether one of these versions fits a pattern of `texts`, and all fit one of `only_texts`."""
        if not texts or not (self.texts or self.only_texts):
            return False
        whole = (
            all(any(mark.fullmatch(text) for mark in self.only_texts) for text in texts) if self.only_texts else True
        )
        return whole and (not self.texts or any(mark.search(text) for mark in self.texts for text in texts))


@dataclass(frozen=True, slots=True)
class _Tokens:
    parts: list[Part]
    words: list[str]
    pattern: bool
    whole: bool = False

    @property
    def numbers(self) -> int:
        """Return how many numbers were read."""
        return sum(kind == "number" for kind, _ in self.parts)


_MOST_KEPT = 50_000  # versions read, kept since documents and inventories repeat the same ones


@dataclass(frozen=True, slots=True)
class Scheme:
    """How versions of some products are written and ordered; made by `read_scheme`."""

    name: str
    revision: int = 1
    products: frozenset[str] = frozenset()
    order: str = "parts"
    marks: Marks = Marks()
    separators: str = ".- "
    prefixes: frozenset[str] = frozenset()
    noise: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    wildcards: frozenset[str] = frozenset()
    before_release: frozenset[str] = frozenset()
    after_release: frozenset[str] = frozenset()
    train_words: frozenset[str] = frozenset()
    spelt: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    rewritten: tuple[tuple[re.Pattern[str], str], ...] = ()
    dates: bool = False
    edition_words: Mapping[str, str] = field(default_factory=dict)
    train_parts: int = 0
    least_parts: int = 0
    full_parts: int = 0
    zeros_count: bool = False
    refused: frozenset[str] = frozenset()
    leading_ignored: bool = False
    beginnings: frozenset[str] = frozenset()
    shapes: tuple[Shape, ...] = ()
    order_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    edition_builds: tuple[EditionBuilds, ...] = ()
    ended: tuple[Ended, ...] = ()
    examples: Mapping[str, object] = field(default_factory=dict)
    _read: dict[tuple[str, str], Version | None] = field(init=False, default_factory=dict, compare=False, repr=False)
    _split: dict[str, _Tokens | None] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def has_trains(self) -> bool:
        """Return whether bounds of one train say nothing about another."""
        return self.train_parts > 0

    @property
    def has_epochs(self) -> bool:
        """Return whether a version may begin with an epoch that inventories tend to drop."""
        return self.order in WITH_EPOCH

    def parse(self, text: str, edition: str = "") -> Version | None:
        """Return what `text` means, or None where it names no version of this scheme.

        `edition` is what the inventory or the range says beside the version; a named edition wins over the build's.
        """
        key = (text, edition)
        if key not in self._read:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            self._read[key] = self._parsed(text, edition)
        return self._read[key]

    def _parsed(self, text: str, edition: str) -> Version | None:
        bare = plain_signs(text).strip(" \t\"'")
        if not bare or len(bare) > LONGEST_VERSION:
            return None
        if self.order != "parts":
            span = self._ordered(bare)
            return span and Version(bare, None, self.edition_named(edition) or ORDINARY, *span, exact=True)
        named = self.names.get(self.words_of(bare)) if self.names else None
        tokens = self._tokens(named or (bare if self.has_trains else _OTHER_NAME.sub("", bare)))
        if tokens is None:
            return None
        stated = self.edition_named(edition) or next(
            (self.edition_words[w] for w in tokens.words if w in self.edition_words), None
        )
        return self._with_train(bare, tokens, stated) if self.has_trains else self._plain(bare, tokens, stated)

    def _ordered(self, bare: str) -> tuple[bytes, bytes] | None:
        """Return the keys of an ecosystem's version, without the product's name before it and endings behind it."""
        order = ORDERS[self.order]
        core, sign, ending = bare.rpartition("-")
        if self.endings and sign and re.split(r"[.\d]", ending.lower())[0] in self.endings:
            bare = core
        return order(bare) or order(_TITLE.sub("", bare))

    def words_of(self, text: str) -> str:
        """Return a text as the scheme's names of versions are written."""
        return plain_words(self._spoken(text.lower()))

    def is_name(self, text: str) -> bool:
        """Return whether the text is one of the scheme's other names for a version ("2019 CU13 SU4")."""
        return self.words_of(text) in self.names

    def edition_named(self, text: str) -> str | None:
        """Return the edition that a free text names, None where it names none; "-" reads as none."""
        if not self.edition_words:
            return None
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

    def counts_least(self, text: str) -> bool:
        """Return whether a text has just the numbers that a version needs: a train, and what its builds are called."""
        tokens = self._tokens(text)
        return tokens is not None and tokens.numbers == self.least_parts

    def knows_train(self, train: str | None) -> bool:
        """Return whether the scheme file names this train anywhere."""
        trains = {one.train for one in self.ended} | {one.train for one in self.edition_builds}
        named = self.examples.get("trains")
        return train in trains or (isinstance(named, Mapping) and train in named.values())

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
        if self.order != "parts":
            version, end = self.parse(text), self._numbered_end(text)
            return (version.low, end) if version and end else None
        tokens = self._tokens(text)
        if tokens is None:
            return None
        start = joined(tokens.parts)
        if self.has_trains:
            return start, start + HIGHEST
        return joined(without_idle_zeros(tokens.parts)) + END, start + HIGHEST

    def common_line(self, first: str, second: str) -> bytes | None:
        """Return where the versions end that begin as both texts do (7.0 for 7.0.0 and 7.0.12), None without such."""
        if self.order != "parts":
            one_number, other_number = _NUMBERED.search(first), _NUMBERED.search(second)
            if one_number is None or other_number is None:
                return None
            same = _same_start(one_number[0].split("."), other_number[0].split("."))
            return line_end(self.order, tuple(same)) if same else None
        one, other = self._tokens(first), self._tokens(second)
        if one is None or other is None:
            return None
        common = _same_start(one.parts, other.parts)
        return _line_key(common) + HIGHEST if common and common != [("number", "")] else None

    def line_end(self, text: str) -> bytes | None:
        """Return where the maintenance line of a version ends.

        That is its base release for a hotfix (10.2.8 for 10.2.8-h3), else its train, else all but its last number.
        """
        line = self.line_start(text)
        return None if line is None else line + HIGHEST

    def line_start(self, text: str) -> bytes | None:
        """Return how the keys of a version's maintenance line begin; see `line_end`."""
        if self.order != "parts":
            found = _NUMBERED.search(text)
            end = line_end(self.order, tuple(found[0].split(".")[:-1])) if found else None
            return end and end[:-1]
        tokens = self._tokens(text)
        if tokens is None:
            return None
        hotfix = next((n for n, part in enumerate(tokens.parts) if part[0] == "after"), None)
        if hotfix is not None:
            return joined(tokens.parts[:hotfix])
        if self.has_trains:
            return joined(tokens.parts[: self._train_length(tokens.parts)])
        return joined(tokens.parts[:-1]) if self.zeros_count else _line_key(tokens.parts[:-1])

    def epochs_of(self, key: bytes) -> str:
        """Return the epoch that a key of this scheme begins with, "" without one."""
        return epoch_in(key) if self.has_epochs else ""

    def _numbered_end(self, text: str) -> bytes | None:
        found = _NUMBERED.search(text)
        return line_end(self.order, tuple(found[0].split("."))) if found else None

    def _tokens(self, text: str) -> _Tokens | None:
        if text not in self._split:
            if len(self._split) >= _MOST_KEPT:
                self._split.clear()
            bare = self._spoken(plain_signs(text).strip().lower())
            self._split[text] = self._shaped(bare) if self.shapes else self._tokenized(bare)
        return self._split[text]

    def _spoken(self, bare: str) -> str:
        """Return a text in small letters as the scheme reads it: `rewritten`, and "service pack 2" as "sp 2"."""
        for pattern, meant in self.rewritten:
            matched = pattern.fullmatch(bare)
            if matched is not None:
                bare = matched.expand(meant)
                break
        for phrase, meant in self.phrases.items():
            if phrase in bare:
                bare = re.sub(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z])", meant, bare)
        return bare

    def _shaped(self, bare: str) -> _Tokens | None:
        words = [word for word in re.findall(r"[a-z0-9]+", bare) if word in self.edition_words]
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            bare = bare.removeprefix(prefix).lstrip(" :,_-")
        bare = _IDLE_ZEROS.sub("", bare)
        for shape in self.shapes:
            read = shape.read(bare)
            if read is None:
                continue
            parts: list[Part] = []
            whole = all(name in read for name in self.needs)
            for number, name in enumerate(self.order_by):
                if name not in read and not whole and number >= self.train_parts:
                    break
                value = read.get(name)
                idle = not self.zeros_count and name not in self.needs and value is not None and not value.strip("0")
                parts.append(_part_of(None if idle else value))
            return _Tokens(parts, words, pattern=False, whole=whole) if parts else None
        return None

    def _tokenized(self, bare: str) -> _Tokens | None:
        if bare.count("(") != bare.count(")") or _COMMIT.fullmatch(bare):
            return None
        if self.leading_ignored:
            bare = _LABEL.sub("", bare)
        if self.dates:
            bare = _COMPACT_DATE.sub(r"\1.\2.\3", bare, count=1)
        read = _Tokens([], [], pattern=False)
        month = self.dates and _MONTH.fullmatch(bare)
        if month:
            return replace(read, parts=[("number", part.lstrip("0")) for part in month.groups()], pattern=True)
        for match in _TOKEN.finditer(bare):
            found = self.spelt.get(match[0], match[0])
            if found in self.endings and read.numbers >= self.least_parts > 0:
                bare = bare[: match.start()]
                break
            if found in self.wildcards and read.parts and _stands_alone(match):
                read = replace(read, pattern=True)
            elif not self._take(found, read):
                return None
        rest = re.sub(r"[^\W_]|\*", "", bare)
        if any(sign not in self.separators for sign in rest) or not read.numbers:
            return None
        return read

    def _take(self, found: str, read: _Tokens) -> bool:
        """Add a token to what was read; False where it cannot stand in a version."""
        if found.isdigit():
            read.parts.append(("number", found.lstrip("0")))
            return found.isascii() and not read.pattern
        if found in self.edition_words:
            read.words.append(found)
            return True
        if found in self.noise or (found in self.prefixes and not read.parts):
            return True
        kind = self._kind_of(found)
        if found in self.refused or read.pattern:
            return False
        if self.leading_ignored and not read.parts and kind == "word":
            return True
        read.parts.append((kind, found))
        return not (self.has_trains and kind == "word" and found not in self.train_words)

    def _kind_of(self, word: str) -> str:
        if word in self.before_release:
            return "before"
        return "after" if word in self.after_release else "word"

    def _train_length(self, parts: list[Part]) -> int:
        """Return how many parts make the train: its numbers, and a train word with the number after it."""
        if self.shapes:
            return self.train_parts
        length = self.train_parts
        if len(parts) > length and parts[length][1] in self.train_words:
            length += 2
        return length

    def _with_train(self, text: str, tokens: _Tokens, stated: str | None) -> Version | None:
        parts, length = tokens.parts, self._train_length(tokens.parts)
        if len(parts) > self.full_parts > 0 and stated is not None:
            parts = _without_repeated_train(parts, length)
        numbers = sum(kind == "number" for kind, _ in parts)
        if len(parts) < length or (self.full_parts and not self.shapes and numbers > self.full_parts):
            return None
        train = _train_text(parts[:length])
        start = joined(parts)
        least = self.least_parts + (length > self.train_parts)
        exact = tokens.whole if self.shapes else numbers >= least and not tokens.pattern
        if exact and not self.zeros_count and not self.shapes:
            start = joined(_kept_train(parts, length))
        low, high = (start + END, start + END + NEXT) if exact else (start, start + HIGHEST)
        edition = stated
        if edition is None and exact:
            edition = next(
                (r.edition for r in self.edition_builds if r.train == train and r.low <= low < r.high), ORDINARY
            )
        elif edition is None and not self.edition_builds and self.edition_words:
            edition = ORDINARY
        return Version(text, train, edition, low, high, exact)

    def _plain(self, text: str, tokens: _Tokens, stated: str | None) -> Version:
        kept = tokens.parts if self.zeros_count else without_idle_zeros(tokens.parts)
        low = joined(kept) + END
        if not tokens.pattern:
            return Version(text, None, stated or ORDINARY, low, low + NEXT, exact=True)
        high = joined(tokens.parts) + HIGHEST
        return Version(text, None, stated or ORDINARY, low, high, exact=False)


def plain_words(text: str) -> str:
    """Return a version's name for comparing: "2019 cu14" for "2019 CU-14"."""
    return re.sub(r"\b(cu|su|sp) (?=\d)", r"\1", " ".join(re.findall(r"[a-z0-9]+", text.lower())))


def _line_key(parts: list[Part]) -> bytes:
    """Return the key with which a line's versions begin; its last zeros count (7.0), those before a word do not."""
    return joined(without_idle_zeros([*parts, ("after", "")])[:-1])


def _part_of(value: str | None) -> Part:
    if value is None:
        return ("absent", "")
    return ("number", value.lstrip("0")) if value.isdigit() else ("word", value)


def _stands_alone(match: re.Match[str]) -> bool:
    """Return whether the word is a part of its own: the x of 92.x, not that of 17.9.1x1."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return not before.isalnum() and not after.isalnum()


def _same_start(one: list[_T], other: list[_T]) -> list[_T]:
    common: list[_T] = []
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common.append(left)
    return common


def _kept_train(parts: list[Part], length: int) -> list[Part]:
    """Leave out idle zeros behind the train, whose own zero counts: the 0 of 13.0."""
    return [*parts[:length], *without_idle_zeros([("word", ""), *parts[length:]])[1:]]


def _train_text(parts: list[Part]) -> str:
    text = ""
    for kind, value in parts:
        sign = "." if text and text[-1].isdigit() and kind == "number" else ""
        text += sign + (value or "0" if kind == "number" else value)
    return text


def _without_repeated_train(parts: list[Part], train: int) -> list[Part]:
    """Read "13.1-FIPS 13.1-37.235", as bulletins write it, as one version."""
    return parts[train:] if parts[:train] == parts[train : 2 * train] else parts


def _train_order(train: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", train))
