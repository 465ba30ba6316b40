"""`dijkwacht probe`: check an address of one's own from outside, with the owner's recorded permission.

Tested against an emulator of ours, never against an appliance.
"""

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from dijkwacht.verification.commands.elsewhere import check_elsewhere
from dijkwacht.verification.domain.methods import Method

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Check an address of your own from outside. Tested against our emulator, never against an appliance.",
)
Account = Annotated[str, typer.Option("--account", help="E-mail address of an account of the owner's.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.callback()
def probe() -> None:
    """Check addresses of your own. Exit 0 nothing wrong, 1 something found, 2 refused by us or wrong use, 3 unclear."""


app.command("elsewhere")(check_elsewhere)


@app.command("run")
def run(
    target: Annotated[str, typer.Argument(help="A registered address: host, host:port or https://host:port.")],
    account: Account,
    method: Annotated[
        list[Method] | None, typer.Option(help="What to ask; all that is permitted where absent.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check a registered address now and record what it found; anything else is refused before a packet leaves."""
    _registered().run_here(target, account, method or [], as_json=as_json)


@app.command("permit")
def permit(target: Annotated[str, typer.Argument(help="A registered address.")], account: Account) -> None:
    """Print the standing permission as a file for `dijkwacht probe elsewhere` on another machine."""
    _registered().print_permit(target, account)


@app.command("hand-in")
def hand_in(file: Annotated[Path, typer.Argument(help="What `elsewhere --json` printed.")], account: Account) -> None:
    """Put the results of a check that was done elsewhere into the record, as declared by you."""
    _registered().hand_in_file(file, account)


def _registered() -> ModuleType:
    from dijkwacht.verification.commands import registered  # noqa: PLC0415 - elsewhere must not load Django

    return registered
