"""Background work of cases: take in what earlier rooms recorded."""

from procrastinate.contrib.django import app

from dijkwacht.cases.models import Case
from dijkwacht.cases.services import take_in


@app.periodic(cron="* * * * *")
@app.task(queue="cases", name="cases.take_in_all", queueing_lock="cases.take_in_all")
def take_in_all(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Fold advice that came since the last minute into every open case."""
    for case in Case.objects.order_by("pk").values_list("public_id", flat=True):
        take_in(case=case)
