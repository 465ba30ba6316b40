"""What is sought in which kind of log: rules scoped by log type, their literals chosen by measured rarity."""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dijkwacht.hunting.engine.logs.format import Format
from dijkwacht.hunting.engine.logs.web import WebAccess
from dijkwacht.hunting.engine.model import LOG_KINDS, Kind, PathTaken
from dijkwacht.hunting.engine.rules import needs
from dijkwacht.hunting.engine.rules.addresses import address6_at
from dijkwacht.hunting.engine.rules.indicators import Indicator, Sort, Spelled, complete, spelled, stands
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.rules.narrowing import narrowed
from dijkwacht.hunting.engine.rules.variants import Encoded
from dijkwacht.hunting.engine.scanning.databases import Database, Pattern
from dijkwacht.hunting.engine.scanning.rarity import usual_share

# Beyond this many literals the indicators are compiled once for all log types instead of with each.
_APART = 20_000
# So often a text must stand in the lines of the sample to count for more than it usually does: otherwise each evidence
# would choose other literals, and compile them anew.
_NOTED = 0.01
_FEW = 4  # so many indicators of one pattern are compared one by one
_OCTET = re.compile(rb"\d{0,2}")
_BEGINNING = re.compile(rb"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d")
_ENOUGH = 100  # lines: a smaller sample says nothing
_VALUES = b"0123456789abcdef:."  # what an address may hold that is sought by its value
_NOISY = 0.5  # per line of the sample: literals that common filter nothing
KINDS_IN = {
    "syslog": (Kind.SYSTEM_LOG, Kind.SHELL_LOG, Kind.CRON_LOG),
    **dict.fromkeys(("json-lines", "csv"), (*LOG_KINDS, Kind.EVENTS)),  # they may hold the lines of any other log
}


@dataclass(frozen=True, slots=True)
class Sought:
    """One indicator in one spelling."""

    indicator: Indicator
    spelled: Spelled


@dataclass(slots=True)
class Prepared:
    """What is sought in one type of log.

    `databases` come with the meaning of their patterns: indicators, rules that a literal makes worth asking. `every`
    are the rules asked of each record, because no literal is necessary for them. `encoded` finds the lines that are
    worth searching decoded, None where no line is.
    """

    rules: tuple[LineRule, ...]
    databases: list[tuple[Database, list["Meaning"]]]
    every: tuple[LineRule, ...]
    brute: bool = False
    encoded: Encoded | None = None


@dataclass(slots=True)
class Meaning:
    """What a pattern of a database stands for; of addresses that begin alike the value tells which one stands there."""

    sought: list[Sought] = field(default_factory=list)
    rules: list[LineRule] = field(default_factory=list)
    valued: dict[int, list[Sought]] = field(default_factory=dict)
    _endings: dict[bytes, list[Sought]] | None = None

    def add(self, one: Sought) -> None:
        """Take an indicator in one spelling."""
        number = one.spelled.valued
        (self.sought if number is None else self.valued.setdefault(number, [])).append(one)

    def at(self, data: bytes, hit_end: int) -> Sequence[Sought]:
        """Return what may stand where the pattern ends: all but the addresses of another value."""
        known = self.sought if len(self.sought) <= _FEW else self._ending(data, hit_end)
        if not self.valued:
            return known
        found = address6_at(data, hit_end - len(next(iter(self.valued.values()))[0].spelled.text))
        return [*known, *(self.valued.get(found[0], ()) if found is not None else ())]

    def _ending(self, data: bytes, hit_end: int) -> Sequence[Sought]:
        """Return those of many that go on as the text does behind the pattern: a list may name a whole network."""
        if self._endings is None:
            endings: dict[bytes, list[Sought]] = {}
            for one in self.sought:
                endings.setdefault(_rest_of(one.spelled), []).append(one)
            self._endings = endings
        rest = _OCTET.match(data, hit_end)
        ends = rest[0] if rest else b""
        return [*self._endings.get(b"", ()), *(self._endings.get(ends, ()) if ends else ())]


def _rest_of(one: Spelled) -> bytes:
    """Return what follows the piece that is searched of an IPv4 address, nothing for all else."""
    return one.full[len(one.text) :] if one.sort is Sort.ADDRESS and one.exact and not one.caseless else b""


def places_of(data: bytes, hit_end: int, meaning: Meaning) -> Iterator[tuple[tuple[int, int], Sought]]:
    """Yield where indicators really stand for which a literal ends at `hit_end`, and which they are."""
    for sought in meaning.at(data, hit_end):
        stood = place_of(data, hit_end, sought)
        if stood is not None:
            yield stood, sought


def place_of(data: bytes, hit_end: int, sought: Sought) -> tuple[int, int] | None:
    """Return where an indicator really stands whose literal ends at `hit_end`, None where it does not."""
    one = sought.spelled
    start, full = hit_end - len(one.text), one.full
    if full and not complete(data, start, one):
        return None
    stood = stands(data, start, start + len(full) if full else hit_end, one, sought.indicator.value)
    return stood if stood is not None and stood[1] <= len(data) else None


class Plan:
    """All rules about lines and all indicators of a hunt, prepared per type of log on demand."""

    def __init__(
        self,
        rules: Sequence[LineRule],
        indicators: Sequence[Indicator],
        *,
        cache: Path | None = None,
        brute: bool = False,
    ) -> None:
        self.rules = tuple(rules)
        self.indicators = tuple(indicators)
        self.brute = brute
        self.paths: dict[str, PathTaken] = {}
        self._cache = cache
        self._sought = [Sought(one, narrowed(how)) for one in indicators for how in spelled(one)]
        self._prepared: dict[tuple[str, Kind, bytes, frozenset[Kind]], Prepared] = {}
        self._apart: tuple[Database, list[Meaning]] | None = None
        self._encoded = Encoded(_characters(self._sought)) if self._sought else None
        self._lock = threading.Lock()

    def textual(self) -> list[Indicator]:
        """Return the indicators that are sought in text, each once."""
        return list({one.indicator.facts.id: one.indicator for one in self._sought}.values())

    def for_log(self, reader: Format, sample: bytes) -> Prepared:
        """Return what is sought in logs that `reader` reads; `sample` is the beginning of the first such log."""
        key = (reader.name, reader.kind, reader.escapes, reader.also)
        with self._lock:
            if key not in self._prepared:
                self._prepared[key] = self._prepare(reader, sample)
            return self._prepared[key]

    def for_files(self) -> Prepared:
        """Return what is sought in files that are no logs: indicators only."""
        key = ("files", Kind.FILES, b"", frozenset[Kind]())
        with self._lock:
            if key not in self._prepared:
                self._prepared[key] = Prepared((), self._databases({}, frozenset()), (), self.brute)
            return self._prepared[key]

    def path_taken(self, rule: LineRule) -> PathTaken:
        """Return the way a rule was run: columns where any type of log had no literal for it."""
        if self.brute:
            return PathTaken.BRUTE_FORCE
        if rule.facts.id in self.paths:
            return self.paths[rule.facts.id]
        # No log of its kinds was read: said for the format that most of them have.
        chosen = needs.choose(rule.need, lambda text: 1 / len(text), b"", WebAccess.delimiters)
        return PathTaken.PREFILTER if chosen else PathTaken.COLUMNS

    def _prepare(self, reader: Format, sample: bytes) -> Prepared:
        kinds = {reader.kind, *reader.also, *KINDS_IN.get(reader.name, ())}
        rules = tuple(rule for rule in self.rules if kinds & set(rule.facts.kinds))
        literals: dict[bytes, list[LineRule]] = {}
        every: list[LineRule] = []
        lower, lines = sample.lower(), max(1, sample.count(b"\n"))
        counted: dict[bytes, float] = {}

        def here(text: bytes) -> float:
            if text not in counted:
                counted[text] = lower.count(text) / lines
            return counted[text]

        def rarity(text: bytes) -> float:
            own = here(text)
            usual = usual_share(text, reader.name)
            return (max(own, usual) if own > _NOTED else usual) + 1e-6 * (1 + 1 / len(text))

        for rule in rules:
            chosen = None if self.brute else needs.choose(rule.need, rarity, reader.escapes, reader.delimiters)
            noisy = lines > _ENOUGH and chosen is not None and sum(map(here, chosen[0])) > _NOISY
            if chosen is None or noisy:
                every.append(rule)
                self.paths[rule.facts.id] = PathTaken.COLUMNS
                continue
            self.paths.setdefault(rule.facts.id, PathTaken.PREFILTER)
            for text in chosen[0]:
                literals.setdefault(text, []).append(rule)
        return Prepared(rules, self._databases(literals, usual_in(sample)), tuple(every), self.brute, self._encoded)

    def _databases(
        self, literals: dict[bytes, list[LineRule]], usual: frozenset[bytes]
    ) -> list[tuple[Database, list[Meaning]]]:
        if len(self._sought) <= _APART:
            return [self._compile(self._sought, literals, usual)]
        if self._apart is None:
            self._apart = self._compile(self._sought, {}, usual)
        return [self._apart, self._compile([], literals, usual)] if literals else [self._apart]

    def _compile(
        self, sought: Sequence[Sought], literals: dict[bytes, list[LineRule]], usual: frozenset[bytes]
    ) -> tuple[Database, list[Meaning]]:
        meanings: dict[Pattern, Meaning] = {}
        for one in sought:
            how = one.spelled
            if how.text in usual and how.full:
                one = Sought(one.indicator, replace(how, text=how.full, full=b""))  # noqa: PLW2901 - the same, whole
            meanings.setdefault(Pattern(one.spelled.text, one.spelled.caseless), Meaning()).add(one)
        for text, rules in literals.items():
            meanings.setdefault(Pattern(text, True), Meaning()).rules.extend(rules)
        ordered = sorted(meanings.items(), key=lambda one: one[0])
        return Database([pattern for pattern, _ in ordered], self._cache), [meaning for _, meaning in ordered]


def usual_in(sample: bytes) -> frozenset[bytes]:
    """Return how the addresses begin that stand in more than half of the lines: the appliance's own, mostly.

    Of neighbours of such an address the whole text is searched: a piece would stop the search in each line.
    """
    lines = sample.count(b"\n")
    counted = Counter(_BEGINNING.findall(sample)) if lines > _ENOUGH else {}
    return frozenset(text for text, count in counted.items() if count > _NOISY * lines)


def _characters(sought: Sequence[Sought]) -> bytes:
    """Return the characters that the indicators can hold."""
    exact = [one for one in sought if one.spelled.exact]
    open_ended = any(one.spelled.valued is not None or one.spelled.sort is Sort.NETWORK for one in exact)
    return bytes(sorted({*b"".join([one.spelled.whole for one in exact]), *(_VALUES if open_ended else b"")}))
