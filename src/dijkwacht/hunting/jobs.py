"""Background work of hunting: compute the exposed windows anew where something changed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.hunting.services import recompute_changed


@app.periodic(cron="* * * * *")
@app.task(queue="hunting", name="hunting.recompute_changed", queueing_lock="hunting.recompute_changed")
def recompute_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Compute the windows of the responses that changed since the last minute."""
    recompute_changed(at=timezone.now())
