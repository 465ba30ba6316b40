"""What `dijkwacht restore` does with the record: refuse, bring back, compare, prove, and forget again what was removed.

`dijkwacht.cli.restore` calls these one after the other; between them it has the tables brought up to this version. A
mark in the state folder says which backup is being restored and how far: the same restore goes on where a killed one
stopped, anything else is refused, and nothing is served meanwhile.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dijkwacht.journal.adapters.dumping import load_dump
from dijkwacht.journal.commands.progress import Progress
from dijkwacht.journal.domain.backup import (
    DATABASE,
    REMOVALS,
    Manifest,
    UnreadableBackup,
    head_differences,
    refuse_newer,
    table_differences,
)
from dijkwacht.journal.domain.heads import Checked, SignatureCheck
from dijkwacht.journal.domain.removals import Removal, still_to_do
from dijkwacht.journal.engine import backups
from dijkwacht.journal.engine.keys import holds
from dijkwacht.journal.selectors import backup as look
from dijkwacht.journal.selectors import proof
from dijkwacht.journal.services import list_of_removals, list_removals, read_list, replay_removal, sequence_once
from dijkwacht.kernel.errors import Refused, Unreadable

BEGUN, COMPARED, PROVEN = "begun", "compared", "proven"


class NotEmpty(Refused):
    """A restore needs an empty target."""


class Different(Unreadable):
    """What was restored is not what was backed up."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The backup to restore: its folder, its manifest, and the folder of backups around it."""

    path: Path
    manifest: Manifest
    around: Path


def choose(folder: Path) -> Chosen:
    """Return the backup at a path: that one, or in a folder of backups the newest complete one.

    Raises UnreadableBackup, OtherVersion; half-made ones are passed over, and named when there is nothing else.
    """
    if backups.is_repository(folder):
        found = backups.complete(folder)
        if not found:
            halves = ", ".join(path.name for path in backups.half_made(folder))
            said = f"no complete backup; begun and never completed: {halves}" if halves else "no backup"
            raise UnreadableBackup(said, place=str(folder), remedy="use another folder")
        path = found[-1]
    else:
        path = folder
    try:
        manifest = backups.read(path)
    except OSError as wrong:
        raise UnreadableBackup(
            wrong.strerror or "", place=str(path), remedy="name a folder that we may read"
        ) from wrong
    refuse_newer(manifest, look.strange_migrations(manifest.migrations), version("dijkwacht"))
    return Chosen(path.absolute(), manifest, path.absolute().parent)


def differences_in(chosen: Chosen, progress: Progress) -> tuple[str, ...]:
    """Return one line for each part of the backup that is not as it was written: its files, then its evidence."""
    lines = list(backups.part_differences(chosen.path, chosen.manifest))
    if lines:
        return tuple(lines)
    evidence, size = backups.evidence_of(chosen.path), 0
    wanted = [digest for digest in sorted(evidence) if digest not in chosen.manifest.lost]
    gone = {digest for one in _listed(chosen.around) for digest in one.evidence}
    found = backups.evidence_differences(chosen.around / backups.FILES, wanted)
    for number, (digest, wrong) in enumerate(found, start=1):
        if wrong and not (digest in gone and wrong.endswith("missing")):
            lines.append(wrong)
        size += evidence[digest]
        progress.count("reading the backup's evidence", number, len(wanted), size)
    return tuple(lines)


def refuse_unless_empty(chosen: Chosen) -> None:
    """Mark the target as being restored. Raises NotEmpty, naming what is there, unless it is empty or ours to go on."""
    mark = _mark()
    if mark is not None:
        if mark["backup"] != chosen.manifest.name:
            raise NotEmpty(
                f"a restore of {mark['backup']} was begun here and not finished",
                place=str(settings.STATE_DIR),
                remedy="restore that one again: it goes on where it stopped; or take an empty database and folder",
            )
        return
    there = [f"{len(names)} tables ({', '.join(names[:3])}, ...)"] if (names := look.table_names()) else []
    files = sum(1 for file in Path(settings.EVIDENCE_DIR).rglob("*") if file.is_file())
    if files:
        there.append(f"{files} files of evidence in {settings.EVIDENCE_DIR}")
    if there:
        raise NotEmpty(
            f"the target holds {' and '.join(there)}",
            place=f"{connection.settings_dict['NAME']}, {settings.STATE_DIR}",
            remedy="restore into an empty database and state folder; nothing was touched",
        )
    _set_mark(chosen, BEGUN)


def bring_back(chosen: Chosen, progress: Progress) -> None:
    """Copy the evidence and load the tables, in one transaction; what a killed restore had done already stays.

    Works as the tables' owner. Raises Different, naming every table that does not hold what was backed up, DumpFailed.
    """
    evidence, size = backups.evidence_of(chosen.path), 0
    for number, digest in enumerate(sorted(evidence), start=1):
        if (chosen.around / backups.FILES / digest[:2] / digest).is_file():
            backups.copy_evidence(chosen.around / backups.FILES, settings.EVIDENCE_DIR, digest)
        size += evidence[digest]
        progress.count("copying evidence", number, len(evidence), size)
    if not look.table_names():
        progress.step("loading the tables")
        load_dump(connection.get_connection_params(), chosen.path / DATABASE)
    if _done() in {COMPARED, PROVEN}:
        return
    progress.step("comparing every table")
    with transaction.atomic():
        wrong = table_differences(chosen.manifest.tables, look.table_states())
    if wrong:
        raise Different("; ".join(wrong), place=chosen.manifest.name, remedy="use another backup")
    _set_mark(chosen, COMPARED)


def prove(chosen: Chosen, trusted: SignatureCheck = holds) -> Checked:
    """Verify the restored record: every leaf, the tree, every head; its head is the backup's, or extends it.

    Raises Different, naming position and entry.
    """
    heads = (chosen.manifest.head,) if chosen.manifest.head else ()
    checked = proof.verify_record(heads, trusted)
    if checked.first_bad is not None:
        bad = checked.first_bad
        raise Different(
            f"position {bad.position}, entry {bad.entry}: {bad.reason}", place="the record", remedy="use another backup"
        )
    if _done() != PROVEN:
        if wrong := head_differences(chosen.manifest.head, proof.latest_head()):
            raise Different("; ".join(wrong), place="the record", remedy="use another backup")
        _set_mark(chosen, PROVEN)
    return checked


def removals_to_replay(chosen: Chosen, more: Path | None) -> tuple[tuple[Removal, ...], datetime]:
    """Return the removals that the restored record does not hold, and up to when removals are known.

    They come from every complete backup beside this one, from the list beside the witness's heads, and from `more`.
    """
    known = [*_listed(chosen.around), *read_list(list_of_removals())]
    if more is not None:
        if not more.is_file():
            raise UnreadableBackup("there is no such list", place=str(more), expected="a removals.jsonl")
        known += read_list(more)
    until = max([backups.read(path).made_at for path in _readable(chosen.around)] + [one.at for one in known])
    return still_to_do(known, look.removals_recorded()), until


def replay(removal: Removal) -> bool:
    """Remove once more what the list names; True where the restored record still held it."""
    return replay_removal(removal=removal)


def finish(replayed: int) -> Checked:
    """Place what was replayed, list the removals, verify once more, and take the mark away.

    Where nothing was replayed the tree keeps the backup's head; what waited for its place then is placed by the worker.
    """
    while replayed and sequence_once():
        pass
    list_removals()
    checked = proof.verify_record()
    if checked.first_bad is not None:
        raise Different(checked.first_bad.reason, place="the record", remedy="use another backup")
    (Path(settings.STATE_DIR) / backups.RESTORING).unlink()
    return checked


def _listed(around: Path) -> tuple[Removal, ...]:
    return tuple(one for path in _readable(around) for one in read_list(path / REMOVALS))


def _readable(around: Path) -> tuple[Path, ...]:
    """Return the complete backups whose manifest and list of removals are as they were written."""
    found = []
    for path in backups.complete(around):
        try:
            written = backups.read(path).files[REMOVALS]
        except (Unreadable, Refused, KeyError):
            continue
        if (path / REMOVALS).is_file() and backups.file_state(path / REMOVALS) == written:
            found.append(path)
    return tuple(found)


def _done() -> str:
    mark = _mark()
    return mark["done"] if mark else ""


def _mark() -> Mapping[str, str] | None:
    file = Path(settings.STATE_DIR) / backups.RESTORING
    try:
        mark: Mapping[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return mark


def _set_mark(chosen: Chosen, done: str) -> None:
    mark = {"backup": chosen.manifest.name, "done": done, "at": timezone.now().isoformat()}
    backups.write_whole(Path(settings.STATE_DIR) / backups.RESTORING, json.dumps(mark))
