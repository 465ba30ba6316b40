"""Pages of recovery: the register of a response, its forms, and what partners were asked."""

from dijkwacht.recovery.forms import DEEDS
from dijkwacht.recovery.views.asked import link_question, link_questions
from dijkwacht.recovery.views.register import deed, recovery

__all__ = ["DEEDS", "deed", "link_question", "link_questions", "recovery"]
