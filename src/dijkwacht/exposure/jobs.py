"""Background work of exposure: compare new advice with the inventories that are there."""

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.exposure.services import compare_waiting, match_news


@app.periodic(cron="* * * * *")
@app.task(queue="exposure", name="exposure.match_news", queueing_lock="exposure.match_news")
def match_news_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Compare what was told since the last minute, and inventories of which comparing was cut short."""
    match_news()
    compare_waiting(timezone.now())
