"""Background work of the room: hand notices to the mail server, and messages to other programs."""

from uuid import UUID

import structlog
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dijkwacht.notification.adapters import HttpHooks, allowed_networks
from dijkwacht.notification.selectors import hooks_due
from dijkwacht.notification.services import NotHandedOver, deliver
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


@app.periodic(cron="* * * * *")
@app.task(queue="hooks", name="notification.deliver_hooks")
def deliver_hooks(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Send what is new to every program that waits for it; one that does not answer keeps no other waiting for long."""
    hooks = HttpHooks(allowed_networks())
    for hook in hooks_due(timezone.now()):
        deliver(hook=hook, hooks=hooks, at=timezone.now())
