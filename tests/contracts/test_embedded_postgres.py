"""The embedded database against a real PostgreSQL: nothing is lost, nobody innocent is hurt."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dijkwacht.cli import postmaster, roles
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.ownlock import AlreadyRunning


@pytest.fixture
def server(place) -> Iterator[Embedded]:
    embedded = Embedded(place)
    embedded.start()
    yield embedded
    embedded.stop()


def write(server: Embedded, word: str) -> None:
    with psycopg.connect(server.url(roles.OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def words(server: Embedded) -> list[str]:
    with psycopg.connect(server.url(roles.APP)) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY word")]


def kill_server(server: Embedded) -> int:
    found = postmaster.find(server.data)
    assert found is not None
    found.signal(signal.SIGKILL)
    assert found.gone(within=10)
    found.close()
    return found.pid


def test_it_starts_stops_and_keeps_what_was_written(server):
    write(server, "before")
    server.stop()
    assert not server.answers()
    server.start()
    assert words(server) == ["before"]


def test_it_sorts_and_folds_dutch_words_whatever_the_machine_speaks(server):
    with psycopg.connect(server.url(roles.APP)) as connection:
        assert connection.execute("SELECT lower('SÚDWEST'), current_setting('data_checksums')").fetchone() == (
            "súdwest",
            "on",
        )


def test_nothing_listens_on_the_network_and_no_password_is_no_entry(server):
    with psycopg.connect(server.url(roles.APP)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    wrong = server.url(roles.APP).replace(server.place.passwords()[roles.APP], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_application_owns_nothing_and_is_no_superuser(server):
    write(server, "a")
    with psycopg.connect(server.url(roles.APP)) as connection:
        mighty = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(mighty).fetchone() == (False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE kept")


def test_after_kill_9_of_the_server_it_comes_back_with_every_acknowledged_write(server):
    write(server, "acknowledged")
    kill_server(server)
    assert server.has_died()
    server.revive()
    assert not server.has_died()
    assert words(server) == ["acknowledged"]


def test_a_server_that_outlived_its_killed_parent_is_adopted(place):
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from dijkwacht.cli.embedded import Embedded; from dijkwacht.cli.place import Place\n"
        "Embedded(Place(Path(sys.argv[1]))).start(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", program, str(place.state)], check=False)
    assert parent.returncode == -signal.SIGKILL
    orphan = postmaster.find(place.cluster / "data")
    assert orphan is not None
    server = Embedded(place)
    server.start()
    try:
        assert not orphan.gone(within=0)
        assert server.answers()
    finally:
        server.stop()
    assert orphan.gone(within=5)
    orphan.close()


@pytest.mark.parametrize("content", [b"", b"\n", b"half-wri", b"12", b"999999999\n/nowhere\n"])
def test_a_half_written_pid_file_does_not_stop_the_start(server, content):
    write(server, "kept")
    server.stop()
    pid_file(server, content)
    server.start()
    assert words(server) == ["kept"]


def test_a_stale_pid_file_that_names_an_innocent_process_costs_it_nothing(server):
    write(server, "kept")
    kill_server(server)
    server.stop()
    innocent = subprocess.Popen(["sleep", "120"], user=owner_of(server.data))
    try:
        whole = (server.data / "postmaster.pid").read_text().splitlines()
        pid_file(server, "\n".join([str(innocent.pid), *whole[1:], ""]).encode())
        server.start()
        assert words(server) == ["kept"]
        server.stop()
        time.sleep(0.5)
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_of_two_starts_at_once_the_second_says_who_was_first(server, place):
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        Embedded(place).start(wait=0.5)
    assert server.answers()


def test_two_first_starts_at_once_make_one_database(place):
    program = (
        "import sys; from pathlib import Path\n"
        "from dijkwacht.cli.embedded import Embedded; from dijkwacht.cli.place import Place\n"
        "server = Embedded(Place(Path(sys.argv[1]))); server.start(wait=60); print(server.answers()); server.stop()"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(place.state)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [one.communicate(timeout=120)[0].strip() for one in both] == ["True", "True"]


def test_a_killed_initdb_leaves_nothing_that_the_next_start_stumbles_over(place):
    program = (
        "import sys; from pathlib import Path\n"
        "from dijkwacht.cli.embedded import Embedded; from dijkwacht.cli.place import Place\n"
        "Embedded(Place(Path(sys.argv[1]))).start()"
    )
    first = subprocess.Popen([sys.executable, "-c", program, str(place.state)], start_new_session=True)
    until = time.monotonic() + 30
    while not list(place.cluster.glob("draft-*/PG_VERSION")) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    server = Embedded(place)
    server.start()
    try:
        assert server.answers()
        assert not list(place.cluster.glob("draft-*"))
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the data to a system user")
def test_as_root_the_data_belongs_to_a_system_user_and_no_parent_changes_its_mode(place):
    before = [(parent, parent.stat().st_mode, parent.stat().st_uid) for parent in place.state.parents]
    server = Embedded(place)
    server.start()
    try:
        found = postmaster.find(server.data)
        assert found is not None
        assert Path(f"/proc/{found.pid}").stat().st_uid == owner_of(server.data) != 0
        found.close()
        assert (server.data.stat().st_mode & 0o777, (place.state / "database.json").stat().st_mode & 0o777) == (
            0o700,
            0o600,
        )
    finally:
        server.stop()
    assert [(parent, parent.stat().st_mode, parent.stat().st_uid) for parent in place.state.parents] == before


def owner_of(folder: Path) -> int:
    return folder.stat().st_uid


def pid_file(server: Embedded, content: bytes) -> None:
    file = server.data / "postmaster.pid"
    file.write_bytes(content)
    os.chown(file, owner_of(server.data), -1)
    file.chmod(0o600)
