"""Stretches that a CSAF document gives by their ends: `first_affected` with `last_affected`, `fixed` or `first_fixed`.

CSAF 2.0 and 2.1, 3.2.3.9: first affected are "the first versions of the releases known to be affected", last affected
"the last versions in a release train". So a first one opens a stretch of its train, which the next last affected one
closes with itself, or the next fixed one before itself; a first one without end stays open, a last one without
beginning is open below.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dijkwacht.advisories.engine.values import ProductStatus
from dijkwacht.exposure.engine.claims import Bounds
from dijkwacht.exposure.engine.schemes import Version

ENDS = frozenset({ProductStatus.FIRST_AFFECTED, ProductStatus.LAST_AFFECTED})
_CLOSING = frozenset({ProductStatus.LAST_AFFECTED, ProductStatus.FIXED, ProductStatus.FIRST_FIXED})
TELLING = ENDS | _CLOSING


@dataclass(frozen=True, slots=True)
class End:
    """One version at which a stretch begins or ends; `text` is the source's own."""

    product_id: str
    status: ProductStatus
    text: str
    version: Version

    def is_beside(self, other: "End") -> bool:
        """Return whether both are of one train and edition."""
        own, others = self.version, other.version
        return (own.train, own.edition) == (others.train, others.edition)


def stretch_of(own: End, ends: Iterable[End]) -> tuple[Bounds, str]:
    """Return the stretch to which this end belongs, in bounds and in words."""
    beside = sorted((end for end in ends if end.is_beside(own)), key=lambda end: end.version.low)
    first: End | None = None
    last: End | None = None
    if own.status is ProductStatus.FIRST_AFFECTED:
        first = own
        above = [end for end in beside if end.version.low >= own.version.low and end.status in _CLOSING]
        last = above[0] if above else None
    else:
        below = [end for end in beside if end.version.low <= own.version.low and end is not own]
        first = below[-1] if below and below[-1].status is ProductStatus.FIRST_AFFECTED else None
        last = own
    included = last is not None and last.status is ProductStatus.LAST_AFFECTED
    bounds = Bounds(first.text if first else None, last.text if last else None, high_included=included)
    words = [f">= {first.text}" if first else "", f"{'<=' if included else '<'} {last.text}" if last else ""]
    return bounds, " ".join(word for word in words if word)
