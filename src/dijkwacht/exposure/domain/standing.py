"""How an organisation stands as far as inventories and declarations tell: use, weakness, and how old the facts are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, OPEN, Exposure
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, days_between, local_date


class Use(StrEnum):
    """What somebody says about running a product."""

    USES = "uses"
    DOES_NOT_USE = "does-not-use"


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of use: what, known when, how it came to us, and the entry that holds it."""

    use: Use
    known: Moment
    origin: Origin = Origin.DECLARED
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What one inventory says: whether the product stands in it, as of when (None: not stated), in which entry."""

    holds_product: bool
    seen: Moment | None = None
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class DeviceFinding:
    """One device against one vulnerability: its exposure, and what was done about it there."""

    device: str
    vulnerability: str
    exposure: Exposure
    mitigated: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True)
class WeaknessAnswer:
    """The value of the axis, on how many of how many devices it stands, and which those are."""

    value: str
    devices: int
    of: int
    names: tuple[str, ...] = ()


_WORST_FIRST = ("open", "unknown", "mitigated", "fixed-unchecked", "fixed-checked", "not-applicable")


def use_axis(declarations: Iterable[Declared], inventories: Iterable[Listed]) -> Verdict:
    """Answer unknown, uses or does-not-use, with the declaration or inventory that backs it (S0.15, S1.2).

    A product in an inventory outweighs a declaration that it is not used. An inventory without the product proves
    nothing by itself: "does not use" needs a declaration.
    """
    declared = max(declarations, key=lambda declaration: declaration.known, default=None)
    listed = tuple(inventories)
    holding = tuple(inventory for inventory in listed if inventory.holds_product)
    if holding:
        text = Text("het staat in de inventaris", "it stands in the inventory")
        reasons = [Reason("in-inventory", text, tuple(item.entry for item in holding if item.entry))]
        if declared and declared.use is Use.DOES_NOT_USE:
            against = Text("in tegenspraak met de eigen verklaring", "in contradiction to the own declaration")
            reasons.append(Reason("contradiction", against, _entries(declared)))
        return Verdict("uses", tuple(reasons))
    if declared is None:
        text = Text(
            "er is niets verklaard en geen inventaris die het bevat", "nothing was declared, no inventory has it"
        )
        return Verdict("unknown", (Reason("nothing-known", text),))
    said = Reason(f"declared-{declared.use}", _declared_text(declared), _entries(declared))
    if declared.use is Use.DOES_NOT_USE and listed:
        text = Text("de inventaris bevat het ook niet", "the inventory does not have it either")
        backing = Reason("not-in-inventory", text, tuple(item.entry for item in listed if item.entry))
        return Verdict("does-not-use", (said, backing))
    return Verdict(declared.use.value, (said,))


def weakness_axis(use: str, findings: Iterable[DeviceFinding]) -> WeaknessAnswer:
    """Return the worst standing over devices and vulnerabilities, with how many devices share it (S0.3, S1.12).

    Unknown without findings or where use is unknown; a device that cannot be told apart counts as unknown, which is
    worse than mitigated.
    """
    if use == "does-not-use":
        return WeaknessAnswer("not-applicable", 0, 0)
    worst: dict[str, str] = {}
    for finding in findings:
        value = _weakness_of(finding)
        worst[finding.device] = min(worst.get(finding.device, value), value, key=_WORST_FIRST.index)
    if not worst:
        return WeaknessAnswer("unknown", 0, 0)
    value = min(worst.values(), key=_WORST_FIRST.index)
    names = tuple(sorted(device for device, standing in worst.items() if standing == value))
    return WeaknessAnswer(value, len(names), len(worst), names)


def inventory_age(seen: Moment | None, at: datetime) -> int | None:
    """Return the age of an inventory in calendar days of Amsterdam, None where it does not say of when it is."""
    return None if seen is None else max(0, days_between(seen.day, local_date(at)))


def _weakness_of(finding: DeviceFinding) -> str:
    if finding.exposure in OPEN:
        return "mitigated" if finding.mitigated else "open"
    if finding.exposure in CANNOT_TELL:
        return "unknown"
    if finding.exposure is Exposure.FIXED:
        return "fixed-checked" if finding.checked else "fixed-unchecked"
    return "not-applicable"


def _declared_text(declared: Declared) -> Text:
    if declared.use is Use.USES:
        return Text("de organisatie verklaart het te gebruiken", "the organisation declares that it uses it")
    return Text("de organisatie verklaart het niet te gebruiken", "the organisation declares that it does not use it")


def _entries(declared: Declared) -> tuple[UUID, ...]:
    return (declared.entry,) if declared.entry else ()
