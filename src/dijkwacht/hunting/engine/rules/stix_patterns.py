"""STIX patterns of several comparisons as rules: AND within an observation, AND and FOLLOWEDBY between observations.

An observation is one record of a log; WITHIN is asked of the times of records, and without it ten years are enough.
Each rule brings samples made from its own values, so it counts as armed only if it proves itself as every other does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import yaml

from dijkwacht.hunting.engine.model import RuleFacts, SampleFile, Samples
from dijkwacht.hunting.engine.rules.indicators import (
    Indicator,
    Sort,
    Spelled,
    complete,
    kinds_of,
    sort_of,
    spelled,
    stands,
)
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.rules.sigma import Broken, Correlation, SigmaRead, read_sigma

EVER = 10 * 366 * 86400
_TOKEN = re.compile(r"\s*(\[|\]|\(|\)|,|'(?:[^'\\]|\\.)*'|[a-z0-9-]+:[^\s=\[\]()!<>,]+|[A-Z]+\b|!=|<=|>=|[=<>]|[\d.]+)")
_LOG = "/var/log/httpaccess.log"
_LINE = '192.0.2.7 - - [01/Jan/2020:00:00:{second:02d} +0000] "GET /sample HTTP/1.1" 200 1 "{says}" "sample"\n'

Clause = tuple[Indicator, ...]
Clauses = tuple[Clause, ...]
"""Indicators of which one must stand in the record, for each clause."""


class NotRun(ValueError):  # noqa: N818 - the word says it
    """What of a pattern is not evaluated here."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Observations that must all be there, in their order where `ordered`, within so many seconds."""

    observations: tuple[Clauses, ...]
    ordered: bool = False
    within: int | None = None


def wholes(pattern: str, objects: Mapping[str, Sort | None]) -> tuple[Whole, ...]:
    """Return what a pattern asks for, its alternatives apart; raises NotRun with the reason.

    `objects`: the paths whose values are sought, with the sort where the path decides it.
    """
    reader = _Reader(pattern, objects)
    found = reader.observations()
    if reader.peek():
        raise NotRun(f"{reader.peek()} is not understood here")
    return found


def rules_of(facts: RuleFacts, whole: Whole) -> list[SigmaRead]:
    """Return the rules that find a whole: one about records, or several silent ones and their correlation."""
    several = len(whole.observations) > 1
    names = [f"{facts.id}.{number}" for number, _ in enumerate(whole.observations, 1)] if several else [facts.id]
    documents = [_line_document(name, facts.title, one) for name, one in zip(names, whole.observations, strict=True)]
    if several:
        kind = "temporal_ordered" if whole.ordered else "temporal"
        told = {"type": kind, "rules": names, "timespan": f"{whole.within or EVER}s"}
        documents.append({"title": facts.title, "name": facts.id, "correlation": told})
    made: list[SigmaRead] = []
    for rule in read_sigma([(facts.id, yaml.safe_dump_all(documents))]):
        about = replace(facts, id=rule.facts.id, kinds=rule.facts.kinds or facts.kinds)
        match rule:
            case LineRule():
                clauses = whole.observations[names.index(rule.facts.id)]
                about = about if several else replace(about, samples=_samples(whole))
                made.append(replace(rule, facts=about, test=_Exact(clauses), written=repr((rule.written, facts.id))))
            case Correlation():
                made.append(replace(rule, facts=replace(about, samples=_samples(whole))))
            case Broken():
                made.append(replace(rule, facts=about))
    return made


class _Exact:
    """Asks whether in a record one indicator of each clause stands, with the boundaries of indicator lists."""

    def __init__(self, clauses: Clauses) -> None:
        self._clauses = [[(one.value, spelled(one)) for one in clause] for clause in clauses]

    def __call__(self, fields: Mapping[str, str], line: str) -> bool:
        del fields
        data = line.encode("utf-8", "replace")
        lower = data.lower()
        return all(any(self._stands(data, lower, value, hows) for value, hows in clause) for clause in self._clauses)

    @staticmethod
    def _stands(data: bytes, lower: bytes, value: str, hows: Sequence[Spelled]) -> bool:
        for how in hows:
            text, where = (how.text.lower(), lower) if how.caseless else (how.text, data)
            at = where.find(text)
            while at >= 0:
                end = at + len(how.full or how.text)
                if complete(data, at, how) and stands(data, at, end, how, value) is not None:
                    return True
                at = where.find(text, at + 1)
        return False


def _line_document(name: str, title: str, clauses: Clauses) -> dict[str, object]:
    """Return a Sigma rule whose literals are those of the clauses; what it asks exactly is put in its place later."""
    detection: dict[str, object] = {
        f"part{number}": [_plain(how.text.decode("utf-8", "replace")) for one in clause for how in spelled(one)]
        for number, clause in enumerate(clauses)
    }
    return {
        "title": title,
        "name": name,
        "logsource": {"category": "any"},
        "detection": {**detection, "condition": "all of part*"},
    }


def _plain(text: str) -> str:
    return re.sub(r"([\\*?])", r"\\\1", text)


def _samples(whole: Whole) -> Samples:
    says = [[_shown(clause[0]) for clause in clauses] for clauses in whole.observations]
    silent = says[::-1] if whole.ordered else says[:-1] if len(says) > 1 else [says[0][:-1]]
    return Samples(((_tree(says),),), ((_tree(silent),),))


def _tree(says: Sequence[Sequence[str]]) -> SampleFile:
    lines = (_LINE.format(second=number, says=" ".join(values)) for number, values in enumerate(says))
    return SampleFile(_LOG, "".join(lines).encode())


def _shown(one: Indicator) -> str:
    return one.value.partition("/")[0] if one.sort is Sort.NETWORK else one.value


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str, objects: Mapping[str, Sort | None]) -> None:
        self._objects, self._at = objects, 0
        self._tokens: list[str] = []
        at = 0
        while pattern[at:].strip():
            token = _TOKEN.match(pattern, at)
            if token is None:
                raise NotRun(f"{pattern[at : at + 20].strip()} is not understood here")
            self._tokens.append(token[1])
            at = token.end()

    def peek(self) -> str:
        """Return the next word, nothing at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotRun(f"{wanted or 'more'} is missing")
        self._at += 1
        return token

    def observations(self) -> tuple[Whole, ...]:
        """Return observations joined by one operator; alternatives stay apart."""
        parts, operators = [self._observation()], set()
        while self.peek() in {"AND", "OR", "FOLLOWEDBY"}:
            operators.add(self._next())
            parts.append(self._observation())
        if len(operators) > 1:
            raise NotRun(f"{' and '.join(sorted(operators))} stand beside each other between observations")
        if not operators:
            return parts[0]
        if operators == {"OR"}:
            return tuple(chain.from_iterable(parts))
        singles = [part[0] for part in parts if len(part) == 1 and part[0].within is None]
        joined = operators == {"AND"} and all(not one.ordered for one in singles)
        if len(singles) < len(parts) or not (joined or all(len(one.observations) == 1 for one in singles)):
            raise NotRun("observations joined within joined observations")
        everything = tuple(chain.from_iterable(one.observations for one in singles))
        return (Whole(everything, ordered=operators == {"FOLLOWEDBY"}),)

    def _observation(self) -> tuple[Whole, ...]:
        if self.peek() == "(":
            self._next()
            found = self.observations()
            self._next(")")
        else:
            self._next("[")
            found = (Whole((self._any(),)),)
            self._next("]")
        if self.peek() in {"REPEATS", "START"}:
            raise NotRun(f"{self.peek()} is not evaluated here")
        if self.peek() == "WITHIN":
            self._next()
            seconds = self._next()
            self._next("SECONDS")
            if len(found) > 1 or len(found[0].observations) == 1:
                raise NotRun("WITHIN stands behind a single observation; put the whole pattern in parentheses")
            found = (replace(found[0], within=max(1, round(float(seconds)))),)
        return found

    def _any(self) -> Clauses:
        parts = [self._all()]
        while self.peek() == "OR":
            self._next()
            parts.append(self._all())
        if len(parts) == 1:
            return parts[0]
        if any(len(part) != 1 for part in parts):
            raise NotRun("AND within OR within one observation")
        return (tuple(chain.from_iterable(part[0] for part in parts)),)

    def _all(self) -> Clauses:
        found = self._comparison()
        while self.peek() == "AND":
            self._next()
            found += self._comparison()
        return found

    def _comparison(self) -> Clauses:
        if self.peek() == "(":
            self._next()
            found = self._any()
            self._next(")")
            return found
        path = self._next()
        operator = self._next()
        if path.endswith("_ref.type"):  # the value beside it says as well what sort of address it is
            self._next()
            return ()
        if "hashes" in path:
            raise NotRun("digests are sought in files, and files are not joined with records")
        if path not in self._objects or operator not in {"=", "ISSUBSET", "IN"}:
            raise NotRun(f"{path} {operator} is not evaluated here")
        values = [self._next()]
        if operator == "IN" and values == ["("]:
            values = [self._next()]
            while self._next() == ",":
                values.append(self._next())
        return (tuple(self._indicator(path, value) for value in values),)

    def _indicator(self, path: str, quoted: str) -> Indicator:
        value = re.sub(r"\\(.)", r"\1", quoted[1:-1])
        found = sort_of(value) if quoted.startswith("'") else None
        if found is None:
            raise NotRun(f"{quoted} is no indicator")
        sort, normal = (self._objects[path] or found[0], found[1])
        one = Indicator(RuleFacts(normal, normal, kinds_of(sort)), sort, normal)
        if not spelled(one):
            raise NotRun(f"{quoted} is too short to be sought in text")
        return one
