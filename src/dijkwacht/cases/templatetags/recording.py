"""Forms of this room on other rooms' pages: {% load recording %}."""

from django import template

from dijkwacht.cases.domain.sheets import ANSWERS
from dijkwacht.cases.forms import RecordForm
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.cases.selectors.pages import stamp

register = template.Library()


@register.simple_tag
def answer_form(view: ResponseView, answer: str, step: str, back: str = "") -> RecordForm:
    """Return the empty form of an answer to a step: {% answer_form view "gedaan" "fix" "now" as form %}."""
    initial = {**stamp(view), "back": back}
    return RecordForm(
        ANSWERS[answer], devices=view.state.devices, step=step, initial=initial, auto_id=f"id_{answer}_%s"
    )
