"""What people fill in about both sides of a chain link: a try, a word, a question, and the partner's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.domain.leftover import link_key
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.recovery.forms.deed import LONG, DeedForm, day_field, said
from dijkwacht.recovery.selectors import RecoveryView

RESULTS = {"works": Text("werkt", "works"), "does-not-work": Text("werkt niet", "does not work")}
TRIED = {"": Text("niet beproefd", "not tried"), **RESULTS}
SIDES = {"own": Text("wij", "we"), "partner": Text("de partner, zoals verteld", "the partner, as told")}
AGREED = {"yes": Text("ja", "yes"), "no": Text("nee", "no")}


class LinkDeedForm(DeedForm):
    """About a link of the register."""

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        choices = [(str(n), link_key(one.link.partner, one.link.data)) for n, one in enumerate(page.links)]
        self.fields["link"] = forms.ChoiceField(label=str(_("Which link")), choices=choices)

    def given(self) -> dict[str, object]:
        """Return what was filled in, the link by partner and data."""
        given = super().given()
        link = self.page.links[int(str(given.pop("link")))].link
        return {**given, "partner": link.partner, "data": link.data}


class TrialForm(LinkDeedForm):
    """The exchange itself was tried."""

    method = forms.CharField(
        label=_("How it was tried"),
        max_length=LONG,
        required=False,
        help_text=_("For example: a test message, answered."),
    )

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["result"] = forms.ChoiceField(
            label=str(_("Does it work?")), choices=said(RESULTS), widget=forms.RadioSelect
        )
        self.order_fields(["version", "link", "result", "method", "happened"])


class AgreeForm(LinkDeedForm):
    """One side's word on using the link again."""

    told_by = forms.CharField(
        label=_("Who of the partner told this"),
        max_length=LONG,
        required=False,
        help_text=_("The office, for example: the service desk, by telephone. No name of a person."),
    )

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["side"] = forms.ChoiceField(
            label=str(_("Whose word")), choices=said(SIDES), widget=forms.RadioSelect
        )
        self.fields["agreed"] = forms.ChoiceField(
            label=str(_("May the link be used again?")), choices=said(AGREED), widget=forms.RadioSelect
        )
        self.order_fields(["version", "link", "side", "agreed", "told_by", "happened"])

    def clean(self) -> dict[str, object]:
        """Ask who told it where it is the partner's word."""
        cleaned = super().clean() or {}
        if cleaned.get("side") == "partner" and not cleaned.get("told_by"):
            self.add_error("told_by", _("Say who of the partner told this."))
        return cleaned

    def given(self) -> dict[str, object]:
        """Return what was filled in."""
        return {**super().given(), "agreed": self.cleaned_data["agreed"] == "yes"}


class AskForm(DeedForm):
    """Ask a partner of the register for its own word."""

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        del self.fields["happened"]
        choices = [(str(one.id), f"{one.partner_name}: {one.data or one.exchange}") for one in page.chain]
        self.fields["exchange"] = forms.ChoiceField(
            label=str(_("Which exchange")),
            choices=choices,
            help_text=str(_("The partner sees that you ask and about which exchange, nothing else.")),
        )

    def given(self) -> dict[str, object]:
        """Return what was filled in, the exchange as the register of chain links knows it."""
        given = super().given()
        chosen = str(given.pop("exchange"))
        exchange = next(one for one in self.page.chain if str(one.id) == chosen)
        return {
            **given,
            "partner": exchange.partner_name,
            "partner_organisation": exchange.partner,
            "data": exchange.data or exchange.exchange,
            "direction": str(exchange.direction),
        }


class ConfirmForm(forms.Form):
    """The partner's own word; `version` is that of the question it saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    remark = forms.CharField(label=_("Remark"), max_length=LONG, required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["agreed"] = forms.ChoiceField(
            label=str(_("May the link be used again?")), choices=said(AGREED), widget=forms.RadioSelect
        )
        self.fields["tried"] = forms.ChoiceField(
            label=str(_("Was the exchange itself tried?")), choices=said(TRIED), required=False
        )
        self.fields["happened"] = day_field(_("When did this happen?"), help_text=_("Empty: now."))
        self.order_fields(["version", "agreed", "tried", "happened", "remark"])

    def clean_happened(self) -> Moment | None:
        """Return the day."""
        day = self.cleaned_data["happened"]
        return read_moment(day.isoformat()) if day else None

    def given(self) -> dict[str, Any]:
        """Return what was filled in, by the names of the service's arguments."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {
            **given,
            "agreed": self.cleaned_data["agreed"] == "yes",
            "tried": self.cleaned_data["tried"] or "not-tried",
            "expected_version": self.cleaned_data["version"],
        }
