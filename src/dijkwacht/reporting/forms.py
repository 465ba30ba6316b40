"""What people fill in about documents and questions; the shape is checked here, the rules in the services."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.disclosure.domain import Audience
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.reporting.domain.answers import ANSWERS_TYPE
from dijkwacht.reporting.domain.approval import OFFICES
from dijkwacht.reporting.domain.letter import LETTER_TYPE
from dijkwacht.reporting.domain.paper import AUDIENCES
from dijkwacht.reporting.domain.status_statement import STATUS_TYPE

LINE = 300
LONG = 4000


def _audiences() -> list[tuple[str, str]]:
    language = get_language() or "nl"
    return [(audience.value, words.in_language(language)) for audience, words in AUDIENCES.items()]


def day_field(label: object, *, required: bool = False) -> forms.DateField:
    """Return a field for a calendar day, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=str(label), required=required, widget=widget)


class VersionForm(forms.Form):
    """What every posting form carries: the version that was looked at."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WriteForm(forms.Form):
    """Write a document from the record."""

    kind = forms.ChoiceField(
        label=_("What"),
        choices=[
            (LETTER_TYPE, _("Letter to the council")),
            (ANSWERS_TYPE, _("Answers to questions")),
            (STATUS_TYPE, _("State of recovery, for the public")),
        ],
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=_audiences, initial=Audience.COUNCIL.value)
    question_set = forms.CharField(
        label=_("Question set"),
        max_length=LINE,
        required=False,
        help_text=_("For answers: the name of the set; standaard gives the standard questions."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the question set where answers are wanted."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ANSWERS_TYPE and not cleaned.get("question_set"):
            self.add_error("question_set", _("Which questions are to be answered?"))
        return cleaned


class ApproveForm(VersionForm):
    """Approve as an office."""

    office = forms.ChoiceField(choices=[(office, office) for office in OFFICES], widget=forms.HiddenInput)


class SendForm(VersionForm):
    """Send the approved version."""

    addressee = forms.CharField(label=_("To whom"), max_length=LINE)
    channel = forms.CharField(label=_("By which way"), max_length=LINE)


class QuestionForm(VersionForm):
    """A question as it was asked."""

    question_set = forms.RegexField(
        r"\A[\w .,()'’/-]+\Z",
        label=_("Question set"),
        max_length=80,
        help_text=_("One name for one letter."),
        error_messages={"invalid": _("Use letters, digits, spaces, hyphens and brackets.")},
    )
    number = forms.IntegerField(label=_("The asker's number"), min_value=1, max_value=999)
    asker = forms.CharField(label=_("Asker"), max_length=LINE, help_text=_("The office or body, no name of a person."))
    topic = forms.CharField(label=_("In short"), max_length=LINE)
    wording = forms.CharField(
        label=_("The question as asked"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    premise = forms.CharField(
        label=_("What the asker assumes"), max_length=LINE, required=False, help_text=_("Kept apart from fact.")
    )
    conditional_on = forms.CharField(
        label=_("Only if"), max_length=LINE, required=False, help_text=_("For example 1: no")
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["asked"] = day_field(_("Asked on"))
        self.fields["term"] = day_field(_("Due on"))

    def moment(self, name: str) -> Moment | None:
        """Return one of the days as a moment."""
        day = self.cleaned_data[name]
        return read_moment(day.isoformat()) if day else None


class AnswerForm(VersionForm):
    """How a question is answered."""

    number = forms.IntegerField(min_value=1, max_value=999, widget=forms.HiddenInput)
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            ("own", _("from the record")),
            ("reference", _("see another answer")),
            ("joint", _("together with another question")),
            ("cannot", _("cannot be answered")),
            ("not-applicable", _("does not apply")),
        ],
    )
    refers_to = forms.IntegerField(label=_("Which other question"), min_value=1, max_value=999, required=False)
    because = forms.CharField(label=_("Why"), max_length=LINE, required=False)
    wording = forms.CharField(
        label=_("In our own words"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, object]:
        """Ask for what a form of answer needs."""
        cleaned = super().clean() or {}
        form = cleaned.get("form")
        if form in {"reference", "joint"} and not cleaned.get("refers_to"):
            self.add_error("refers_to", _("Which question?"))
        if form in {"cannot", "not-applicable"} and not cleaned.get("because"):
            self.add_error("because", _("Say why."))
        return cleaned
