"""What people fill in about waves: the plan, a tick for a criterion, the beginning."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.text import Text
from dijkwacht.recovery.forms.deed import DeedForm, lines_field, lines_of, said
from dijkwacht.recovery.selectors import RecoveryView

MET = {"yes": Text("ja, voldaan", "yes, met"), "no": Text("nee, haal het vinkje weg", "no, take the tick away")}
ONE_A_LINE = _("One on each line.")


class WaveForm(DeedForm):
    """The plan of a wave; the same name plans it anew."""

    wave = forms.CharField(label=_("Name of the wave"), max_length=200)
    number = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, required=False)
    systems = lines_field(_("Systems that come back in it"), help_text=ONE_A_LINE)
    partners = lines_field(_("Partners whose links come back in it"), help_text=ONE_A_LINE)
    criteria = lines_field(_("What must be true before it begins"), help_text=ONE_A_LINE)
    after = lines_field(_("After which waves"), help_text=ONE_A_LINE)

    def given(self) -> dict[str, object]:
        """Return what was filled in, lists as lists."""
        given = super().given()
        return {**given, **{name: lines_of(str(given[name])) for name in ("systems", "partners", "criteria", "after")}}


class TickForm(DeedForm):
    """A named person ticks a criterion, or takes the tick away; `name` is that of the account, set by the page."""

    name = ""

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.pairs = [(one.wave.name, text.text) for one in page.waves for text in one.criteria]
        choices = [(str(n), f"{wave}: {criterion}") for n, (wave, criterion) in enumerate(self.pairs)]
        self.fields["criterion"] = forms.ChoiceField(label=str(_("Which criterion")), choices=choices)
        self.fields["met"] = forms.ChoiceField(
            label=str(_("Is it met?")), choices=said(MET), widget=forms.RadioSelect, initial="yes"
        )
        self.order_fields(["version", "criterion", "met", "happened"])

    def given(self) -> dict[str, object]:
        """Return what was filled in, the criterion by its wave and words."""
        given = super().given()
        wave, criterion = self.pairs[int(str(given["criterion"]))]
        return {**given, "wave": wave, "criterion": criterion, "met": given["met"] == "yes", "name": self.name}


class EnterForm(DeedForm):
    """A wave begins."""

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        waiting = [one.wave.name for one in page.waves if one.wave.entered is None]
        self.fields["wave"] = forms.ChoiceField(
            label=str(_("Which wave")),
            choices=[(name, name) for name in waiting],
            help_text=str(_("It may begin before its criteria are met; the record then shows which were open.")),
        )
        self.order_fields(["version", "wave", "happened"])
