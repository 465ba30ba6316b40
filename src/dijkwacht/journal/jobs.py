"""Background work of the record: the sequencer's loop and the day's head for the witness."""

import contextlib
import threading
import time

import structlog
from django.db import Error, close_old_connections
from procrastinate.contrib.django import app

from dijkwacht.journal.services import beat, give_witness, list_removals, sequence_once
from dijkwacht.journal.services.sealing import seal_open_files
from dijkwacht.journal.services.sequencing import BATCH, Watermark

EVERY = 0.2  # seconds
HEARTBEAT_EVERY = 5.0  # seconds
SEALED_AT_ONCE = 500
log = structlog.get_logger()


def sequence_forever(stop: threading.Event | None = None) -> None:
    """Place entries every 200 ms until `stop` is set; a database that is away is waited for, never given up on."""
    stop = stop or threading.Event()
    mark = Watermark()
    last_beat = float("-inf")
    while not stop.is_set():
        placed = 0
        try:
            close_old_connections()
            placed = sequence_once(mark)
            if time.monotonic() - last_beat > HEARTBEAT_EVERY:
                beat("worker")
                last_beat = time.monotonic()
        except (Error, OSError) as error:
            mark = Watermark()
            log.warning("sequencer.waits", error=type(error).__name__)
            with contextlib.suppress(Error):
                close_old_connections()
            stop.wait(1.0)
        if placed < BATCH:
            stop.wait(EVERY)


@app.periodic(cron="*/5 * * * *")
@app.task(queue="record", name="journal.seal_open_files", queueing_lock="journal.seal_open_files")
def seal_what_lies_open(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Move files that lie open, from before files were sealed, under seal; nothing to do costs two questions."""
    for number, _ in enumerate(seal_open_files(), start=1):
        if number == SEALED_AT_ONCE:
            return  # the next run goes on: other jobs of the record wait no longer


@app.periodic(cron="55 23 * * *")
@app.task(queue="record", name="journal.give_day_head")
def give_day_head(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands it to periodic tasks
    """Hand the day's head to the witnesses (a file, a mail address), and the list of removals beside it."""
    give_witness()
    list_removals()
