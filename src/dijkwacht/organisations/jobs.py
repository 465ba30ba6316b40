"""Background work of the room: what the API keeps for requests that are sent twice is forgotten after a week."""

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.organisations import services


@app.periodic(cron="20 4 * * *")
@app.task(queue="upkeep", name="organisations.forget_answers")
def forget_answers(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Forget the answers that no program will ask for again."""
    services.forget_answers(at=timezone.now())
