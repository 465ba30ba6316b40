"""`dijkwacht journal verify` and `export`: the proof of the record, with or without its database."""

import json
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from dijkwacht.journal.adapters.keys import holds
from dijkwacht.journal.domain.export import lines_of, read_lines
from dijkwacht.journal.domain.heads import Checked, SignatureCheck, TreeHead, head_as_text, head_from_text, verify
from dijkwacht.kernel.errors import Unreadable

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Verify and export the record.")
FOUND_SOMETHING = 1


class UnreadableHead(Unreadable):
    """This is no tree head as a witness keeps it."""


@app.command("verify")
def verify_command(
    export: Annotated[Path | None, typer.Option(help="Check this export instead of the database.")] = None,
    head: Annotated[Path | None, typer.Option(help="A witness's copy of a head; the record must extend it.")] = None,
    key: Annotated[
        Path | None, typer.Option(help="The public key, obtained elsewhere (64 hexadecimal digits).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,  # noqa: FBT002 - typer's way
) -> None:
    """Check that nothing in the record was changed; exit 1 where it was, or where it does not extend the head."""
    witness = _witness(head) if head else None
    trusted = key.read_text(encoding="utf-8").strip() if key else None
    if trusted is None:
        sys.stderr.write("No --key given: the key that stands in the record itself is used.\n")
    checked, pending = _check_export(export, witness, trusted) if export else _check_database(witness, trusted)
    _say(checked, pending, as_json=as_json)
    if checked.first_bad is not None:
        raise typer.Exit(FOUND_SOMETHING)


@app.command("export")
def export_command(file: Annotated[Path, typer.Argument(help="Where to write; an existing file is refused.")]) -> None:
    """Write the whole record, one JSON object per line, for `verify --export` on another machine."""
    from dijkwacht.journal.selectors.proof import heads_in_order, leaves_in_order  # noqa: PLC0415 - needs the database

    with file.open("x", encoding="utf-8") as out:
        for line in lines_of(leaves_in_order(), heads_in_order()):
            out.write(line + "\n")
    sys.stderr.write(f"Written to {file}.\n")


def _check_database(witness: TreeHead | None, trusted: str | None) -> tuple[Checked, int]:
    from dijkwacht.journal.selectors import proof  # noqa: PLC0415 - needs the database

    heads = proof.heads_in_order()
    checked = verify(proof.leaves_in_order(), heads, proof.removals(), _trusting(trusted), witness)
    return checked, proof.pending_count()


def _check_export(file: Path, witness: TreeHead | None, trusted: str | None) -> tuple[Checked, int]:
    with file.open(encoding="utf-8") as lines:
        leaves, heads = read_lines(lines)
    removed = frozenset(
        UUID(str(leaf.entry.payload["entry"])) for leaf in leaves if leaf.entry.kind == "content.removed"
    )
    return verify(leaves, heads, removed, _trusting(trusted), witness), 0


def _trusting(trusted: str | None) -> SignatureCheck:
    return lambda key, message, signature: trusted in {None, key} and holds(key, message, signature)


def _witness(file: Path) -> TreeHead:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        return head_from_text(json.loads(lines[-1]))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UnreadableHead(
            place=str(file), expected="a line of JSON with size, root, signed_at, key and signature"
        ) from error


def _say(checked: Checked, pending: int, *, as_json: bool) -> None:
    bad = checked.first_bad
    if as_json:
        answer = {
            "entries": checked.entries,
            "pending": pending,
            "ok": bad is None,
            "first_bad": {
                "position": bad.position,
                "entry": str(bad.entry) if bad.entry else None,
                "reason": bad.reason,
            }
            if bad
            else None,
            "removed": checked.removed,
            "tree_head": head_as_text(checked.head) if checked.head else None,
        }
        print(json.dumps(answer))  # noqa: T201 - the answer that was asked for
        return
    if bad:
        sys.stderr.write(f"The record was changed: position {bad.position}, entry {bad.entry}: {bad.reason}.\n")
        return
    size = checked.head.size if checked.head else 0
    sys.stderr.write(
        f"{checked.entries} entries, unchanged; {checked.removed} without removed content, {pending} pending; "
        f"last head covers {size}.\n"
    )
