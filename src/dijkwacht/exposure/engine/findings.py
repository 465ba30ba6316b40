"""What is asked of a judge and what it answers: an installed thing as a scheme reads it, and a verdict with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from dijkwacht.exposure.domain.conditions import Answer, Condition
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.places import EVERYWHERE, Place
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme
from dijkwacht.kernel.verdict import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its reasons; `range` is the deciding bound in the source's own words, None where none decided."""

    verdict: Exposure
    reasons: tuple[Reason, ...]
    range: str | None = None
    precondition: Condition | None = None

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of its reasons."""
        return frozenset(reason.code for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Installed:
    """What is known of one installed thing: version and edition as written, facts, place and installed updates.

    `spelt`: the version as the scheme should read it, with what the product's name or an update adds to it. `each`: the
    versions of a cell that lists several; the worst of their answers counts.
    """

    version: str = ""
    edition: str = ""
    facts: Mapping[str, Answer] = field(default_factory=dict)
    place: Place = EVERYWHERE
    patches: frozenset[str] = frozenset()
    spelt: str = ""
    each: tuple[str, ...] = ()

    @property
    def only_place_decides(self) -> bool:
        """Return whether nothing but the version's place in the order, and its facts, may decide."""
        return not self.each and not self.patches and self.place == EVERYWHERE


@dataclass(frozen=True, slots=True)
class Spelt:
    """An installed thing as one scheme reads it, once for all sources that speak in that scheme.

    `place`: where it stands, None where more than its place and its facts decide.
    """

    installed: Installed
    place: "Build | None"

    @classmethod
    def of(cls, installed: Installed, scheme: Scheme) -> Self:
        """Read it."""
        spelt = installed.spelt or installed.version.strip()
        version = scheme.parse(spelt, installed.edition) if spelt else None
        if version is None or not version.exact or not installed.only_place_decides:
            return cls(installed, None)
        return cls(installed, Build(version.low, version.train, version.edition or ORDINARY))


@dataclass(frozen=True, slots=True)
class Build:
    """One place in the order of a scheme's versions."""

    key: bytes
    train: str | None
    edition: str
