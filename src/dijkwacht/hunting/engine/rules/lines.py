"""A rule about one record of a log: the exact test, and what the prefilter may look for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dijkwacht.hunting.engine.model import RuleFacts
from dijkwacht.hunting.engine.rules.needs import Need


@dataclass(frozen=True, slots=True)
class LineRule:
    """One question to each record of its kinds: `test(fields, text of the record)`.

    `need` is what must stand in a matching line. `level` is Sigma's word. A rule that `feeds` others
    (correlations) keeps the fields of what it matched; a `silent` one yields no finding of its own.
    `written` is its logic as text, by which the linter knows two rules that are the same.
    """

    facts: RuleFacts
    test: Callable[[Mapping[str, str], str], bool]
    need: Need
    level: str = ""
    feeds: bool = False
    silent: bool = False
    written: str = ""
