"""How the closed words of this room are said to people."""

from collections.abc import Mapping

from dijkwacht.advisories.domain.severity import Grade, Urgency
from dijkwacht.advisories.domain.words import Level, Nature, Outcome
from dijkwacht.kernel.text import Text

LEVELS: Mapping[Level, Text] = {
    Level.VENDOR: Text("fabrikant", "vendor"),
    Level.NATIONAL: Text("landelijk", "national"),
    Level.SECTOR: Text("sector", "sector"),
    Level.OWN: Text("eigen organisatie", "own organisation"),
    Level.OTHER: Text("anders", "other"),
}
NATURES: Mapping[Nature, Text] = {
    Nature.ADVISORY: Text("advies", "advisory"),
    Nature.PRE_WARNING: Text("voorwaarschuwing", "pre-warning"),
    Nature.RECORD: Text("CVE-gegevens", "CVE record"),
}
GRADES: Mapping[Grade, Text] = {
    Grade.LOW: Text("laag", "low"),
    Grade.MEDIUM: Text("midden", "medium"),
    Grade.HIGH: Text("hoog", "high"),
}
URGENCIES: Mapping[Urgency, Text] = {
    Urgency.URGENT: Text("Urgent", "Urgent"),
    Urgency.NORMAL: Text("Normaal", "Normal"),
}
PRIORITIES: Mapping[str, Text] = {
    "urgent": Text("meteen handelen", "act at once"),
    "normal": Text("gewone cyclus", "regular cycle"),
    "not-stated": Text("ernst niet opgegeven", "severity not stated"),
}
OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.PUBLISHED: Text("geplaatst", "published"),
    Outcome.WITHHELD: Text("niet geplaatst", "held back"),
}
STEPS: Mapping[str, Text] = {
    "secure-evidence": Text("bewijs veiligstellen", "secure evidence"),
    "close-access": Text("toegang van buiten sluiten", "close outside access"),
    "mitigate": Text("tijdelijke maatregel nemen", "mitigate"),
    "fix": Text("herstelversie installeren", "install the fixed build"),
    "rebuild": Text("schoon opnieuw opbouwen", "rebuild clean"),
    "end-sessions": Text("alle sessies beëindigen", "end all sessions"),
    "replace-secrets": Text("wachtwoorden en sleutels vervangen", "replace secrets"),
    "verify": Text("controleren of de maatregel werkt", "verify the measure"),
    "hunt": Text("misbruik onderzoeken", "hunt for misuse"),
    "watch": Text("verhoogd bewaken", "watch"),
}


def step_said(step: str) -> Text:
    """Return the words of a step; a key that no catalogue knows is said as it is written."""
    return STEPS.get(step, Text(step, step))
