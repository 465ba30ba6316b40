"""What a backup says of itself, what is wrong with it, and when it may go; decided without touching a file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dijkwacht.journal.domain.heads import TreeHead, head_as_text, head_from_text
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.errors import Refused, Unreadable
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

FORMAT = 1
PROGRAM = "dijkwacht"
KEPT_DAYS = 35
DATABASE, EVIDENCE, REMOVALS = "database.dump", "evidence.txt", "removals.jsonl"
PARTS = (DATABASE, EVIDENCE, REMOVALS)
NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}Z")
DIGEST = re.compile(r"[0-9a-f]{64}")


class UnreadableBackup(Unreadable):
    """This is no backup of ours, or it is damaged."""


class OtherVersion(Refused):
    """This version cannot restore that backup."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was written: bytes and SHA-256 as hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableState:
    """A table in the snapshot: rows, and a digest over all of them in whatever order (hex)."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a restore compares with. `made_at`: the snapshot's moment, aware UTC, by the database's clock.

    `migrations` are those applied to the tables, as "app.name". `lost`: evidence that the tables name and the store did
    not have, or not as it was handed in. `key` signs the manifest, as it signs tree heads; public, hex.
    """

    version: str
    made_at: datetime
    postgresql: str
    migrations: tuple[str, ...]
    tables: Mapping[str, TableState]
    files: Mapping[str, FileState]
    evidence_files: int
    evidence_bytes: int
    entries: int
    head: TreeHead | None
    lost: tuple[str, ...]
    key: str
    format: int = FORMAT

    @property
    def name(self) -> str:
        """Return the name of the backup's folder: the moment of its snapshot."""
        return name_of(self.made_at)


def name_of(at: datetime) -> str:
    """Return the folder's name for a snapshot's moment."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H-%M-%S}.{at.microsecond // 1000:03}Z"


def manifest_text(manifest: Manifest) -> str:
    """Return the canonical text of a manifest: what its signature covers."""
    return canonical_text(
        {
            "program": PROGRAM,
            "format": manifest.format,
            "version": manifest.version,
            "made_at": manifest.made_at.astimezone(UTC).isoformat(),
            "postgresql": manifest.postgresql,
            "migrations": list(manifest.migrations),
            "tables": {name: [state.rows, state.digest] for name, state in manifest.tables.items()},
            "files": {name: [state.size, state.sha256] for name, state in manifest.files.items()},
            "evidence": {"files": manifest.evidence_files, "bytes": manifest.evidence_bytes},
            "entries": manifest.entries,
            "head": head_as_text(manifest.head) if manifest.head else None,
            "lost": list(manifest.lost),
            "key": manifest.key,
        }
    )


def read_manifest(values: Mapping[str, object]) -> Manifest:
    """Return the manifest that `manifest_text` wrote.

    Raises OtherVersion for a format this version does not know, UnreadableBackup for what is no manifest.
    """
    if values.get("program") != PROGRAM:
        raise UnreadableBackup(place="manifest.json", expected="a manifest that dijkwacht backup wrote")
    if values.get("format") != FORMAT:
        raise OtherVersion(
            f"it is of format {values.get('format')}, made by version {values.get('version')}",
            place="manifest.json",
            expected=f"format {FORMAT}",
            remedy="restore it with the version that made it, then upgrade",
        )
    try:
        return _read(values)
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        raise UnreadableBackup(
            f"the manifest is damaged ({type(wrong).__name__})", place="manifest.json", remedy="use another backup"
        ) from wrong


def _read(values: Mapping[str, object]) -> Manifest:
    head, evidence = values["head"], _mapping(values["evidence"])
    return Manifest(
        version=str(values["version"]),
        made_at=datetime.fromisoformat(str(values["made_at"])),
        postgresql=str(values["postgresql"]),
        migrations=_texts(values["migrations"]),
        tables={name: TableState(_int(pair[0]), str(pair[1])) for name, pair in _pairs(values["tables"])},
        files={name: FileState(_int(pair[0]), str(pair[1])) for name, pair in _pairs(values["files"])},
        evidence_files=_int(evidence["files"]),
        evidence_bytes=_int(evidence["bytes"]),
        entries=_int(values["entries"]),
        head=head_from_text(_mapping(head)) if head is not None else None,
        lost=_texts(values["lost"]),
        key=str(values["key"]),
    )


def refuse_newer(manifest: Manifest, strange: tuple[str, ...], version: str) -> None:
    """Raise OtherVersion where the backup's tables were changed in ways (`strange`) that this version does not know."""
    if strange:
        raise OtherVersion(
            f"the backup was made by version {manifest.version}, which is newer than this one ({version}):"
            f" {len(strange)} changes of the tables are unknown here, the first is {strange[0]}",
            place="manifest.json",
            remedy="install the version that made it and restore with that",
        )


def table_differences(written: Mapping[str, TableState], found: Mapping[str, TableState]) -> tuple[str, ...]:
    """Return one line for each table that is absent, too much, or does not hold what the backup says; sorted."""
    lines = []
    for name in sorted({*written, *found}):
        if name not in found:
            lines.append(f"table {name}: it is missing, {written[name].rows} rows expected")
        elif name not in written:
            lines.append(f"table {name}: it is not in the backup, {found[name].rows} rows found")
        elif written[name].rows != found[name].rows:
            lines.append(f"table {name}: {found[name].rows} rows, {written[name].rows} expected")
        elif written[name] != found[name]:
            lines.append(f"table {name}: its {found[name].rows} rows are not those that were backed up")
    return tuple(lines)


def head_differences(written: TreeHead | None, found: TreeHead | None) -> tuple[str, ...]:
    """Return a line where the newest tree head is not the one the backup holds."""
    if written == found:
        return ()
    said = "no tree head" if found is None else f"a tree head of {found.size} entries, root {found.root.hex()[:16]}"
    wanted = "none" if written is None else f"{written.size} entries, root {written.root.hex()[:16]}"
    return (f"tree head: {said}; expected {wanted}",)


def may_go(made_at: datetime, now: datetime, *, newest: bool, days: int = KEPT_DAYS) -> Verdict:
    """Say whether a complete backup may be removed: when its term is over and it is not the newest one there is."""
    until = made_at + timedelta(days=days)
    if now < until:
        left = Text(nl=f"Nog geen {days} dagen oud.", en=f"Not yet {days} days old.")
        return Verdict("keep", (Reason("term-runs", left),))
    if newest:
        last = Text(
            nl="De termijn is voorbij, maar er is geen jongere back-up.",
            en="The term is over, but there is no younger backup.",
        )
        return Verdict("keep", (Reason("newest", last),))
    over = Text(
        nl=f"Ouder dan {days} dagen: wat op grond van de wet is verwijderd, leeft er nog in voort.",
        en=f"Older than {days} days: what was removed by law lives on in it.",
    )
    return Verdict("remove", (Reason("term-over", over),))


def evidence_line(digest: str, size: int) -> str:
    """Return one line of the list of evidence."""
    return f"{digest} {size}\n"


def read_evidence(lines: Iterable[str]) -> dict[str, int]:
    """Return size by digest from the list of evidence; raises UnreadableBackup with the line."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        digest, _, size = line.strip().partition(" ")
        if not DIGEST.fullmatch(digest) or not size.isdecimal():
            raise UnreadableBackup(place=f"{EVIDENCE}, line {number}", expected="a SHA-256 and a size")
        found[digest] = int(size)
    return found


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _pairs(value: object) -> Iterable[tuple[str, list[object]]]:
    for name, pair in _mapping(value).items():
        if not isinstance(pair, list):
            raise TypeError
        yield name, pair


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(str(item) for item in value)
