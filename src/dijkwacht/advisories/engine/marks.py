"""Readers of the public lists about flaws: the catalogue of known exploited ones (KEV, JSON) and EPSS (CSV)."""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dijkwacht.kernel.errors import Unreadable

LARGEST = 64 * 1024 * 1024
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")


class UnreadableList(Unreadable):
    """This is no list that is read here."""


@dataclass(frozen=True, slots=True)
class Exploited:
    """One entry of the catalogue: since when listed, the deadline of its own readers, ransomware known."""

    added: date
    due: date | None
    ransomware: bool


@dataclass(frozen=True, slots=True)
class Chances:
    """EPSS on one day: the chance, from 0 to 1, that a flaw is misused within thirty days."""

    on: date | None
    of: Mapping[str, Decimal]


def read_kev(content: bytes) -> Mapping[str, Exploited]:
    """Return the catalogue by CVE. Raises UnreadableList with the JSON pointer of the first wrong entry."""
    _refuse_large(content)
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableList(place="/", expected="the catalogue as JSON", remedy="fetch it again") from error
    listed = value.get("vulnerabilities") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise UnreadableList(place="/vulnerabilities", expected="a list", remedy="fetch it again")
    found = {}
    for number, entry in enumerate(listed):
        place = f"/vulnerabilities/{number}"
        if not isinstance(entry, dict) or not _CVE.fullmatch(str(entry.get("cveID"))):
            raise UnreadableList(place=f"{place}/cveID", expected="a CVE", remedy="fetch the list again")
        due = str(entry.get("dueDate") or "")
        found[str(entry["cveID"])] = Exploited(
            _day(str(entry.get("dateAdded")), f"{place}/dateAdded"),
            _day(due, f"{place}/dueDate") if due else None,
            entry.get("knownRansomwareCampaignUse") == "Known",
        )
    return found


def read_epss(content: bytes) -> Chances:
    """Return the chances by CVE, with the day in the comment line where there is one. Raises UnreadableList."""
    _refuse_large(content)
    lines = content.decode("utf-8", "replace").splitlines()
    day = re.search(r"score_date:(\d{4}-\d{2}-\d{2})", lines[0]) if lines else None
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    if next(rows, [])[:2] != ["cve", "epss"]:
        raise UnreadableList(place="line 1", expected="the columns cve,epss,percentile", remedy="fetch the list again")
    found = {}
    for number, row in enumerate(rows, 1):
        try:
            chance = Decimal(row[1])
        except (IndexError, InvalidOperation) as error:
            raise UnreadableList(place=f"row {number}", expected="a CVE and a chance") from error
        if not _CVE.fullmatch(row[0]) or not 0 <= chance <= 1:
            raise UnreadableList(place=f"row {number}", expected="a CVE and a chance from 0 to 1")
        found[row[0]] = round(chance, 5)
    return Chances(date.fromisoformat(day[1]) if day else None, found)


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableList(place=place, expected="a day such as 2025-07-11") from error


def _refuse_large(content: bytes) -> None:
    if len(content) > LARGEST:
        raise UnreadableList(expected=f"at most {LARGEST // 1024 // 1024} MiB", remedy="check that this is the list")
