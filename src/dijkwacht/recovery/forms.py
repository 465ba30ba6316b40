"""What people fill in about what is not yet back; the shape is checked here, the rules in the services."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.recovery.domain.closing import BACKLOG_KINDS
from dijkwacht.recovery.domain.progress import PROCESS_WORDS, TIERS
from dijkwacht.recovery.selectors import RecoveryView

LONG = 500
SYSTEM_STATES = {
    "off": Text("uit", "off"),
    "restored": Text("hersteld", "restored"),
    "restored-with-limits": Text("hersteld met beperkingen", "restored with limits"),
}
LINK_STATES = {"broken": Text("verbroken", "broken"), "restored": Text("hersteld", "restored")}
TESTED = {"": Text("niet bekend", "not known"), "yes": Text("ja", "yes"), "no": Text("nee", "no")}
FORECASTS = {
    "": Text("geen verwachting", "no forecast"),
    "foreseeable": Text("te overzien", "foreseeable"),
    "not-foreseeable": Text("nog niet te overzien", "not yet foreseeable"),
}


def said(words: dict[str, Text]) -> list[tuple[str, str]]:
    """Return choices in the language of the page."""
    return [(key, text.in_language(get_language() or "nl")) for key, text in words.items()]


def day_field(label: object, *, help_text: object = "") -> forms.DateField:
    """Return a field for a calendar day that may stay empty, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=str(label), required=False, help_text=str(help_text), widget=widget)


class DeedForm(forms.Form):
    """What every form of this room carries: the version of the response that the person saw, and when it happened."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.page = page
        self.fields["happened"] = day_field(_("When did this happen?"), help_text=_("Empty: now."))

    def clean_happened(self) -> Moment | None:
        """Return the day; a day that is still to come is refused."""
        day = self.cleaned_data["happened"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This lies in the future."))
        return read_moment(day.isoformat()) if day else None


class SystemForm(DeedForm):
    """How a system stands."""

    system = forms.CharField(label=_("System"), max_length=200)
    process = forms.CharField(label=_("Work process that it serves"), max_length=200, required=False)
    limits = forms.CharField(label=_("With which limits"), max_length=LONG, required=False)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["state"] = forms.ChoiceField(
            label=str(_("How it stands")), choices=said(SYSTEM_STATES), widget=forms.RadioSelect
        )
        self.fields["tier"] = forms.ChoiceField(label=str(_("Tier")), choices=said(TIERS), required=False)
        self.order_fields(["version", "system", "state", "limits", "tier", "process", "happened"])


class LinkForm(DeedForm):
    """How a chain link stands."""

    partner = forms.CharField(label=_("Chain partner"), max_length=200)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["state"] = forms.ChoiceField(
            label=str(_("How it stands")), choices=said(LINK_STATES), widget=forms.RadioSelect
        )
        self.fields["data"] = forms.CharField(label=str(_("Which data")), max_length=LONG, required=False)
        self.fields["tested"] = forms.ChoiceField(
            label=str(_("Was the exchange itself tried?")), choices=said(TESTED), required=False
        )
        self.order_fields(["version", "partner", "state", "tested", "data", "happened"])

    def tested(self) -> bool | None:
        """Return whether the exchange was tried; None where nobody says."""
        return {"yes": True, "no": False}.get(self.cleaned_data["tested"])


class BacklogForm(DeedForm):
    """A backlog as it is now."""

    unit = forms.CharField(label=_("Unit"), max_length=200)
    still_open = forms.BooleanField(label=_("There is still a backlog"), required=False, initial=True)
    amount = forms.IntegerField(
        label=_("How much"), min_value=0, required=False, help_text=_("Leave it empty where nobody counted.")
    )

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["kind"] = forms.ChoiceField(label=str(_("Kind")), choices=said(BACKLOG_KINDS))
        self.fields["forecast"] = forms.ChoiceField(
            label=str(_("Is the end in sight?")), choices=said(FORECASTS), required=False
        )
        self.fields["done_by"] = day_field(_("Worked off by"))
        self.order_fields(["version", "unit", "kind", "still_open", "amount", "forecast", "done_by", "happened"])

    def done_by(self) -> Moment | None:
        """Return the day by which it will be worked off."""
        day = self.cleaned_data["done_by"]
        return read_moment(day.isoformat()) if day else None


class ProcessForm(DeedForm):
    """How a work process runs."""

    process = forms.CharField(label=_("Work process"), max_length=200)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["state"] = forms.ChoiceField(
            label=str(_("How it runs")), choices=said(PROCESS_WORDS), widget=forms.RadioSelect
        )
        self.order_fields(["version", "process", "state", "happened"])


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
