"""Background work of cases: take in what earlier rooms recorded."""

from procrastinate.contrib.django import app

from dijkwacht.cases.services import take_in_all, take_in_all_matching


@app.periodic(cron="* * * * *")
@app.task(queue="cases", name="cases.take_in_all", queueing_lock="cases.take_in_all")
def take_in_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Fold advice that came since the last minute into every open case."""
    take_in_all()


@app.periodic(cron="* * * * *")
@app.task(queue="cases", name="cases.take_in_matching", queueing_lock="cases.take_in_matching")
def take_in_matching_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Bring what matching found since the last minute to the responses."""
    take_in_all_matching()
