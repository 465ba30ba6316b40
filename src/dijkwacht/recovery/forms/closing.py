"""What people fill in to lift a restriction, to accept that something stays as it is, and to close."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.recovery.forms.deed import LONG, DeedForm
from dijkwacht.recovery.selectors import RecoveryView


class LiftForm(DeedForm):
    """A restriction came to an end."""

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        choices = [(one.key, f"{one.what}: {one.who}") for one in page.restrictions]
        self.fields["key"] = forms.ChoiceField(label=str(_("Which restriction")), choices=choices)
        self.order_fields(["version", "key", "happened"])


class CloseForm(DeedForm):
    """Close the response."""

    because = forms.CharField(
        label=_("Remark"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AcceptForm(DeedForm):
    """Who holds the mandate accepts for good that something stays as it is."""

    decided_by = forms.CharField(
        label=_("Who decided"),
        max_length=LONG,
        help_text=_("The office or body, for example: the board. No name of a person."),
    )
    because = forms.CharField(label=_("Why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        language = get_language() or "nl"
        choices = [(str(n), one.reasons[0].text.in_language(language)) for n, one in enumerate(page.left)]
        self.fields["thing"] = forms.ChoiceField(label=str(_("What stays as it is")), choices=choices)
        self.order_fields(["version", "thing", "decided_by", "because", "happened"])

    def given(self) -> dict[str, object]:
        """Return what was filled in, the thing by its kind and key."""
        given = super().given()
        left = self.page.left[int(str(given.pop("thing")))]
        return {**given, "what": left.what, "key": left.key}
