"""One word per thing: every table, entry kind and list of words has its line in the glossary."""

import ast
import re
from pathlib import Path

import house
import pytest
from django.apps import apps

from dijkwacht.journal.domain.kinds import KINDS

GLOSSARY = house.ROOT / "docs" / "glossary.md"
DRAWING = {"drawing", "looks", "strip"}  # modules about how a picture is drawn; nobody reads these words


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of every table, without heads."""
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return [cells for cells in found if len(cells) == 3 and not set(cells[0]) <= {"-", ":"}]


def terms(text: str) -> set[str]:
    """Return what stands in `code` style in the first column."""
    return {term for cells in rows(text) for term in re.findall(r"`([^`]+)`", cells[0])}


def values_of(text: str, name: str) -> set[str]:
    """Return the values that the line of a list of words explains."""
    return {word for cells in rows(text) if f"`{name}`" in cells[0] for word in re.findall(r"`([^`]+)`", cells[2])}


def half_rows(text: str) -> list[str]:
    """Complain about lines without Dutch or without meaning."""
    return [cells[0] for cells in rows(text) if not all(cells)]


def word_lists(source: str) -> dict[str, set[str]]:
    """Return the values of every StrEnum that a module defines."""
    return {
        node.name: {
            item.value.value
            for item in node.body
            if isinstance(item, ast.Assign)
            and isinstance(item.value, ast.Constant)
            and isinstance(item.value.value, str)
        }
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)
    }


def statuses() -> list[tuple[str, set[str], Path]]:
    """Return every list of words of the kernel and the domains, drawing apart."""
    return [
        (name, values, path)
        for path in house.source_modules()
        if "kernel" in path.parts or "domain" in path.parts or path.name == "domain.py"
        if path.stem not in DRAWING
        for name, values in word_lists(path.read_text(encoding="utf-8")).items()
    ]


@pytest.fixture(scope="module")
def glossary():
    return GLOSSARY.read_text(encoding="utf-8")


def test_every_table_has_its_line(glossary):
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("dijkwacht.")}
    assert ours - terms(glossary) == set()


def test_every_entry_kind_has_its_line(glossary):
    assert set(KINDS) - terms(glossary) == set()


def test_every_status_has_its_line(glossary):
    missing = {
        f"{house.shown(path)}: {name}": sorted(values - values_of(glossary, name))
        for name, values, path in statuses()
        if values - values_of(glossary, name)
    }
    assert not missing


def test_no_kind_in_the_glossary_is_gone(glossary):
    assert {term for term in terms(glossary) if "." in term} == set(KINDS)


def test_no_table_or_list_in_the_glossary_is_gone(glossary):
    ours = {model.__name__ for model in apps.get_models() if model.__module__.startswith("dijkwacht.")}
    lists = {name for name, _, _ in statuses()}
    assert {term for term in terms(glossary) if "." not in term} <= ours | lists


def test_every_line_has_dutch_and_meaning(glossary):
    assert not half_rows(glossary)


def test_a_missing_line_would_be_noticed():
    text = "| in code | Dutch | means |\n|---|---|---|\n| gate (`Gate`) | toets | conditions |\n"
    text += "| `State` | stand | `met` |\n"
    assert terms(text) == {"Gate", "State"}
    assert values_of(text, "State") == {"met"}
    assert word_lists("class State(StrEnum):\n    MET = 'met'\n    OPEN = 'open'\n")["State"] - {"met"} == {"open"}
    assert half_rows("| `Gate` | | conditions |\n") == ["`Gate`"]
