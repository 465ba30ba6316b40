"""What desks fill in; the shape is checked here, the rules in the services."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.advisories.adapters.validator import ValidatorFailed, validate
from dijkwacht.advisories.domain.severity import Grade, Severity, Urgency
from dijkwacht.advisories.domain.summary import Action, Fix, Flaw, Summary
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.domain.wording import GRADES, LEVELS, NATURES, OUTCOMES, STEPS, URGENCIES
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.engine.loading import LARGEST, TooLargeAdvisory, refuse_large
from dijkwacht.advisories.selectors import Order, Sought
from dijkwacht.advisories.services import Received, receive_advisory
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, NotAMoment, read_moment
from dijkwacht.organisations.selectors import Colleague

Word = TypeVar("Word", bound=str)
ACTION_ROWS = 4
LONG = 500
NAMES = 200


def _said(words: Mapping[Word, Text], *, optional: bool = False) -> list[tuple[str, str]]:
    language = get_language() or "nl"
    said = [(str(word), text.in_language(language)) for word, text in words.items()]
    return [("", "—"), *said] if optional else said


def _labels() -> list[tuple[str, str]]:
    return [(label.value, label.value) for label in Label]


class MomentField(forms.CharField):
    """A moment as exactly as it is known: a month, a day or a time."""

    def __init__(self, **options: object) -> None:
        options.setdefault("help_text", _("For example 2020-01, 2020-01-17 or 2020-01-17T18:55."))
        super().__init__(max_length=40, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> Moment | None:
        """Return the moment, None where nothing was filled in."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_moment(text)
        except NotAMoment as error:
            raise ValidationError(_("This is no date or time that exists.")) from error


class LinesField(forms.CharField):
    """Several short texts, one a line; over the API a list."""

    many_lines = True

    def __init__(self, **options: object) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=20_000, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> tuple[str, ...]:
        """Return the lines that hold something, each once."""
        text = super().clean(value)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if any(len(line) > LONG for line in lines):
            raise ValidationError(_("A line is too long."))
        return tuple(dict.fromkeys(lines))


class FixesField(LinesField):
    """Fixed builds: maintenance line, build and the day it became available, one fix a line."""

    def clean(self, value: object) -> tuple[Fix, ...]:  # type: ignore[override]
        """Return the fixes."""
        fixes = []
        for line in super().clean(value):
            train, build, available = ([part.strip() for part in line.split(";")] + ["", "", ""])[:3]
            if not (train and build):
                raise ValidationError(_("Write: maintenance line; build; date."))
            try:
                fixes.append(Fix(train, build, read_moment(available) if available else None))
            except NotAMoment as error:
                raise ValidationError(_("This is no date or time that exists.")) from error
        return tuple(fixes)


class HandlingForm(forms.Form):
    """Who may know."""

    label = forms.ChoiceField(label=_("TLP label"), choices=_labels, initial=Label.AMBER)
    recipients = forms.MultipleChoiceField(
        label=_("Named recipients"),
        required=False,
        help_text=_("TLP:AMBER+STRICT and TLP:RED reach only who is named here, and your own desk."),
    )

    def __init__(self, *arguments: object, recipients: Iterable[tuple[UUID, str]] = (), **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        field = self.fields["recipients"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(public_id), name) for public_id, name in recipients]

    def handling(self, owner: UUID, case: UUID | None = None) -> Handling:
        """Return who may know, for advice of `owner`'s desk to its own constituency."""
        label = self.cleaned_data["label"]
        named = frozenset(UUID(item) for item in self.cleaned_data["recipients"])
        return Handling(owner, Label(label) if label else None, owner, named, case)


class AdviceForm(HandlingForm):
    """A version of an advisory in one's own words; a pre-warning may have neither CVE nor fix."""

    nature = forms.ChoiceField(label=_("Sort"), choices=lambda: _said(NATURES)[:2])
    level = forms.ChoiceField(label=_("Where the issuer stands"), choices=lambda: _said(LEVELS), initial=Level.SECTOR)
    issuer = forms.CharField(label=_("Issuer"), max_length=NAMES)
    title = forms.CharField(label=_("Title"), max_length=LONG)
    version = forms.CharField(label=_("Version"), max_length=60, initial="1")
    tracking_id = forms.CharField(label=_("Number of the advisory"), max_length=NAMES, required=False)
    issued = MomentField(label=_("Issued"), required=False)
    known = MomentField(label=_("Known to us since"), required=False)
    finding = forms.CharField(
        label=_("What was found"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    chance = forms.ChoiceField(label=_("Chance"), choices=lambda: _said(GRADES, optional=True), required=False)
    damage = forms.ChoiceField(label=_("Damage"), choices=lambda: _said(GRADES, optional=True), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=lambda: _said(URGENCIES, optional=True), required=False)
    vulnerabilities = LinesField(label=_("Vulnerabilities"), required=False, help_text=_("One CVE a line."))
    fixes = FixesField(
        label=_("Fixed builds"), required=False, help_text=_("One a line: maintenance line; build; date.")
    )
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)
    derived_from = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("nature", "level", "issuer", "title", "version", "tracking_id", "issued", "known", "finding")

    def written(self, actions: tuple[Action, ...]) -> Written:
        """Return the version as the service wants it."""
        data = self.cleaned_data
        severity = Severity(_word(Grade, data["chance"]), _word(Grade, data["damage"]), _word(Urgency, data["urgency"]))
        return Written(
            issuer=data["issuer"],
            level=Level(data["level"]),
            version=data["version"],
            summary=Summary(
                title=data["title"],
                severity=severity,
                flaws=tuple(Flaw(name) for name in data["vulnerabilities"]),
                actions=actions,
                fixes=data["fixes"],
            ),
            nature=Nature(data["nature"]),
            tracking_id=data["tracking_id"],
            finding=data["finding"],
            issued=data["issued"],
            url=data["url"],
        )


EnumWord = TypeVar("EnumWord", bound=StrEnum)


def _word(words: type[EnumWord], value: str) -> EnumWord | None:
    return words(value) if value else None


class ActionForm(forms.Form):
    """One advised action; a row without a step is left out."""

    step = forms.ChoiceField(label=_("What to do"), choices=lambda: _said(STEPS, optional=True), required=False)
    scope = forms.CharField(label=_("With what scope"), max_length=LONG, required=False)
    audience = forms.CharField(label=_("For whom"), max_length=LONG, required=False)
    builds = forms.CharField(label=_("For which builds"), max_length=LONG, required=False)
    deadline = MomentField(label=_("Until when"), required=False)
    unless = forms.CharField(label=_("Unless"), max_length=LONG, required=False)
    then = forms.ChoiceField(label=_("Then"), choices=lambda: _said(STEPS, optional=True), required=False)

    def clean(self) -> dict[str, object]:
        """Check that an alternative has its ground."""
        cleaned = super().clean() or {}
        if cleaned.get("then") and not cleaned.get("unless"):
            self.add_error("unless", _("Say on which ground the alternative may be chosen."))
        return cleaned

    def action(self) -> Action | None:
        """Return the action, None for a row without a step."""
        data = self.cleaned_data
        if not data.get("step"):
            return None
        return Action(
            step=data["step"],
            scope=data["scope"],
            audience=data["audience"],
            builds=tuple(build.strip() for build in data["builds"].split(",") if build.strip()),
            deadline=data["deadline"],
            unless=data["unless"],
            then=data["then"],
        )


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's formsets take no parameter at run time
    """The advised actions of one version, some rows kept empty for more."""

    def actions(self) -> tuple[Action, ...]:
        """Return the actions of the rows that were filled in."""
        return tuple(action for row in self.forms if (action := row.action()) is not None)


_ActionRows = forms.formset_factory(ActionForm, formset=Rows, extra=ACTION_ROWS, max_num=20)


def action_rows(sent: Mapping[str, object] | None, initial: list[dict[str, object]]) -> Rows:
    """Return the rows for actions: as sent, else filled with `initial` and some empty ones."""
    rows = _ActionRows(sent, initial=initial, prefix="actions")
    if not isinstance(rows, Rows):
        raise TypeError
    return rows


class SearchForm(forms.Form):
    """What is looked for in the list, and in which order it is shown."""

    words = forms.CharField(label=_("Words"), max_length=200, required=False)
    cve = forms.CharField(label=_("CVE or the issuer's number"), max_length=100, required=False)
    level = forms.ChoiceField(
        label=_("Where the issuer stands"), choices=lambda: [("", "—"), *_said(LEVELS)], required=False
    )
    by = forms.ChoiceField(
        label=_("Order"),
        choices=[
            (Order.NEWEST.value, _("newest first")),
            (Order.KEV.value, _("misused and due first (KEV)")),
            (Order.EPSS.value, _("likeliest misuse first (EPSS)")),
            (Order.CVSS.value, _("gravest first (CVSS)")),
        ],
        required=False,
    )
    exploited = forms.BooleanField(label=_("Known to be misused (KEV)"), required=False)
    unread = forms.BooleanField(label=_("Not read by me yet"), required=False)
    mine = forms.BooleanField(label=_("Given to me"), required=False)
    aside = forms.BooleanField(label=_("Taken off our list"), required=False)

    def __init__(self, *arguments: object, signed_in: bool = True, works: bool = True, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        for name, asked in (("unread", signed_in), ("mine", works), ("aside", works)):
            if not asked:
                del self.fields[name]

    def sought(self) -> Sought:
        """Return what is looked for."""
        told = self.cleaned_data
        level = Level(told["level"]) if told["level"] else None
        return Sought(
            told["words"].strip(),
            told["cve"].strip(),
            level,
            exploited=told["exploited"],
            unread=told.get("unread", False),
            mine=told.get("mine", False),
            aside=told.get("aside", False),
        )

    def order(self) -> Order:
        """Return the order, newest first where none was chosen."""
        return Order(self.cleaned_data["by"] or Order.NEWEST)


class UploadForm(HandlingForm):
    """A file as the issuer published it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSAF 2.0, CSAF 2.1 or a CVE record (JSON), at most 64 MiB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    level = forms.ChoiceField(label=_("Where the issuer stands"), choices=lambda: _said(LEVELS), initial=Level.VENDOR)
    known = MomentField(label=_("Known to us since"), required=False)
    label = forms.ChoiceField(
        label=_("TLP label"),
        choices=lambda: [("", _("as the document says")), *_labels()],
        required=False,
        help_text=_("Never laxer than what the document says."),
    )

    field_order = ("file", "level", "known", "label", "recipients")

    def take_in(self, actor: Actor, owner: UUID) -> Received | None:
        """Take the file in for this desk; what is wrong with it stands with the field afterwards.

        None where nothing was kept of it; a file that cannot be read is kept apart.
        """
        file = self.cleaned_data["file"]
        try:
            if file.size > LARGEST:
                refuse_large(file.name or "")
            received = receive_advisory(
                content=bytes(file.read()),
                actor=actor,
                handling=self.handling(owner),
                level=Level(self.cleaned_data["level"]),
                validate=validate,
                name=file.name or "",
                known=self.cleaned_data["known"],
            )
        except (TooLargeAdvisory, ValidatorFailed) as error:
            self.add_error("file", str(error))
            return None
        if received.error is not None:
            self.add_error("file", str(received.error))
        return received


class JudgeForm(forms.Form):
    """By which tests a version is to be judged anew."""

    preset = forms.ChoiceField(
        label=_("Tests"),
        choices=lambda: [
            (Preset.SCHEMA.value, _("the structure only")),
            (Preset.BASIC.value, _("basic: what the standard demands")),
            (Preset.EXTENDED.value, _("extended: what it advises too")),
            (Preset.FULL.value, _("full: everything there is")),
        ],
        initial=Preset.FULL,
    )


class ProviderForm(forms.Form):
    """A provider to fetch from; `shown` is what the person looked at before adding it."""

    address = forms.CharField(
        label=_("Domain or address"),
        max_length=1000,
        help_text=_("For example veldgate.example, or the address of its provider-metadata.json."),
        validators=[
            RegexValidator(
                r"^(https://[^/\s]+/[\w./~%-]+\.json|([a-z0-9-]+\.)+[a-z]{2,})$", _("Neither a domain nor https://...")
            )
        ],
    )
    level = forms.ChoiceField(label=_("Where its issuers stand"), choices=lambda: _said(LEVELS), initial=Level.VENDOR)
    label = forms.ChoiceField(
        label=_("TLP label"),
        choices=lambda: [("", _("as each document says")), *_labels()],
        required=False,
        help_text=_("Never laxer than what the document says."),
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class ConfirmProviderForm(forms.Form):
    """Why new keys or another role are the provider's own."""

    because = forms.CharField(label=_("How was this asked, and of whom?"), max_length=LONG)
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DeedForm(forms.Form):
    """A button about a provider, with the version that was looked at."""

    expected = forms.IntegerField(min_value=1)

    def version(self) -> int:
        """Return the version looked at; 0, which no row has, where none was handed back."""
        return self.cleaned_data["expected"] if self.is_valid() else 0


class ReopeningForm(forms.Form):
    """Advice that opening is safe again."""

    version = forms.CharField(label=_("Version"), max_length=60, initial="1")
    builds = LinesField(label=_("With these builds"), required=False, help_text=_("One build a line."))
    advised = MomentField(label=_("Advised on"))
    condition = forms.CharField(label=_("On condition"), max_length=LONG, required=False)
    wording = forms.CharField(
        label=_("In the issuer's words"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RevokeForm(forms.Form):
    """Taking reopening advice back."""

    revoked = MomentField(label=_("Taken back on"))
    because = forms.CharField(label=_("Because"), max_length=LONG)


class JoinForm(forms.Form):
    """What a pre-warning lacked: its vulnerabilities, its fixes, the advisory it became."""

    version = forms.CharField(label=_("Version"), max_length=60)
    vulnerabilities = LinesField(label=_("Vulnerabilities"), required=False, help_text=_("One CVE a line."))
    fixes = FixesField(
        label=_("Fixed builds"), required=False, help_text=_("One a line: maintenance line; build; date.")
    )
    advisory = forms.TypedChoiceField(label=_("Became this advice"), coerce=UUID, empty_value=None, required=False)
    issued = MomentField(label=_("Issued"), required=False)
    known = MomentField(label=_("Known to us since"), required=False)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: object, others: Iterable[tuple[UUID, str]] = (), **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        field = self.fields["advisory"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((str(public_id), title) for public_id, title in others)]


class PublicationForm(forms.Form):
    """Where advice was made public, or held back and why."""

    channel = forms.CharField(label=_("Over which channel"), max_length=NAMES)
    outcome = forms.ChoiceField(label=_("Decision"), choices=lambda: _said(OUTCOMES), widget=forms.RadioSelect)
    decided = MomentField(label=_("Decided on"))
    because = forms.CharField(label=_("Because"), max_length=LONG, required=False)


class CommentForm(forms.Form):
    """A comment for the own organisation."""

    comment = forms.CharField(
        label=_("Comment"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only your own organisation sees it; nobody else who sees the advice."),
    )


class AssignForm(forms.Form):
    """Which colleague deals with advice; nobody takes it back."""

    assignee = forms.TypedChoiceField(label=_("Who deals with this?"), coerce=UUID, empty_value=None, required=False)
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *arguments: object, colleagues: Iterable[Colleague] = (), **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        field = self.fields["assignee"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("nobody yet")), *((str(one.account), one.name) for one in colleagues)]


class AsideForm(forms.Form):
    """Taking advice off one's own list with the reason, or putting it back."""

    because = forms.CharField(label=_("Because"), max_length=LONG, required=False)
    aside = forms.BooleanField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class MarkForm(forms.Form):
    """One's own mark that the newest version was read, or was not."""

    read = forms.BooleanField(required=False)


class CompareForm(forms.Form):
    """Two versions to compare, by their number in the series."""

    one = forms.TypedChoiceField(label=_("From version"), coerce=int)
    other = forms.TypedChoiceField(label=_("To version"), coerce=int)

    def __init__(self, *arguments: object, versions: Iterable[tuple[int, str]] = (), **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        told = [(number, version) for number, version in versions]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = told


class ReadingForm(forms.Form):
    """That advice was received and read."""

    read = MomentField(label=_("Read on"), required=False)
    channel = forms.CharField(label=_("Over which channel"), max_length=NAMES, required=False)
