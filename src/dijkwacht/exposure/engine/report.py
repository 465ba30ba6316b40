"""The lines that `dijkwacht match --json` promises (CONTRACTS)."""

from collections.abc import Mapping

from dijkwacht.advisories.engine.marks import Exploited
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.matching import Considered, Match


def match_line(match: Match, exploited: Exploited | None = None) -> dict[str, object]:
    """Return the object of one match; the product stands as written in the inventory, absent parts null.

    `exploited`: what a given catalogue of known exploited flaws says of the vulnerability.
    """
    row = match.row
    return {
        "organisation": match.organisation or None,
        "asset": match.asset,
        "product": {
            "vendor": row.vendor or None,
            "name": row.product or None,
            "version": row.version or None,
            "edition": row.edition or None,
        },
        "vulnerability": match.vulnerability,
        "advisory": {"id": match.advisory, "version": match.advisory_version},
        "verdict": match.verdict.value,
        "reasons": [reason.text.en for reason in match.reasons],
        "range": match.range,
        "exploited": exploited and _exploited(exploited),
        "source_file": match.source_file,
        "source_row": row.number,
        "considered": [_considered(item) for item in match.considered],
    }


def _exploited(entry: Exploited) -> dict[str, object]:
    due = entry.due.isoformat() if entry.due else None
    return {"since": entry.added.isoformat(), "due": due, "ransomware": entry.ransomware}


def error_line(source_file: str, source_row: int, message: str) -> dict[str, object]:
    """Return the object for a row that could not be read."""
    return {"error": {"source_file": source_file, "source_row": source_row, "message": message}}


def summary_line(rows: int, resolved: int, verdicts: Mapping[Exposure, int], seconds: float) -> dict[str, object]:
    """Return the last object: rows of all inventories, how many name a known product, lines per verdict."""
    return {
        "summary": {
            "rows": rows,
            "resolved": resolved,
            "unresolved": rows - resolved,
            "verdicts": {verdict.value: verdicts.get(verdict, 0) for verdict in Exposure},
            "seconds": round(seconds, 3),
        }
    }


def _considered(item: Considered) -> dict[str, object]:
    return {
        "source_file": item.source_file,
        "source_row": item.source_row,
        "advisory": item.advisory,
        "verdict": item.verdict.value,
    }
