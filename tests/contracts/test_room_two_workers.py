"""Two workers on one hunt over kept evidence, one of them killed at work: one answer, one entry, nothing twice.

That a killed worker's job comes back to the queue is shown in test_platform_twins; here the job comes back.
"""

import json
import os
import signal
import subprocess
import sys

from django.conf import settings
from django.utils import timezone

from dijkwacht.cases.selectors import own_story
from dijkwacht.hunting.models import Custody, FoundSign
from dijkwacht.hunting.services.loading import load_rules
from hunting_evidence import local
from response_cast import scene
from room_cast import ICT, RULE, asked, done, keep, log, opened

CHILD = """
import sys, time, django
django.setup()
from django.conf import settings
from pathlib import Path
settings.EVIDENCE_DIR, settings.KEYS_DIR = map(Path, sys.argv[1:3])
from dijkwacht.hunting import jobs
run, unit, stop = sys.argv[3:6]
if stop == "stop":
    real = jobs.search
    def stopping(work, goes_on):
        def told(done):
            goes_on(done)
            print("at work", flush=True)
            time.sleep(600)
        return real(work, told)
    jobs.search = stopping
jobs.search_unit(run=run, unit=int(unit))
"""


def worker(url, folder, run, unit, *, stop=False):
    folder.mkdir(exist_ok=True)
    words = [settings.EVIDENCE_DIR, settings.KEYS_DIR, run.public_id, unit, "stop" if stop else "go"]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *map(str, words)],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings",
            "DATABASE_URL": url,
            "DIJKWACHT_STATE": str(folder),
            "DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5,
            "DIJKWACHT_LOG_LEVEL": "error",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines_of(run):
    """The findings of a run as the bytes that are handed over."""
    found = FoundSign.objects.filter(run=run).order_by("unit__number", "number").values_list("line", flat=True)
    return "".join(json.dumps(line, sort_keys=True) + "\n" for line in found).encode()


def test_a_worker_killed_at_work_loses_nothing_and_its_unit_is_done_once(committed, tmp_path):
    made = scene()
    for device in ("ns-1", "ns-2"):
        sign = (local(2020, 1, 10, 3, 4, 5), f"/veldgate-drop/{device}")
        keep(made.response, log(signs=[sign]), device=device)
    opened(made)
    pack = load_rules(actor=ICT, organisation=made.cast.town, name="x.yml", content=RULE, at=timezone.now())
    run = asked(made, str(pack.id))

    killed = worker(committed, tmp_path / "one", run, 1, stop=True)
    assert killed.stdout.readline() == "at work\n", killed.stderr.read()
    left = list((tmp_path / "one" / "evidence-work").iterdir())
    assert left, "the evidence lies open while it is searched"
    other = worker(committed, tmp_path / "two", run, 2)
    assert other.wait(timeout=120) == 0, other.stderr.read()
    run.refresh_from_db()
    assert run.state == "running"
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    twice = [worker(committed, tmp_path / name, run, 1) for name in ("one", "two")]
    for again in twice:
        assert again.wait(timeout=120) == 0, again.stderr.read()
        again.communicate()
    other.communicate()
    run.refresh_from_db()
    assert run.state == "done"
    assert [one.line["text"].count("veldgate-drop") for one in FoundSign.objects.all()] == [1, 1]
    assert [entry.kind for entry in own_story(made.response).entries].count("hunt.ran") == 1
    assert Custody.objects.filter(deed="hunted").count() == 2
    undisturbed = done(asked(made, str(pack.id)))
    assert lines_of(run) == lines_of(undisturbed)
    assert not any((tmp_path / name / "evidence-work").exists() and any((tmp_path / name / "evidence-work").iterdir())
                   for name in ("one", "two"))  # fmt: skip
