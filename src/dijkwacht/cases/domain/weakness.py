"""The axis of weakness: the worst over devices and vulnerabilities (S0.3: "patched" means nothing without the flaw)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dijkwacht.cases.domain.axes import Use, Weakness
from dijkwacht.cases.domain.measures import Measure, MeasureState
from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, NOT_TOUCHED, Exposure
from dijkwacht.kernel.window import Moment

WORST_FIRST = (
    Weakness.OPEN,
    Weakness.UNKNOWN,
    Weakness.MITIGATED,
    Weakness.FIXED_UNCHECKED,
    Weakness.FIXED_CHECKED,
    Weakness.NOT_APPLICABLE,
)
FIXING = ("fix", "second-fix", "third-fix")
CARRIED_OUT = frozenset({MeasureState.DONE, MeasureState.DEVIATED, MeasureState.VERIFIED})


@dataclass(frozen=True, slots=True)
class Device:
    """A device as stated: product, build, since when in service; unknown parts are empty.

    `verdicts`: what matching its inventory row found, by vulnerability; nothing for what was never compared.
    """

    name: str
    product: str = ""
    build: str = ""
    in_service_since: Moment | None = None
    entry: UUID | None = None
    verdicts: Mapping[str, Exposure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A vulnerability of the case: when a fix was published, and on which builds the mitigation has no effect."""

    id: str
    fix_published: Moment | None = None
    unsound_builds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one device stands against one vulnerability."""

    device: str
    vulnerability: str
    weakness: Weakness


def covers(measure: Measure, flaw: Flaw) -> bool:
    """Return whether a fix was a fix for this flaw.

    Where the entry names vulnerabilities, only those count. Where it names none, it counts for flaws whose fix was
    already published when it was installed: who patched on 18 June stays open to what was published on 25 June.
    """
    if measure.vulnerabilities:
        return flaw.id in measure.vulnerabilities
    if measure.done_at is None or flaw.fix_published is None:
        return flaw.fix_published is None
    return flaw.fix_published.earliest < measure.done_at.latest or flaw.fix_published == measure.done_at


def standings(
    devices: Iterable[Device], flaws: Iterable[Flaw], measures: Mapping[tuple[str, str], Measure]
) -> tuple[Standing, ...]:
    """Return how each device stands against each flaw; with no device stated, all of them together as ""."""
    listed = tuple(devices) or (Device(""),)
    known = tuple(flaws) or (Flaw(""),)
    return tuple(Standing(device.name, flaw.id, _one(device, flaw, measures)) for device in listed for flaw in known)


def weakness_axis(use: Use, found: Iterable[Standing]) -> Weakness:
    """Return the worst standing; unknown where use is unknown, not applicable where the product is not used."""
    if use is Use.DOES_NOT_USE:
        return Weakness.NOT_APPLICABLE
    if use is Use.UNKNOWN:
        return Weakness.UNKNOWN
    present = {standing.weakness for standing in found}
    return next((value for value in WORST_FIRST if value in present), Weakness.OPEN)


def _one(device: Device, flaw: Flaw, measures: Mapping[tuple[str, str], Measure]) -> Weakness:
    observed = device.verdicts.get(flaw.id)
    if observed in NOT_TOUCHED:
        return Weakness.NOT_APPLICABLE
    fixes = [m for step in FIXING if (m := _for(measures, step, device)) and m.state in CARRIED_OUT and covers(m, flaw)]
    if fixes or observed is Exposure.FIXED:
        verification = _for(measures, "verify", device)
        results = {fix.check for fix in fixes} | ({verification.check} if verification else set())
        if "not-effective" in results:
            return Weakness.OPEN
        checked = "effective" in results or (verification is not None and verification.state is MeasureState.DONE)
        return Weakness.FIXED_CHECKED if checked else Weakness.FIXED_UNCHECKED
    mitigation = _for(measures, "mitigate", device)
    if mitigation and _mitigates(mitigation, device, flaw):
        return Weakness.MITIGATED
    return Weakness.UNKNOWN if observed in CANNOT_TELL else Weakness.OPEN


def _mitigates(mitigation: Measure, device: Device, flaw: Flaw) -> bool:
    """Say whether a mitigation still helps: carried out, against this flaw, on a build where it works."""
    if mitigation.state not in CARRIED_OUT or mitigation.check == "not-effective":
        return False
    if mitigation.vulnerabilities and flaw.id not in mitigation.vulnerabilities:
        return False
    build = device.build or mitigation.build
    return not any(build and build.startswith(unsound) for unsound in flaw.unsound_builds)


def _for(measures: Mapping[tuple[str, str], Measure], step: str, device: Device) -> Measure | None:
    return measures.get((step, device.name)) or measures.get((step, ""))
