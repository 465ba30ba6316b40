"""Who may close, accept a risk or decide to reopen: who holds the mandate; and what happens where they are not there.

On the worst night whoever is there acts (S4.22). Nothing is forbidden: a closing by anybody of the organisation counts,
and so does a decision by a deputy while the mandated person cannot be reached. Both ask for a reason, are recorded as
outside the mandate, and the owners are told until one of them acknowledges it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.sheets import SHEETS
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import read_moment

_CISO = re.compile(r"\b(ciso|chief (information )?security officer)\b", re.IGNORECASE)
_FILLING = re.compile(
    r"\b(de|het|onze|plaatsvervangend|waarnemend|deputy|acting|the|our|en|and|als|as)\b|[\W\d_]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The organisation's decision: by which office or offices, and whether that holds the mandate.

    `instead_of` and `because`: the mandated office that could not be reached, and how that was found, where a deputy
    decides.
    """

    by: str
    holds_mandate: bool
    instead_of: str = ""
    because: str = ""


CLOSERS = frozenset(SHEETS["dicht"].mandated)


def may_close(roles: Collection[Role], reason: str = "") -> Verdict:
    """Answer whether somebody of the organisation with these roles may record a closing, and how it is recorded.

    "yes": it belongs to the role. "break-glass": any other role closes too, with a reason, and the owners are told.
    "no-reason": that reason is still missing. Closing is never refused for the role (S4.4, S4.22).
    """
    if CLOSERS & set(roles):
        return Verdict("yes", (Reason("mandated", Text("sluiten hoort bij uw rol", "closing belongs to your role")),))
    outside = Reason(
        "outside-mandate",
        Text(
            "sluiten hoort niet bij uw rol; het telt, en de eigenaren krijgen het te zien",
            "closing does not belong to your role; it counts, and the owners are told",
        ),
    )
    if not reason.strip():
        missing = Reason("no-reason", Text("schrijf op waarom u niet kon wachten", "write down why you could not wait"))
        return Verdict("no-reason", (outside, missing))
    return Verdict("break-glass", (outside,))


def is_ciso_alone(offices: str) -> bool:
    """Return whether `offices` names the CISO and nobody else."""
    return bool(_CISO.search(offices)) and not _FILLING.sub("", _CISO.sub("", offices))


def may_decide(decision: Decision) -> Verdict:
    """Answer "yes", "deputy", "nobody-named", "ciso-alone" or "no-mandate": whether who decides holds the mandate.

    "deputy": decides in place of a mandated office that cannot be reached, with the reason; `decides` counts it.
    """
    if not decision.by.strip():
        return Verdict("nobody-named", (Reason("nobody", Text("wie beslist is niet genoemd", "nobody is named")),))
    if is_ciso_alone(decision.by):
        text = Text("de CISO adviseert en beslist dit nooit alleen", "the CISO advises and never decides this alone")
        return Verdict("ciso-alone", (Reason("ciso-alone", text),))
    if not decision.holds_mandate and decision.instead_of.strip() and decision.because.strip():
        text = Text(
            f"{decision.by} beslist in plaats van {decision.instead_of}, die niet bereikbaar is",
            f"{decision.by} decides in place of {decision.instead_of}, who cannot be reached",
        )
        return Verdict("deputy", (Reason("deputy", text),))
    if not decision.holds_mandate:
        text = Text(f"{decision.by} heeft hiervoor geen mandaat", f"{decision.by} holds no mandate for this")
        return Verdict("no-mandate", (Reason("no-mandate", text),))
    return Verdict("yes", (Reason("decided", Text(f"besluit van {decision.by}", f"decided by {decision.by}")),))


def decides(decision: Decision) -> bool:
    """Return whether the decision counts: by who holds the mandate, or by a deputy with a reason."""
    return may_decide(decision).answer in {"yes", "deputy"}


def risk_accepted(state: ResponseState, at: datetime, grown: datetime | None = None) -> Verdict:
    """Answer whether the remaining risk was accepted as route (c) asks.

    "accepted" needs who holds the mandate and never the CISO alone, a reason, a term of heightened monitoring that
    still runs at `at`, and the CERT informed. `grown`: when the window last grew; what was accepted over a shorter one
    is "outdated". Other answers: "none", "ciso-alone", "no-mandate", "no-reason", "no-term", "term-over",
    "cert-not-informed".
    """
    risk = state.risk
    if risk is None:
        return Verdict("none", (Reason("none", Text("geen aanvaard risico vastgelegd", "no accepted risk recorded")),))
    entries = (risk.id,)
    decided = may_decide(Decision(risk.text("accepted_by"), holds_mandate=risk.payload.get("holds_mandate") is True))
    if decided.answer != "yes":
        return Verdict(decided.answer, tuple(Reason(r.code, r.text, entries) for r in decided.reasons))
    until = risk.text("watch_until")
    flaws = (
        ("no-reason", not risk.text("reason"), Text("zonder reden", "without a reason")),
        ("no-term", not until, Text("zonder termijn van verhoogde bewaking", "without a term of heightened watch")),
        (
            "term-over",
            bool(until) and at >= read_moment(until).latest,
            Text("de termijn van verhoogde bewaking is voorbij", "the term of heightened watch is over"),
        ),
        (
            "cert-not-informed",
            risk.payload.get("cert_informed") is not True,
            Text("de CERT is niet ingelicht", "the CERT was not informed"),
        ),
        (
            "outdated",
            grown is not None and risk.known_by < grown,
            Text("aanvaard over een kortere kwetsbare periode", "accepted over a shorter exposed window"),
        ),
    )
    for code, wanting, text in flaws:
        if wanting:
            return Verdict(code, (Reason(code, text, entries),))
    by = risk.text("accepted_by")
    text = Text(f"resterend risico aanvaard door {by}", f"remaining risk accepted by {by}")
    return Verdict("accepted", (Reason("accepted", text, entries),))
