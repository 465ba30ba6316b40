"""What a desk fills in to add or correct the ranges of a source."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.exposure.domain.conditions import UnreadableCondition, read_answer
from dijkwacht.exposure.engine.claims import Status
from dijkwacht.kernel.text import Text

LINE = 200
LONG = 2000
ROWS = 3
_STATUSES = {
    Status.AFFECTED: Text("kwetsbaar", "affected"),
    Status.FIXED: Text("verholpen", "fixed"),
    Status.NOT_AFFECTED: Text("niet kwetsbaar", "not affected"),
    Status.NO_FIX: Text("kwetsbaar, komt geen oplossing", "affected, no fix will come"),
}


def _statuses() -> list[tuple[str, str]]:
    language = get_language() or "nl"
    return [("", "—"), *((status.value, text.in_language(language)) for status, text in _STATUSES.items())]


class AmendmentForm(forms.Form):
    """What is amended, why, and where that comes from; no amendment without both."""

    vulnerability = forms.CharField(label=_("Vulnerability"), max_length=100)
    advisory = forms.CharField(
        label=_("Only of this advisory"),
        max_length=LINE,
        required=False,
        help_text=_("Its number; empty: of every advisory that names the vulnerability."),
    )
    because = forms.CharField(label=_("Because"), max_length=LONG, widget=forms.Textarea({"rows": 3}))
    source = forms.CharField(
        label=_("Where this comes from"), max_length=LONG, help_text=_("A document, a message, a telephone call.")
    )
    precondition = forms.CharField(
        label=_("Affected only where one of these holds"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One fact a line, such as gateway=yes."),
    )

    def clean_precondition(self) -> dict[str, object] | None:
        """Return the condition as an amendment writes it, None where nothing was filled in."""
        parts: list[dict[str, object]] = []
        for line in self.cleaned_data["precondition"].splitlines():
            if not line.strip():
                continue
            fact, sign, value = line.partition("=")
            try:
                parts.append({"fact": fact.strip(), "is": read_answer(value).value})
            except UnreadableCondition as error:
                raise forms.ValidationError(_("Write one fact a line, such as gateway=yes.")) from error
            if not (fact.strip() and sign):
                raise forms.ValidationError(_("Write one fact a line, such as gateway=yes."))
        return {"any": parts} if parts else None

    def amendment(self, ranges: list[dict[str, object]], by: str) -> dict[str, object]:
        """Return the amendment as CONTRACTS writes it, made by an office, never by a person's name."""
        data = self.cleaned_data
        return {
            "amends": {"advisory": data["advisory"] or None, "vulnerability": data["vulnerability"].strip()},
            "by": by,
            "because": data["because"],
            "source": data["source"],
            "ranges": ranges,
            "precondition": data["precondition"],
        }


class RangeForm(forms.Form):
    """One range; a row without a status is left out."""

    status = forms.ChoiceField(label=_("These versions are"), choices=_statuses, required=False)
    vendor = forms.CharField(label=_("Vendor"), max_length=LINE, required=False)
    product = forms.CharField(label=_("Product"), max_length=LINE, required=False)
    train = forms.CharField(label=_("Maintenance line"), max_length=LINE, required=False)
    edition = forms.CharField(
        label=_("Edition"), max_length=LINE, required=False, help_text=_("A hyphen: the ordinary edition.")
    )
    low = forms.CharField(label=_("From version"), max_length=LINE, required=False)
    low_included = forms.BooleanField(label=_("that version itself too"), required=False, initial=True)
    high = forms.CharField(label=_("Up to version"), max_length=LINE, required=False)
    high_included = forms.BooleanField(label=_("that version itself too"), required=False)

    def clean(self) -> dict[str, object]:
        """Check that a range names its product."""
        cleaned = super().clean() or {}
        if cleaned.get("status") and not cleaned.get("product"):
            self.add_error("product", _("Say of which product this is a range."))
        return cleaned

    def amended(self) -> dict[str, object] | None:
        """Return the range as an amendment writes it, None for a row without a status."""
        data = self.cleaned_data
        if not data.get("status"):
            return None
        return {
            "vendor": data["vendor"] or None,
            "product": data["product"],
            "status": data["status"],
            "train": data["train"] or None,
            "edition": data["edition"] or None,
            "from": data["low"] or None,
            "from_included": data["low_included"],
            "to": data["high"] or None,
            "to_included": data["high_included"],
        }


class Ranges(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's formsets take no parameter at run time
    """The ranges of one amendment."""

    def amended(self) -> list[dict[str, object]]:
        """Return the ranges of the rows that were filled in."""
        return [item for row in self.forms if (item := row.amended()) is not None]


_Rows = forms.formset_factory(RangeForm, formset=Ranges, extra=ROWS, max_num=20)


def range_rows(sent: Mapping[str, object] | None) -> Ranges:
    """Return the rows for ranges: as sent, else empty ones."""
    rows = _Rows(sent, prefix="ranges")
    if not isinstance(rows, Ranges):
        raise TypeError
    return rows
