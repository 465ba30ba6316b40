"""A process to be killed: it does the product's work and stops, or ends itself, at a named point.

The points are made here, by wrapping the product's functions: nothing in the product can be told to stop.
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path
from uuid import UUID

import django

django.setup()

from asgiref.sync import async_to_sync  # noqa: E402 - Django first
from django.db import Error, close_old_connections, connections  # noqa: E402 - Django first
from procrastinate.contrib.django import app  # noqa: E402 - Django first

from dijkwacht.journal import jobs, selectors, services  # noqa: E402 - Django first
from dijkwacht.journal.domain.heads import head_as_text  # noqa: E402 - Django first
from dijkwacht.journal.services import appending, sequencing  # noqa: E402 - Django first
from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: E402 - Django first
from dijkwacht.kernel.labels import Label  # noqa: E402 - Django first
from dijkwacht.web.jobs import rescue_jobs  # noqa: E402 - Django first

OWNER = UUID("00000000-0000-4000-8000-000000000001")
MACHINE = Actor(ActorKind.MACHINE, "kill-test")
read = argparse.ArgumentParser()
read.add_argument("mode", choices=["write", "sequence", "defer", "work", "settle"])
read.add_argument("--point", default="")
read.add_argument("--turn", type=int, default=5)
read.add_argument("--act", choices=["die", "wait"], default="die")
read.add_argument("--acks", type=Path)
read.add_argument("--count", type=int, default=20)
asked = read.parse_args()
passed = 0


def at(point):
    """Stop here when this is the point and the turn asked for: by SIGKILL, or until the parent says go."""
    global passed  # noqa: PLW0603 - how often the point was passed is the state of this process
    if point != asked.point:
        return
    passed += 1
    if passed != asked.turn:
        return
    if asked.act == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdout.write(f"at {point}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def stopping(function, *, before="", after=""):
    """Return the function with points around it."""

    def wrapped(*args, **kwargs):
        at(before)
        answer = function(*args, **kwargs)
        at(after)
        return answer

    return wrapped


appending.insert = stopping(appending.insert, before="before insert", after="after insert")
# Called when the leaves are written and the head is not.
sequencing.public_hex = stopping(sequencing.public_hex, before="in the sequencer")


@services.one_transaction
def write(number):
    """Append one entry with removable content, as every service does."""
    payload = {"step": f"{number}", "remark": f"content of {number}"}
    written = services.append(kind="measure.done", actor=MACHINE, payload=payload, label=Label.AMBER, owner=OWNER)
    at("in a job")
    return written


@app.task(queue="kill", name="tests.write_in_a_job")
def write_in_a_job(number):
    """Append one entry in the background."""
    write(number)


def keep_writing():
    """Write until `count` are acknowledged; an acknowledgement is on disk before the next write begins."""
    with asked.acks.open("a") as acks:
        number = 0
        while number < asked.count:
            try:
                close_old_connections()
                written = write(number)
            except Error:
                connections.close_all()
                time.sleep(0.05)
                continue
            at("after commit")
            acks.write(f"{written.id}\n")
            acks.flush()
            os.fsync(acks.fileno())
            number += 1


def work():
    """Run the jobs that wait, and end."""
    connector = app.connector.get_worker_connector()
    with app.replace_connector(connector) as workers_app:
        workers_app.run_worker(queues=["kill"], wait=False, install_signal_handlers=False)


def settle():
    """Give back stalled jobs, run them, place every entry, and say what verification finds."""
    async_to_sync(rescue_jobs.func)(0)
    work()
    while services.sequence_once():
        pass
    checked = selectors.verify_record()
    sys.stdout.write(
        json.dumps(
            {
                "ok": checked.first_bad is None,
                "entries": checked.entries,
                "pending": selectors.pending_count(),
                "head": head_as_text(checked.head) if checked.head else None,
            }
        )
    )


match asked.mode:
    case "write":
        keep_writing()
    case "sequence":
        jobs.sequence_forever()
    case "defer":
        for one in range(asked.count):
            write_in_a_job.defer(number=one)
    case "work":
        work()
    case "settle":
        settle()
