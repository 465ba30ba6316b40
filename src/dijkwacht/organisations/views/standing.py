"""Who stands in, consents and legal grounds: see them, add one, withdraw a consent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.looking import viewer_of
from dijkwacht.kernel.window import minute
from dijkwacht.organisations import services
from dijkwacht.organisations.domain.words import ConsentTo, ContactRole, DutyKind
from dijkwacht.organisations.forms import ConsentForm, DutyForm, GroundForm, PeriodForm, WithdrawForm
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.organisations.selectors.standing import StandingPage, standing_page

DEEDS = {
    "duty": "assign_duty",
    "consent": "give_consent",
    "ground": "record_ground",
    "withdraw": "withdraw_consent",
}
"""What may be added here, with the name of its address."""
OF_OWNERS = frozenset(DEEDS) - {"duty"}


@require_safe
def standing(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Show who stands in, which consents run and which grounds there are."""
    viewer, now = viewer_of(request), timezone.now()
    page = standing_page(viewer, organisation, now)
    log_look(viewer=viewer, organisation=organisation, what="contacts", at=now)
    return _shown(request, page, {})


@require_POST
def standing_deed(request: HttpRequest, organisation: UUID, deed: str) -> HttpResponse:
    """Add a duty, a consent or a ground, or withdraw a consent."""
    viewer, now = viewer_of(request), timezone.now()
    page = standing_page(viewer, organisation, now)
    if deed in OF_OWNERS and not page.owned:
        raise NotFound
    form = _forms(page, {deed: request})[deed]
    if not form.is_valid():
        return _shown(request, page, {deed: form}, status=422)
    told, actor = form.cleaned_data, actor_for(viewer, organisation)
    try:
        match form:
            case DutyForm():
                role, kind = ContactRole(told["role"]), DutyKind(told["kind"])
                contact = UUID(told["contact"])
                services.assign_duty(contact=contact, role=role, kind=kind, period=form.period(now), actor=actor)
            case ConsentForm():
                to = ConsentTo(told["to"])
                services.give_consent(organisation=organisation, to=to, period=form.period(now), actor=actor)
            case GroundForm():
                services.record_ground(details=form.details(organisation, now), actor=actor)
            case _:
                to = ConsentTo(told["to"])
                services.withdraw_consent(organisation=organisation, to=to, until=minute(now), actor=actor)
    except services.Overlapping:
        form.add_error(None, _("This holds already during part of that time."))
        return _shown(request, page, {deed: form}, status=422)
    messages.success(request, _("Recorded."))
    return redirect("standing", organisation)


def _forms(page: StandingPage, sent: dict[str, HttpRequest]) -> dict[str, PeriodForm | WithdrawForm]:
    data = {deed: request.POST for deed, request in sent.items()}
    return {
        "duty": DutyForm(page.contacts, data.get("duty")),
        "consent": ConsentForm(data.get("consent"), auto_id="id_consent_%s"),
        "ground": GroundForm(page.receivers, data.get("ground")),
        "withdraw": WithdrawForm(data.get("withdraw")),
    }


def _shown(
    request: HttpRequest, page: StandingPage, filled: dict[str, PeriodForm | WithdrawForm], status: int = 200
) -> HttpResponse:
    forms = {**_forms(page, {}), **filled}
    context = {"page": page, "forms": forms, "now_only": True, "fictional": page.organisation.fictional}
    return render(request, "organisations/standing.html", context, status=status)
