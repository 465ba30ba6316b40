"""Background work of hunting: windows that changed, evidence that came in, hunts over what is kept."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.hunting.services import recompute_changed
from dijkwacht.hunting.services.keeping import join_upload


@app.periodic(cron="* * * * *")
@app.task(queue="hunting", name="hunting.recompute_changed", queueing_lock="hunting.recompute_changed")
def recompute_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Compute the windows of the responses that changed since the last minute."""
    recompute_changed(at=timezone.now())


@app.task(queue="hunting", name="hunting.join")
def join(upload: str) -> None:
    """Verify and keep a finished upload; a second time changes nothing."""
    join_upload(upload=UUID(upload), at=timezone.now())
