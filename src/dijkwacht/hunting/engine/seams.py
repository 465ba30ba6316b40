"""Records of several lines that were cut where a log was turned over: each is read once more in one piece."""

from itertools import pairwise

from dijkwacht.hunting.engine.gathered import Gathered, ReadLog
from dijkwacht.hunting.engine.rules.lines import LineRule
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.findings import RawHit, shown
from dijkwacht.hunting.engine.solving import families


def take_across(rules: RuleSet, found: Gathered) -> None:
    """Add what the rules find in a record that ends in the next archive, and in neither of its parts."""
    known: set[tuple[str, str, int | None]] = set()
    for family in families(found.logs):
        for newer, older in pairwise(family):
            if not newer.edges.head or not older.edges.tail or not _next(newer, older):
                continue
            known = known or {(hit.facts.id, hit.place.shown, hit.offset) for hit in found.hits}
            for hit in _across(rules, newer, older):
                parts = {(hit.facts.id, older.place.shown, hit.offset), (hit.facts.id, newer.place.shown, 0)}
                if parts.isdisjoint(known):
                    found.hits.append(hit)
                    found.counts[hit.facts.id] = found.counts.get(hit.facts.id, 0) + 1


def _next(newer: ReadLog, older: ReadLog) -> bool:
    return newer.name.number < 0 or older.name.number == newer.name.number + 1


def _across(rules: RuleSet, newer: ReadLog, older: ReadLog) -> list[RawHit]:
    edges = older.edges
    raw = edges.tail + b"\n" + newer.edges.head
    read = older.reader.read(raw)
    if read is None:
        return []
    line = raw.decode("utf-8", "backslashreplace")
    kinds = {older.reader.kind, read.kind}

    def hit(rule: LineRule) -> RawHit:
        made = RawHit(rule.facts, older.place, read.kind, edges.line, edges.offset, len(edges.tail), shown(raw))
        made.dated, made.timeline, made.bounded = edges.dated, older.timeline, edges.bounded
        made.status, made.level, made.fields = read.fields.get("sc-status", ""), rule.level, dict(read.fields)
        made.notes["because"] = f"the record goes on in {newer.place.shown}"
        return made

    asked = rules.plan.for_log(older.reader, b"").rules
    return [hit(rule) for rule in asked if not kinds.isdisjoint(rule.facts.kinds) and rule.test(read.fields, line)]
