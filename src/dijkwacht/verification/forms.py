"""What people fill in about checks from outside; the shape is checked here, the rules in the services."""

import json
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import NotATarget, Target, read_fingerprint, read_target
from dijkwacht.verification.domain.running import LARGEST, Handed, NotAResult, read_handed

LINE = 200


class RegisterForm(forms.Form):
    """An address of the organisation's own."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("As people outside type it: portal.example or https://portal.example:8443."),
    )
    device = forms.CharField(
        label=_("Which system is this?"),
        max_length=LINE,
        required=False,
        help_text=_("By the name in your response; empty: not stated."),
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint of the certificate"),
        max_length=LINE,
        required=False,
        help_text=_("SHA-256; only where no public authority signed it. Another certificate is then not spoken to."),
    )
    own = forms.BooleanField(
        label=_("This address is our own, or its operator agrees"),
        error_messages={"required": _("Only what is your own may be checked.")},
    )

    def target(self) -> Target:
        """Return the address."""
        return read_target(self.cleaned_data["address"], self.cleaned_data["fingerprint"])

    def clean_address(self) -> str:
        """Refuse what is no address."""
        try:
            read_target(self.cleaned_data["address"])
        except NotATarget as error:
            raise forms.ValidationError(_("This is no address that can be checked.")) from error
        return str(self.cleaned_data["address"])

    def clean_fingerprint(self) -> str:
        """Refuse what is no fingerprint."""
        try:
            return read_fingerprint(self.cleaned_data["fingerprint"])
        except NotATarget as error:
            raise forms.ValidationError(_("This is no SHA-256 fingerprint.")) from error


class PermitForm(forms.Form):
    """What the owner permits at one address."""

    methods = forms.MultipleChoiceField(
        label=_("What may be asked"),
        choices=[
            (Method.REACHABILITY.value, _("whether it can be reached")),
            (Method.TRAVERSAL.value, _("the traversal test of 2019 (CVE-2019-19781)")),
            (Method.STAMP.value, _("the version's time stamp")),
        ],
        initial=[method.value for method in Method],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=_("For how long"),
        choices=[("7", _("a week")), ("31", _("a month")), ("92", _("three months")), ("365", _("a year"))],
        initial="31",
    )
    every_hours = forms.ChoiceField(
        label=_("Repeat by itself"),
        choices=[("0", _("never")), ("6", _("every six hours")), ("24", _("every day")), ("168", _("every week"))],
        initial="24",
    )
    decided_by = forms.CharField(
        label=_("Who decided"),
        max_length=LINE,
        help_text=_("The office or body, for example: the board. No name of a person."),
    )

    def until(self, at: datetime) -> datetime:
        """Return when the permission ends."""
        return at + timedelta(days=int(self.cleaned_data["days"]))

    def asked(self) -> list[Method]:
        """Return what is permitted."""
        return [Method(name) for name in self.cleaned_data["methods"]]


class AskForm(forms.Form):
    """A desk asks its member to permit checks."""

    reason = forms.CharField(
        label=_("Why do you ask?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ResultsForm(forms.Form):
    """Results of a check that was done elsewhere."""

    file = forms.FileField(label=_("The file that dijkwacht probe elsewhere --json wrote"))

    def read(self) -> tuple[Handed, bytes] | None:
        """Return the results and the bytes they came in; None where the file holds none, with the fault added."""
        content = self.cleaned_data["file"].read(LARGEST + 1)
        try:
            return read_handed(json.loads(content[:LARGEST])), content
        except (ValueError, RecursionError, NotAResult):
            self.add_error("file", _("This file holds no results of a check."))
            return None


class TypedForm(forms.Form):
    """A check by hand from another place, typed in: reachable or not."""

    place = forms.CharField(label=_("From where did you look?"), max_length=120)
    found = forms.ChoiceField(
        label=_("What did you see?"),
        choices=[("open", _("it answers")), ("closed", _("it refuses")), ("no-reply", _("no answer"))],
        widget=forms.RadioSelect,
    )
    side = forms.ChoiceField(
        label=_("Where does that place stand?"), choices=[("outside", _("outside")), ("inside", _("inside"))]
    )

    def handed(self, target: str, permission: str) -> Handed:
        """Return what was typed as results of a check that was done just now."""
        value = {
            "format": "dijkwacht-probe-1",
            "target": target,
            "permission": permission,
            "place": self.cleaned_data["place"],
            "side": self.cleaned_data["side"],
            "at": timezone.now().isoformat(),
            "results": [
                {
                    "method": Method.REACHABILITY.value,
                    "outcome": self.cleaned_data["found"],
                    "reasons": [{"code": "typed", "nl": "met de hand ingetypt", "en": "typed in by hand"}],
                    "limits": [
                        {"nl": "geldt voor dit adres op dit moment", "en": "holds for this address at this moment"}
                    ],
                    "exchanges": [],
                }
            ],
        }
        return read_handed(value)
