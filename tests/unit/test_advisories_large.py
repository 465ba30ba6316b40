"""Large documents: read without waste, judged by the rules that may find something, and complained about at a place."""

import json
from pathlib import Path

import csaf
import pytest
from csaf.csaf.v20.rules._registry import all_rules as rules_2_0
from csaf.csaf.v21csd04.rules._registry import all_rules as rules_2_1

from dijkwacht.advisories.adapters.idle_rules import idle_rules
from dijkwacht.advisories.adapters.validator import MOST_PLACES, validate
from dijkwacht.advisories.domain.validation import Preset
from dijkwacht.advisories.engine.loading import TooDeepAdvisory, UnreadableAdvisory, WrongStructure
from dijkwacht.advisories.engine.reading import read_document, read_format
from dijkwacht.advisories.engine.values import Format

AT = "2026-01-05T10:00:00.000Z"
SUITES = Path(csaf.__file__).parent / "csaf"


def document(products=(), statuses=None, **tree):
    """Make a valid document of 2.0 with these full product names."""
    named = [{"name": f"Box {key}", "product_id": key} for key in products]
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": "t",
            "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://acme.example"},
            "tracking": {
                "id": "SA-1",
                "status": "final",
                "version": "1",
                "initial_release_date": AT,
                "current_release_date": AT,
                "revision_history": [{"number": "1", "date": AT, "summary": "s"}],
            },
        },
        "product_tree": {"full_product_names": named, **tree},
        "vulnerabilities": [{"cve": "CVE-2026-10001", "product_status": statuses or {"fixed": [*products]}}],
    }


def test_a_sound_document_leaves_the_slow_rules_idle():
    assert idle_rules(document(["a", "b"])) == {"6.1.1", "6.1.2", "6.1.13", "6.1.25"}


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (document(["a"], {"fixed": ["b"]}), "6.1.1"),
        (document(["a", "a"]), "6.1.2"),
        (
            document(
                ["a"],
                full_product_names=[
                    {"name": "A", "product_id": "a", "product_identification_helper": {"purl": "nonsense"}}
                ],
            ),
            "6.1.13",
        ),
        (
            document(
                ["a"],
                full_product_names=[
                    {
                        "name": "A",
                        "product_id": "a",
                        "product_identification_helper": {"hashes": [{"filename": "f", "file_hashes": []}]},
                    }
                ],
            ),
            "6.1.25",
        ),
    ],
)
def test_a_slow_rule_is_asked_where_it_may_find_something(value, asked):
    assert idle_rules(value) == {"6.1.1", "6.1.2", "6.1.13", "6.1.25"} - {asked}


@pytest.mark.parametrize(
    ("version", "rules", "least"),
    [("v20", rules_2_0(), 400), pytest.param("v21", rules_2_1(), 2000, marks=pytest.mark.deep)],
)
def test_no_rule_that_is_left_idle_would_have_found_anything_in_the_suite(version, rules, least):
    asked = 0
    for file in sorted((SUITES / version / "data").rglob("oasis*.json")):
        if file.name.endswith(".result.json"):
            continue
        try:
            form, value = read_format(file.read_bytes())
        except UnreadableAdvisory:
            continue
        if not validate(value, form, Preset.SCHEMA).schema_valid:
            continue
        for rule in idle_rules(value):
            asked += 1
            assert not rules[rule](value), f"{rule} has something to say of {file.name}"
    assert asked > least, "the suite is not where it was"


def test_a_test_that_fails_everywhere_tells_a_thousand_places_and_how_many_more():
    value = document([f"p{number}" for number in range(MOST_PLACES + 7)])
    found = [one for one in validate(value, Format.CSAF_2_0, Preset.EXTENDED).findings if one.test == "6.2.16"]
    assert len(found) == MOST_PLACES + 1
    assert found[-1].message == "the same in 7 more places"


def test_a_schema_broken_everywhere_tells_a_thousand_places():
    value = document()
    value["product_tree"]["full_product_names"] = [{"name": ""}] * (MOST_PLACES + 500)
    told = validate(value, Format.CSAF_2_0, Preset.FULL)
    assert not told.schema_valid
    assert len(told.findings) == MOST_PLACES


@pytest.mark.parametrize("step", ["a/b", "c~d"])
def test_a_complaint_deep_down_names_its_place_with_the_signs_of_a_pointer(step):
    value = document(["a"])
    value["product_tree"]["branches"] = [{"category": "vendor", "name": "V", "branches": [{"category": "vendor"}]}]
    with pytest.raises(WrongStructure) as caught:
        read_document(json.dumps(value).encode())
    assert caught.value.place == "/product_tree/branches/0/branches/0/name"
    from dijkwacht.advisories.engine.node import Node  # noqa: PLC0415 - a part of the reader, asked alone here

    assert Node({step: [1]}).at(step).pointer == "/" + step.replace("~", "~0").replace("/", "~1")


def test_ids_of_products_are_held_once_however_often_they_are_named():
    key = "product"
    read = read_document(json.dumps(document([key], {"fixed": [key], "known_affected": [key]})).encode()).document
    (_, fixed), (_, affected) = read.vulnerabilities[0].statuses
    assert fixed[0] is affected[0] is read.products[0].product_id


def test_equal_texts_are_one_after_rules_were_asked_and_the_value_is_the_same():
    _, value = read_format(json.dumps(document(["a" * 9, "b" * 9], {"fixed": ["a" * 9]})).encode())
    before = json.dumps(value)
    assert validate(value, Format.CSAF_2_0, Preset.BASIC).schema_valid
    assert json.dumps(value) == before
    (named, _), (flaw,) = value["product_tree"]["full_product_names"], value["vulnerabilities"]
    assert named["product_id"] is flaw["product_status"]["fixed"][0]


def test_a_document_nested_beyond_every_limit_is_refused_and_not_fatal():
    for depth in (600, 5_000, 200_000):
        with pytest.raises(TooDeepAdvisory):
            read_document(b'{"document": ' + b"[" * depth + b"]" * depth + b"}")


def test_what_the_fast_reader_refuses_and_the_other_forgives_is_read():
    value = document(["a"])
    value["document"]["title"] = "HALF"
    content = b"\xef\xbb\xbf" + json.dumps(value).encode().replace(b"HALF", rb"x\ud800y")
    assert read_document(content).document.title == "x\N{REPLACEMENT CHARACTER}y"
