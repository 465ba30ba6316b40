"""A form made from a sheet: each field has the type, choices and obligation of its entry kind."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.domain.pasted import without_furniture
from dijkwacht.cases.domain.sheets import Ask, Sheet
from dijkwacht.cases.domain.steps import Step
from dijkwacht.cases.domain.weakness import FIXING
from dijkwacht.cases.forms.moments import MomentField
from dijkwacht.cases.forms.telling import add_telephone, past
from dijkwacht.journal.domain.kind import Field, FieldType
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.domain.words import NO, NOT_STATED, WORDS, YES
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST = 500
LONGEST_NOTE = 4000
LONGEST_PASTED = 40_000


def said(text: Text) -> str:
    """Return a text in the language of the page."""
    return text.in_language(get_language() or "nl")


class LinesField(forms.CharField):
    """A list, one on each line; over the API a list."""

    many_lines = True
    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: object) -> list[str]:
        """Return the lines that hold something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PastedField(forms.CharField):
    """A claim as people copy it from a page: the page's furniture is left out, what stays must be short."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: object) -> str:
        """Return what was pasted without the furniture; raises ValidationError where it is still too long (S3.17)."""
        text = without_furniture(super().clean(value)).text
        if len(text) > LONGEST:
            raise forms.ValidationError(
                _("Without the page around it this is %(count)d characters; keep the claim itself, at most 500."),
                params={"count": len(text)},
            )
        return text


class RecordForm(forms.Form):
    """The form of a sheet; `payload` holds what it says for the journal.

    `version` and `seen` tell what the person saw; `devices` and `steps` are the choices of the response; `step` is the
    one that is answered.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    corrects = forms.UUIDField(widget=forms.HiddenInput, required=False)
    back = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=[("", ""), ("now", "now")])

    def __init__(  # noqa: PLR0913 - what the form knows of its response
        self,
        sheet: Sheet,
        data: Mapping[str, object] | None = None,
        files: Mapping[str, object] | None = None,
        *,
        devices: Iterable[str] = (),
        steps: Iterable[Step] = (),
        needed: Iterable[str] = (),
        step: str = "",
        callers: Iterable[tuple[str, str]] = (),
        **more: object,
    ) -> None:
        super().__init__(data, files, **more)  # type: ignore[arg-type]
        self.sheet = sheet
        known = {field.name: field for field in KINDS[sheet.kind].fields}
        of_measure = sheet.kind.startswith("measure.")
        offered = {
            "device": [(name, name) for name in devices] if of_measure else [],
            "step": [(step.key, said(step.title)) for step in steps],
        }
        for ask in sheet.asks:
            if of_measure and ask.name == "device" and not offered["device"]:
                continue
            if ask.name == "build" and step and step not in FIXING:
                continue
            self.fields[ask.name] = _field(ask, known[ask.name], offered.get(ask.name, []))
        for name in needed:
            self.fields[name].required = True
        if sheet.evidence:
            self.fields["file"] = forms.FileField(
                label=_("Evidence"),
                required=False,
                help_text=_("Drop a file here, choose one, or take a photograph; at most 16 MiB."),
            )
        self.by_telephone = add_telephone(self, callers)
        if sheet.dated:
            label = str(_("When did this happen?"))
            self.fields["happened"] = MomentField(required=False, label=label, help_text=_("Empty: now."))

    def clean_known(self) -> Moment | None:
        """Refuse a telling that is still to come."""
        return past(self.cleaned_data.get("known"))

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Refuse a file that is too large to be kept as evidence."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is not None and (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 16 MiB; split it."))
        return file

    def clean_happened(self) -> Moment | None:
        """Refuse what is still to come."""
        return past(self.cleaned_data.get("happened"))

    @property
    def happened(self) -> Moment | None:
        """Return when it happened, where that was given."""
        found: Moment | None = self.cleaned_data.get("happened")
        return found

    @property
    def payload(self) -> dict[str, object]:
        """Return the values of the entry; what was left empty is absent."""
        found: dict[str, object] = {name: str(new_id()) for name in self.sheet.made}
        for ask in self.sheet.asks:
            value = self.cleaned_data.get(ask.name)
            if isinstance(value, Moment):
                found[ask.name] = value.text()
            elif value not in (None, "", []):
                found[ask.name] = value
        return found


def _field(ask: Ask, field: Field, choices: list[tuple[str, str]]) -> forms.Field:
    label, help_text, required = said(ask.label), said(ask.help), field.required
    if ask.hidden:
        return forms.CharField(widget=forms.HiddenInput, max_length=LONGEST, required=required)
    if ask.pasted:
        return PastedField(label=label, help_text=help_text, required=required, max_length=LONGEST_PASTED)
    if choices:
        empty = [] if required else [("", str(_("all of them")))]
        return forms.ChoiceField(label=label, help_text=help_text, required=required, choices=[*empty, *choices])
    match field.type:
        case FieldType.CHOICE:
            listed = [(code, said(WORDS.get(code, Text(code, code)))) for code in field.choices]
            empty = [] if required else [("", said(NOT_STATED))]
            return forms.ChoiceField(label=label, help_text=help_text, required=required, choices=[*empty, *listed])
        case FieldType.BOOLEAN:
            return forms.TypedChoiceField(
                label=label,
                help_text=help_text,
                required=required,
                choices=[("", said(NOT_STATED)), ("yes", said(YES)), ("no", said(NO))],
                coerce=lambda value: value == "yes",
                empty_value=None,
            )
        case FieldType.MOMENT:
            return MomentField(required=required, label=label)
        case FieldType.INTEGER:
            return forms.IntegerField(
                label=label, help_text=help_text, required=required, min_value=0, max_value=2**53 - 1
            )
        case FieldType.TEXTS:
            return LinesField(label=label, help_text=help_text, required=required, max_length=LONGEST_NOTE)
        case _ if field.removable:
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(
                label=label, help_text=help_text, required=required, max_length=LONGEST_NOTE, widget=area
            )
        case _:
            return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONGEST)
