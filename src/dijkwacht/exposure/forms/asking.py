"""What a desk asks: who is hit if this build is the first fixed one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhatIfForm(forms.Form):
    """A question in the address: nothing is written."""

    vendor = forms.CharField(label=_("Vendor"), max_length=200, required=False, initial="Citrix")
    product = forms.CharField(label=_("Product"), max_length=200, initial="NetScaler ADC")
    train = forms.CharField(
        label=_("Maintenance line"), max_length=50, required=False, help_text=_("Such as 14.1; empty: every line.")
    )
    fixed = forms.CharField(label=_("First fixed build"), max_length=100, help_text=_("Such as 59.22 or 14.1-59.22."))
