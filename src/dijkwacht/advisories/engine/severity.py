"""How grave the issuer says it is, read from the places where the national CSIRT and others write it."""

import re
from collections.abc import Iterable

from dijkwacht.advisories.domain.severity import Grade, Severity, Urgency
from dijkwacht.advisories.engine.values import Note

_GRADES = {"low": Grade.LOW, "laag": Grade.LOW, "medium": Grade.MEDIUM, "gemiddeld": Grade.MEDIUM, "high": Grade.HIGH}
_GRADES |= {"hoog": Grade.HIGH, "l": Grade.LOW, "m": Grade.MEDIUM, "h": Grade.HIGH}
_URGENCIES = {"urgent": Urgency.URGENT, "normaal": Urgency.NORMAL, "normal": Urgency.NORMAL}
_PAIR = re.compile(r"\s*(\w+)\s*/\s*(\w+)\s*")


def read_severity(aggregate: str, notes: Iterable[Note]) -> Severity:
    """Return both scales: notes titled "Kans" and "Schade", the label Urgent/Normaal, or a pair such as "H/M".

    `aggregate` is the text of the document's aggregate severity; it is kept as written whatever else is found.
    """
    chance = damage = None
    urgency = _URGENCIES.get(aggregate.casefold())
    if pair := _PAIR.fullmatch(aggregate):
        chance, damage = read_grade(pair[1]), read_grade(pair[2])
    for note in notes:
        match note.title.casefold():
            case "kans":
                chance = read_grade(note.text) or chance
            case "schade":
                damage = read_grade(note.text) or damage
            case "prioriteit" | "urgentie" | "priority":
                urgency = _URGENCIES.get(note.text.casefold(), urgency)
            case _:
                pass
    return Severity(chance, damage, urgency, aggregate)


def read_grade(text: str) -> Grade | None:
    """Return the grade written as "high", "hoog" or "H"; None for anything else."""
    return _GRADES.get(text.strip().casefold())
