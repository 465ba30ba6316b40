import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dijkwacht.cli import surroundings
from dijkwacht.journal.commands import keys

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The keys, apart from the data.")


@app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="Where to write; an existing file is refused.")]) -> None:
    """Write the signing key, the secret key and the embedded database's passwords into one file, for you alone.

    Keep it in a safe, never beside a backup: places among backups are refused. It also names what was removed by law,
    by ids only, so that a restore forgets it again.
    """
    where = surroundings.here()
    surroundings.settle(where)
    given = os.environ.get("DIJKWACHT_SECRET_KEY")
    secret = given or Path(os.environ["DIJKWACHT_SECRET_KEY_FILE"]).read_text(encoding="utf-8").rstrip("\r\n")
    witness = Path(os.environ.get("DIJKWACHT_WITNESS_FILE") or where.state / "witness" / "heads.jsonl")
    public = keys.write_keys(file, where.state, secret, witness.with_name("removals.jsonl"))
    sys.stderr.write(f"Keys written to {file}; the public key is {public}. Keep that file away from backups.\n")


@app.command("restore")
def restore(file: Annotated[Path, typer.Argument(help="A file that keys backup wrote.")]) -> None:
    """Put the keys back, before `dijkwacht restore`; another signing key that is here is never overwritten."""
    where = surroundings.here()
    where.make()
    for name, became in keys.put_back(file, where.state).items():
        sys.stderr.write(f"{name}: {became}.\n")
