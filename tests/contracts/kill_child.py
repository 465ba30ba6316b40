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

from dijkwacht.cli import restore as restore_command  # noqa: E402 - Django first
from dijkwacht.journal import jobs, selectors, services  # noqa: E402 - Django first
from dijkwacht.journal.commands import backing_up, restoring  # noqa: E402 - Django first
from dijkwacht.journal.commands.progress import Progress  # noqa: E402 - Django first
from dijkwacht.journal.domain.heads import head_as_text  # noqa: E402 - Django first
from dijkwacht.journal.engine import backups  # noqa: E402 - Django first
from dijkwacht.journal.services import appending, sequencing  # noqa: E402 - Django first
from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: E402 - Django first
from dijkwacht.kernel.labels import Label  # noqa: E402 - Django first
from dijkwacht.web.jobs import rescue_jobs  # noqa: E402 - Django first

OWNER = UUID("00000000-0000-4000-8000-000000000001")
MACHINE = Actor(ActorKind.MACHINE, "kill-test")
read = argparse.ArgumentParser()
read.add_argument("mode", choices=["write", "sequence", "defer", "work", "settle", "backup", "restore", "nursery"])
read.add_argument("--point", default="")
read.add_argument("--turn", type=int, default=5)
read.add_argument("--act", choices=["die", "wait"], default="die")
read.add_argument("--acks", type=Path)
read.add_argument("--count", type=int, default=20)
read.add_argument("--folder", type=Path)
asked = read.parse_args()
passed = 0


def at(point):
    """Stop here when this is the point and the turn asked for: by SIGKILL, or until the parent says go."""
    global passed  # noqa: PLW0603 - how often the point was passed is the state of this process
    if not point or point != asked.point:
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
backups.begin = stopping(backups.begin, after="backup begun")
backing_up.end_dump = stopping(backing_up.end_dump, before="backup dumping", after="backup dumped")
backups.copy_evidence = stopping(backups.copy_evidence, after="between files")
backups.write_whole = stopping(backups.write_whole, before="before a whole file")
backups.finish = stopping(backups.finish, before="before the manifest", after="after the manifest")
restoring.refuse_unless_empty = stopping(restoring.refuse_unless_empty, after="restore marked")
restoring.load_dump = stopping(restoring.load_dump, before="before the tables", after="after the tables")
restore_command.migrate = stopping(restore_command.migrate, after="tables of this version")
restoring.replay = stopping(restoring.replay, after="removal replayed")
restoring.finish = stopping(restoring.finish, before="before the end")


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


def back_up():
    """Hand in a file and make a backup; an acknowledged one is on disk before it is told."""
    services.store_evidence(content=os.urandom(64), name="a", owner=OWNER)
    manifest, _ = backing_up.make_backup(asked.folder, Progress())
    with asked.acks.with_name("backups").open("a") as acks:
        acks.write(f"{manifest.name}\n")
        acks.flush()
        os.fsync(acks.fileno())


def nurse():
    """Do each line of stdin in a forked child of its own and say how it ended: nothing is imported anew."""
    global asked  # noqa: PLW0603 - what the next child shall do
    for line in sys.stdin:
        asked = read.parse_args(json.loads(line))
        child = os.fork()
        if child == 0:
            act()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def act():
    """Do what was asked for."""
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
        case "backup":
            back_up()
        case "restore":
            restore_command.restore(asked.folder, removals=None, key=None, check=False, as_json=False)
        case "nursery":
            nurse()


act()
