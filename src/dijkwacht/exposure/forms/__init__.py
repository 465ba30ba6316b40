"""What people fill in: an inventory, a declaration of use, an amendment, a decision about a name, a question."""

from dijkwacht.exposure.forms.amending import AmendmentForm, RangeForm, Ranges, range_rows
from dijkwacht.exposure.forms.asking import WhatIfForm
from dijkwacht.exposure.forms.headings import HeadingsForm
from dijkwacht.exposure.forms.naming import MergeForm, NameForm
from dijkwacht.exposure.forms.remedying import RemedyForm
from dijkwacht.exposure.forms.sharing import EndUseForm, LabelForm, ShareForm, UseAnswerForm
from dijkwacht.exposure.forms.systems import ConfigurationForm, InventoryForm, UseForm

__all__ = [
    "AmendmentForm",
    "ConfigurationForm",
    "EndUseForm",
    "HeadingsForm",
    "InventoryForm",
    "LabelForm",
    "MergeForm",
    "NameForm",
    "RangeForm",
    "Ranges",
    "RemedyForm",
    "ShareForm",
    "UseAnswerForm",
    "UseForm",
    "WhatIfForm",
    "range_rows",
]
