import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Annotated

import typer

from dijkwacht.cli import django, surroundings
from dijkwacht.cli.serve import refuse_taken_port
from dijkwacht.kernel.errors import DijkwachtError

Problem = tuple[str, str, str]


def check(
    *,
    host: Annotated[str, typer.Option(help="The address that serve shall listen on.")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Also say whether this port is free.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Say what is wrong with settings, folder, port and database; each with a number and a remedy. Exit 1 then."""
    with ExitStack() as stack:
        problems = list(_problems(stack, host, port))
    if as_json:
        document = {
            "ok": not problems,
            "problems": [dict(zip(("id", "found", "remedy"), one, strict=True)) for one in problems],
        }
        print(json.dumps(document))  # noqa: T201 - the answer that was asked for
    else:
        for number, found, remedy in problems:
            sys.stderr.write(f"{number}: {found} {remedy}\n")
        if not problems:
            sys.stderr.write("Nothing is wrong.\n")
    raise typer.Exit(int(bool(problems)))


def _problems(stack: ExitStack, host: str, port: int | None) -> Iterator[Problem]:
    try:
        if port is not None:
            refuse_taken_port(host, port)
        surroundings.settle(surroundings.here())
        stack.enter_context(surroundings.database())
        django.start()
    except DijkwachtError as wrong:
        yield (wrong.number, str(wrong), "")
        return
    from django.core.checks import run_checks  # noqa: PLC0415 - Django is loaded only by those who need it

    for tags in (["dijkwacht"], None):  # ours first: Django's own stumble over an absent database
        serious = [message for message in run_checks(tags=tags, databases=["default"]) if message.is_serious()]
        yield from ((message.id or "", message.msg, message.hint or "") for message in serious)
        if serious:
            return
