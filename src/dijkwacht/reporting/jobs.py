"""Background work of the account: words that were removed from the record leave stored drafts too."""

from procrastinate.contrib.django import app

from dijkwacht.reporting.services import forget_removed_words


@app.periodic(cron="*/5 * * * *")
@app.task(queue="reporting", name="reporting.forget_removed_words", queueing_lock="reporting.forget_removed_words")
def forget_every_five_minutes(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Take removed words out of stored versions."""
    forget_removed_words()
