"""`dijkwacht serve`: the parent of the embedded database, the web server and the worker."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

import typer

from dijkwacht.cli import roles, surroundings
from dijkwacht.cli.children import Child, stop_all
from dijkwacht.cli.embedded import Embedded
from dijkwacht.kernel.errors import DijkwachtError

LOOK_EVERY = 0.2
STEP_LOOK_EVERY = 0.05
LOOK_AT_DATABASE_EVERY = 1.0


class PortTaken(DijkwachtError):  # noqa: N818 - the name people read
    """Another program listens on this port."""

    number = "dijkwacht.E004"


class NotFit(DijkwachtError):  # noqa: N818 - the name people read
    """The installation is not fit to serve; what is wrong is said above."""


def serve(  # noqa: PLR0913 - options of a command, all by keyword
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    web_only: Annotated[bool, typer.Option("--web-only", help="Pages only; needs DATABASE_URL.")] = False,
    worker_only: Annotated[bool, typer.Option("--worker-only", help="Worker only; needs DATABASE_URL.")] = False,
    metrics: Annotated[int | None, typer.Option(help="Show figures on this port, to this machine alone.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the recorded crises first, and show accounts.")] = False,
) -> None:
    """Run everything until SIGTERM or Ctrl-C: the embedded database (without DATABASE_URL), the pages, the worker."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    if (web_only or worker_only) and not surroundings.has_own_server():
        raise NotFit("--web-only and --worker-only share a server", expected=surroundings.URL, remedy="set it")
    if not worker_only:
        refuse_taken_port(host, port)
    if demo:
        os.environ.setdefault("DIJKWACHT_DEMO", "1")
        os.environ.setdefault("DIJKWACHT_LOG_LEVEL", "warning")
    os.environ.setdefault("PUBLIC_URL", f"http://{host}:{port}")
    surroundings.settle(surroundings.here())
    with ExitStack() as stack:
        database = None if surroundings.has_own_server() else _own_database(stack)
        _prepare(database, stop, demo=demo)
        shown = [] if metrics is None else [_metrics(stack, metrics)]
        children = []
        if not worker_only:
            children.append(Child("web", [sys.executable, "-m", "dijkwacht.web.server", host, str(port), *shown]))
        if not web_only:
            own = shown if worker_only else []  # in one house the pages show the worker's figures too
            children.append(Child("worker", [sys.executable, "-m", "dijkwacht.web.worker", *own]))
        stack.callback(stop_all, children)
        if not worker_only:
            threading.Thread(target=_say_when_ready, args=(f"http://{host}:{port}", stop), daemon=True).start()
        _watch(children, database, stop)


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTaken when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            raise PortTaken(
                f"another program has it ({wrong.strerror})",
                place=f"{host}:{port}",
                remedy="stop the other program, or choose another port: --port 8001, make demo PORT=8001",
            ) from wrong


def _metrics(stack: ExitStack, port: int) -> str:
    """Give our children a folder to share their counts in; return the port as a word."""
    refuse_taken_port("127.0.0.1", port)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dijkwacht-metrics-", ignore_cleanup_errors=True))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    return str(port)


def _own_database(stack: ExitStack) -> Embedded:
    database = Embedded(surroundings.here())
    database.start(wait=5)
    stack.callback(database.stop)
    os.environ[surroundings.URL] = database.url(roles.APP)
    return database


def _prepare(database: Embedded | None, stop: threading.Event, *, demo: bool) -> None:
    """Upgrade the database that is ours alone, collect what pages need, and check; nobody learns the owner's address.

    A server that others may share is upgraded by `dijkwacht upgrade` only: the check says so and nothing is served.
    """
    for name in (surroundings.OWNER_URL, f"{surroundings.OWNER_URL}_FILE"):
        os.environ.pop(name, None)
    if database:
        _step(stop, "dijkwacht.cli.main", "upgrade", **{surroundings.OWNER_URL: database.url(roles.OWNER)})
    _step(stop, "dijkwacht.web.prepare")
    if demo:
        _step(stop, "dijkwacht.cli.main", "demo")


def _step(stop: threading.Event, *words: str, **more: str) -> None:
    command, environment = [sys.executable, "-m", *words], {**os.environ, **more}
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - ourselves
        while process.poll() is None:
            if stop.wait(STEP_LOOK_EVERY):
                process.terminate()
                process.wait()
                raise typer.Exit
    if process.returncode != 0:
        raise NotFit(place=" ".join(words), remedy="put that right, then start again")


def _watch(children: list[Child], database: Embedded | None, stop: threading.Event) -> None:
    """Start children, and start again what dies, until asked to stop."""
    database_seen = time.monotonic()
    while not stop.is_set():
        now = time.monotonic()
        if database and now - database_seen > LOOK_AT_DATABASE_EVERY:
            database_seen = now
            if database.has_died():
                sys.stderr.write("dijkwacht serve: the database died; it is started again\n")
                database.revive()
        for child in children:
            code = child.look(now)
            if code is not None:
                sys.stderr.write(f"dijkwacht serve: {child.name} ended with code {code}; it is started again\n")
        stop.wait(LOOK_EVERY)


def _say_when_ready(address: str, stop: threading.Event) -> None:
    """Print the address once the pages answer and the worker lives."""
    while not stop.wait(0.3):
        try:
            with urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:  # noqa: PLR2004 - HTTP's word for yes
                    print(f"Dijkwacht: {os.environ['PUBLIC_URL']}", flush=True)  # noqa: T201 - what was asked for
                    return
        except (URLError, OSError):
            continue
