"""What somebody asks of the record."""

from uuid import UUID

from django import forms
from django.utils.translation import get_language

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.domain.words import CATEGORY_WORDS
from dijkwacht.journal.selectors.pages import Filters, RecordPage


class RecordForm(forms.Form):
    """The filters in the address: what cannot be read is left out, so that an old link still shows something."""

    casus = forms.UUIDField(required=False)
    opvolging = forms.UUIDField(required=False)
    organisatie = forms.UUIDField(required=False)
    onderwerp = forms.ChoiceField(required=False, choices=[(category.value, "") for category in Category])
    soort = forms.ChoiceField(required=False, choices=[(name, name) for name in KINDS])
    voor = forms.UUIDField(required=False)

    def filters(self) -> Filters:
        """Return the filters as far as they could be read."""
        self.is_valid()
        read = self.cleaned_data
        return Filters(
            case=read.get("casus"),
            response=read.get("opvolging"),
            organisation=read.get("organisatie"),
            kind=read.get("soort") or None,
            category=Category(read["onderwerp"]) if read.get("onderwerp") else None,
        )

    def before(self) -> UUID | None:
        """Return before which entry the page begins."""
        self.is_valid()
        found: UUID | None = self.cleaned_data.get("voor")
        return found

    def choices_for(self, page: RecordPage) -> dict[str, object]:
        """Return what the page offers to choose: cases and subjects, with what was chosen."""
        language = get_language() or "nl"
        subjects = sorted((words.in_language(language), category.value) for category, words in CATEGORY_WORDS.items())
        cases = sorted((title.in_language(language), str(case)) for case, title in page.cases)
        return {
            "cases": [(value, word) for word, value in cases],
            "subjects": [(value, word) for word, value in subjects],
        }
