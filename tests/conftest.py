"""What every test stands on: a PostgreSQL of its own, no network, a folder for state."""

import ipaddress
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections, transaction

import own_postgres
from dijkwacht.cli import roles
from dijkwacht.cli.messages import messages
from own_postgres import OwnServer, Server
from pointing import environment_url, point

ADMIN = "dijkwacht_admin"
HERE = Path(__file__).parent
_FOLDERS = ("unit", "architecture", "rooms", "flows", "contracts", "browser")
_REACH_OUT = {"contracts", "browser"}
_started: list[OwnServer] = []
_network_open = True


def pytest_configure(config):
    """Point the settings at a folder and a hasher for tests; where work is shared out, start the one server here."""
    _settings_for_tests()
    messages()
    sys.addaudithook(_refuse_network)


def pytest_configure_node(node):
    """Hand the server's address to a worker of pytest-xdist."""
    node.workerinput[ADMIN] = _admin()


def pytest_unconfigure(config):
    while _started:
        _started.pop().stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Run the quick folders first, whatever order the modules in a folder come in.

    Where work is shared out the long ones go first: the quick ones fill the end, when some have nothing left to do.
    """
    shared = hasattr(config, "workerinput")
    order = {name: rank for rank, name in enumerate(reversed(_FOLDERS) if shared else _FOLDERS)}
    items.sort(key=lambda item: order.get(Path(item.path).relative_to(HERE).parts[0], len(order)))


def pytest_runtest_setup(item):
    global _network_open  # noqa: PLW0603 - the audit hook has no other way to know
    _network_open = bool(_REACH_OUT & set(Path(item.path).relative_to(HERE).parts))


@pytest.fixture(scope="session")
def postgres(request) -> Server:
    """The server of this run, with its migrated template: `clone()`, `drop(name)`, `url(role, name)`, `admin`."""
    given = getattr(request.config, "workerinput", {})
    return Server(given.get(ADMIN) or _admin(), given.get("workerid", "main"))


@pytest.fixture(scope="session")
def django_db_setup(postgres) -> Iterator[None]:
    """Point Django at a clone of the template, as the application role: missing grants show."""
    database = postgres.clone()
    point(postgres.url(roles.APP, database))
    yield
    connections.close_all()
    postgres.drop(database)


@pytest.fixture
def _django_db_helper(request, django_db_setup, django_db_blocker, postgres) -> Iterator[None]:
    """Roll back after the test; with transaction=True, transactional_db or live_server give it a clone of its own."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    with django_db_blocker.unblock():
        if commits or {"transactional_db", "live_server", "committed"} & set(request.fixturenames):
            yield from _in_own_clone(postgres)
        else:
            yield from _rolled_back()


@pytest.fixture
def committed(_django_db_helper) -> str:
    """A database of this test's own in which commits are real: the application role's address."""
    return environment_url()


def _in_own_clone(postgres) -> Iterator[None]:
    before = environment_url()
    database = postgres.clone()
    point(postgres.url(roles.APP, database))
    try:
        yield
    finally:
        connections.close_all()
        point(before)
        postgres.drop(database)


def _rolled_back() -> Iterator[None]:
    atomic = transaction.atomic()
    atomic._from_testcase = True  # a durable block may open inside, as in django.test.TestCase
    atomic.__enter__()
    try:
        yield
        connection = connections["default"]
        if connection.in_atomic_block and not connection.needs_rollback and connection.is_usable():
            connection.check_constraints()
    finally:
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def _admin() -> str:
    if given := own_postgres.given():
        if not _started:
            own_postgres.prepare(given)
        return given
    server = OwnServer()
    admin = server.start()
    _started.append(server)
    return admin


def _settings_for_tests() -> None:
    state = Path(tempfile.mkdtemp(prefix="dijkwacht-tests-"))
    settings.STATE_DIR = state
    settings.EVIDENCE_DIR, settings.KEYS_DIR = state / "evidence", state / "keys"
    settings.WITNESS_FILE = state / "witness" / "heads.jsonl"
    settings.STATIC_ROOT = state / "static"
    settings.STATIC_ROOT.mkdir()
    settings.SECRET_KEY = "only-in-tests"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def _refuse_network(event, arguments) -> None:
    if _network_open:
        return
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host != "localhost" and not _is_loopback(host):
        raise RuntimeError(f"this test reached for {host}: only contracts and browser tests may leave this machine")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
