"""Open a case, and responses for members."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dijkwacht.cases.domain.steps import CATALOGUE
from dijkwacht.cases.forms.recording import LONGEST, said
from dijkwacht.kernel.labels import Label

OFFERED = (Label.AMBER, Label.AMBER_STRICT, Label.GREEN, Label.CLEAR)


class OpenCaseForm(forms.Form):
    """What a case needs at its start; neither CVE nor patch is asked for."""

    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=LONGEST)
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST)
    product = forms.CharField(label=_("Product"), max_length=LONGEST, required=False)
    label = forms.ChoiceField(
        label=_("Who may know (TLP)"),
        choices=[(label.value, label.value) for label in OFFERED],
        help_text=_("AMBER: your members. AMBER+STRICT: only your own organisation."),
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["steps"] = forms.MultipleChoiceField(
            label=_("Steps of the response"),
            choices=[(step.key, said(step.title)) for step in CATALOGUE.values()],
            initial=list(CATALOGUE),
            widget=forms.CheckboxSelectMultiple,
        )


class MembersForm(forms.Form):
    """Which members get a response."""

    def __init__(self, members: Iterable[tuple[UUID, str]], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["members"] = forms.TypedMultipleChoiceField(
            label=_("Members without a response"),
            choices=[(str(key), name) for key, name in members],
            coerce=UUID,
            widget=forms.CheckboxSelectMultiple,
        )
