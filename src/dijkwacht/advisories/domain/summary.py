"""What one version of an advisory comes down to: the part that is compared, shown and stored beside the raw bytes."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from dijkwacht.advisories.domain.severity import UNSTATED, Severity
from dijkwacht.kernel.window import Moment

_SCORE: Final = re.compile(r" (10\.0|\d\.\d)$")


@dataclass(frozen=True, slots=True)
class Fix:
    """A fixed build of one maintenance line and when it became available; several per issue, one per line (S1.11).

    `available` is None where the source does not say when.
    """

    train: str
    build: str
    available: Moment | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One advised action: what (a step's key) with which scope, for whom or which build, until when; unless, then.

    `unless` is the ground on which the addressee may choose otherwise, `then` the step to take in that case.
    """

    step: str
    scope: str = ""
    audience: str = ""
    builds: tuple[str, ...] = ()
    deadline: Moment | None = None
    unless: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One vulnerability as this version speaks of it; `exploited` holds the issuer's own statements on misuse."""

    name: str
    title: str = ""
    score: str = ""
    exploited: tuple[str, ...] = ()
    exploited_since: Moment | None = None
    affected: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One version: title, how grave, which flaws, what to do, since when fixed."""

    title: str
    severity: Severity = UNSTATED
    flaws: tuple[Flaw, ...] = ()
    actions: tuple[Action, ...] = ()
    fixes: tuple[Fix, ...] = ()
    remedies: tuple[str, ...] = ()
    references: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the flaws, those without a name left out."""
        return tuple(flaw.name for flaw in self.flaws if flaw.name)


def highest_score(summary: Summary) -> Decimal | None:
    """Return the highest CVSS base score among the flaws, None where no usable one is stated."""
    scores = [_SCORE.search(flaw.score) for flaw in summary.flaws]
    return max((Decimal(found[1]) for found in scores if found), default=None)


def fixes_available(fixes: tuple[Fix, ...], at: datetime) -> dict[str, Fix]:
    """Return per maintenance line the newest fix that was certainly available at `at` (S1.11).

    A fix without a stated time, or whose period had not wholly begun, is left out: nobody could count on it.
    """
    found: dict[str, Fix] = {}
    dated = [(fix.available.latest, fix) for fix in fixes if fix.available and fix.available.latest <= at]
    for _, fix in sorted(dated, key=lambda pair: pair[0]):
        found[fix.train] = fix
    return found
