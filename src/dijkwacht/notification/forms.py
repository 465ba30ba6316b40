"""What people fill in; the shape is checked here, the rules in the services."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, NotAMoment, read_moment
from dijkwacht.notification.domain.counting import CLAIMS
from dijkwacht.notification.domain.hosts import DONE_WORDS, deed_on_host
from dijkwacht.notification.domain.inquiries import Question
from dijkwacht.organisations.domain.wording import CONTACT_ROLES

_OUTCOMES = {
    "spoken": Text("gesproken", "spoken"),
    "no-answer": Text("geen gehoor", "no answer"),
    "call-back": Text("belt terug", "will call back"),
    "wrong-number": Text("verkeerd nummer", "wrong number"),
}
_CLAIMED = (
    "patched-at-once",
    "no-attempts-seen",
    "attempts-seen",
    "nothing-suspicious",
    "no-misuse-found",
    "misuse-found",
)


def _said(text: Text) -> str:
    return text.in_language(get_language() or "nl")


class AnswerForm(forms.Form):
    """An answer to a question set: one field per question, graded claims, whether we may be named."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    claims = forms.MultipleChoiceField(
        label=_("What we can say"),
        choices=lambda: [(key, _said(CLAIMS[key])) for key in _CLAIMED],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each stands for itself: no signs found is not the same as no misuse."),
    )
    named = forms.BooleanField(label=_("Our name may be given with this answer"), required=False)
    decline = forms.BooleanField(
        label=_("We give this asker no answer"),
        required=False,
        help_text=_("That holds for this asker only and changes nothing towards your CERT."),
    )

    def __init__(self, questions: Iterable[Question], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        own = {
            f"q-{question.key}": forms.CharField(label=question.text, max_length=500, required=False)
            for question in questions
        }
        self.fields = {**own, **self.fields}

    def clean(self) -> dict[str, object]:
        """Check that there is an answer, or that it is declined."""
        cleaned = super().clean() or {}
        if not cleaned.get("decline") and not self.answers() and not cleaned.get("claims"):
            raise forms.ValidationError(_("Answer at least one question, or say that you give no answer."))
        return cleaned

    def answers(self) -> dict[str, str]:
        """Return what was filled in, by question."""
        return {
            name.removeprefix("q-"): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("q-") and value
        }


class InquiryForm(forms.Form):
    """A question set that a desk puts to all its members."""

    title = forms.CharField(label=_("About"), max_length=200)
    use = forms.CharField(label=_("Question about use"), max_length=300)
    more = forms.CharField(
        label=_("Further questions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One question a line."),
    )
    term = forms.CharField(label=_("Answer by"), max_length=40, required=False, help_text=_("For example 2026-03-02."))

    def clean_term(self) -> Moment | None:
        """Return the moment by which an answer is asked, None where it was left empty."""
        written = self.cleaned_data["term"].strip()
        if not written:
            return None
        try:
            return read_moment(written)
        except NotAMoment as error:
            raise forms.ValidationError(_("Enter a day such as 2026-03-02.")) from error

    def questions(self) -> tuple[Question, ...]:
        """Return the question set; the first is about use and can be counted."""
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        more = tuple(Question(f"v{number}", line) for number, line in enumerate(lines, start=1))
        return (Question("use", self.cleaned_data["use"]), *more)


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=lambda: [(key, _said(text)) for key, text in _OUTCOMES.items()]
    )
    to_role = forms.ChoiceField(
        label=_("Who answered, or whom you tried"),
        choices=lambda: [(str(role), _said(text)) for role, text in CONTACT_ROLES.items()],
        initial="ciso",
    )
    said = forms.CharField(label=_("What was said"), max_length=1000, required=False)


class KindsField(forms.CharField):
    """Entry kinds, one a line; over the API a list."""

    many_lines = True

    def clean(self, value: object) -> list[str]:
        """Return the kinds, each once."""
        lines = super().clean(value).splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


class HookForm(forms.Form):
    """Where messages about new entries go, and about which."""

    url = forms.CharField(label=_("Address"), max_length=1000, help_text=_("Over https."))
    kinds = KindsField(
        label=_("Entry kinds"), max_length=5000, required=False, help_text=_("None: all that you may see.")
    )
    with_values = forms.BooleanField(
        label=_("With the values of the entry"),
        required=False,
        help_text=_("Otherwise only its id, kind and link go along."),
    )


class HostMeasureForm(forms.Form):
    """What was done on a system that serves many, in which case, when, and what its users are told of it."""

    case = forms.ChoiceField(label=_("Case"))
    done = forms.ChoiceField(
        label=_("What was done"), choices=lambda: [(key, _said(text)) for key, text in DONE_WORDS.items()]
    )
    build = forms.CharField(
        label=_("Build"),
        max_length=100,
        required=False,
        help_text=_("Where a build was installed, such as 14.1-47.46."),
    )
    vulnerabilities = forms.CharField(
        label=_("Against which vulnerabilities"),
        max_length=500,
        required=False,
        help_text=_("With commas between; empty: all whose fix was out by then."),
    )
    happened = forms.CharField(
        label=_("When"), max_length=40, help_text=_("A day such as 2026-03-02 or a time such as 2026-03-02T14:30.")
    )
    told = forms.CharField(label=_("What we tell every user"), max_length=300)

    def __init__(self, cases: Iterable[tuple[str, str]], *args: object, **kwargs: object) -> None:
        """Offer these cases."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]  # a ChoiceField, four lines up

    def clean_happened(self) -> Moment:
        """Return when it was done."""
        try:
            return read_moment(self.cleaned_data["happened"])
        except NotAMoment as error:
            raise forms.ValidationError(_("This is no date or time; write 2026-03-02 or 2026-03-02T14:30.")) from error

    def deed(self) -> tuple[str, dict[str, object]]:
        """Return kind and payload of what was done."""
        told = self.cleaned_data
        flaws = [part.strip() for part in told["vulnerabilities"].split(",") if part.strip()]
        return deed_on_host(told["done"], told["build"].strip(), flaws)
