"""Background work of the room: hand notices to the mail server."""

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dijkwacht.notification.services import NotHandedOver
from dijkwacht.notification.services import hand_over as hand_over_now

_log = structlog.get_logger("dijkwacht.notification")


@app.task(
    queue="mail",
    name="notification.hand_over",
    retry=RetryStrategy(max_attempts=8, exponential_wait=3, retry_exceptions={NotHandedOver}),
)
def hand_over(notice: str) -> None:
    """Mail the notice with this public id; a server that refuses is asked again, ever later."""
    if not hand_over_now(notice=UUID(notice), at=timezone.now()):
        _log.warning("notice.waits", notice=notice)
        raise NotHandedOver
