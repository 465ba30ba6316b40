"""Who told it, how and when: the fields that a desk fills in beside what a member told it."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.forms.moments import MomentField
from dijkwacht.kernel.window import Moment

HOW = [("telephone", _("by telephone")), ("on-paper", _("on paper"))]


def add_telephone(form: forms.Form, callers: Iterable[tuple[str, str]]) -> bool:
    """Add the fields that say who told it, where `callers` are given; say whether they are."""
    listed = list(callers)
    if not listed:
        return False
    form.fields["told_by"] = forms.ChoiceField(
        label=_("Who told you"),
        choices=listed,
        help_text=_("A contact point, or the office that speaks; no name of a person. Ask for the code words first."),
    )
    form.fields["how"] = forms.ChoiceField(label=_("How"), choices=HOW, initial="telephone")
    form.fields["known"] = MomentField(
        required=False, label=str(_("When did you hear it?")), help_text=_("Empty: now.")
    )
    return True


def past(moment: Moment | None) -> Moment | None:
    """Return a moment that is over or absent. Raises ValidationError for what is still to come."""
    if moment is not None and moment.earliest > timezone.now():
        raise forms.ValidationError(_("This lies in the future."))
    return moment
