"""The two scales on which the national CSIRT says how grave an advisory is, brought to one order."""

from dataclasses import dataclass
from enum import StrEnum

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


class Grade(StrEnum):
    """One letter of the older scale: the chance of misuse, or the damage it does."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low up to 2 for high."""
        return tuple(Grade).index(self)


class Urgency(StrEnum):
    """The newer scale: act at once, or in the regular cycle."""

    URGENT = "urgent"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Severity:
    """What the issuer says, each scale apart; None where it is silent. `as_written` keeps any other wording."""

    chance: Grade | None = None
    damage: Grade | None = None
    urgency: Urgency | None = None
    as_written: str = ""

    @property
    def letters(self) -> str:
        """Return "H/H" for chance and damage, "" where the issuer gave neither."""
        if self.chance is None and self.damage is None:
            return ""
        return "/".join(grade.value[0].upper() if grade else "?" for grade in (self.chance, self.damage))


UNSTATED = Severity()

_AT_ONCE = Text(
    "hoge kans en hoge schade, of het label Urgent: meteen handelen",
    "high chance and high damage, or the label Urgent: act at once",
)
_REGULAR = Text(
    "lager dan hoge kans en hoge schade, of het label Normaal: in de gewone cyclus",
    "below high chance and high damage, or the label Normal: in the regular cycle",
)
_SILENT = Text("de afzender noemt geen ernst", "the issuer states no severity")


def priority(severity: Severity) -> Verdict:
    """Return `urgent`, `normal` or `not-stated`, the graver where the two scales disagree.

    The service page of the national CSIRT equates high chance with high damage to Urgent, and medium chance with high
    damage to Normal; every lower pair is Normal too (S1.4, facts on who publishes what).
    """
    pair_is_high = severity.chance is Grade.HIGH and severity.damage is Grade.HIGH
    if severity.urgency is Urgency.URGENT or pair_is_high:
        return Verdict("urgent", (Reason("severity-urgent", _AT_ONCE),))
    if severity.urgency is Urgency.NORMAL or severity.chance or severity.damage:
        return Verdict("normal", (Reason("severity-normal", _REGULAR),))
    return Verdict("not-stated", (Reason("severity-not-stated", _SILENT),))
