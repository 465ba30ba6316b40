"""The reference says what the code says, and every entry kind can be told in both languages."""

import re

import numbered
import pytest
import reference

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain import kind as kinds
from dijkwacht.journal.domain.kind import Kind
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.kernel.text import Text

FIELD = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def generated():
    return reference.pages()


@pytest.mark.parametrize("name", reference.GENERATED)
def test_the_page_says_what_the_code_says(generated, name):
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == generated[name], "run: .venv/bin/python tests/architecture/reference.py"


def test_no_generated_page_is_forgotten(generated):
    assert sorted(generated) == sorted(reference.GENERATED)


def faults(kind: Kind) -> list[str]:
    """Complain about a kind that cannot be told in both languages, or whose sentence needs removable text."""
    known = {field.name for field in kind.fields}
    removable = {field.name for field in kind.fields if field.removable}
    complaints = [] if kind.doc.strip().endswith(".") else ["no line of documentation"]
    for sentence in (kind.text.nl, kind.text.en):
        used = set(FIELD.findall(sentence))
        complaints += [] if sentence.strip() else ["a sentence is missing"]
        complaints += [f"unknown field {name}" for name in sorted(used - known)]
        complaints += [f"removable field {name} in a sentence" for name in sorted(used & removable)]
    return complaints


def test_every_kind_has_sentences_and_a_line():
    assert not {kind.name: found for kind in KINDS.values() if (found := faults(kind))}


def test_every_command_that_is_listed_is_there(generated):
    assert reference.MISSING not in generated["command-line.md"]


@pytest.mark.parametrize(
    ("text", "doc"),
    [
        (Text("", "Done"), "Something was done."),
        (Text("Gedaan", "Done"), ""),
        (Text("Gedaan: {what}", "Done: {what}"), "Something was done."),
        (Text("Gedaan: {note}", "Done"), "Something was done."),
    ],
    ids=["no Dutch", "no line", "unknown field", "removable field"],
)
def test_a_kind_that_cannot_be_told_is_noticed(text, doc):
    assert faults(Kind("thing.done", Category.CASE, (kinds.note("note"),), text, doc))


def test_every_setting_has_its_sentence():
    assert sorted(reference.SETTINGS) == reference.names_of_settings()


def test_defaults_are_read_from_the_settings_file():
    source = 'A = environment.text(_ENV, "ONE", "x")\nB = environment.flag(_ENV, "TWO", default=True)\n'
    source += 'C = environment.choice(_ENV, "THREE", allowed=("a", "b"))\n'
    assert dict(reference.read_defaults(source)) == {"ONE": "`x`", "TWO": "yes", "THREE": "`a` (or `b`)"}


def test_numbered_faults_are_found():
    source = "class A(E):\n    'It is wrong.'\n    number = 'dijkwacht.E004'\n"
    source += "def f(x):\n    remedy = 'Mend it.'\n    return problem(8, f'{x} is off.', remedy)\n"
    assert list(numbered.in_module(source)) == [
        numbered.Fault("dijkwacht.E004", "It is wrong.", "The message says it."),
        numbered.Fault("dijkwacht.E008", "… is off.", "Mend it."),
    ]
