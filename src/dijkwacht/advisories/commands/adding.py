"""`dijkwacht advisory add`: take in an advisory from the command line."""

from pathlib import Path

import typer
from django.utils import timezone

from dijkwacht.advisories import services
from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.rights import desk_of
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.engine.loading import read_bytes
from dijkwacht.kernel.errors import Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.selectors import actor_for, viewer_for
from dijkwacht.organisations.services import account_named


class NoDesk(Refused):
    """Only an account with a desk's or the national desk's role takes in advisories."""


def add_file(file: Path, account: str, level: Level, label: Label | None) -> None:
    """Take in the file for the account's desk and say on stderr what became of it.

    Raises NoSuchAccount, NoDesk, and what makes the file unreadable, which is kept apart first.
    """
    viewer = viewer_for(account_named(account), timezone.now())
    owner = desk_of(viewer)
    if owner is None:
        raise NoDesk(place=account)
    received = services.receive_advisory(
        content=read_bytes(file),
        actor=actor_for(viewer, owner),
        handling=Handling(owner, label, owner),
        level=level,
        validate=validate,
        name=file.name,
    )
    if received.error is not None:
        raise received.error
    typer.echo(f"{received.state}: {received.advisory or 'a job reads it'}, sha256 {received.digest}", err=True)
