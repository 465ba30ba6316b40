"""What a desk fills in about names: which product a spelling is, which products are one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """One unknown spelling and the product that it is; no product: it is one of its own."""

    build = forms.IntegerField(label=_("Spelling"), min_value=1, widget=forms.HiddenInput)
    product = forms.CharField(
        label=_("Product"), max_length=500, required=False, help_text=_("The id of a product; empty: one of its own.")
    )


class MergeForm(forms.Form):
    """A product, and the one it goes into; none: it is taken apart again."""

    product = forms.CharField(label=_("Product"), max_length=500, help_text=_("The id of a product."))
    into = forms.CharField(
        label=_("Is the same as"), max_length=500, required=False, help_text=_("Empty: it is taken apart again.")
    )
