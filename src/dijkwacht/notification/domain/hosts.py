"""What is done on a system that serves many counts for all of them; what each decides stays its own."""

from collections.abc import Iterable

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

ON_THE_DEVICE = frozenset(
    {
        "access.closed",
        "check.recorded",
        "device.stated",
        "evidence.secured",
        "measure.blocked",
        "measure.deviated",
        "measure.done",
        "measure.failed",
        "measure.invalidated",
        "measure.planned",
        "measure.started",
        "measure.verified",
        "system.rebuilt",
    }
)

DONE_WORDS = {
    "fix": Text("Herstelversie geïnstalleerd", "Fixed build installed"),
    "mitigate": Text("Tijdelijke maatregel genomen", "Mitigation applied"),
    "effective": Text("Gecontroleerd: de maatregel werkt", "Checked: the measure works"),
    "not-effective": Text("Gecontroleerd: de maatregel werkt niet", "Checked: the measure does not work"),
    "evidence": Text("Bewijs veiliggesteld", "Evidence secured"),
    "rebuilt": Text("Schoon opnieuw opgebouwd", "Rebuilt clean"),
    "closed": Text("Toegang van buiten gesloten op het systeem", "Outside access closed on the system"),
}
"""What an operator can record of a shared system, by the key of the form."""


def deed_on_host(done: str, build: str, vulnerabilities: Iterable[str]) -> tuple[str, dict[str, object]]:
    """Return the entry kind and the payload of what was done, by a key of DONE_WORDS; raises KeyError for another."""
    known: dict[str, object] = {"build": build} if build else {}
    flaws = list(vulnerabilities)
    if done in {"fix", "mitigate"}:
        return "measure.done", {"step": done, **known, **({"vulnerabilities": flaws} if flaws else {})}
    if done in {"effective", "not-effective"}:
        return "measure.verified", {"step": "fix", "result": done}
    others: dict[str, tuple[str, dict[str, object]]] = {
        "evidence": ("evidence.secured", {"what": [DONE_WORDS["evidence"].nl]}),
        "rebuilt": ("system.rebuilt", {"image": build} if build else {}),
        "closed": ("access.closed", {"ground": "precaution"}),
    }
    return others[done]


def counts_for_users(kind: str) -> Verdict:
    """Answer "for-all" or "each-its-own" whether an entry of this kind counts for every user of a shared host.

    Fixes, mitigations, checks, evidence and a door closed at the device are of the device. Sessions, secrets, accounts,
    reopening, restrictions, hunts, decisions, statements and letters stay each organisation's own, whoever runs the
    device (REQUIREMENTS, "What no present tool does", 17; S0.18).
    """
    if kind in ON_THE_DEVICE:
        text = Text("gedaan op het systeem zelf, dus voor elke gebruiker", "done on the device, so for each user")
        return Verdict("for-all", (Reason("device", text),))
    text = Text("dit beslist of doet elke organisatie zelf", "each organisation decides or does this itself")
    return Verdict("each-its-own", (Reason("own", text),))


def door_closed(device: str, run_by: str, devices: Iterable[str]) -> dict[str, str]:
    """Return what a door closed at a shared device is for one user: all of its access where it knows no other device.

    `devices`: those that the user's response knows.
    """
    others = set(devices) - {device}
    return {"scope": "partly" if others else "all", "what": f"{device} ({run_by})"}
