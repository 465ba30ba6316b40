"""What people fill in about recovery; the shape is checked here, the rules in the services."""

from dijkwacht.recovery.forms.closing import AcceptForm, CloseForm, LiftForm
from dijkwacht.recovery.forms.deed import DeedForm
from dijkwacht.recovery.forms.deeds import DEEDS, Deed
from dijkwacht.recovery.forms.linking import AgreeForm, AskForm, ConfirmForm, TrialForm
from dijkwacht.recovery.forms.register import BacklogForm, FunctionForm, LinkForm, ProcessForm, SystemForm
from dijkwacht.recovery.forms.staging import EnterForm, TickForm, WaveForm

__all__ = [
    "DEEDS",
    "AcceptForm",
    "AgreeForm",
    "AskForm",
    "BacklogForm",
    "CloseForm",
    "ConfirmForm",
    "Deed",
    "DeedForm",
    "EnterForm",
    "FunctionForm",
    "LiftForm",
    "LinkForm",
    "ProcessForm",
    "SystemForm",
    "TickForm",
    "TrialForm",
    "WaveForm",
]
