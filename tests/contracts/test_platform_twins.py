"""Two web machines, two workers and a replica, as docs/how-to/run-it-twice.md says: each job once, nothing lost."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone

import journal_cast
from dijkwacht.cli import postmaster, roles
from dijkwacht.cli.binaries import programs
from dijkwacht.cli.embedded import Embedded
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.notification.jobs import hand_over
from dijkwacht.notification.models import NoticeRow
from parents import Parents, ask, becomes, free_port

pytestmark = pytest.mark.deep
NOTICES, ENTRIES = 60, 400
TO = re.compile(r"^To: (\S+)$", re.MULTILINE)


def notice(number):
    row = NoticeRow.objects.create(
        label=Label.AMBER.value, owner=new_id(), case=new_id(), response=new_id(), entry=new_id(), channel="mail",
        to_role="ciso", address=f"ciso-{number}@gemeente.example", subject="x", body="x", sent_at=timezone.now(),
    )  # fmt: skip
    hand_over.defer(notice=str(row.public_id))


@pytest.fixture
def parents(committed, tmp_path):
    started = Parents(committed, tmp_path)
    yield started
    started.stop()


def verified(url, folder, **more):
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "DIJKWACHT_STATE": str(folder), **more}
    command = [sys.executable, "-m", "dijkwacht.cli.main", "journal", "verify", "--json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_two_web_machines_and_two_workers_do_each_job_once_and_keep_one_order(parents, committed, tmp_path):
    ports = free_port(), free_port()
    (tmp_path / "shared-keys").mkdir()
    for name in ("worker-1", "worker-2"):  # as told: the key of the record's heads is the same on both machines
        (tmp_path / name).mkdir()
        (tmp_path / name / "keys").symlink_to(tmp_path / "shared-keys")
    logs = [parents.start(f"web-{port}", "--web-only", "--port", str(port)) for port in ports]
    logs += [parents.start(name, "--worker-only") for name in ("worker-1", "worker-2")]
    for port in ports:
        becomes(lambda port=port: ask(f"http://127.0.0.1:{port}/readyz")[0] == 200, logs[2])

    for number in range(ENTRIES):
        with transaction.atomic():
            journal_cast.append("case.opened", {"title_nl": "een", "title_en": "one", "steps": []})
            if number < NOTICES:
                notice(number)
        if number == ENTRIES // 2:
            kill_worker_of(parents.running[2])

    becomes(lambda: not NoticeRow.objects.exclude(delivery="handed-over").exists(), logs[3])
    becomes(lambda: verified(committed, tmp_path)["pending"] == 0, logs[3])
    mailed = [to for file in tmp_path.glob("worker-*/mail/*") for to in TO.findall(file.read_text())]
    assert set(mailed) == {f"ciso-{number}@gemeente.example" for number in range(NOTICES)}
    assert len(mailed) <= NOTICES + 1, "only a mail in the very moment of the kill may go twice"
    record = verified(committed, tmp_path)
    assert (record["ok"], record["entries"]) == (True, ENTRIES)
    with psycopg.connect(committed) as database:
        keys = database.execute("SELECT count(DISTINCT key) FROM journal_head").fetchone()
    assert keys == (1,)


def kill_worker_of(parent):
    """Kill the worker of a parent outright; the parent starts another."""
    for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split():
        os.kill(int(pid), signal.SIGKILL)


class Replica:
    """A copy that follows a primary, made by PostgreSQL's own programs."""

    def __init__(self, primary, folder):
        self.primary, self.tools, self.folder = primary, programs(), folder
        self.data, self.socket = folder / "data", folder / "run"
        for each in (folder, self.socket):
            self.tools.own_folder(each)

    def run(self, program, *words):
        done = self.tools.run(program, *words, cwd=self.folder)
        assert done.returncode == 0, done.stderr

    def follow(self):
        """Copy the primary and follow it."""
        self.run(
            "pg_basebackup", "-D", str(self.data), "-R", "-X", "stream", "-d", self.primary.url("postgres", "postgres")
        )
        places = f"-c port=5432 -c listen_addresses='' -c unix_socket_directories='{self.socket}'"
        self.run("pg_ctl", "start", "-w", "-s", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", places)

    def promote(self):
        self.run("pg_ctl", "promote", "-w", "-D", str(self.data))

    def stop(self):
        server = postmaster.find(self.data)
        if server is not None:
            server.signal(signal.SIGINT)
            server.gone(within=30)
            server.close()

    def url(self, role):
        where = urlencode({"host": str(self.socket), "port": 5432})
        return f"postgresql://{role}:{quote(self.primary.place.passwords()[role])}@/dijkwacht?{where}"


def test_a_replica_takes_over_with_everything_acknowledged_and_until_then_serves_nobody(place, tmp_path):
    primary = Embedded(place)
    primary.start()
    state = {"DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5}
    replica = Replica(primary, place.state / "replica")
    replica.tools.give(replica.folder)
    started = Parents(primary.url(roles.APP), tmp_path)
    after = Parents("", tmp_path)
    try:
        owner = {
            "PATH": os.environ["PATH"],
            "DIJKWACHT_STATE": str(tmp_path),
            "DATABASE_OWNER_URL": primary.url(roles.OWNER),
        }
        subprocess.run([sys.executable, "-m", "dijkwacht.cli.main", "upgrade"], env=owner, cwd=tmp_path, check=True)
        replica.follow()
        with psycopg.connect(primary.url("postgres"), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            admin.execute("SELECT pg_reload_conf()")
            becomes(lambda: admin.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone())
        port = free_port()
        log = started.start("first", "--port", str(port), **state)
        becomes(lambda: ask(f"http://127.0.0.1:{port}/readyz")[0] == 200, log)
        with psycopg.connect(primary.url(roles.APP)) as writer:
            writer.execute("INSERT INTO journal_heartbeat SELECT 'kept-' || n, now() FROM generate_series(1, 500) n")

        after.url = replica.url(roles.APP)
        beside = free_port()
        log = after.start("beside", "--web-only", "--port", str(beside), **state)
        becomes(lambda: ask(f"http://127.0.0.1:{beside}/healthz")[0] == 200, log)
        assert ask(f"http://127.0.0.1:{beside}/opgetekend/")[0] == 200
        assert post_to_sign_in(beside) == 503

        server = postmaster.find(primary.data)
        server.signal(signal.SIGKILL)
        assert server.gone(within=10)
        server.close()
        started.stop()
        begun = time.monotonic()
        replica.promote()
        assert time.monotonic() - begun < 30
        assert post_to_sign_in(beside) == 200
        with psycopg.connect(after.url) as reader:
            kept = reader.execute("SELECT count(*) FROM journal_heartbeat WHERE starts_with(name, 'kept-')").fetchone()
        assert kept == (500,)
        assert verified(after.url, tmp_path / "first", **state)["ok"]
    finally:
        after.stop()
        started.stop()
        replica.stop()
        primary.stop()


def post_to_sign_in(port):
    """Try to sign in wrongly, which is written down; return the status."""
    jar = subprocess.run(
        ["curl", "-s", "-i", f"http://127.0.0.1:{port}/accounts/login/"], capture_output=True, text=True, check=True
    ).stdout
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', jar)[1]
    cookie = re.search(r"(?i)set-cookie:\s*(csrftoken=[^;]+)", jar)[1]
    words = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Cookie: {cookie}"]
    form = ["-d", f"csrfmiddlewaretoken={token}&login=x%40y.example&password=fout"]
    asked = ["curl", *words, *form, f"http://127.0.0.1:{port}/accounts/login/"]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
