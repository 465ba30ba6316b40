"""Entries written by an earlier version are still read, checked and told: a shipped schema is never edited."""

import json
from pathlib import Path

import golden_entries
import pytest

from dijkwacht.journal.domain import kind as kinds
from dijkwacht.journal.domain.kind import Kind, WrongPayload
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.domain.words import NOT_STATED

SAMPLES = sorted(golden_entries.FOLDER.glob("*.json"))


def read(path: Path) -> dict[str, object]:
    return json.loads(path.read_text(encoding="utf-8"))


def still_fits(stored: dict[str, object], kind: Kind) -> bool:
    """Return whether the stored entry is split today exactly as it was stored."""
    try:
        return kind.split({**stored["payload"], **stored["content"]}) == (stored["payload"], stored["content"])
    except WrongPayload:
        return False


def test_every_kind_has_its_sample():
    missing = [kind.name for kind in KINDS.values() if not golden_entries.place(kind).exists()]
    assert not missing, "run: .venv/bin/python tests/architecture/golden_entries.py"


def test_every_sample_still_fits_its_kind():
    changed = [path.name for path in SAMPLES if not still_fits(read(path), KINDS[read(path)["kind"]])]
    assert not changed, "a shipped schema was edited; add a new schema number instead"


def test_every_sample_is_told_in_both_languages():
    for path in SAMPLES:
        stored = read(path)
        sentence = KINDS[stored["kind"]].sentence({**stored["payload"], **stored["content"]})
        assert NOT_STATED.nl not in sentence.nl, path.name
        assert NOT_STATED.en not in sentence.en, path.name
        assert "{" not in sentence.nl + sentence.en, path.name


@pytest.mark.parametrize(
    "fields",
    [
        (kinds.text("step"),),
        (kinds.text("step"), kinds.text("build"), kinds.text("by")),
        (kinds.text("step"), kinds.integer("build")),
        (kinds.text("step"), kinds.note("build")),
    ],
    ids=["a field gone", "a new required field", "another type", "now removable"],
)
def test_an_edited_schema_is_noticed(fields):
    shipped = {"payload": {"step": "een step", "build": "een build"}, "content": {}}
    was = KINDS["measure.done"]
    before = Kind("measure.done", was.category, (kinds.text("step"), kinds.text("build")), was.text, was.doc)
    after = Kind("measure.done", was.category, fields, was.text, was.doc)
    assert still_fits(shipped, before)
    assert not still_fits(shipped, after)
