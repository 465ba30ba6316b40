"""`dijkwacht backup DIR`: one consistent snapshot while everybody goes on working."""

import json
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection

from dijkwacht.journal.adapters.dumping import begin_dump, end_dump
from dijkwacht.journal.commands.progress import MIB, Progress
from dijkwacht.journal.domain.backup import (
    DATABASE,
    EVIDENCE,
    KEPT_DAYS,
    PARTS,
    REMOVALS,
    Manifest,
    evidence_line,
    name_of,
)
from dijkwacht.journal.domain.heads import head_as_text
from dijkwacht.journal.domain.removals import removal_line
from dijkwacht.journal.engine import backups
from dijkwacht.journal.engine.keys import public_hex, signing_key
from dijkwacht.journal.selectors import backup as look
from dijkwacht.journal.selectors import proof
from dijkwacht.journal.services.expiring import expire_backups
from dijkwacht.journal.services.listing import list_removals_soon
from dijkwacht.journal.services.sequencing import beat
from dijkwacht.kernel.errors import Refused, Unreadable

FOUND_SOMETHING = 1


class UnusableFolder(Refused):
    """This folder cannot be used for backups."""


class BesideData(Refused):
    """A backup does not belong in the folder of the data itself."""


def backup(
    folder: Annotated[Path, typer.Argument(help="The folder of backups, on another disk or machine; made if absent.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Back up the database and the evidence that is not in DIR yet; never keys. Exit 1 where evidence was lost before.

    Everybody goes on working: the dump, the counts and the tree head are of one snapshot. Backups in DIR that are older
    than 35 days go, once this one is complete.
    """
    begun, progress = time.monotonic(), Progress()
    try:
        manifest, copied = make_backup(folder, progress)
        with backups.repository(folder):
            expired = expire_backups(folder, manifest.made_at)
    except OSError as wrong:
        raise UnusableFolder(
            wrong.strerror or "", place=str(wrong.filename or folder), remedy="look at free space and rights"
        ) from wrong
    beat("backup")  # `dijkwacht check` says how old the last one is
    seconds = time.monotonic() - begun
    progress.end(
        f"{manifest.name}: {manifest.entries} entries, {manifest.evidence_files} files of evidence ({copied} new),"
        f" {len(manifest.tables)} tables, in {seconds:.1f} s."
    )
    for gone in expired:
        progress.end(f"{gone}: removed, it was older than {KEPT_DAYS} days.")
    for digest in manifest.lost:
        progress.end(f"evidence {digest}: named in the tables, but absent or damaged in the store; it is in no backup.")
    if as_json:
        print(json.dumps(_answer(folder, manifest, copied, expired, seconds)))  # noqa: T201 - the answer asked for
    if manifest.lost:
        raise typer.Exit(FOUND_SOMETHING)


def make_backup(folder: Path, progress: Progress) -> tuple[Manifest, int]:
    """Make one backup in a folder and return its manifest and how many files of evidence were new.

    Needs only the application's role. Raises NotOurs, Busy, BesideData or DumpFailed; whatever stops it before the
    manifest is written leaves a folder that is recognised as half-made and the older backups as they were.
    """
    _refuse_own_folder(folder)
    list_removals_soon()
    with backups.repository(folder), look.backup_under_way():
        for leftover in backups.half_made(folder):
            backups.drop(leftover)
        path, facts, evidence = _snapshot(folder, progress)
        copied, lost = _copy(folder, evidence, progress)
        key = signing_key(settings.KEYS_DIR)
        files = {part: backups.file_state(path / part) for part in PARTS}
        whole = replace(facts, files=files, lost=lost, key=public_hex(key))
        backups.finish(path, whole, key.sign)
    return whole, copied


def _refuse_own_folder(folder: Path) -> None:
    if folder.resolve().is_relative_to(Path(settings.STATE_DIR).resolve()):
        raise BesideData(place=str(folder), remedy="name a folder on another disk or machine")


def _snapshot(folder: Path, progress: Progress) -> tuple[Path, Manifest, dict[str, int]]:
    """Dump, count and write the lists, all of one snapshot; return the backup's folder, its facts, its evidence."""
    with proof.snapshot():
        at, shared, server = look.moment_and_snapshot()
        path = backups.begin(folder, name_of(at))
        progress.step(f"{name_of(at)}: dumping the database")
        dump = begin_dump(connection.get_connection_params(), shared, path / DATABASE)
        try:
            evidence, tables = look.evidence_in_use(), look.table_states()
            facts = Manifest(
                version=version("dijkwacht"),
                made_at=at,
                postgresql=server,
                migrations=look.applied_migrations(),
                tables=tables,
                files={},
                evidence_files=len(evidence),
                evidence_bytes=sum(evidence.values()),
                entries=tables["journal_entry"].rows,
                head=proof.latest_head(),
                lost=(),
                key="",
            )
            removals = "".join(f"{removal_line(removal)}\n" for removal in look.removals_recorded())
        finally:
            end_dump(dump)
    backups.write_whole(path / EVIDENCE, "".join(evidence_line(*one) for one in sorted(evidence.items())))
    backups.write_whole(path / REMOVALS, removals)
    return path, facts, evidence


def _copy(folder: Path, evidence: dict[str, int], progress: Progress) -> tuple[int, tuple[str, ...]]:
    """Copy the evidence that the folder does not hold yet; return how many files, and which ones are lost."""
    copied = size = 0
    lost: list[str] = []
    for number, (digest, length) in enumerate(sorted(evidence.items()), start=1):
        try:
            if backups.copy_evidence(settings.EVIDENCE_DIR, folder / backups.FILES, digest):
                copied, size = copied + 1, size + length
        except Unreadable:
            lost.append(digest)
        progress.count("evidence", number, len(evidence), size)
    return copied, look.still_held(lost)  # what was removed by law while the backup ran is gone, not lost


def _answer(
    folder: Path, manifest: Manifest, copied: int, expired: tuple[str, ...], seconds: float
) -> dict[str, object]:
    return {
        "backup": str(folder / manifest.name),
        "made_at": manifest.made_at.isoformat(),
        "entries": manifest.entries,
        "tables": {name: state.rows for name, state in manifest.tables.items()},
        "evidence": {"files": manifest.evidence_files, "bytes": manifest.evidence_bytes, "new": copied},
        "tree_head": head_as_text(manifest.head) if manifest.head else None,
        "lost": list(manifest.lost),
        "expired": list(expired),
        "seconds": round(seconds, 1),
        "size": sum(state.size for state in manifest.files.values()) // MIB,
    }
