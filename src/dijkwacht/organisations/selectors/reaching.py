"""As whom somebody acts and what its owners must be told; code words; one look for every page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.domain.code_words import CodeWords
from dijkwacht.organisations.domain.rights import OWNERS
from dijkwacht.organisations.models import Attention, CodeWord, Organisation
from dijkwacht.organisations.selectors.contacts import may_read_contacts
from dijkwacht.organisations.selectors.directory import constituency_of

GUARDED = (Role.DESK, Role.SHIFT_LEAD, Role.NATIONAL)
"""Roles that see more than their own organisation: they need a second factor."""

ACTING = tuple(role for role in Role if role is not Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class ActingFor:
    """For whom the viewer acts: names in order, where entries wait for an owner's acknowledgement, a second factor.

    `attention`: (organisation, how many entries wait) where the viewer is an owner. `second_factor` None: none asked.
    """

    names: tuple[str, ...] = ()
    attention: tuple[tuple[UUID, int], ...] = ()
    second_factor: bool | None = None


def acting_for(viewer: Viewer) -> ActingFor:
    """Return what every page says of who looks; costs one query, none for who holds no office.

    An operator keeps the machine and acts for nobody: whom it serves is not told to it.
    """
    if viewer.account is None or not viewer.offices:
        return ActingFor()
    owned = viewer.organisations(*OWNERS)
    waiting = Attention.objects.filter(organisation=OuterRef("pk"), acknowledged_at__isnull=True)
    factors = Authenticator.objects.filter(user__public_id=viewer.account).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows = (
        Organisation.objects.filter(public_id__in=viewer.organisations(*ACTING))
        .annotate(waiting=ArraySubquery(waiting.values("entry")), factor=Exists(factors))
        .order_by("name")
        .values_list("public_id", "name", "waiting", "factor")
    )
    listed = list(rows)
    guarded = any(viewer.holds(role) for role in GUARDED)
    return ActingFor(
        tuple(name for _, name, _, _ in listed),
        tuple((key, len(entries)) for key, _, entries, _ in listed if entries and key in owned),
        any(factor for *_, factor in listed) if guarded else None,
    )


def attention_of(viewer: Viewer, organisation: UUID) -> dict[UUID, bool]:
    """Return the entries that its owners are told of and whether each is acknowledged, newest first, at most 50.

    For the owners of the organisation; raises NotFound for anybody else.
    """
    if organisation not in viewer.organisations(*OWNERS):
        raise NotFound
    rows = Attention.objects.filter(organisation__public_id=organisation).order_by("-raised_at", "-pk")[:50]
    return {row.entry: row.acknowledged_at is not None for row in rows}


def code_words(viewer: Viewer, organisation: UUID, at: datetime) -> CodeWords | None:
    """Return the code words of an organisation, None where none were drawn yet.

    For the organisation itself and the desk of its sector CERT, as contact points are; raises NotFound for others.
    """
    if not may_read_contacts(viewer, organisation, constituency_of(organisation, at)):
        raise NotFound
    return code_words_of({organisation}, at).get(organisation)


def code_words_of(organisations: frozenset[UUID] | set[UUID], at: datetime) -> dict[UUID, CodeWords]:
    """Return the code words of many organisations that the caller was found to be allowed; costs one query."""
    rows = CodeWord.objects.at(at).filter(organisation__public_id__in=organisations).select_related("organisation")
    return {row.organisation.public_id: CodeWords(row.desk_says, row.member_answers, row.during.lower) for row in rows}
