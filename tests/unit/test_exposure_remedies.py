"""Remediations as CSAF 2.1 has them (3.2.4.16, tests 6.1.35 and 6.1.36), and clause 13: when a revision is a new match.

Each case was written down by the standard's text before it was run.
"""

import json

import pytest

from dijkwacht.advisories.engine.reading import read_document
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import matcher_of, told_of

TREE = {
    "P": ("Box", "product_version_range", "vers:generic/<2.0"),
    "Q": ("Box", "product_version_range", "vers:generic/>=3.0|<3.5"),
    "R": ("Gadget", "product_version_range", "vers:all/*"),
    "F": ("Box", "product_version", "2.0"),
    "N": ("Box", "product_version", "4.0"),
}
GROUPS = [{"group_id": "G", "product_ids": ["P", "R"]}, {"group_id": "H", "product_ids": ["Q", "F"]}]


def document(*remedies, statuses=None, version="1", day="2026-03-01", flaws=1):
    leaves = [
        {
            "category": "product_name",
            "name": name,
            "branches": [
                {"category": kind, "name": text, "product": {"product_id": key, "name": f"Acme {name} {text}"}}
            ],
        }
        for key, (name, kind, text) in TREE.items()
    ]
    found = []
    for number in range(1, flaws + 1):
        flaw = {"cve": f"CVE-2026-000{number}", "product_status": statuses or {"known_affected": ["P", "Q", "R"]}}
        if remedies and number == 1:
            flaw["remediations"] = list(remedies)
        found.append(flaw)
    value = {
        "$schema": "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.1",
            "title": "Invented",
            "distribution": {"tlp": {"label": "CLEAR"}},
            "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://acme.example"},
            "tracking": {
                "id": "ACME-1",
                "version": version,
                "status": "final",
                "initial_release_date": "2026-02-01T00:00:00Z",
                "current_release_date": f"{day}T00:00:00Z",
                "revision_history": [{"number": version, "date": f"{day}T00:00:00Z", "summary": "x"}],
            },
        },
        "product_tree": {
            "branches": [{"category": "vendor", "name": "Acme", "branches": leaves}],
            "product_groups": GROUPS,
        },
        "vulnerabilities": found,
    }
    return read_document(json.dumps(value).encode(), "acme.json").document


def remedy(category, *products, details="", **more):
    listed = {"product_ids": list(products)} if products else {}
    return {"category": category, "details": details or f"about {category}", **listed, **more}


def match(source, product="Box", version="1.0", flaw="CVE-2026-0001", **row):
    found = matcher_of([source]).match([("f", Row(1, "X", "a", "Acme", product, version, **row))])
    return next(one for one in found if one.vulnerability == flaw)


def words(found):
    return " | ".join(reason.text.en for reason in found.reasons)


FIX, NO_FIX, PLANNED = "vendor_fix", "no_fix_planned", "fix_planned"
VERDICTS = {
    "no remediation at all": ((), {}, "affected"),
    "a fix of the maker": ((remedy(FIX, "P"),), {}, "affected"),
    "a fix that is planned": ((remedy(PLANNED, "P"),), {}, "affected"),
    "nothing available yet": ((remedy("none_available", "P"),), {}, "affected"),
    "a workaround": ((remedy("workaround", "P"),), {}, "affected"),
    "a mitigation": ((remedy("mitigation", "P"),), {}, "affected"),
    "no fix will come": ((remedy(NO_FIX, "P"),), {}, "out-of-support"),
    "no fix will come, by group": ((remedy(NO_FIX, group_ids=["G"]),), {}, "out-of-support"),
    "no fix for another product": ((remedy(NO_FIX, "Q"),), {}, "affected"),
    "no fix for another group": ((remedy(NO_FIX, group_ids=["H"]),), {}, "affected"),
    "no fix for another line of the product": ((remedy(NO_FIX, "P"),), {"version": "3.1"}, "affected"),
    "no fix and a way to live with it": ((remedy(NO_FIX, "P"), remedy("mitigation", "P")), {}, "out-of-support"),
    "no fix beside a fix, which contradicts itself": ((remedy(NO_FIX, "P"), remedy(FIX, "P")), {}, "affected"),
    "no fix beside a planned one, the same": ((remedy(NO_FIX, "P"), remedy(PLANNED, "P")), {}, "affected"),
    "no fix for one, a fix for the other": (
        (remedy(NO_FIX, "P"), remedy(FIX, "Q")),
        {"version": "3.1"},
        "affected",
    ),
    "no fix, all versions, none stated": (
        (remedy(NO_FIX, "R"),),
        {"product": "Gadget", "version": ""},
        "out-of-support",
    ),
    "no fix, and the build is above the bound": ((remedy(NO_FIX, "P"),), {"version": "2.0"}, "fixed"),
    "no fix of a group without products": ((remedy(NO_FIX, group_ids=["nowhere"]),), {}, "affected"),
    "no fix without products": ((remedy(NO_FIX),), {}, "affected"),
    "an optional patch is no fix": ((remedy("optional_patch", "P", details="KB5099999"),), {}, "affected"),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_a_remediation_decides_only_where_it_says_that_no_fix_will_come(case):
    remedies, row, expected = VERDICTS[case]
    assert match(document(*remedies), **row).verdict.value == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"known_not_affected": ["P"]}, "not-affected"),
        ({"under_investigation": ["P"]}, "undetermined"),
        ({"unknown": ["P"]}, "undetermined"),
        ({"last_affected": ["P"]}, "out-of-support"),
    ],
)
def test_no_fix_counts_for_what_is_affected_only(statuses, expected):
    assert match(document(remedy(NO_FIX, "P"), statuses=statuses)).verdict.value == expected


def test_a_remediation_of_one_flaw_says_nothing_of_another():
    source = document(remedy(NO_FIX, "P"), flaws=2)
    assert [match(source, flaw=f"CVE-2026-000{n}").verdict.value for n in (1, 2)] == ["out-of-support", "affected"]


@pytest.mark.parametrize(("category", "expected"), [(FIX, "fixed"), ("mitigation", "affected"), (PLANNED, "affected")])
def test_an_update_that_is_installed_fixes_only_where_the_maker_calls_it_the_fix(category, expected):
    source = document(remedy(category, group_ids=["G"], details="Install KB5099999"))
    assert match(source, updates=("KB5099999",)).verdict.value == expected


TOLD = {
    "a fix": (remedy(FIX, "P", details="Update to 2.0"), "the source gives a fix: Update to 2.0"),
    "by group": (remedy(FIX, group_ids=["G"], details="Update to 2.0"), "the source gives a fix: Update to 2.0"),
    "a date": (remedy(FIX, "P", date="2026-04-02T10:00:00Z"), "from 2026-04-02"),
    "a restart": (remedy(FIX, "P", restart_required={"category": "system"}), "to restart after it: the system"),
    "no restart": (remedy(FIX, "P", restart_required={"category": "none"}), "to restart after it: nothing"),
    "a plan": (remedy(PLANNED, "P"), "a fix is planned: about fix_planned"),
    "nothing yet": (remedy("none_available", "P"), "no remedy is available yet: about none_available"),
    "a workaround": (remedy("workaround", "P"), "a workaround: about workaround"),
    "a mitigation": (remedy("mitigation", "P"), "a mitigation: about mitigation"),
    "why no fix": (remedy(NO_FIX, "P", details="End of life"), "no fix will come: End of life"),
    "an address": (remedy(FIX, "P", url="https://acme.example/fix"), "https://acme.example/fix"),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_the_source_says_to_do_stands_among_the_reasons(case):
    given, expected = TOLD[case]
    assert expected in words(match(document(given)))
    assert expected not in words(match(document(given), version="3.1"))


def test_nothing_is_told_to_do_where_nothing_is_affected():
    statuses = {"known_affected": ["P"], "fixed": ["F"]}
    source = document(remedy(FIX, "P", "F", details="Update to 2.0"), statuses=statuses)
    assert "Update to 2.0" not in words(match(source, version="2.0"))


BEFORE = remedy(FIX, "P", details="Update to 2.0", date="2026-02-01T00:00:00Z", url="https://acme.example/1")
REVISIONS = {
    "nothing": ([BEFORE], False),
    "only the order": ([remedy("workaround", "R"), BEFORE], False),
    "blanks and lines": ([{**BEFORE, "details": " Update\n to  2.0 "}], False),
    "a group instead of the product": ([{**BEFORE, "product_ids": [], "group_ids": ["G"]}], False),
    "another product's": ([BEFORE, remedy(FIX, "Q", details="Update to 3.5")], False),
    "another flaw's products": ([BEFORE, remedy("none_available", "N")], False),
    "the details": ([{**BEFORE, "details": "Update to 2.1"}], True),
    "the category": ([{**BEFORE, "category": "workaround"}], True),
    "the date": ([{**BEFORE, "date": "2026-03-01T00:00:00Z"}], True),
    "the address": ([{**BEFORE, "url": "https://acme.example/2"}], True),
    "the restart": ([{**BEFORE, "restart_required": {"category": "machine"}}], True),
    "a workaround beside it": ([BEFORE, remedy("workaround", "P")], True),
    "its fall": ([], True),
    "the end of hope": ([remedy(NO_FIX, "P")], True),
    "far in a long text": ([{**BEFORE, "details": "x" * 5000 + "y"}], True),
}


@pytest.mark.parametrize("case", REVISIONS)
def test_a_newer_revision_is_a_new_match_only_where_the_remediation_of_the_matched_product_changed(case):
    after, changed = REVISIONS[case]
    first, second = document(BEFORE), document(*after, version="2", day="2026-03-09")
    told = [told_of(match(one), {}).same for one in (first, second)]
    assert (told[0] != told[1]) is changed


def test_long_details_are_shortened_and_still_told_apart():
    first, second = (match(document(remedy(FIX, "P", details="x" * 5000 + end))) for end in "ab")
    assert max(len(reason.text.en) for reason in first.reasons) < 700
    assert told_of(first, {}).same != told_of(second, {}).same


def test_more_of_a_source_than_a_person_reads_is_counted_and_still_compared():
    many = [remedy("workaround", "P", details=f"way {n}") for n in range(30)]
    first, second = match(document(*many)), match(document(*many[:-1], remedy("workaround", "P", details="way 99")))
    assert len(first.reasons) < 12
    assert told_of(first, {}).same != told_of(second, {}).same
