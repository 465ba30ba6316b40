"""What people fill in about hunts, windows, misuse, and evidence."""

from dijkwacht.hunting.forms.deeds import DEEDS, Deed, DeedForm
from dijkwacht.hunting.forms.room import (
    ApproveForm,
    AskRemovalForm,
    EvidenceForm,
    HandOutForm,
    JudgeForm,
    PartForm,
    RulesForm,
    SendingForm,
    StartForm,
    UploadingForm,
)

__all__ = [
    "DEEDS",
    "ApproveForm",
    "AskRemovalForm",
    "Deed",
    "DeedForm",
    "EvidenceForm",
    "HandOutForm",
    "JudgeForm",
    "PartForm",
    "RulesForm",
    "SendingForm",
    "StartForm",
    "UploadingForm",
]
