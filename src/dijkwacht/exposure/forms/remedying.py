"""What an organisation fills in about removing a flaw from a system."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.exposure.domain.remedies import WORDS, Remedy


class RemedyForm(forms.Form):
    """How far the flaw is removed."""

    remedy = forms.ChoiceField(
        label=_("How far is it?"),
        choices=lambda: [(one.value, WORDS[one.value].in_language(get_language() or "nl")) for one in Remedy],
    )
    remark = forms.CharField(label=_("Remark"), max_length=2000, required=False)
