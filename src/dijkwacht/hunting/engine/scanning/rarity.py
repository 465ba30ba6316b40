"""How often a text stands in lines of a format, as measured in logs of simulated appliances (`rarity.json`).

`tests/hunting_rarity.py` makes the table and says how. It holds no literal as such but pieces of two and three
characters: a text stands on no more lines than the rarest of its pieces.
"""

import json
from functools import cache
from pathlib import Path

RARE = 0.002  # what a piece without a figure counts for
_TABLE = Path(__file__).with_name("rarity.json")
_DIGITS = bytes.maketrans(b"123456789", b"000000000")


def usual_share(text: bytes, name: str) -> float:
    """Return on which share of the lines of a format a text stands at most; RARE where nothing is known of it."""
    known = _table().get(name)
    if known is None or len(text) < 2:  # noqa: PLR2004 - pieces have two characters and more
        return RARE
    own = plain(text).decode("latin-1")
    size = min(3, len(own))
    return min(known.get(own[at : at + size], RARE) for at in range(len(own) - size + 1))


def plain(text: bytes) -> bytes:
    """Return a text as the table counts it: in lower case, every digit as 0."""
    return text.lower().translate(_DIGITS)


@cache
def _table() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return found
