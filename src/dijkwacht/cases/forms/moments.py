"""A day or a time as people write it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.window import Moment, NotAMoment, read_moment

WHEN = _("A day such as 2026-03-02 or a time such as 2026-03-02T14:30; as exactly as you know it.")


class MomentField(forms.CharField):
    """A day or a time as people write it; its value is a kernel Moment or None."""

    def __init__(self, *, required: bool, label: str, help_text: object = WHEN) -> None:
        super().__init__(required=required, label=label, max_length=40, help_text=str(help_text))

    def clean(self, value: object) -> Moment | None:
        """Return the moment. Raises ValidationError for dates that do not exist."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_moment(text)
        except NotAMoment as error:
            raise forms.ValidationError(_("This is no date or time; write 2026-03-02 or 2026-03-02T14:30.")) from error
