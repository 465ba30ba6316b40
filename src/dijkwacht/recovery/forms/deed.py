"""What every form of this room carries, and how its choices are said."""

from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, read_moment
from dijkwacht.recovery.selectors import RecoveryView

LONG = 500

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def said(words: dict[str, Text]) -> list[tuple[str, str]]:
    """Return choices in the language of the page."""
    return [(key, text.in_language(get_language() or "nl")) for key, text in words.items()]


def day_field(label: object, *, help_text: object = "") -> forms.DateField:
    """Return a field for a calendar day that may stay empty, with the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=str(label), required=False, help_text=str(help_text), widget=widget)


def lines_field(label: "StrOrPromise", *, help_text: "StrOrPromise" = "") -> forms.CharField:
    """Return a field with one thing on each line; its texts stay in the language of whoever looks."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def lines_of(text: str) -> list[str]:
    """Return the lines that hold something, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class DeedForm(forms.Form):
    """What every form of this room carries: the version of the response that the person saw, and when it happened."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, page: RecoveryView, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.page = page
        self.fields["happened"] = day_field(_("When did this happen?"), help_text=_("Empty: now."))

    def clean_happened(self) -> Moment | None:
        """Return the day; a day that is still to come is refused."""
        day = self.cleaned_data["happened"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This lies in the future."))
        return read_moment(day.isoformat()) if day else None

    def given(self) -> dict[str, object]:
        """Return what was filled in, by the names of the service's arguments."""
        return {("expected_version" if name == "version" else name): value for name, value in self.cleaned_data.items()}
