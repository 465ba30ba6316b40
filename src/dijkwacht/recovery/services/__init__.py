"""Doors in: what is off, broken or piled up, what came back and in which waves, both sides' word, and closing."""

from dijkwacht.recovery.services.closing import StillOpen, accept_leftover, close_response
from dijkwacht.recovery.services.linking import (
    AnsweredMeanwhile,
    agree_link,
    ask_partner,
    confirm_link,
    try_link,
)
from dijkwacht.recovery.services.register import (
    measure_backlog,
    record_link,
    record_system,
    state_function,
    state_process,
)
from dijkwacht.recovery.services.staging import enter_wave, plan_wave, tick_criterion

__all__ = [
    "AnsweredMeanwhile",
    "StillOpen",
    "accept_leftover",
    "agree_link",
    "ask_partner",
    "close_response",
    "confirm_link",
    "enter_wave",
    "measure_backlog",
    "plan_wave",
    "record_link",
    "record_system",
    "state_function",
    "state_process",
    "tick_criterion",
    "try_link",
]
