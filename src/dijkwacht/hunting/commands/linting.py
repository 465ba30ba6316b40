"""`dijkwacht hunt-lint`: what is wrong with rules, before anybody relies on them."""

import json
from typing import Annotated

import typer

from dijkwacht.hunting.engine.lint import lint
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.kernel.errors import DijkwachtError


def hunt_lint(
    packs: Annotated[list[str], typer.Argument(metavar="PACK...", help="Shipped pack, file or folder of rules.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line on stdout.")] = False,
) -> None:
    """Say which rules cannot fire, fire on everything, are slow or double. Exit 0 none, 1 some, 2 unreadable."""
    try:
        faults = lint(rule_set([load_pack(name) for name in packs]))
    except DijkwachtError as error:
        typer.echo(f"dijkwacht hunt-lint: {error}", err=True)
        raise typer.Exit(2) from error
    for fault in faults:
        line = {"rule": fault.rule, "code": fault.code, "text": fault.text}
        typer.echo(json.dumps(line, ensure_ascii=False) if as_json else f"{fault.rule}: {fault.code}: {fault.text}")
    raise typer.Exit(1 if faults else 0)
