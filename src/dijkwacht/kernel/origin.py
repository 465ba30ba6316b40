"""How a fact came to us, from weakest to strongest (VOCABULARY: relayed < declared < observed < verified)."""

from enum import StrEnum


class Origin(StrEnum):
    """Grade of a fact's origin; two facts of different origin are never merged into one."""

    RELAYED = "relayed"
    DECLARED = "declared"
    OBSERVED = "observed"
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        """0 for relayed up to 3 for verified."""
        return tuple(Origin).index(self)
