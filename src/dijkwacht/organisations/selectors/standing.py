"""What holds for an organisation from-until: who stands in, whom it lets its name be shown, what law lets it give."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.rights import OWNERS
from dijkwacht.organisations.domain.wording import CONSENTS, CONTACT_ROLES, DUTIES
from dijkwacht.organisations.domain.words import PUBLIC_INSTITUTIONS, ConsentTo, ContactRole, DutyKind
from dijkwacht.organisations.models import Consent, Duty, Organisation
from dijkwacht.organisations.selectors.contacts import ContactShown, sheet_of
from dijkwacht.organisations.selectors.directory import OrganisationSeen
from dijkwacht.organisations.selectors.pages import require_keeping
from dijkwacht.organisations.selectors.sharing import GroundSeen, grounds_seen


@dataclass(frozen=True, slots=True)
class DutySeen:
    """Somebody stands in for a role, now or later."""

    role: ContactRole
    kind: DutyKind
    value: str
    since: Moment
    until: Moment | None

    @property
    def said(self) -> Text:
        """Return the role and how somebody stands in, in words."""
        role, kind = CONTACT_ROLES[self.role], DUTIES[self.kind]
        return Text(f"{role.nl}: {kind.nl}", f"{role.en}: {kind.en}")


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """A consent that runs or will; only one without an end can be withdrawn."""

    to: ConsentTo
    since: Moment
    until: Moment | None

    @property
    def to_said(self) -> Text:
        """Return in words what may go to whom."""
        return CONSENTS[self.to]


@dataclass(frozen=True, slots=True)
class StandingPage:
    """What holds for an organisation; `owned`: whether the viewer answers for it and may give consents and grounds."""

    organisation: OrganisationSeen
    contacts: tuple[ContactShown, ...]
    duties: tuple[DutySeen, ...]
    consents: tuple[ConsentSeen, ...]
    grounds: tuple[GroundSeen, ...]
    receivers: tuple[tuple[UUID, str], ...]
    owned: bool


def consent_at(organisation: UUID, to: ConsentTo, at: datetime) -> ConsentSeen | None:
    """Return the consent of an organisation to `to` that runs at `at`; no viewer looks here, services decide by it."""
    row = Consent.objects.at(at).filter(organisation__public_id=organisation, to=to).first()
    return ConsentSeen(to, row.period.since, row.period.until) if row else None


def standing_page(viewer: Viewer, organisation: UUID, at: datetime) -> StandingPage:
    """Return what holds for `organisation` at `at` or later; for who keeps its contact points, else NotFound."""
    seen = require_keeping(viewer, organisation, at)
    unended = Q(during__endswith__isnull=True) | Q(during__endswith__gt=at)
    duties = Duty.objects.filter(unended, contact__organisation__public_id=organisation).select_related("contact")
    consents = Consent.objects.filter(unended, organisation__public_id=organisation).order_by("to", "during")
    public = Organisation.objects.seen_by(viewer).filter(kinds__overlap=[str(kind) for kind in PUBLIC_INSTITUTIONS])
    receivers = public.exclude(public_id=organisation).order_by("sort_key").values_list("public_id", "name")
    return StandingPage(
        organisation=seen,
        contacts=sheet_of(seen.id, seen.name, seen.own_domain, at).contacts,
        duties=tuple(
            DutySeen(ContactRole(row.role), DutyKind(row.kind), row.contact.value, row.period.since, row.period.until)
            for row in duties.order_by("role", "rank", "during")
        ),
        consents=tuple(ConsentSeen(ConsentTo(row.to), row.period.since, row.period.until) for row in consents),
        grounds=grounds_seen(at, party=organisation),
        receivers=tuple(receivers),
        owned=organisation in viewer.organisations(*OWNERS),
    )
