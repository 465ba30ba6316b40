"""Pages of recovery: the register of a response, its forms, and what partners were asked."""

from dijkwacht.recovery.views.asked import link_question, link_questions
from dijkwacht.recovery.views.register import DEEDS, deed, recovery

__all__ = ["DEEDS", "deed", "link_question", "link_questions", "recovery"]
