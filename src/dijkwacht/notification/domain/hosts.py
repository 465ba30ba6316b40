"""What is done on a system that serves many counts for all of them; what each decides stays its own."""

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

ON_THE_DEVICE = frozenset(
    {
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


def counts_for_users(kind: str) -> Verdict:
    """Answer "for-all" or "each-its-own" whether an entry of this kind counts for every user of a shared host.

    Fixes, mitigations, checks and evidence are of the device. Sessions, secrets, accounts, closing and reopening,
    restrictions, hunts, decisions, statements and letters stay each organisation's own, whoever runs the device
    (REQUIREMENTS, "What no present tool does", 17; S0.18).
    """
    if kind in ON_THE_DEVICE:
        text = Text("gedaan op het systeem zelf, dus voor elke gebruiker", "done on the device, so for each user")
        return Verdict("for-all", (Reason("device", text),))
    text = Text("dit beslist of doet elke organisatie zelf", "each organisation decides or does this itself")
    return Verdict("each-its-own", (Reason("own", text),))
