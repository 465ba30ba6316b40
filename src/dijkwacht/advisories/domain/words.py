"""The closed lists of words of this room; each value is what the database and the journal hold."""

from enum import StrEnum


class Level(StrEnum):
    """Where in the chain an issuer stands, from the maker of the product down to the organisation itself (S1.4)."""

    VENDOR = "vendor"
    NATIONAL = "national"
    SECTOR = "sector"
    OWN = "own"
    OTHER = "other"

    @property
    def rank(self) -> int:
        """0 for the vendor; advice flows to higher ranks, `other` stands outside the line."""
        return tuple(Level).index(self)


class Nature(StrEnum):
    """What sort of advice a series is; a pre-warning begins with neither CVE nor patch."""

    ADVISORY = "advisory"
    PRE_WARNING = "pre-warning"
    RECORD = "record"


class Outcome(StrEnum):
    """What was decided about publishing over one channel (S4.15)."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
