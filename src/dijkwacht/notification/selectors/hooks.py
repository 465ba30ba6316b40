"""Messages to other programs, as the account that set them up sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.notification.models import HookRow


@dataclass(frozen=True, slots=True)
class HookSeen:
    """Where messages go and how that fares; `stopped_at` since when nothing is sent any more, and `said` why."""

    id: UUID
    url: str
    kinds: tuple[str, ...]
    with_values: bool
    position: int
    failures: int
    said: str
    made_at: datetime
    sent_at: datetime | None
    stopped_at: datetime | None


def hooks_of(viewer: Viewer) -> tuple[HookSeen, ...]:
    """Return the messages that the viewer's account set up, newest first."""
    rows = HookRow.objects.filter(account=viewer.account) if viewer.account else HookRow.objects.none()
    return tuple(map(_seen, rows.order_by("-made_at", "-pk")))


def hook_for(viewer: Viewer, hook: UUID) -> HookSeen:
    """Return one of them; raises NotFound for anybody else's."""
    found = next((one for one in hooks_of(viewer) if one.id == hook), None)
    if found is None:
        raise NotFound
    return found


def hooks_due(at: datetime) -> tuple[UUID, ...]:
    """Return those that may be tried at `at`; for the job that sends."""
    rows = HookRow.objects.filter(stopped_at__isnull=True, try_at__lte=at).order_by("try_at", "pk")
    return tuple(rows.values_list("public_id", flat=True))


def _seen(row: HookRow) -> HookSeen:
    return HookSeen(
        row.public_id,
        row.url,
        tuple(row.kinds),
        row.with_values,
        row.position,
        row.failures,
        row.said,
        row.made_at,
        row.sent_at,
        row.stopped_at,
    )
