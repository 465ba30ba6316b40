"""What an organisation fills in about its systems; the shape is checked here, the rules in the services."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dijkwacht.exposure.domain.standing import Use
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, NotAMoment, read_moment

_USES = {
    Use.USES: Text("wij gebruiken het", "we use it"),
    Use.DOES_NOT_USE: Text("wij gebruiken het niet", "we do not use it"),
}


class InventoryForm(forms.Form):
    """An inventory file with what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX, JSON lines, CycloneDX, SPDX or nmap, at most 16 MiB. Your own headings are fine: we ask once."
        ),
    )
    kind = forms.CharField(
        label=_("Which inventory this is"),
        max_length=200,
        initial="CMDB",
        help_text=_("A newer file under the same name takes the place of the older one."),
    )
    seen = forms.CharField(
        label=_("As of"), max_length=40, required=False, help_text=_("A day such as 2026-03-02, where you know it.")
    )

    def clean_file(self) -> object:
        """Refuse a file that is too large to be kept as evidence."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 16 MiB; split it."))
        return file

    def clean_seen(self) -> Moment | None:
        """Return the moment as of which the inventory is, None where it was left empty."""
        written = self.cleaned_data["seen"].strip()
        if not written:
            return None
        try:
            return read_moment(written)
        except NotAMoment as error:
            raise forms.ValidationError(_("Enter a day such as 2026-03-02 or a month such as 2026-03.")) from error


class ConfigurationForm(forms.Form):
    """A configuration file of one system, of which only facts are kept."""

    asset = forms.CharField(label=_("System"), max_length=500, help_text=_("As your inventory calls it."))
    file = forms.FileField(
        label="ns.conf",
        help_text=_("We keep what it says of gateway, AAA, SAML, IPv6, HDX and DTLS, and the build. Not the file."),
    )

    def clean_file(self) -> object:
        """Refuse a file that is larger than any configuration."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 16 MiB; split it."))
        return file


class UseForm(forms.Form):
    """A declaration of use."""

    product = forms.CharField(label=_("Product"), max_length=200, initial="NetScaler ADC")
    use = forms.ChoiceField(
        label=_("Do you run it?"),
        choices=lambda: [(use.value, text.in_language(get_language() or "nl")) for use, text in _USES.items()],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
