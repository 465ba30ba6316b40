"""The exposure verdicts, in the order in which they win when several sources speak (CONTRACTS, `dijkwacht match`)."""

from enum import StrEnum

from dijkwacht.kernel.text import Text


class Exposure(StrEnum):
    """The answer per asset and vulnerability; members stand in the order of the table: an earlier one wins."""

    AFFECTED = "affected"
    OUT_OF_SUPPORT = "out-of-support"
    PRECONDITION_UNKNOWN = "precondition-unknown"
    VERSION_UNKNOWN = "version-unknown"
    UNDETERMINED = "undetermined"
    NAME_ONLY = "name-only"
    PRECONDITION_NOT_MET = "precondition-not-met"
    FIXED = "fixed"
    NOT_AFFECTED = "not-affected"

    @property
    def rank(self) -> int:
        """0 for the verdict that wins over all others."""
        return _RANKS[self]

    @property
    def text(self) -> Text:
        """Return the verdict in words for people."""
        return _WORDS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(Exposure)}
_WORDS = {
    Exposure.AFFECTED: Text("kwetsbaar", "affected"),
    Exposure.OUT_OF_SUPPORT: Text("kwetsbaar, komt geen oplossing", "affected, no fix will come"),
    Exposure.PRECONDITION_UNKNOWN: Text("hangt af van de configuratie", "depends on the configuration"),
    Exposure.VERSION_UNKNOWN: Text("versie onbekend", "version unknown"),
    Exposure.UNDETERMINED: Text("niet te bepalen uit de bron", "source does not tell"),
    Exposure.NAME_ONLY: Text("alleen de naam lijkt", "only the name resembles"),
    Exposure.PRECONDITION_NOT_MET: Text("niet kwetsbaar ingesteld", "not configured to be affected"),
    Exposure.FIXED: Text("verholpen versie", "fixed version"),
    Exposure.NOT_AFFECTED: Text("niet kwetsbaar", "not affected"),
}

OPEN = frozenset({Exposure.AFFECTED, Exposure.OUT_OF_SUPPORT})
CANNOT_TELL = frozenset(
    {Exposure.PRECONDITION_UNKNOWN, Exposure.VERSION_UNKNOWN, Exposure.UNDETERMINED, Exposure.NAME_ONLY}
)
NOT_TOUCHED = frozenset({Exposure.PRECONDITION_NOT_MET, Exposure.NOT_AFFECTED})
