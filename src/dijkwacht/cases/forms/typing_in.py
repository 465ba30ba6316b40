"""Type in a sheet of paper: per numbered question what was ticked, what was written, and when it was known."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.domain.answer_sheet import Answer, Question, lines_missing
from dijkwacht.cases.forms.moments import MomentField
from dijkwacht.cases.forms.recording import LONGEST, said
from dijkwacht.cases.forms.telling import add_telephone, past

if TYPE_CHECKING:
    from dijkwacht.kernel.window import Moment


class PaperForm(forms.Form):
    """One sheet; questions that were left open stay empty and record nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, asked: Iterable[Question], *args: object, callers: Iterable[tuple[str, str]] = (), **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.asked = tuple(asked)
        self.by_telephone = add_telephone(self, callers)
        self.fields.pop("known", None)
        for one in self.asked:
            n, label = one.number, f"{one.number}. {said(one.text)}"
            boxes = [("", str(_("not filled in"))), *((code, said(text)) for code, text in one.boxes)]
            self.fields[f"box{n}"] = forms.ChoiceField(
                label=label, choices=boxes, required=False, widget=forms.RadioSelect
            )
            for name, line in ((f"first{n}", one.first), (f"second{n}", one.second)):
                if line:
                    self.fields[name] = forms.CharField(label=f"{n}. {said(line)}", required=False, max_length=LONGEST)
            self.fields[f"known{n}"] = MomentField(required=False, label=f"{n}. {_('Known since')}", help_text="")

    def clean(self) -> dict[str, object]:
        """Check each answer: the lines that its box needs, no time to come, at least one question answered."""
        cleaned = super().clean() or {}
        for one in self.asked:
            answer = self._answer(one)
            if answer.ticked and lines_missing(answer):
                at = f"first{one.number}" if not answer.first.strip() else f"second{one.number}"
                self.add_error(at, _("This answer needs this line."))
            try:
                past(answer.known)
            except forms.ValidationError as error:
                self.add_error(f"known{one.number}", error)
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Nothing is filled in."))
        return cleaned

    def answers(self) -> dict[str, Answer]:
        """Return what was answered, by the key of the question, in the order of the sheet."""
        found = {one.key: self._answer(one) for one in self.asked}
        return {key: answer for key, answer in found.items() if answer.ticked}

    def _answer(self, one: Question) -> Answer:
        given, n = self.cleaned_data, one.number
        known: Moment | None = given.get(f"known{n}")
        return Answer(given.get(f"box{n}") or "", given.get(f"first{n}") or "", given.get(f"second{n}") or "", known)
