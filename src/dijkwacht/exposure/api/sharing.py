"""Systems that serve many, over the API: who runs one for whom, who confirmed that, and what its users see of it."""

from uuid import UUID

from dijkwacht.exposure import services
from dijkwacht.exposure.forms import EndUseForm, LabelForm, ShareForm, UseAnswerForm
from dijkwacht.exposure.selectors import SharedPage, require_upload, shared_page
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import DijkwachtError, Fault, Faulty, NotFound, Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight, minute
from dijkwacht.organisations import services as register
from dijkwacht.organisations.selectors import actor_for


def shared_systems(asking: Asking, organisation: UUID) -> SharedPage:
    """Return the systems that others run for the organisation, and those that it runs for others."""
    page = shared_page(asking.viewer, organisation, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="systems", at=asking.at)
    return page


def share_system(asking: Asking, given: Given, organisation: UUID) -> Recorded | Faulty:
    """Record who uses a system of the organisation: its operator asks that one, its CERT states it with a source."""
    page = shared_page(asking.viewer, organisation, asking.at)
    told = filled(ShareForm(given.data)).cleaned_data
    source = told["source"].strip() if page.may_state else ""
    speaks = organisation if page.may_keep else page.organisation.constituency if source else None
    if speaks is None:
        if not page.may_state:
            raise NotFound
        return Faulty((Fault("/source", "say where you have this from"),))
    try:
        use = services.share_device(
            operator=organisation,
            device=told["device"],
            user=told["user"],
            since=told["since"] or Moment(midnight(local_date(asking.at)), Precision.DAY),
            actor=actor_for(asking.viewer, speaks),
            source=source,
        )
    except NotFound:
        return Faulty((Fault("/user", "no organisation here has this name"),))
    except DijkwachtError as error:
        return Faulty((Fault("", str(error)),))
    return Recorded(use)


def label_system(asking: Asking, given: Given, organisation: UUID, host: UUID) -> Recorded:
    """Record what users of a shared system see of it."""
    require_upload(asking.viewer, organisation, asking.at)
    told = filled(LabelForm(given.data)).cleaned_data
    actor = actor_for(asking.viewer, organisation)
    register.show_host(host=host, operator=organisation, label=Label(told["label"]), actor=actor)
    return Recorded(host)


def answer_use(asking: Asking, given: Given, organisation: UUID, use: UUID) -> Recorded:
    """Record whether a system that its operator names serves the organisation."""
    require_upload(asking.viewer, organisation, asking.at)
    confirmed = filled(UseAnswerForm(given.data)).cleaned_data["answer"] == "yes"
    actor = actor_for(asking.viewer, organisation)
    register.answer_use(use=use, organisation=organisation, confirmed=confirmed, actor=actor)
    return Recorded(use)


def end_use(asking: Asking, given: Given, organisation: UUID, use: UUID) -> Recorded | Faulty:
    """Record that a system serves an organisation no longer, on the word of either side; the sharing ends with it."""
    require_upload(asking.viewer, organisation, asking.at)
    until = filled(EndUseForm(given.data)).cleaned_data["until"] or minute(asking.at)
    actor = actor_for(asking.viewer, organisation)
    try:
        register.end_use(use=use, organisation=organisation, until=until, actor=actor)
    except Unreadable as error:
        return Faulty((Fault("/until", str(error)),))
    return Recorded(use)


OPERATIONS = (
    Operation("shared_systems", "/systems/{organisation}/shared", shared_systems, pages=("shared_devices",)),
    Operation(
        "share_system",
        "/systems/{organisation}/shared",
        share_system,
        pages=("share_device",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ShareForm),
    ),
    Operation(
        "label_system",
        "/systems/{organisation}/shared/{host}/label",
        label_system,
        pages=("label_device",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(LabelForm),
    ),
    Operation(
        "answer_use",
        "/systems/{organisation}/shared/uses/{use}/answer",
        answer_use,
        pages=("answer_use",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(UseAnswerForm),
    ),
    Operation(
        "end_use",
        "/systems/{organisation}/shared/uses/{use}/end",
        end_use,
        pages=("end_use",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(EndUseForm),
    ),
)
