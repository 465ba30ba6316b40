"""The journal's values and rules: entries, kinds, leaves and heads."""

from dijkwacht.journal.domain.entry import Entry
from dijkwacht.journal.domain.kinds import KINDS

__all__ = ["KINDS", "Entry"]
