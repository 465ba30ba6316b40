"""Doors in: close, keep open, restrict, end sessions, replace secrets, rebuild, accept risk, reopen, break glass."""

from dijkwacht.containment.services.breaking import acknowledge, break_glass, tell_owners
from dijkwacht.containment.services.door import close_access, impose_restriction, keep_service, lift_restriction
from dijkwacht.containment.services.measures import end_sessions, rebuild, replace_secrets
from dijkwacht.containment.services.opening import Reopened, accept_risk, reopen
from dijkwacht.containment.services.refusals import NoMandate, NoReason, NotClosed

__all__ = [
    "NoMandate",
    "NoReason",
    "NotClosed",
    "Reopened",
    "accept_risk",
    "acknowledge",
    "break_glass",
    "close_access",
    "end_sessions",
    "impose_restriction",
    "keep_service",
    "lift_restriction",
    "rebuild",
    "reopen",
    "replace_secrets",
    "tell_owners",
]
