"""`dijkwacht evidence`: bring evidence of any size into the evidence room, a part of 16 MiB at a time."""

import hashlib
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO
from uuid import UUID

import typer
from django.utils import timezone

from dijkwacht.hunting.domain.intake import PART, parts_of
from dijkwacht.hunting.selectors import acting
from dijkwacht.hunting.selectors.room import open_upload
from dijkwacht.hunting.services import keeping
from dijkwacht.journal.selectors.sealed import still_open
from dijkwacht.journal.services.sealing import seal_open_files
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import account_named

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Bring evidence into the evidence room; seal what lies open."
)


class CannotRead(Unreadable):
    """This file cannot be read, or changed while it was."""


@app.callback()
def evidence() -> None:
    """Bring evidence into the evidence room. Exit 0 all came in whole, 2 something did not."""


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files: logs, archives, support bundles.")],
    response: Annotated[UUID, typer.Option(help="The response's id, as in the address of its page.")],
    account: Annotated[str, typer.Option("--account", help="E-mail address of an account of the organisation's.")],
    device: Annotated[str, typer.Option(help="From which appliance; one appliance is searched together.")] = "",
) -> None:
    """Keep files, each in parts that are sealed as they come; a job then verifies the whole.

    After a broken line run it again: the same file goes on where it stopped.
    """
    now = timezone.now()
    actor = acting(viewer_for(account_named(account), now), response, now)[1]
    for file in files:
        upload = _keep(file, actor, response, device)
        typer.echo(f"{file}: came in whole, being verified ({upload})")


@app.command("seal")
def seal() -> None:
    """Seal now what lies open from before files were sealed; a worker does the same by itself. Exit 0 all is sealed.

    Exit 1 where something cannot be: absent or damaged files (restore them), a backup that is under way (run it again),
    or an upgrade that is not complete.
    """
    done = sum(1 for _ in seal_open_files())
    left = still_open()
    typer.echo(f"{done} sealed now, {left.unsealed} lie open, {left.leftover} more lie open beside their sealed copy")
    if left.unsealed or left.leftover:
        raise typer.Exit(1)


def _keep(file: Path, actor: Actor, response: UUID, device: str) -> UUID:
    try:
        with file.open("rb") as stream:
            known = os.fstat(stream.fileno())
            before = open_upload(response, actor.account, file.name, known.st_size, device, Label.AMBER)
            upload = before.id if before else _begin(file.name, known, actor, response, device)
            _send(stream, upload, known.st_size, before.have if before else {})
    except OSError as wrong:
        raise CannotRead(wrong.strerror or "", place=str(file), remedy="see that it is a file you may read") from wrong
    return upload


def _begin(name: str, known: os.stat_result, actor: Actor, response: UUID, device: str) -> UUID:
    return keeping.begin_upload(
        actor=actor,
        response=response,
        name=name,
        size=known.st_size,
        at=timezone.now(),
        device=device,
        modified=datetime.fromtimestamp(known.st_mtime, UTC),
    )


def _send(stream: BinaryIO, upload: UUID, size: int, have: Mapping[int, str]) -> None:
    """Send what is not there; a file that shrank meanwhile ends the upload, one that grew is kept as long as it was."""
    try:
        for number in range(1, parts_of(size) + 1):
            content = stream.read(min(PART, size - (number - 1) * PART))
            sha256 = hashlib.sha256(content).hexdigest()
            if have.get(number) != sha256:
                keeping.put_part(upload=upload, number=number, sha256=sha256, content=content)
    except (OSError, keeping.WrongPart):
        keeping.end_upload(upload=upload, at=timezone.now())
        raise
    keeping.finish_upload(upload=upload)
