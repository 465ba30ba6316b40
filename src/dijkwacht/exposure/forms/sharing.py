"""What operators, users and desks fill in about systems that serve many."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment, NotAMoment, read_moment

LABELS = {
    Label.CLEAR: _("everything; they may pass it on to anybody"),
    Label.GREEN: _("everything; they may pass it on within the community"),
    Label.AMBER: _("everything; they and their CERT"),
    Label.AMBER_STRICT: _("everything; only they themselves, not their CERT"),
    Label.RED: _("nothing"),
}


def _day(written: str) -> Moment | None:
    if not written.strip():
        return None
    try:
        return read_moment(written.strip())
    except NotAMoment as error:
        raise forms.ValidationError(_("Enter a day such as 2026-03-02 or a month such as 2026-03.")) from error


class ShareForm(forms.Form):
    """A system and an organisation that uses it; `source` is asked of a desk."""

    device = forms.CharField(
        label=_("System"), max_length=200, help_text=_("As the inventory of whoever runs it calls it.")
    )
    user = forms.CharField(
        label=_("Who uses it"), max_length=200, help_text=_("The organisation's name, in full; one at a time.")
    )
    since = forms.CharField(
        label=_("Since"), max_length=40, required=False, help_text=_("A day such as 2026-03-02; empty: today.")
    )
    source = forms.CharField(
        label=_("Where this comes from"),
        max_length=300,
        required=False,
        help_text=_("A contract, an arrangement, a telephone call. Asked of a CERT only."),
    )

    def __init__(self, *args: object, by_desk: bool = True, **kwargs: object) -> None:
        """Ask for the source only where a desk states it."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        if not by_desk:
            del self.fields["source"]

    def clean_since(self) -> Moment | None:
        """Return since when, None for today."""
        return _day(self.cleaned_data["since"])


class LabelForm(forms.Form):
    """What the users of a system may see of it."""

    label = forms.ChoiceField(
        label=_("What users see of it"),
        choices=lambda: [(label.value, f"{label.value}: {words}") for label, words in LABELS.items()],
    )


class UseAnswerForm(forms.Form):
    """Whether a system that an operator names serves the organisation."""

    answer = forms.ChoiceField(
        label=_("Is that so?"), choices=[("yes", _("Yes, we use it")), ("no", _("No, we do not use it"))]
    )


class EndUseForm(forms.Form):
    """Since when a system serves an organisation no longer."""

    until = forms.CharField(
        label=_("Since when no longer"), max_length=40, required=False, help_text=_("Empty: from now on.")
    )

    def clean_until(self) -> Moment | None:
        """Return the end, None for now."""
        return _day(self.cleaned_data["until"])
