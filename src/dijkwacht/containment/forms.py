"""What people fill in about closing and reopening, and the service that each form calls; the rules are there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dijkwacht.containment import services
from dijkwacht.containment.domain.mandate import Decision
from dijkwacht.kernel.actor import Actor, Role
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.verification.services import record_check

LONG = 500


def day_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """Return a field for a calendar day, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=str(label), required=required, help_text=str(help_text), widget=widget)


class DeedForm(forms.Form):
    """What every form of this room carries: the version of the response that the person saw, and when it happened."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["happened"] = day_field(_("When did this happen?"), required=False, help_text=_("Empty: now."))

    def clean_happened(self) -> Moment | None:
        """Return the day; a day that is still to come is refused."""
        day = self.cleaned_data["happened"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This lies in the future."))
        return read_moment(day.isoformat()) if day else None


class DecisionForm(DeedForm):
    """A decision by a named office."""

    decided_by = forms.CharField(
        label=_("Who decided"),
        max_length=LONG,
        help_text=_("The office or body, for example: the board. No name of a person."),
    )
    holds_mandate = forms.BooleanField(
        label=_("This office holds the mandate for it"),
        required=False,
        help_text=_("The CISO advises and never decides this alone."),
    )

    instead_of = forms.CharField(
        label=_("In place of which office"),
        max_length=LONG,
        required=False,
        help_text=_("Only for a deputy: who holds the mandate and cannot be reached now."),
    )
    because = forms.CharField(
        label=_("How you tried to reach that office"),
        max_length=LONG,
        required=False,
        help_text=_("The owners of your organisation see this on every page until one of them acknowledges it."),
    )

    def clean(self) -> dict[str, object]:
        """Check that a deputy says both for whom, and that it was tried to reach them."""
        cleaned = super().clean() or {}
        for name, other in (("because", "instead_of"), ("instead_of", "because")):
            if cleaned.get(other) and not cleaned.get(name):
                self.add_error(name, _("A deputy fills in both: in place of whom, and how you tried to reach them."))
        return cleaned

    def decision(self) -> Decision:
        """Return the decision as the service wants it."""
        given = self.cleaned_data
        return Decision(
            given["decided_by"],
            holds_mandate=given["holds_mandate"],
            instead_of=given["instead_of"],
            because=given["because"],
        )


class ReopenForm(DecisionForm):
    """Reopen; a reason is asked where conditions are open."""

    scope = forms.ChoiceField(
        label=_("How far"), choices=[("all", _("entirely")), ("partly", _("in part"))], initial="all"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed while conditions are open: it is recorded that you open all the same, and why."),
    )


class RiskForm(DecisionForm):
    """Accept the remaining risk in writing."""

    reason = forms.CharField(label=_("Reason"), max_length=LONG)
    cert_informed = forms.BooleanField(label=_("The CERT was informed"), required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["watch_until"] = day_field(_("Heightened monitoring until"))

    def watch_until(self) -> Moment:
        """Return the last day of heightened monitoring."""
        return read_moment(self.cleaned_data["watch_until"].isoformat())


class RebuildForm(DeedForm):
    """A device was rebuilt from a known good image."""

    device = forms.CharField(label=_("Device"), max_length=200, required=False, help_text=_("Empty: all of them."))
    image = forms.CharField(label=_("From which image"), max_length=LONG, required=False)


class KeepForm(DeedForm):
    """The organisation decides to keep the service in use."""

    decided_by = forms.CharField(label=_("Who decided"), max_length=LONG)
    reason = forms.CharField(label=_("Reason"), max_length=LONG, required=False)


class CheckForm(DeedForm):
    """A check done by hand."""

    step = forms.ChoiceField(
        label=_("What was checked"),
        choices=[("fix", _("the fix")), ("mitigate", _("the mitigation")), ("close-access", _("the closed door"))],
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("works", _("works")), ("does-not-work", _("does not work")), ("inconclusive", _("inconclusive"))],
        widget=forms.RadioSelect,
    )
    method = forms.CharField(label=_("By which method"), max_length=LONG, required=False)
    where_from = forms.CharField(label=_("From where"), max_length=LONG, required=False)
    limits = forms.CharField(label=_("What it leaves out"), max_length=LONG, required=False)
    device = forms.CharField(label=_("Device"), max_length=200, required=False, help_text=_("Empty: all of them."))


class ClosingForm(DeedForm):
    """Close the door to the outside, also without the mandate for it."""

    scope = forms.ChoiceField(
        label=_("How much was closed?"),
        choices=[("all", _("everything")), ("partly", _("in part"))],
        initial="all",
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label=_("What was closed?"), max_length=LONG, help_text=_("For example: signing in from outside.")
    )
    ground = forms.ChoiceField(
        label=_("On which ground"),
        required=False,
        choices=[
            ("", _("not stated")),
            ("advice", _("on advice")),
            ("precaution", _("as a precaution")),
            ("suspicion", _("on suspicion")),
            ("other", _("otherwise")),
        ],
    )
    reason = forms.CharField(
        label=_("Why could you not wait?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where closing does not belong to your role. It counts all the same; the owners are told."),
    )


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, and the service it calls."""

    title: Promise
    form: type[DeedForm]
    record: Callable[[DeedForm, Actor, UUID, datetime], object]


def _reopen(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, ReopenForm):
        raise TypeError
    given = form.cleaned_data
    services.reopen(
        actor=actor,
        response=response,
        decision=form.decision(),
        at=at,
        scope=given["scope"],
        reason=given["reason"],
        happened=given["happened"],
        expected_version=given["version"],
    )


def _accept(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    if not isinstance(form, RiskForm):
        raise TypeError
    given = form.cleaned_data
    services.accept_risk(
        actor=actor,
        response=response,
        decision=form.decision(),
        reason=given["reason"],
        watch_until=form.watch_until(),
        cert_informed=given["cert_informed"],
        happened=given["happened"],
        expected_version=given["version"],
    )


def _close(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    services.break_glass(actor=actor, roles=[Role(actor.role)], response=response, at=at, **_given(form))


def _rebuild(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    services.rebuild(actor=actor, response=response, **_given(form))


def _keep(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    services.keep_service(actor=actor, response=response, **_given(form))


def _check(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    record_check(actor=actor, response=response, **_given(form))


def _given(form: DeedForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {("expected_version" if name == "version" else name): value for name, value in given.items()}


DEEDS: Mapping[str, Deed] = {
    "close": Deed(_("Close the door"), ClosingForm, _close),
    "reopen": Deed(_("Record reopening"), ReopenForm, _reopen),
    "check": Deed(_("Record a check"), CheckForm, _check),
    "rebuild": Deed(_("Record a clean rebuild"), RebuildForm, _rebuild),
    "risk": Deed(_("Accept the remaining risk"), RiskForm, _accept),
    "keep": Deed(_("Keep the service open"), KeepForm, _keep),
}
