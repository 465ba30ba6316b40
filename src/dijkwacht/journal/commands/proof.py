"""`dijkwacht journal verify` and `export`: the proof of the record, with or without its database."""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, TextIO

import typer

from dijkwacht.journal.domain.export import UnreadableExport, lines_of, read_lines, removals_in
from dijkwacht.journal.domain.heads import (
    Checked,
    Leaf,
    SignatureCheck,
    TreeHead,
    head_as_text,
    head_from_text,
    verify,
)
from dijkwacht.journal.engine.keys import holds
from dijkwacht.kernel.errors import Unreadable

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Verify and export the record.")
FOUND_SOMETHING = 1


class UnreadableHead(Unreadable):
    """This is no tree head as a witness keeps it."""


class UnusableFile(Unreadable):
    """This file cannot be used."""


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
    witness = _witness(head) if head else ()
    trusted = _key(key) if key else None
    if trusted is None:
        sys.stderr.write("No --key given: the key that stands in the record itself is used.\n")
    checked, pending = _check_export(export, witness, trusted) if export else _check_database(witness, trusted)
    _say(checked, pending, as_json=as_json)
    if checked.first_bad is not None:
        raise typer.Exit(FOUND_SOMETHING)


@app.command("export")
def export_command(file: Annotated[Path, typer.Argument(help="Where to write; an existing file is refused.")]) -> None:
    """Write the whole record, one JSON object per line, for `verify --export` on another machine.

    The file holds everything, personal content too: keep it as you keep the database.
    """
    proof = _record()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UnusableFile(error.strerror or "", place=str(file), remedy="name a new file") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as out, proof.snapshot():
        for line in lines_of(proof.leaves_in_order(), proof.heads_in_order()):
            out.write(line + "\n")
    sys.stderr.write(f"Written to {file}.\n")


def _check_database(witnessed: tuple[TreeHead, ...], trusted: str | None) -> tuple[Checked, int]:
    proof = _record()
    with proof.snapshot():
        return proof.verify_record(witnessed, _trusting(trusted)), proof.pending_count()


def _record() -> ModuleType:
    from dijkwacht.journal.selectors import proof  # noqa: PLC0415 - an export is verified without a database

    return proof


def _check_export(file: Path, witnessed: tuple[TreeHead, ...], trusted: str | None) -> tuple[Checked, int]:
    heads = [item for item in _items(file) if isinstance(item, TreeHead)]
    removed = removals_in(item for item in _items(file) if isinstance(item, Leaf))
    leaves = (item for item in _items(file) if isinstance(item, Leaf))
    return verify(leaves, heads, removed, _trusting(trusted), witnessed), 0


def _items(file: Path) -> Iterator[Leaf | TreeHead]:
    with _opened(file) as lines:
        try:
            yield from read_lines(lines)
        except UnreadableExport as wrong:
            wrong.place = f"{file}, {wrong.place}"
            raise


def trusting(key: Path | None) -> SignatureCheck:
    """Return the check of signatures that trusts the public key in a file only, or any key where no file is given."""
    return _trusting(_key(key) if key else None)


def _trusting(trusted: str | None) -> SignatureCheck:
    return lambda key, message, signature: trusted in {None, key} and holds(key, message, signature)


def _witness(file: Path) -> tuple[TreeHead, ...]:
    """Return every head that a witness's file holds; the record must extend each."""
    with _opened(file) as lines:
        try:
            heads = tuple(head_from_text(json.loads(line)) for line in lines if line.strip())
        except (ValueError, KeyError, TypeError):
            heads = ()
    if not heads:
        raise UnreadableHead(place=str(file), expected="a line of JSON with size, root, signed_at, key and signature")
    return heads


def _key(file: Path) -> str:
    with _opened(file) as lines:
        try:
            key = lines.read(1000).strip().lower()
        except ValueError:
            key = ""
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise UnusableFile("this is no public key", place=str(file), expected="64 hexadecimal digits")
    return key


def _opened(file: Path) -> TextIO:
    try:
        return file.open(encoding="utf-8")
    except OSError as error:
        raise UnusableFile(error.strerror or "", place=str(file), remedy="name a file that can be read") from error


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
