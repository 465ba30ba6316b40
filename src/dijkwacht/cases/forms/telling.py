"""Who told it, how and when: the fields that a desk fills in beside what a member told it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.forms.moments import MomentField
from dijkwacht.cases.selectors import ResponseView, recording_as
from dijkwacht.cases.services import Told
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.wording import CONTACT_ROLES
from dijkwacht.organisations.selectors import actor_for, contacts_of

HOW = [("telephone", _("by telephone")), ("on-paper", _("on paper"))]


def add_telephone(form: forms.Form, callers: Iterable[tuple[str, str]]) -> bool:
    """Add the fields that say who told it, where `callers` are given; say whether they are."""
    listed = list(callers)
    if not listed:
        return False
    form.fields["told_by"] = forms.ChoiceField(
        label=_("Who told you"),
        choices=listed,
        help_text=_("A contact point, or the office that speaks; no name of a person. Ask for the code words first."),
    )
    form.fields["how"] = forms.ChoiceField(label=_("How"), choices=HOW, initial="telephone")
    form.fields["known"] = MomentField(
        required=False, label=str(_("When did you hear it?")), help_text=_("Empty: now.")
    )
    return True


def past(moment: Moment | None) -> Moment | None:
    """Return a moment that is over or absent. Raises ValidationError for what is still to come."""
    if moment is not None and moment.earliest > timezone.now():
        raise forms.ValidationError(_("This lies in the future."))
    return moment


def callers_of(viewer: Viewer, view: ResponseView) -> list[tuple[str, str]]:
    """Return who of the member may have told the desk: its contact points first, then offices; empty for the member."""
    if recording_as(viewer, view) != "desk":
        return []
    language = get_language() or "nl"
    sheet = contacts_of(viewer, view.organisation, timezone.now())
    points = [(f"contact:{one.id}", f"{one.role_said.in_language(language)}, {one.value}") for one in sheet.contacts]
    return points + [(f"role:{role}", said.in_language(language)) for role, said in CONTACT_ROLES.items()]


def told_by(viewer: Viewer, view: ResponseView, given: Mapping[str, Any]) -> Told | None:
    """Return who told it, where the form asked for that; the contact point stands by its role and its id."""
    if "told_by" not in given:
        return None
    what, _, value = given["told_by"].partition(":")
    role, contact = value, None
    if what == "contact":
        found = {str(one.id): one for one in contacts_of(viewer, view.organisation, timezone.now()).contacts}
        role, contact = str(found[value].role), found[value].id
    to = str(actor_for(viewer, view.organisation).role)
    return Told(given["how"], role, to, contact)
