"""The four axes on which an organisation stands in a case (VOCABULARY): one value each, never merged, never "done"."""

from dataclasses import dataclass
from enum import StrEnum

from dijkwacht.kernel.text import Text


class Axis(StrEnum):
    """The axes; each has its own total and denominator."""

    USE = "use"
    WEAKNESS = "weakness"
    ACCESS = "access"
    MISUSE = "misuse"


class Use(StrEnum):
    """Whether the organisation runs the product."""

    UNKNOWN = "unknown"
    USES = "uses"
    DOES_NOT_USE = "does-not-use"


class Weakness(StrEnum):
    """The worst over its devices and the case's vulnerabilities."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    OPEN = "open"
    MITIGATED = "mitigated"
    FIXED_UNCHECKED = "fixed-unchecked"
    FIXED_CHECKED = "fixed-checked"


class Access(StrEnum):
    """Whether the door to the outside is open."""

    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    OPEN = "open"
    PARTLY = "partly"
    CLOSED = "closed"
    REOPENED = "reopened"
    REOPENED_AGAINST_GATE = "reopened-against-gate"


class Misuse(StrEnum):
    """What is known of misuse; the last three are set only by an entry of a named office."""

    NOT_LOOKED = "not-looked"
    NO_SIGNS_PARTIAL = "no-signs-partial"
    NO_SIGNS_COVERED = "no-signs-covered"
    PRESUMED = "presumed"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Axes:
    """How an organisation stands, axis by axis; weakness is never shown without misuse beside it."""

    use: Use = Use.UNKNOWN
    weakness: Weakness = Weakness.UNKNOWN
    access: Access = Access.UNKNOWN
    misuse: Misuse = Misuse.NOT_LOOKED

    def value(self, axis: Axis) -> str:
        """Return the value on one axis as a word of the glossary."""
        return {
            Axis.USE: self.use.value,
            Axis.WEAKNESS: self.weakness.value,
            Axis.ACCESS: self.access.value,
            Axis.MISUSE: self.misuse.value,
        }[axis]


VALUES: dict[Axis, tuple[str, ...]] = {
    Axis.USE: tuple(Use),
    Axis.WEAKNESS: tuple(Weakness),
    Axis.ACCESS: tuple(Access),
    Axis.MISUSE: tuple(Misuse),
}

AXIS_WORDS: dict[Axis, Text] = {
    Axis.USE: Text("Gebruik", "Use"),
    Axis.WEAKNESS: Text("Zwakte", "Weakness"),
    Axis.ACCESS: Text("Toegang van buiten", "Outside access"),
    Axis.MISUSE: Text("Misbruik", "Misuse"),
}

VALUE_WORDS: dict[tuple[Axis, str], Text] = {
    (Axis.USE, "unknown"): Text("onbekend", "unknown"),
    (Axis.USE, "uses"): Text("gebruikt", "uses"),
    (Axis.USE, "does-not-use"): Text("gebruikt niet", "does not use"),
    (Axis.WEAKNESS, "unknown"): Text("onbekend", "unknown"),
    (Axis.WEAKNESS, "not-applicable"): Text("niet van toepassing", "not applicable"),
    (Axis.WEAKNESS, "open"): Text("open", "open"),
    (Axis.WEAKNESS, "mitigated"): Text("beperkt", "mitigated"),
    (Axis.WEAKNESS, "fixed-unchecked"): Text("hersteld, niet gecontroleerd", "fixed, not checked"),
    (Axis.WEAKNESS, "fixed-checked"): Text("hersteld en gecontroleerd", "fixed and checked"),
    (Axis.ACCESS, "unknown"): Text("onbekend", "unknown"),
    (Axis.ACCESS, "not-applicable"): Text("niet van toepassing", "not applicable"),
    (Axis.ACCESS, "open"): Text("open", "open"),
    (Axis.ACCESS, "partly"): Text("deels dicht", "partly closed"),
    (Axis.ACCESS, "closed"): Text("dicht", "closed"),
    (Axis.ACCESS, "reopened"): Text("heropend", "reopened"),
    (Axis.ACCESS, "reopened-against-gate"): Text("heropend tegen de toets in", "reopened against the gate"),
    (Axis.MISUSE, "not-looked"): Text("niet gekeken", "not looked"),
    (Axis.MISUSE, "no-signs-partial"): Text("geen sporen, deels gedekt", "no signs, partly covered"),
    (Axis.MISUSE, "no-signs-covered"): Text("geen sporen, gedekt", "no signs, covered"),
    (Axis.MISUSE, "presumed"): Text("aangenomen", "presumed"),
    (Axis.MISUSE, "suspected"): Text("vermoed", "suspected"),
    (Axis.MISUSE, "confirmed"): Text("bevestigd", "confirmed"),
}
