"""Why one source answers so about one installed thing: where its build stands between the bounds, and what if not.

Nothing is decided here: the judge answers, this says in order what it compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dijkwacht.exposure.domain.conditions import Answer, Condition, facts_of, holds, in_words
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import Claim, Speech
from dijkwacht.exposure.engine.installed import installed_of
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Finding, Installed, Judge
from dijkwacht.exposure.engine.schemes import ORDINARY, Version

MOST_STRETCHES = 12
MOST_FACTS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """How the scheme reads the installed version; `line` and `edition` "" where it tells none.

    `exact`: it names one build. `readable` is False where the scheme cannot read it at all.
    """

    scheme: str
    revision: int
    written: str
    readable: bool
    exact: bool = False
    line: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of versions that the source speaks of: its own words, what it says of them, and where it lies.

    `low` and `high` are places in the order of all bounds of the picture and the build, counted from 0; None is open.
    `covers`: the build lies in it. `amended`: an amendment says so.
    """

    text: str
    status: str
    low: int | None
    high: int | None
    covers: bool
    amended: bool


@dataclass(frozen=True, slots=True)
class Order:
    """The stretches of the build's own line beside the build: `places` in all, the build at `build`."""

    places: int
    build: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact that the condition asks for: what is known of it, and the answer for either value of it."""

    fact: str
    known: Answer
    if_yes: Exposure
    if_no: Exposure


@dataclass(frozen=True, slots=True)
class Explained:
    """What one source says of one row: the finding, how its version was read, the order and the condition.

    `order` is None where the build has no place in it. `precondition` "" where the source asks for none; `met`: whether
    it holds.
    """

    finding: Finding
    reading: Reading
    order: Order | None
    precondition: str
    met: Answer | None
    asked: tuple[Asked, ...]


def explained(speech: Speech, row: Row, at: date | None) -> Explained:
    """Return why this speech answers so about this row; `at` is the day on which support is asked for."""
    judge = Judge(speech, at)
    installed = installed_of(row, speech.scheme)
    spelt = installed.spelt or installed.version.strip()
    version = speech.scheme.parse(spelt, installed.edition) if spelt else None
    condition = judge.version_verdict(installed).precondition
    return Explained(
        judge.verdict(installed),
        _reading(speech, spelt, version),
        _order(speech, version, installed) if version is not None and version.exact else None,
        in_words(condition) if condition else "",
        holds(condition, installed.facts) if condition else None,
        _asked(judge, installed, condition) if condition else (),
    )


def _reading(speech: Speech, spelt: str, version: Version | None) -> Reading:
    scheme = speech.scheme
    if version is None:
        return Reading(scheme.name, scheme.revision, spelt, readable=False)
    return Reading(scheme.name, scheme.revision, spelt, True, version.exact, version.train or "", version.edition or "")


def _order(speech: Speech, version: Version, installed: Installed) -> Order | None:
    edition, point = version.edition or ORDINARY, version.low
    here = [claim for claim in speech.claims if not claim.place.excludes(installed.place)]
    own = [claim for claim in here if claim.speaks_for(point, version.train, edition)]
    shown = sorted(own or [claim for claim in here if claim.lone], key=lambda claim: _far(claim, point))
    shown = shown[:MOST_STRETCHES]
    if not shown:
        return None
    points = sorted({point, *_bounds(shown)})
    at = {bound: number for number, bound in enumerate(points)}
    stretches = [
        Stretch(
            claim.text,
            claim.status.value,
            None if claim.low is None else at[claim.low],
            None if claim.high is None else at[claim.high],
            claim.covers(point),
            claim.rank > 0,
        )
        for claim in shown
    ]
    first = sorted(stretches, key=lambda one: (-1 if one.low is None else one.low, one.text))
    return Order(len(points), at[point], tuple(first))


def _far(claim: Claim, point: bytes) -> tuple[bool, bool]:
    """Put what covers the build first, then what is bounded: that is kept where there is too much to show."""
    return (not claim.covers(point), claim.high is None)


def _bounds(claims: Iterable[Claim]) -> set[bytes]:
    return {bound for claim in claims for bound in (claim.low, claim.high) if bound is not None}


def _asked(judge: Judge, installed: Installed, condition: Condition) -> tuple[Asked, ...]:
    found = []
    for fact in facts_of(condition)[:MOST_FACTS]:
        yes, no = (
            judge.verdict(replace(installed, facts={**installed.facts, fact: value})).verdict
            for value in (Answer.YES, Answer.NO)
        )
        found.append(Asked(fact, installed.facts.get(fact, Answer.UNKNOWN), yes, no))
    return tuple(found)
