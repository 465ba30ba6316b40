"""What would change an answer, in words for people: said per answer, and true whatever the source."""

from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.kernel.text import Text

_TURNS = {
    Exposure.AFFECTED: (
        Text(
            "een versie installeren die buiten het kwetsbare bereik ligt",
            "installing a version outside the affected range",
        ),
        Text("een nieuwere versie van het advies die iets anders zegt", "a newer revision of the advisory"),
    ),
    Exposure.OUT_OF_SUPPORT: (
        Text(
            "het systeem vervangen of loskoppelen; er komt geen oplossing",
            "replacing or disconnecting the system; no fix will come",
        ),
    ),
    Exposure.PRECONDITION_UNKNOWN: (
        Text(
            "de instellingen die hieronder nog niet bekend zijn: lever de configuratie aan",
            "the settings that are not known below: hand in the configuration",
        ),
        Text("een verholpen versie installeren", "installing a fixed version"),
    ),
    Exposure.VERSION_UNKNOWN: (
        Text(
            "de volledige versie, met het buildnummer, in de inventaris",
            "the whole version with its build number in the inventory",
        ),
    ),
    Exposure.UNDETERMINED: (
        Text(
            "een bron die over deze versies spreekt, of een correctie van uw CERT",
            "a source that speaks of these versions, or a correction by your CERT",
        ),
    ),
    Exposure.NAME_ONLY: (
        Text(
            "een besluit van uw CERT welk product deze naam is",
            "a decision of your CERT which product this name is",
        ),
    ),
    Exposure.PRECONDITION_NOT_MET: (
        Text(
            "de vereiste instelling aanzetten: dan is het systeem kwetsbaar",
            "turning the required setting on: the system is then affected",
        ),
        Text("een nieuwere versie van het advies", "a newer revision of the advisory"),
    ),
    Exposure.FIXED: (
        Text("teruggaan naar een oudere versie", "going back to an older version"),
        Text("een nieuwere versie van het advies met een hogere grens", "a newer revision with a higher bound"),
    ),
    Exposure.NOT_AFFECTED: (
        Text("een andere versie installeren", "installing another version"),
        Text("een nieuwere versie van het advies", "a newer revision of the advisory"),
    ),
}


def turns(verdict: Exposure) -> tuple[Text, ...]:
    """Return what would change this answer."""
    return _TURNS[verdict]
