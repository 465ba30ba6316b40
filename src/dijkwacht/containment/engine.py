"""Which build is the same as or newer than a named one, by the version schemes of exposure."""

import re
from functools import partial

from dijkwacht.containment.domain.conditions import SameOrNewer
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.schemes import Scheme, load_schemes

_AND = re.compile(r"\b(?:en|and)\b|[,;/]")


def build_order(product: str) -> SameOrNewer | None:
    """Return `same_or_newer(installed, named)` for a product; None where no shipped scheme knows it.

    Builds of another train or edition are never "newer": advice for 12.1 says nothing about 13.0.
    """
    directory, schemes = Directory(), load_schemes()
    for part in (product, *_AND.split(product)):
        known = directory.of_row("", part.strip()).product
        scheme = schemes.by_product.get(known)
        if scheme is not None:
            return partial(_same_or_newer, scheme)
    return None


def _same_or_newer(scheme: Scheme, installed: str, named: str) -> bool:
    one, other = scheme.parse(installed), scheme.parse(named)
    if one is None or other is None or not (one.exact and other.exact):
        return False
    return (one.train, one.edition) == (other.train, other.edition) and one.low >= other.low
