"""What people fill in: an inventory, a declaration of use, an amendment."""

from dijkwacht.exposure.forms.amending import AmendmentForm, RangeForm, Ranges, range_rows
from dijkwacht.exposure.forms.naming import MergeForm, NameForm
from dijkwacht.exposure.forms.systems import InventoryForm, UseForm

__all__ = ["AmendmentForm", "InventoryForm", "MergeForm", "NameForm", "RangeForm", "Ranges", "UseForm", "range_rows"]
