"""`dijkwacht advisory`: judge advisories without a database, and take them in."""

from pathlib import Path
from typing import Annotated

import typer

from dijkwacht.advisories.commands.validating import validate_file
from dijkwacht.advisories.domain.words import Level
from dijkwacht.kernel.labels import Label

app = typer.Typer(no_args_is_help=True, help="Read, judge and take in advisories (CSAF, CVE).")


@app.callback()
def advisory() -> None:
    """Read, judge and take in advisories (CSAF 2.0 and 2.1, CVE records of version 5)."""


app.command("validate")(validate_file)


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="A CSAF 2.0, CSAF 2.1 or CVE 5 document.", metavar="FILE")],
    account: Annotated[str, typer.Option(help="E-mail address of the desk's account that does this.")],
    level: Annotated[Level, typer.Option(help="Where its issuer stands.")] = Level.VENDOR,
    label: Annotated[Label | None, typer.Option(help="TLP label; never laxer than what the document says.")] = None,
) -> None:
    """Take in an advisory for the members of a desk: exit 0, or 2 where it cannot be read; then it is kept apart."""
    from dijkwacht.advisories.commands.adding import add_file  # noqa: PLC0415 - validate must not load Django

    add_file(file, account, level, label)
