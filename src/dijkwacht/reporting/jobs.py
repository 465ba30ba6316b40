"""Background work of the account: removed words leave stored drafts too, and the sheet of the worst night is fresh."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.reporting.services import forget_removed_words
from dijkwacht.reporting.services import refresh_night_sheet as refresh


@app.periodic(cron="*/5 * * * *")
@app.task(queue="reporting", name="reporting.forget_removed_words", queueing_lock="reporting.forget_removed_words")
def forget_every_five_minutes(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Take removed words out of stored versions."""
    forget_removed_words()


@app.task(queue="reporting", name="reporting.refresh_night_sheet")
def refresh_night_sheet(organisation: str) -> None:
    """Print an organisation's sheet to its file where something on it changed (settings.FOLLOWERS)."""
    refresh(organisation=UUID(organisation), at=timezone.now())
