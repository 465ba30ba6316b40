"""What people fill in about the evidence room and its runs; the rules are the services'."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.hunting.domain.intake import LARGEST, PART
from dijkwacht.hunting.domain.running import JUDGEMENTS
from dijkwacht.kernel.labels import Label

LONG = 500
_LABELS = [(label.value, label.value) for label in Label]


class _About(forms.Form):
    device = forms.CharField(
        label=_("From which device"),
        max_length=200,
        required=False,
        help_text=_("Evidence of one device is searched together, that of two devices never is."),
    )
    label = forms.ChoiceField(label=_("Label"), choices=_LABELS, initial=Label.AMBER.value)


class EvidenceForm(_About):
    """A file of at most 16 MiB, handed in by a page."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("Any size; without script at most 16 MiB. On the server: the command dijkwacht evidence add."),
    )
    field_order = ("file", "device", "label")

    def clean_file(self) -> object:
        """Refuse what is larger than one part."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > PART:
            raise forms.ValidationError(
                _("Without script a file is at most 16 MiB; use a browser with script, or the command.")
            )
        return file


class UploadingForm(_About):
    """The promise of a file that comes in parts."""

    name = forms.CharField(label=_("Name"), max_length=1000)
    size = forms.IntegerField(label=_("Size in bytes"), min_value=0, max_value=LARGEST)


class AskRemovalForm(forms.Form):
    """On which ground a kept file shall go."""

    ground = forms.CharField(
        label=_("Ground"), max_length=300, help_text=_("The law or right on which it rests. No name of a person.")
    )


class ApproveForm(forms.Form):
    """The second person's word."""

    sure = forms.BooleanField(label=_("I saw what will be gone for ever"))


class SendingForm(UploadingForm):
    """The promise as our own page makes it: it goes on with what waits for parts, unless it begins `anew`."""

    anew = forms.BooleanField(required=False)


class PartForm(forms.Form):
    """One part of 16 MiB; the last one may be shorter."""

    number = forms.IntegerField(label=_("Part number"), min_value=1, max_value=LARGEST // PART)
    sha256 = forms.CharField(label=_("SHA-256"), min_length=64, max_length=64)
    file = forms.FileField(label=_("Part"), allow_empty_file=True)


class StartForm(forms.Form):
    """Which hunt to run, with which rules."""

    hunt = forms.ChoiceField(label=_("Hunt"))
    packs = forms.MultipleChoiceField(label=_("Rules"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *given: object, hunts: Iterable[str] = (), rules: Iterable[tuple[str, str]] = (), **more: object
    ) -> None:
        """Offer the hunts that were opened and the rules that the organisation may use."""
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as Django takes them
        self.fields["hunt"].choices = [(key, key) for key in hunts]  # type: ignore[attr-defined]
        self.fields["packs"].choices = list(rules)  # type: ignore[attr-defined]


class RulesForm(forms.Form):
    """Rules or indicators of one's own."""

    rules = forms.FileField(
        label=_("File with rules"),
        help_text=_("Sigma (.yml), YARA (.yar) or indicators (.txt, .csv, .json). What is kept is searched again."),
    )

    def clean_rules(self) -> object:
        """Refuse what is larger than one piece of evidence."""
        file = self.cleaned_data["rules"]
        if (file.size or 0) > PART:
            raise forms.ValidationError(_("The file is larger than 16 MiB; split it."))
        return file


class JudgeForm(forms.Form):
    """A person's word on all findings of one rule."""

    rule = forms.CharField(widget=forms.HiddenInput, max_length=200)
    judgement = forms.ChoiceField(label=_("Judgement"))
    because = forms.CharField(label=_("Because"), max_length=LONG, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: object, **more: object) -> None:
        """Offer the judgements in the language of the page."""
        super().__init__(*given, **more)  # type: ignore[arg-type]  # handed on as Django takes them
        words = [(key, text.in_language(get_language() or "nl")) for key, text in JUDGEMENTS.items()]
        self.fields["judgement"].choices = words  # type: ignore[attr-defined]


class HandOutForm(forms.Form):
    """Share what a hunt found: counts without names by default, everything only with consent."""

    what = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("counts", _("counts per class to our sector CERT, without names")),
            ("files", _("all evidence and findings, as one file, to a forensic partner")),
        ],
        initial="counts",
        widget=forms.RadioSelect,
    )
    to = forms.CharField(
        label=_("To which office"), max_length=200, required=False, help_text=_("For a forensic partner: which firm.")
    )
    ground = forms.CharField(
        label=_("Agreement"),
        max_length=LONG,
        required=False,
        help_text=_("Under which agreement the partner gets everything, such as the number of the assignment."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the partner and the consent where everything is handed out."""
        given = dict(super().clean() or self.cleaned_data)
        for name in ("to", "ground") if given.get("what") == "files" else ():
            if not str(given.get(name) or "").strip():
                self.add_error(name, _("Fill this in to hand out everything."))
        return given
