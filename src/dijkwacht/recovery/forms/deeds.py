"""What can be recorded about recovery: each form with the service that it calls, for pages and programs alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dijkwacht.containment.services import lift_restriction
from dijkwacht.recovery import services
from dijkwacht.recovery.forms.closing import AcceptForm, CloseForm, LiftForm
from dijkwacht.recovery.forms.deed import DeedForm
from dijkwacht.recovery.forms.linking import AgreeForm, AskForm, TrialForm
from dijkwacht.recovery.forms.register import BacklogForm, FunctionForm, LinkForm, ProcessForm, SystemForm
from dijkwacht.recovery.forms.staging import EnterForm, TickForm, WaveForm


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be recorded here: its title, its form, the service it calls, its head on the page."""

    title: Promise
    form: type[DeedForm]
    record: Callable[..., object]
    head: str


DEEDS: Mapping[str, Deed] = {
    "system": Deed(_("Record a system"), SystemForm, services.record_system, "systems"),
    "function": Deed(_("Say what a system is for"), FunctionForm, services.state_function, "functions"),
    "process": Deed(_("Record a work process"), ProcessForm, services.state_process, "processes"),
    "link": Deed(_("Record a chain link"), LinkForm, services.record_link, "links"),
    "trial": Deed(_("Record a try of a link"), TrialForm, services.try_link, "links"),
    "agree": Deed(_("Record agreement on a link"), AgreeForm, services.agree_link, "links"),
    "ask": Deed(_("Ask a partner"), AskForm, services.ask_partner, "links"),
    "wave": Deed(_("Plan a wave"), WaveForm, services.plan_wave, "waves"),
    "tick": Deed(_("Tick a criterion"), TickForm, services.tick_criterion, "waves"),
    "enter": Deed(_("Begin a wave"), EnterForm, services.enter_wave, "waves"),
    "backlog": Deed(_("Count a backlog"), BacklogForm, services.measure_backlog, "backlogs"),
    "lift": Deed(_("Lift a restriction"), LiftForm, lift_restriction, "restrictions"),
    "accept": Deed(_("Accept what stays"), AcceptForm, services.accept_leftover, "close"),
    "close": Deed(_("Close the response"), CloseForm, services.close_response, "close"),
}
