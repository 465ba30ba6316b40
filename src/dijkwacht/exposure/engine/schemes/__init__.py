"""Version schemes as data: a text becomes a train, an edition and an order-preserving key.

A scheme file says which signs separate, which words do not count, how many numbers a train and a full version have,
which builds belong to which edition and when a train's support ended. A desk officer writes one; the format is in
`docs/reference/version-schemes.md`. Keys are bytes: comparing them compares versions, in Python and in SQL alike.
"""

from dijkwacht.exposure.engine.schemes.examples import failed_examples
from dijkwacht.exposure.engine.schemes.reading import (
    Hints,
    Schemes,
    UnreadableScheme,
    load_schemes,
    read_scheme,
    schemes_from,
    shipped_schemes,
)
from dijkwacht.exposure.engine.schemes.scheme import LONGEST_VERSION, ORDINARY, Scheme, Version

__all__ = [
    "LONGEST_VERSION",
    "ORDINARY",
    "Hints",
    "Scheme",
    "Schemes",
    "UnreadableScheme",
    "Version",
    "failed_examples",
    "load_schemes",
    "read_scheme",
    "schemes_from",
    "shipped_schemes",
]
