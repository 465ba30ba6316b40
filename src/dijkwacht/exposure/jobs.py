"""Background work of exposure: compare new advice with the inventories that are there."""

from procrastinate.contrib.django import app

from dijkwacht.exposure.services import match_news


@app.periodic(cron="* * * * *")
@app.task(queue="exposure", name="exposure.match_news", queueing_lock="exposure.match_news")
def match_news_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Compare what was told since the last minute."""
    match_news()
