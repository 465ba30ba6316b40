"""`dijkwacht flaws`: take over the public lists about flaws, as files that somebody fetched."""

from pathlib import Path
from typing import Annotated

import typer

from dijkwacht.advisories import services
from dijkwacht.advisories.engine.marks import LARGEST
from dijkwacht.kernel.errors import Unreadable

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Take over the public lists about flaws.")
File = Annotated[Path, typer.Argument(metavar="FILE")]


class NoSuchList(Unreadable):
    """This file cannot be opened."""


@app.command("kev")
def kev(file: File) -> None:
    """Take over the catalogue of known exploited flaws (KEV, JSON): advice can then be put in the order of its days."""
    typer.echo(f"{services.import_kev(content=_content(file))} flaws known to be exploited", err=True)


@app.command("epss")
def epss(file: File) -> None:
    """Take over the chances of misuse (EPSS, CSV, unpacked)."""
    typer.echo(f"{services.import_epss(content=_content(file))} flaws with a chance of misuse", err=True)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise NoSuchList(place=str(file), expected="a readable file") from error
