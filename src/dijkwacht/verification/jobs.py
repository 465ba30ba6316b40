"""Background work of the room: do one check, and repeat those that are due."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.kernel.reach import read_networks
from dijkwacht.verification.adapters.outside import Errand, ask
from dijkwacht.verification.domain.methods import Side
from dijkwacht.verification.domain.running import result_of
from dijkwacht.verification.services import begin, finish, repeat_what_is_due


@app.task(queue="checks", name="verification.check")
def check(run: str) -> None:
    """Do the check with this public id once; one that was begun before is left alone."""
    work = begin(run=UUID(run), at=timezone.now())
    if work is None:
        return
    errand = Errand(
        work.target,
        work.methods,
        work.permitted,
        str(work.reference),
        work.side,
        read_networks(settings.PROBE_NETWORKS, "DIJKWACHT_PROBE_NETWORKS"),
        settings.PUBLIC_URL,
    )
    finish(run=work.run, results=[result_of(found) for found in ask(errand)], at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="checks", name="verification.repeat", queueing_lock="verification.repeat")
def repeat(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Ask for the repeated checks that are due."""
    repeat_what_is_due(at=timezone.now(), place=settings.PROBE_PLACE, side=Side(settings.PROBE_SIDE))
