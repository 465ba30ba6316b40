"""Background work of hunting: windows that changed, evidence that came in, hunts over what is kept."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from dijkwacht.hunting.adapters.indexing import index_file
from dijkwacht.hunting.adapters.searching import Stopped, search, sweep
from dijkwacht.hunting.selectors.working import work_of
from dijkwacht.hunting.services import recompute_changed
from dijkwacht.hunting.services.indexing import ask_for_missing, keep_index
from dijkwacht.hunting.services.keeping import join_upload
from dijkwacht.hunting.services.loading import search_changed
from dijkwacht.hunting.services.runs import begin_unit, break_unit, finish_unit, note_progress
from dijkwacht.kernel.errors import DijkwachtError


@app.periodic(cron="* * * * *")
@app.task(queue="hunting", name="hunting.recompute_changed", queueing_lock="hunting.recompute_changed")
def recompute_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Compute the windows of the responses that changed since the last minute."""
    recompute_changed(at=timezone.now())


@app.task(queue="hunting", name="hunting.join")
def join(upload: str) -> None:
    """Verify and keep a finished upload; a second time changes nothing."""
    join_upload(upload=UUID(upload), at=timezone.now())


@app.task(queue="hunting", name="hunting.search")
def search_unit(run: str, unit: int) -> None:
    """Search one unit of a run; done again after a kill it gives the same answer, and only one is written."""
    sweep()
    begun = begin_unit(run=UUID(run), unit=unit)
    if begun is None:
        return
    try:
        found = search(work_of(begun), lambda done: note_progress(unit=begun, done=done))
    except Stopped:
        return
    except DijkwachtError as error:
        break_unit(run=UUID(run), unit=unit, why=str(error), at=timezone.now())
        return
    finish_unit(run=UUID(run), unit=unit, findings=found.findings, outcome=found.outcome, at=timezone.now())


@app.task(queue="hunting", name="hunting.index")
def index(file: str) -> None:
    """Note what stands in a kept file; until then every new indicator reads it whole, so a failure costs time only."""
    sweep()
    made = index_file(UUID(file))
    if made is not None:
        keep_index(file=UUID(file), index=made, at=timezone.now())


@app.periodic(cron="45 4 * * *")
@app.task(queue="hunting", name="hunting.index_missing", queueing_lock="hunting.index_missing")
def index_what_is_missing(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Index what came in before there were indexes, or what an earlier version of this program indexed."""
    ask_for_missing()


@app.periodic(cron="15 4 * * *")
@app.task(queue="hunting", name="hunting.search_changed", queueing_lock="hunting.search_changed")
def search_with_changed_rules(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Search again where an upgrade brought other rules than a hunt's last run had."""
    search_changed(at=timezone.now())
