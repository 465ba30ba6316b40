"""What people fill in about hunts, the window and misuse, and the service that each form calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.hunting import services
from dijkwacht.hunting.domain.investigation import QUESTIONS
from dijkwacht.hunting.selectors import HuntPage
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Window, read_moment, window_between

LONG = 500
RESULTS = {
    "no-signs": Text("geen sporen gevonden", "no signs found"),
    "attempts": Text("pogingen gezien, geen sporen van toegang", "attempts seen, no signs of access"),
    "signs": Text("sporen gevonden", "signs found"),
}
STATEMENTS = {
    "presumed": Text("aangenomen", "presumed"),
    "suspected": Text("vermoed", "suspected"),
    "confirmed": Text("bevestigd", "confirmed"),
    "closed_no_signs": Text("afgesloten: geen sporen gevonden", "closed: no signs found"),
}
REACHES = {
    "": Text("niet van toepassing", "not applicable"),
    "edge": Text("alleen de rand", "the edge only"),
    "internal": Text("interne systemen", "internal systems"),
    "data": Text("gegevens", "data"),
    "unknown": Text("onbekend", "unknown"),
}


def said(words: dict[str, Text]) -> list[tuple[str, str]]:
    """Return choices in the language of the page."""
    return [(key, text.in_language(get_language() or "nl")) for key, text in words.items()]


def day_field(label: object, *, required: bool = False, help_text: object = "") -> forms.DateField:
    """Return a field for a calendar day, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=str(label), required=required, help_text=str(help_text), widget=widget)


def moment_of(day: date | None) -> Moment | None:
    """Return the calendar day in Amsterdam as a moment."""
    return read_moment(day.isoformat()) if day else None


class DeedForm(forms.Form):
    """What every form of this room carries: the version of the response that the person saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.page = page

    def day(self, name: str) -> Moment | None:
        """Return a day that was filled in."""
        return moment_of(self.cleaned_data.get(name))

    def open_hunts(self) -> list[tuple[str, str]]:
        """Return the hunts that are not closed, as choices."""
        return [(hunt.key, hunt.key) for hunt in self.page.hunts if hunt.closed is None]

    def check_order(self, first: str, last: str) -> None:
        """Complain at `last` where it lies before `first`."""
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and start > end:
            self.add_error(last, _("This day lies before the first day."))


class OpenHuntForm(DeedForm):
    """Open a hunt."""

    hunt = forms.CharField(label=_("Name of the hunt"), max_length=80)
    team = forms.CharField(label=_("Who looks"), max_length=LONG, required=False)

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["questions"] = forms.MultipleChoiceField(
            label=str(_("Which questions")),
            choices=said(QUESTIONS),
            initial=list(QUESTIONS),
            widget=forms.CheckboxSelectMultiple,
        )
        window = page.window.window
        first, last = window.dates() if window else (None, None)
        self.fields["first"] = day_field(_("First day to look at"))
        self.fields["last"] = day_field(_("Last day to look at"))
        self.fields["first"].initial, self.fields["last"].initial = first, last

    def clean(self) -> dict[str, object]:
        """Check the order of the days."""
        cleaned = super().clean() or {}
        self.check_order("first", "last")
        return cleaned

    def window(self) -> Window | None:
        """Return the window to look at, where both days are given."""
        start, end = self.day("first"), self.day("last")
        return window_between(start, end) if start and end else None


class RunForm(DeedForm):
    """Record what a hunt looked at and what came out."""

    sources = forms.CharField(
        label=_("What was looked at"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One source on each line.")
    )
    method = forms.CharField(label=_("How"), max_length=LONG, required=False)
    limits = forms.CharField(
        label=_("What could not be looked at"),
        max_length=LONG,
        required=False,
        help_text=_("For example logs that were already gone."),
    )
    named_by = forms.CharField(
        label=_("Which office suspects misuse"),
        max_length=LONG,
        required=False,
        help_text=_("Only where signs were found; an office, no name of a person."),
    )

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["hunt"] = forms.ChoiceField(label=str(_("Which hunt")), choices=self.open_hunts())
        self.fields["first"] = day_field(
            _("First day that was covered"),
            help_text=_("Leave both empty where nobody knows; no day then counts as covered."),
        )
        self.fields["last"] = day_field(_("Last day that was covered"))
        self.fields["result"] = forms.ChoiceField(
            label=str(_("What came out")), choices=said(RESULTS), widget=forms.RadioSelect
        )
        self.order_fields(["version", "hunt", "sources", "first", "last", "result", "named_by", "method", "limits"])

    def clean(self) -> dict[str, object]:
        """Check the order of the days, and that they come together."""
        cleaned = super().clean() or {}
        self.check_order("first", "last")
        if bool(cleaned.get("first")) != bool(cleaned.get("last")):
            self.add_error("last", _("Give both days or none."))
        return cleaned

    def covered(self) -> list[tuple[Moment, Moment]]:
        """Return the stretch that was covered."""
        start, end = self.day("first"), self.day("last")
        return [(start, end)] if start and end else []

    def source_lines(self) -> list[str]:
        """Return what was looked at, one by one."""
        return [line.strip() for line in self.cleaned_data["sources"].splitlines() if line.strip()]


class CloseHuntForm(DeedForm):
    """Conclude a hunt."""

    conclusion = forms.CharField(label=_("Conclusion"), max_length=LONG, required=False)

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["hunt"] = forms.ChoiceField(label=str(_("Which hunt")), choices=self.open_hunts())
        self.order_fields(["version", "hunt", "conclusion"])


class FollowUpForm(DeedForm):
    """Plan a follow-up hunt."""

    hunt = forms.CharField(label=_("Name of the hunt"), max_length=80)
    days = forms.IntegerField(label=_("Days after the fix"), min_value=1, max_value=365, initial=5)


class WindowForm(DeedForm):
    """State the own exposed window."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONG,
        required=False,
        help_text=_("Needed where your window is shorter than the computed one; without it the computed one stands."),
    )

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["first"] = day_field(_("First day of the window"))
        self.fields["last"] = day_field(_("Last day of the window"))
        self.order_fields(["version", "first", "last", "reason"])

    def clean(self) -> dict[str, object]:
        """Check that there is something to state, in order."""
        cleaned = super().clean() or {}
        self.check_order("first", "last")
        if not cleaned.get("first") and not cleaned.get("last") and not self.errors:
            self.add_error("first", _("Give at least one of the two days."))
        return cleaned


class MisuseForm(DeedForm):
    """State what is known of misuse, by a named office."""

    named_by = forms.CharField(
        label=_("Which office states this"), max_length=LONG, help_text=_("An office, no name of a person.")
    )
    because = forms.CharField(label=_("On what ground"), max_length=LONG, required=False)
    which_data = forms.CharField(label=_("Which data"), max_length=LONG, required=False)
    publicly = forms.BooleanField(label=_("This is said in public"), required=False)

    def __init__(self, page: HuntPage, *args: object, **more: object) -> None:
        super().__init__(page, *args, **more)
        self.fields["value"] = forms.ChoiceField(
            label=str(_("Misuse is")), choices=said(STATEMENTS), widget=forms.RadioSelect
        )
        self.fields["reach"] = forms.ChoiceField(label=str(_("How far")), choices=said(REACHES), required=False)
        hunts = [("", "-"), *((hunt.key, hunt.key) for hunt in _concluded(page))]
        self.fields["hunt"] = forms.ChoiceField(
            label=str(_("By which concluded hunt")),
            choices=hunts,
            required=False,
            help_text=str(_("Only for closing without signs.")),
        )
        self.order_fields(["version", "value", "named_by", "because", "reach", "which_data", "hunt", "publicly"])

    def clean(self) -> dict[str, object]:
        """Check what each statement needs."""
        cleaned = super().clean() or {}
        if cleaned.get("value") == "presumed" and not cleaned.get("because"):
            self.add_error("because", _("Say on what ground."))
        if cleaned.get("value") == "closed_no_signs" and not cleaned.get("hunt"):
            self.add_error("hunt", _("Choose the hunt that was concluded."))
        return cleaned


def _concluded(page: HuntPage) -> tuple[HuntMark, ...]:
    return tuple(hunt for hunt in page.hunts if hunt.closed is not None)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, and the service it calls."""

    title: Promise
    form: type[DeedForm]
    record: Callable[[DeedForm, Actor, UUID, datetime], object]


def _open_hunt(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, OpenHuntForm):
        raise TypeError
    given = form.cleaned_data
    services.open_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        questions=given["questions"],
        window=form.window(),
        team=given["team"],
        expected_version=given["version"],
    )


def _follow_up(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    given = form.cleaned_data
    services.open_follow_up_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        days=given["days"],
        expected_version=given["version"],
    )


def _run(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    if not isinstance(form, RunForm):
        raise TypeError
    given = form.cleaned_data
    services.record_hunt_run(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        at=at,
        sources=form.source_lines(),
        covered=form.covered(),
        result=given["result"],
        method=given["method"],
        limits=given["limits"],
        named_by=given["named_by"],
        expected_version=given["version"],
    )


def _close(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    given = form.cleaned_data
    services.close_hunt(
        actor=actor,
        response=response,
        hunt=given["hunt"],
        conclusion=given["conclusion"],
        expected_version=given["version"],
    )


def _window(form: DeedForm, actor: Actor, response: UUID, at: datetime) -> None:
    given = form.cleaned_data
    services.state_window(
        actor=actor,
        response=response,
        at=at,
        start=form.day("first"),
        end=form.day("last"),
        reason=given["reason"],
        expected_version=given["version"],
    )


def _misuse(form: DeedForm, actor: Actor, response: UUID, _at: datetime) -> None:
    given = dict(form.cleaned_data)
    version = given.pop("version")
    services.state_misuse(actor=actor, response=response, misuse=services.Misuse(**given), expected_version=version)


DEEDS: Mapping[str, Deed] = {
    "open": Deed(_("Open a hunt"), OpenHuntForm, _open_hunt),
    "run": Deed(_("Record what was looked at"), RunForm, _run),
    "close": Deed(_("Conclude a hunt"), CloseHuntForm, _close),
    "follow-up": Deed(_("Plan a follow-up hunt"), FollowUpForm, _follow_up),
    "window": Deed(_("State the own exposed window"), WindowForm, _window),
    "misuse": Deed(_("State what is known of misuse"), MisuseForm, _misuse),
}
