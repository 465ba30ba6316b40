"""Keeps a sample of every entry kind and schema for ever: `.venv/bin/python tests/architecture/golden_entries.py`.

It adds samples of new kinds and never rewrites one: a shipped schema is not edited, a new number is added beside it.
"""

import json
import sys
from pathlib import Path

import house

from dijkwacht.journal.domain.kind import Field, FieldType, Kind
from dijkwacht.journal.domain.kinds import KINDS

FOLDER = house.ROOT / "tests" / "golden" / "entries"
AN_ID = "7e57ab1e-0000-4000-8000-000000000001"


def sample_value(field: Field) -> object:
    """Return a value that fits the field, told by its name."""
    match field.type:
        case FieldType.CHOICE:
            return field.choices[0]
        case FieldType.MOMENT:
            return "2020-01-17"
        case FieldType.ID:
            return AN_ID
        case FieldType.INTEGER:
            return 3
        case FieldType.BOOLEAN:
            return True
        case FieldType.TEXTS:
            return [field.name]
        case FieldType.OBJECTS:
            return [{"name": field.name}]
    return f"een {field.name}"


def sample(kind: Kind) -> dict[str, object]:
    """Return an entry of this kind with every field filled, as it is stored."""
    payload, content = kind.split({field.name: sample_value(field) for field in kind.fields})
    return {"kind": kind.name, "schema": kind.schema, "payload": payload, "content": content}


def place(kind: Kind) -> Path:
    """Return where the sample of this kind and schema lies."""
    return FOLDER / f"{kind.name}.{kind.schema}.json"


def add_missing() -> None:
    """Write samples for kinds that have none."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS.values():
        if not place(kind).exists():
            text = json.dumps(sample(kind), ensure_ascii=False, indent=2, sort_keys=True)
            place(kind).write_text(text + "\n", encoding="utf-8")
            sys.stderr.write(f"Added: {house.shown(place(kind))}\n")


if __name__ == "__main__":
    add_missing()
