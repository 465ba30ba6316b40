"""What people fill in; the shape is checked here, the rules in the services."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.operation import SCOPE_WORDS, Scope
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight, minute
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import ContactDetails, GroundDetails
from dijkwacht.organisations.domain.wording import CARRIERS, CHANNELS, CONSENTS, CONTACT_ROLES, DATA, DUTIES, ROLES
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, Data
from dijkwacht.organisations.selectors import ContactShown

Word = TypeVar("Word", bound=StrEnum)


def _said(words: Mapping[Word, Text]) -> list[tuple[str, str]]:
    return [(str(word), text.in_language(get_language() or "nl")) for word, text in words.items()]


class ContactForm(forms.Form):
    """A new contact point."""

    role = forms.ChoiceField(label=_("For what"), choices=lambda: _said(CONTACT_ROLES))
    channel = forms.ChoiceField(label=_("Channel"), choices=lambda: _said(CHANNELS))
    value = forms.CharField(label=_("Address or number"), max_length=300)
    person = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Leave it empty where the role is enough.")
    )
    carried_by = forms.ChoiceField(
        label=_("Runs"),
        choices=lambda: _said(CARRIERS),
        initial=CarriedBy.UNKNOWN,
        help_text=_("Two channels must work while the organisation's own mail and telephone are down."),
    )

    def clean(self) -> dict[str, object]:
        """Check that a mail address looks like one."""
        cleaned = super().clean() or {}
        value = str(cleaned.get("value", ""))
        if cleaned.get("channel") == Channel.MAIL and value and not all(value.partition("@")):
            self.add_error("value", _("Enter an address with an @."))
        return cleaned

    def details(self, at: datetime) -> ContactDetails:
        """Return the contact point as the service wants it, confirmed at `at` by being given."""
        return ContactDetails(
            role=ContactRole(self.cleaned_data["role"]),
            channel=Channel(self.cleaned_data["channel"]),
            value=self.cleaned_data["value"],
            person=self.cleaned_data["person"],
            carried_by=CarriedBy(self.cleaned_data["carried_by"]),
            confirmed_at=at,
        )


class OutcomeForm(forms.Form):
    """What came of trying a contact point, with the version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    what = forms.CharField(max_length=300, required=False)


LIVES = {"30": _("30 days"), "90": _("90 days"), "366": _("a year")}


class TokenForm(forms.Form):
    """A new token: what it is for, what it may do, how long it lives."""

    name = forms.CharField(label=_("For which program"), max_length=200)
    scope = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=lambda: _said(SCOPE_WORDS),
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never does more than you may yourself."),
    )
    lives = forms.ChoiceField(label=_("How long it works"), choices=list(LIVES.items()), initial="90")

    def scopes(self) -> tuple[Scope, ...]:
        """Return what it may do."""
        return tuple(Scope(scope) for scope in self.cleaned_data["scope"])

    def until(self, at: datetime) -> datetime:
        """Return when it ends."""
        return at + timedelta(days=int(self.cleaned_data["lives"]))


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """From-until, by day; without a first day it begins at once."""

    since = forms.DateField(label=_("From"), required=False, widget=_day(), help_text=_("Leave it empty for: now."))
    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=_day(),
        help_text=_("Leave it empty where no end is known."),
    )

    def clean(self) -> dict[str, object]:
        """Check that the end does not come before the beginning."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if until and "until" not in self.errors and until < (since or local_date(timezone.now())):
            self.add_error("until", _("The end comes before the beginning."))
        return cleaned

    def period(self, at: datetime) -> Period:
        """Return the period, which begins at `at` where no first day was given."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return Period(_on(since) if since else minute(at), _on(until) if until else None)


def _on(day: date) -> Moment:
    return Moment(midnight(day), Precision.DAY)


class RoleForm(PeriodForm):
    """A role for whoever signs in with an address."""

    email = forms.EmailField(label=_("Signs in with this address"), max_length=254)
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Kept only where the account is new.")
    )
    role = forms.ChoiceField(label=_("Role"))
    field_order = ("email", "name", "role", "since", "until")

    def __init__(self, giving: Iterable[Role] = tuple(Role), data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        language = get_language() or "nl"
        choices = [(str(role), ROLES[role].in_language(language)) for role in giving]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=choices)
        self.order_fields(self.field_order)


class EndForm(forms.Form):
    """The end of a role, and why."""

    because = forms.CharField(max_length=300, required=False)


class RemovalForm(forms.Form):
    """What of an entry shall go for ever, and on which ground: `parts` is what there is to choose."""

    parts = forms.MultipleChoiceField(label=_("What goes"), widget=forms.CheckboxSelectMultiple)
    ground = forms.CharField(
        label=_("Ground"), max_length=300, help_text=_("The law or right on which it rests. No name of a person.")
    )

    def __init__(self, parts: Iterable[tuple[str, str]] = (), data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("What goes"), choices=list(parts), widget=forms.CheckboxSelectMultiple
        )


class ApproveRemovalForm(forms.Form):
    """The second person's word on exactly what was asked: `expected` is the request that the page showed."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("I saw what will be gone for ever"))


class DutyForm(PeriodForm):
    """A contact point that stands in for a role."""

    contact = forms.ChoiceField(label=_("Contact point"))
    role = forms.ChoiceField(label=_("For what"), choices=lambda: _said(CONTACT_ROLES))
    kind = forms.ChoiceField(label=_("How"), choices=lambda: _said(DUTIES))
    field_order = ("contact", "role", "kind", "since", "until")

    def __init__(self, contacts: Iterable[ContactShown] = (), data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="id_duty_%s")
        choices = [(str(one.id), one.value) for one in contacts]
        self.fields["contact"] = forms.ChoiceField(label=_("Contact point"), choices=choices)
        self.order_fields(self.field_order)


class ConsentForm(PeriodForm):
    """A consent to show the organisation's name, or to hand out its evidence."""

    to = forms.ChoiceField(label=_("What may go to whom"), choices=lambda: _said(CONSENTS))
    field_order = ("to", "since", "until")


class WithdrawForm(forms.Form):
    """The end of a consent."""

    to = forms.ChoiceField(choices=lambda: _said(CONSENTS))


class GroundForm(PeriodForm):
    """A legal ground on which the organisation gives data."""

    law = forms.CharField(label=_("Law"), max_length=300)
    article = forms.CharField(label=_("Article"), max_length=300, required=False)
    reference = forms.CharField(label=_("Published in"), max_length=300, required=False)
    receiver = forms.ChoiceField(label=_("To whom"))
    what = forms.MultipleChoiceField(
        label=_("Which data"), choices=lambda: _said(DATA), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("law", "article", "reference", "receiver", "what", "since", "until")

    def __init__(self, receivers: Iterable[tuple[UUID, str]] = (), data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="id_ground_%s")
        choices = [(str(one), name) for one, name in receivers]
        self.fields["receiver"] = forms.ChoiceField(label=_("To whom"), choices=choices)
        self.order_fields(self.field_order)

    def details(self, giver: UUID, at: datetime) -> GroundDetails:
        """Return the ground as the service wants it."""
        told = self.cleaned_data
        return GroundDetails(
            law=told["law"],
            giver=giver,
            receiver=UUID(told["receiver"]),
            data=frozenset(Data(word) for word in told["what"]),
            period=self.period(at),
            article=told["article"],
            reference=told["reference"],
        )
