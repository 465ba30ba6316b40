"""What each column of an inventory is, said once by the organisation and remembered."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.exposure.engine.headings import FIELDS, IGNORED, field_of, plain_heading
from dijkwacht.exposure.engine.peeking import Peek

_WORDS = {
    "organisation": _("organisation"),
    "asset": _("system"),
    "vendor": _("vendor"),
    "product": _("product"),
    "version": _("version"),
    "edition": _("edition"),
    "host": _("host"),
    "config": _("configuration facts"),
    "updates": _("installed updates"),
    "seen_at": _("seen at"),
    "used_by": _("used by"),
    "used_from": _("used from"),
    "present": _("in use: yes or no"),
}


class HeadingsForm(forms.Form):
    """One choice per heading; a column that is left out is not read."""

    kind = forms.CharField(max_length=200, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, peek: Peek, remembered: Mapping[str, str], *args: object, **kwargs: object) -> None:
        """Ask for the headings of this file; `remembered` by compared heading fills in what was said before."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.headings = peek.headings
        fields = [(IGNORED, _("leave out")), *((name, _WORDS.get(name, name)) for name in FIELDS)]
        for number, heading in enumerate(peek.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or _("(no heading)"),
                choices=fields,
                initial=remembered.get(plain_heading(heading)) or field_of(heading) or IGNORED,
                help_text=" · ".join(sample for sample in peek.samples[number] if sample)[:200],
            )

    def mapping(self) -> dict[str, str]:
        """Return heading to field for every column that has a heading."""
        return {
            heading: self.cleaned_data[f"column_{number}"] for number, heading in enumerate(self.headings) if heading
        }
