"""The bundle for a forensic partner: a tar of everything, written while it is read, verified with sha256sum and tar."""

import io
import json
import tarfile
from collections.abc import Iterator
from uuid import UUID

from dijkwacht.hunting.models import Custody, FoundSign, HuntRun, KeptFile
from dijkwacht.hunting.selectors.opening import kept_content

_BLOCK = 512


def bundle(run: UUID) -> Iterator[bytes]:
    """Yield a tar of a run: SHA256SUMS, run.json, findings.jsonl, custody.jsonl, and each file under its SHA-256.

    The files come opened; who may have them is decided before. Raises Damaged while it is read.
    """
    row = HuntRun.objects.get(public_id=run)
    wanted = [file for unit in row.units.all() for file in unit.files]
    files = list(KeptFile.objects.filter(public_id__in=wanted).select_related("origin").order_by("sha256"))
    stamp = int((row.ended_at or row.asked_at).timestamp())
    sums = "".join(f"{file.sha256}  evidence/{file.sha256}\n" for file in files)
    yield from _whole("SHA256SUMS", sums.encode(), stamp)
    told = {"run": str(row.public_id), "hunt": row.hunt, "packs": row.packs, "verdict": row.verdict, **row.outcome}
    yield from _whole("run.json", json.dumps(told, indent=1, sort_keys=True).encode(), stamp)
    found = FoundSign.objects.filter(run=row).order_by("unit", "number").values_list("line", "judgement", "because")
    lines = [json.dumps({**line, "judgement": word, "because": why}, sort_keys=True) for line, word, why in found]
    yield from _whole("findings.jsonl", "".join(f"{line}\n" for line in lines).encode(), stamp)
    yield from _whole("custody.jsonl", _custody(files).encode(), stamp)
    for file in files:
        yield _head(f"evidence/{file.sha256}", file.size, stamp)
        yield from kept_content(file)
        yield bytes(-file.size % _BLOCK)
    yield bytes(2 * _BLOCK)


def _custody(files: list[KeptFile]) -> str:
    made = io.StringIO()
    for one in Custody.objects.filter(file__in=files).select_related("file").order_by("pk"):
        line = {
            "file": one.file.sha256,
            "deed": one.deed,
            "at": one.at.isoformat(),
            "by": one.by_role,
            "to": one.told,
            "entry": str(one.entry) if one.entry else None,
        }
        made.write(json.dumps(line, sort_keys=True) + "\n")
    return made.getvalue()


def _whole(name: str, content: bytes, stamp: int) -> Iterator[bytes]:
    yield _head(name, len(content), stamp)
    yield content
    yield bytes(-len(content) % _BLOCK)


def _head(name: str, size: int, stamp: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime = size, stamp
    return info.tobuf(tarfile.PAX_FORMAT)
