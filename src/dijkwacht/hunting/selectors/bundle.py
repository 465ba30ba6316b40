"""The bundle for a forensic partner: a tar of everything, written while it is read, for sha256sum, tar and jq."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from uuid import UUID

from dijkwacht.hunting.models import Custody, FoundSign, HuntRun, KeptFile
from dijkwacht.hunting.selectors.opening import kept_content

_BLOCK = 512


def bundle(run: UUID) -> Iterator[bytes]:
    """Yield a tar of a run: SHA256SUMS over all else, run.json, findings.jsonl, custody.jsonl, the files by SHA-256.

    The files come opened; who may have them is decided before. Findings of the same evidence, rules and window are the
    same bytes in every run. Raises Damaged while it is read.
    """
    row = HuntRun.objects.get(public_id=run)
    wanted = [file for unit in row.units.all() for file in unit.files]
    there = KeptFile.objects.filter(public_id__in=wanted, gone_at__isnull=True)
    files = list(there.select_related("origin").order_by("sha256"))
    stamp = int((row.ended_at or row.asked_at).timestamp())
    told = {"run": str(row.public_id), "hunt": row.hunt, "packs": row.packs, "verdict": row.verdict, **row.outcome}
    texts = {
        "run.json": json.dumps(told, indent=1, sort_keys=True).encode(),
        "findings.jsonl": _findings(row),
        "custody.jsonl": _custody(files).encode(),
    }
    sums = [(hashlib.sha256(text).hexdigest(), name) for name, text in texts.items()]
    sums += [(file.sha256, f"evidence/{file.sha256}") for file in files]
    yield from _whole("SHA256SUMS", "".join(f"{digest}  {name}\n" for digest, name in sums).encode(), stamp)
    for name, text in texts.items():
        yield from _whole(name, text, stamp)
    for file in files:
        yield _head(f"evidence/{file.sha256}", file.size, stamp)
        yield from kept_content(file)
        yield bytes(-file.size % _BLOCK)
    yield bytes(2 * _BLOCK)


def _findings(run: HuntRun) -> bytes:
    found = FoundSign.objects.filter(run=run).order_by("unit__number", "number")
    lines = found.values_list("line", "judgement", "because")
    return "".join(
        json.dumps({**line, "judgement": word, "because_judged": why}, sort_keys=True) + "\n"
        for line, word, why in lines
    ).encode()


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
