"""What a hunt hands over to others: one folder of plain files, the same bytes for the same evidence, rules and window.

It verifies with `sha256sum -c`, `tar` and `jq` alone. It holds lines of logs, so names and addresses of people:
everything but `counts.json` is labelled TLP:AMBER+STRICT.
"""

import csv
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from dijkwacht.hunting.engine.hunt import HuntResult
from dijkwacht.hunting.engine.intake.walking import Given, walk
from dijkwacht.hunting.engine.model import Finding, Kind
from dijkwacht.hunting.engine.report import lines, when
from dijkwacht.hunting.engine.rules.own_traces import OWN
from dijkwacht.kernel.cells import harmless
from dijkwacht.kernel.errors import Refused

LABEL = "TLP:AMBER+STRICT"
_NAMESPACE = uuid5(NAMESPACE_URL, "dijkwacht:hand-over")
_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
_COLUMNS = ("class", "confidence", "rule", "title", "time", "time_basis", "year_basis", "in_window", "evidence", "path")
_MORE_COLUMNS = (
    "member",
    "line",
    "offset",
    "length",
    "text",
    "evidence_blake3",
    "evidence_sha256",
    "source",
    "label",
    "because",
)
_BLOCK = 1 << 20


def hand_over(result: HuntResult, evidence: Sequence[str], packs: Mapping[str, str], folder: Path) -> list[str]:
    """Write the hand-over of a hunt into `folder`, new or empty, and return the names of its files.

    `packs` maps what was asked with --rules to its digest. Reads `evidence` once more for its SHA-256. Raises Refused
    where something lies in the folder, UnreadableEvidence.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("there is something already", place=str(folder), remedy="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    answer = [_without_clock(line) for line in lines(result, 0.0)]
    files = {
        "answer.jsonl": _jsonl(answer),
        "counts.json": _json(_counts(result)),
        "evidence.sha256": "".join(_evidence(evidence)),
        "findings.csv": _table([*_COLUMNS, *_MORE_COLUMNS], [line for line in answer if line["type"] == "finding"]),
        "misp.json": _json(_misp(result)),
        "request.json": _json(_request(result, evidence, packs)),
        "stix.json": _json(_stix(result)),
        "timesketch.csv": _timesketch_csv(result),
        "timesketch.jsonl": _jsonl(_timeline(result)),
    }
    content = {name: text.encode() for name, text in sorted(files.items())}
    content["SHA256SUMS"] = "".join(
        f"{hashlib.sha256(raw).hexdigest()}  {name}\n" for name, raw in content.items()
    ).encode()
    for name, raw in content.items():
        (folder / name).write_bytes(raw)
    (folder / "package.tar").write_bytes(_packed(content))
    return [*content, "package.tar"]


def pack_digest(path: Path) -> str:
    """Return the SHA-256 over the list of a pack's files with their SHA-256, as `sha256sum` writes it."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    top = path if path.is_dir() else path.parent
    listed = "".join(f"{_sha256(one)}  {one.relative_to(top).as_posix()}\n" for one in files)
    return hashlib.sha256(listed.encode()).hexdigest()


def _without_clock(line: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in line.items() if key != "seconds"}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _jsonl(values: Iterable[object]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _evidence(evidence: Sequence[str]) -> Iterable[str]:
    """Yield the lines of sha256sum for every file given, with its path as typed."""
    for typed in evidence:
        for one in walk(typed):
            if isinstance(one, Given) and one.facts.type == "file":
                try:
                    yield f"{_sha256(Path(one.at))}  {one.at}\n"
                except OSError:
                    continue  # the answer lists it as skipped


def _counts(result: HuntResult) -> dict[str, object]:
    """Return what may go to a CERT without consent: no line, no path, no name, no address."""
    rules: dict[str, int] = {}
    for one in result.findings:
        if ":" not in one.rule and OWN not in one.notes:
            rules[one.rule] = rules.get(one.rule, 0) + 1
    return {
        "verdict": result.verdict.answer,
        "window": [when(result.window.start), when(result.window.end)],
        "covered": [[when(part.start), when(part.end)] for part in result.verdict.covered],
        "counts": {one.value: count for one, count in result.verdict.counts.items()},
        "rules": dict(sorted(rules.items())),
        "indicators": sum(":" in one.rule for one in result.findings),
        "traces_of_the_scan": sum(OWN in one.notes for one in result.findings),
    }


def _request(result: HuntResult, evidence: Sequence[str], packs: Mapping[str, str]) -> dict[str, object]:
    return {
        "label": LABEL,
        "evidence": list(evidence),
        "packs": [{"rules": name, "sha256_of_list": digest} for name, digest in packs.items()],
        "window": [when(result.window.start), when(result.window.end)],
        "engine": result.engine,
        "verify": "sha256sum -c SHA256SUMS; sha256sum -c evidence.sha256 where the evidence lies as it was typed",
    }


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return text.getvalue()


def _cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else value


def _timeline(result: HuntResult) -> list[dict[str, object]]:
    """Return the findings that have a time, as Timesketch takes them in; the others stand in findings.csv."""
    rows: list[dict[str, object]] = []
    for one in result.findings:
        if one.solved is None:
            continue
        rows.append(
            {
                "message": f"{one.title}: {one.text}",
                "datetime": when(one.solved.at),
                "timestamp": round(one.solved.at.timestamp() * 1_000_000),
                "timestamp_desc": f"Line of {one.kind.value}, time {one.solved.time_basis.value}",
                "data_type": f"dijkwacht:finding:{one.finding_class.value}",
                "source": "Dijkwacht",
                "rule": one.rule,
                "class": one.finding_class.value,
                "confidence": one.confidence.value,
                "place": one.place.shown,
                "line": one.line,
                "in_window": one.in_window,
                "label": OWN if OWN in one.notes else "",
                "evidence_blake3": one.blake3,
            }
        )
    return rows


def _timesketch_csv(result: HuntResult) -> str:
    rows = _timeline(result)
    head = list(rows[0]) if rows else ["message", "datetime", "timestamp", "timestamp_desc"]
    return _table(head, rows)


def _by_rule(result: HuntResult) -> dict[str, list[Finding]]:
    """Return the findings by rule; traces of the scan itself are no sighting of anything, so others are not told."""
    grouped: dict[str, list[Finding]] = {}
    for one in result.findings:
        if OWN not in one.notes:
            grouped.setdefault(one.rule, []).append(one)
    return dict(sorted(grouped.items()))


def _seen(findings: Iterable[Finding]) -> dict[str, str]:
    times = sorted(one.solved.at for one in findings if one.solved)
    return {"first_seen": _stamp(times[0]), "last_seen": _stamp(times[-1])} if times else {}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _named(sort: str, *parts: str) -> str:
    return f"{sort}--{uuid5(_NAMESPACE, chr(0).join((sort, *parts)))}"


def _stix(result: HuntResult) -> dict[str, object]:
    """Return a STIX 2.1 bundle: per rule an indicator and how often it was sighted; no lines, no names."""
    at = _stamp(result.window.end)
    dated = {"spec_version": "2.1", "created": at, "modified": at}
    own = _named("identity", "dijkwacht")
    label = _named("marking-definition", LABEL)
    statement = {"type": "marking-definition", "spec_version": "2.1", "id": label, "created": at, "created_by_ref": own}
    objects: list[dict[str, object]] = [
        {"type": "identity", "id": own, **dated, "name": "Dijkwacht", "identity_class": "system"},
        {**statement, "definition_type": "statement", "definition": {"statement": LABEL}},
    ]
    marked = {"created_by_ref": own, "object_marking_refs": [_AMBER, label]}
    for rule, findings in _by_rule(result).items():
        indicator, seen = _named("indicator", rule), _seen(findings)
        evidence = sorted({one.blake3 or one.place.evidence for one in findings})
        told = {"name": findings[0].title, "description": f"{findings[0].finding_class}; source: {findings[0].source}"}
        pattern = {"pattern": _pattern(rule), "pattern_type": "stix" if _address(rule) else "dijkwacht-rule"}
        objects += [
            {"type": "indicator", "id": indicator, **dated, **marked, **told, **pattern, "valid_from": at},
            {
                "type": "sighting",
                "id": _named("sighting", rule, *evidence, *map(str, seen.values()), str(len(findings))),
                **dated,
                **marked,
                **seen,
                "count": len(findings),
                "sighting_of_ref": indicator,
            },
        ]
    return {"type": "bundle", "id": _named("bundle", json.dumps(objects)), "objects": objects}


def _address(rule: str) -> str:
    """Return the IPv4 address that a rule made of an indicator is about, else the empty text."""
    value = rule.partition(":")[2]
    return value if value.count(".") == 3 and value.replace(".", "").isdigit() else ""  # noqa: PLR2004 - four octets


def _pattern(rule: str) -> str:
    return f"[ipv4-addr:value = '{_address(rule)}']" if _address(rule) else rule


def _misp(result: HuntResult) -> dict[str, object]:
    """Return a MISP event: per rule one attribute, files by name, indicators by their kind; shared with nobody yet."""
    attributes: list[dict[str, object]] = []
    for rule, findings in _by_rule(result).items():
        first = findings[0]
        if _address(rule):
            kind, category, values = "ip-src", "Network activity", [_address(rule)]
        elif first.kind in {Kind.FILES, Kind.CORES}:
            kind, category = "filename", "Artifacts dropped"
            values = sorted({(one.place.member or one.place.path).rpartition("!")[2] for one in findings})
        else:
            kind, category, values = "text", "Other", [f"{rule}: {len(findings)} times"]
        attributes += [
            {
                "uuid": str(uuid5(_NAMESPACE, f"attribute {rule} {value}")),
                "type": kind,
                "category": category,
                "value": value,
                "comment": f"{first.title} ({first.finding_class}, {first.confidence})",
                "to_ids": False,
                **_seen(findings),
            }
            for value in values
        ]
    event = {
        "uuid": str(uuid5(_NAMESPACE, json.dumps(attributes))),
        "info": f"Hunt with Dijkwacht: {result.verdict.answer}",
        "date": f"{result.window.end:%Y-%m-%d}",
        "distribution": "0",
        "analysis": "0",
        "threat_level_id": "4",
        "Tag": [{"name": LABEL.lower()}],
        "Attribute": attributes,
    }
    return {"Event": event}


def _packed(content: Mapping[str, bytes]) -> bytes:
    """Return a tar of the files, without times, owners and anything else that another run would change."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, raw in content.items():
            about = tarfile.TarInfo(f"hand-over/{name}")
            about.size, about.mode = len(raw), 0o644
            tar.addfile(about, io.BytesIO(raw))
    return whole.getvalue()
