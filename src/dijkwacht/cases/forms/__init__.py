"""What people fill in about cases and responses; the shape is checked here, the rules in domain and services."""

from dijkwacht.cases.forms.opening import MembersForm, OpenCaseForm
from dijkwacht.cases.forms.recording import RecordForm
from dijkwacht.cases.forms.telling import callers_of, told_by
from dijkwacht.cases.forms.typing_in import PaperForm

__all__ = ["MembersForm", "OpenCaseForm", "PaperForm", "RecordForm", "callers_of", "told_by"]
