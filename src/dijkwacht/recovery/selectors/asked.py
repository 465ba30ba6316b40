"""What chain partners were asked about links, as they see it: who asks, about which exchange, and their own word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.disclosure.domain import WORKING_ROLES
from dijkwacht.hunting.selectors import ACTING
from dijkwacht.kernel.actor import Actor, Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.selectors import actor_for, names_seen
from dijkwacht.recovery.domain.words import DIRECTIONS
from dijkwacht.recovery.models import LinkRequest, LinkRequests

MIRRORED = {"in": "out", "out": "in"}


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """A question to a partner: who asks about which exchange, seen from the partner's side, and what it said."""

    id: UUID
    partner: UUID
    asker: str
    data: str
    direction: Text
    asked_at: datetime
    agreed: bool | None
    tried: str
    answered_at: datetime | None
    version: int
    may_act: bool


def links_asked(viewer: Viewer) -> tuple[LinkAsked, ...]:
    """Return what the viewer's organisations were asked, unanswered first, then the newest; two queries."""
    rows = list(_asked(viewer).order_by("-asked_at", "-pk")[:200])
    names = _names_of_askers(rows)
    return tuple(
        _seen(row, names.get(row.owner, ""), viewer) for row in sorted(rows, key=lambda row: row.agreed is not None)
    )


def link_asked(viewer: Viewer, request: UUID) -> LinkAsked:
    """Return one question to the viewer's organisation; raises NotFound."""
    row = _asked(viewer).filter(public_id=request).first()
    if row is None:
        raise NotFound
    return _seen(row, _names_of_askers([row]).get(row.owner, ""), viewer)


def answering(viewer: Viewer, request: UUID) -> tuple[LinkAsked, Actor]:
    """Return the question and the actor as whom the viewer answers it; raises NotFound for who may not."""
    asked = link_asked(viewer, request)
    if not asked.may_act:
        raise NotFound
    return asked, actor_for(viewer, asked.partner)


def waiting_for(viewer: Viewer) -> int:
    """Return how many questions wait for an answer of the viewer's organisations; one query."""
    return _asked(viewer).filter(agreed__isnull=True).count()


def _asked(viewer: Viewer) -> LinkRequests:
    return LinkRequest.objects.all().visible_to(viewer).filter(partner__in=viewer.organisations(*WORKING_ROLES))


def _names_of_askers(rows: Sequence[LinkRequest]) -> Mapping[UUID, str]:
    """Return the askers' names: who asks by name gives its own name to the one it asks."""
    askers = {row.owner for row in rows}
    eyes = Viewer(None, tuple(Office(one, Role.CISO) for one in sorted(askers)))
    return names_seen(eyes, askers) if askers else {}


def _seen(row: LinkRequest, asker: str, viewer: Viewer) -> LinkAsked:
    return LinkAsked(
        row.public_id,
        row.partner,
        asker,
        row.data,
        DIRECTIONS[MIRRORED.get(row.direction, row.direction)],
        row.asked_at,
        row.agreed,
        row.tried,
        row.answered_at,
        row.version,
        row.partner in viewer.organisations(*ACTING),
    )
