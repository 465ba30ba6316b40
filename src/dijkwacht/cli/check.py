"""`dijkwacht check`: everything that is looked at, each with its number, how it stands and what to do."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dijkwacht.cli import django, surroundings
from dijkwacht.cli.serve import refuse_taken_port
from dijkwacht.kernel.errors import DijkwachtError

if TYPE_CHECKING:
    from django.core.checks import CheckMessage


class State(StrEnum):
    """How one thing stands. With a fault nothing is served; a remark is mended by day."""

    FINE = "fine"
    NOT_JUDGED = "not judged"
    REMARK = "remark"
    FAULT = "fault"

    @property
    def wrong(self) -> bool:
        """Say whether there is something to do."""
        return self in {State.REMARK, State.FAULT}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    id: str
    state: State
    found: str
    remedy: str


def check(
    *,
    host: Annotated[str, typer.Option(help="The address that serve shall listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Also say whether this port is free.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Look at settings, database, tables, keys, disk, mail, worker and backup; say how each stands and what to do.

    Exit 0 when nothing is wrong, 1 when something is (a fault stops serving, a remark does not), 2 for wrong use.
    """
    with ExitStack() as stack:
        lines = list(_lines(stack, host, port))
    wrong = [line for line in lines if line.state.wrong]
    if as_json:
        problems = [{"id": line.id, "found": line.found, "remedy": line.remedy} for line in wrong]
        print(  # noqa: T201 - the answer that was asked for
            json.dumps({"ok": not wrong, "problems": problems, "checks": [asdict(line) for line in lines]})
        )
    else:
        for line in lines:
            sys.stderr.write(f"{line.id:<15}{line.state:<11} {line.found} {line.remedy}".rstrip() + "\n")
        sys.stderr.write(f"{len(wrong)} of {len(lines)} to mend.\n" if wrong else "Nothing is wrong.\n")
    raise typer.Exit(int(bool(wrong)))


def _lines(stack: ExitStack, host: str, port: int | None) -> Iterator[Line]:
    try:
        if port is not None:
            refuse_taken_port(host, port)
            yield Line("dijkwacht.004", State.FINE, f"Port {port} is free.", "")
        surroundings.settle(surroundings.here())
        yield Line("dijkwacht.003", State.FINE, "The folder for our data can be used.", "")
        stack.enter_context(surroundings.database())
        django.start()
    except DijkwachtError as wrong:
        yield Line(wrong.number, State.FAULT, str(wrong), "")
        return
    from django.core.checks import run_checks  # noqa: PLC0415 - Django is loaded only by those who need it
    from django.utils.module_loading import import_string  # noqa: PLC0415 - as above

    ours = run_checks(tags=["dijkwacht"], include_deployment_checks=True, databases=["default"])
    yield from map(_line, ours)
    if any(message.is_serious() for message in ours):  # Django's own stumble over an absent database
        return
    theirs = import_string("dijkwacht.web.prepare.faults")()
    yield from (_line(message) for message in theirs if message not in ours)


def _line(message: "CheckMessage") -> Line:
    from django.core.checks import ERROR, INFO, WARNING  # noqa: PLC0415 - as above

    level = message.level
    state = (
        State.FAULT
        if level >= ERROR
        else State.REMARK
        if level >= WARNING
        else State.NOT_JUDGED
        if level >= INFO
        else State.FINE
    )
    return Line(message.id or "", state, message.msg, message.hint or "")
