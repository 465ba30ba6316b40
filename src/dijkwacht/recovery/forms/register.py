"""What people fill in about systems, links, backlogs and work processes; the rules are in the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.recovery.domain.words import BACKLOG_KINDS, DIRECTIONS, PROCESS_WORDS, SYSTEM_WORDS, TIERS
from dijkwacht.recovery.forms.deed import LONG, DeedForm, day_field, said
from dijkwacht.recovery.selectors import RecoveryView

LINK_STATES = {"broken": Text("verbroken", "broken"), "restored": Text("hersteld", "restored")}
TESTED = {"": Text("niet bekend", "not known"), "yes": Text("ja", "yes"), "no": Text("nee", "no")}
FORECASTS = {
    "": Text("geen verwachting", "no forecast"),
    "foreseeable": Text("te overzien", "foreseeable"),
    "not-foreseeable": Text("nog niet te overzien", "not yet foreseeable"),
}
WAYS = {"": DIRECTIONS[""], **DIRECTIONS}


class SystemForm(DeedForm):
    """How a system stands."""

    system = forms.CharField(label=_("System"), max_length=200)
    process = forms.CharField(label=_("Work process that it serves"), max_length=200, required=False)
    limits = forms.CharField(label=_("With which limits"), max_length=LONG, required=False)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["state"] = forms.ChoiceField(
            label=str(_("How it stands")), choices=said(SYSTEM_WORDS), widget=forms.RadioSelect
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
        self.fields["direction"] = forms.ChoiceField(
            label=str(_("Which way the data goes")), choices=said(WAYS), required=False
        )
        self.order_fields(["version", "partner", "data", "direction", "state", "tested", "happened"])

    def given(self) -> dict[str, object]:
        """Return what was filled in; whether the exchange was tried is None where nobody says."""
        return {**super().given(), "tested": {"yes": True, "no": False}.get(self.cleaned_data["tested"])}


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

    def clean_done_by(self) -> Moment | None:
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


class FunctionForm(DeedForm):
    """What a system is for."""

    system = forms.CharField(label=_("System"), max_length=200)
    function = forms.CharField(
        label=_("What people do with it"), max_length=LONG, help_text=_("For example: working from home.")
    )
    who = forms.CharField(label=_("Who"), max_length=LONG)
    where = forms.CharField(
        label=_("From where"),
        max_length=LONG,
        required=False,
        help_text=_("Only where it is used from outside, for example: from home."),
    )
