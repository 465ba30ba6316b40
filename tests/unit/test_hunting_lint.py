"""The linter of rules, and what the gate makes of a hunt that covers nine of 24 days."""

import pytest
import yaml

from dijkwacht.containment.domain.gate import investigation_concluded
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.engine.lint import lint
from dijkwacht.hunting.engine.rules.packs import load_pack, shipped
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import hunted, local, put, utc, web_log, window
from response_story import story, told


def faults(folder, *rules, samples=None):
    documents = [
        {"title": f"r{n}", "name": f"r{n}", "logsource": {"category": "webserver"}, "detection": detection}
        for n, detection in enumerate(rules)
    ]
    put(folder, {"r.yml": "---\n".join(yaml.safe_dump(one) for one in documents)})
    if samples:
        put(folder, {"pack.yml": yaml.safe_dump({"rules": {"r0": {"samples": samples}}})})
    return {(fault.rule, fault.code) for fault in lint(rule_set([load_pack(str(folder))]))}


def test_a_rule_that_fires_on_everything_is_named(tmp_path):
    found = faults(tmp_path, {"s": {"cs-method": ["GET", "POST"]}, "condition": "s"})
    assert ("r0", "fires-on-everything") in found


def test_two_rules_that_ask_the_same_are_named(tmp_path):
    own = {"s": {"cs-uri-stem|contains": "/evil"}, "condition": "s"}
    assert ("r1", "same") in faults(tmp_path, own, dict(own))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("s and not f", "sel and not filter", True),
        ("s and not f", "sel or filter", False),
        ("s and not f", "filter and not sel", False),
        ("1 of s*", "1 of sel*", False),
    ],
)
def test_what_the_parts_of_a_rule_are_called_makes_it_no_other_rule(tmp_path, one, other, same):
    evil, vendor = {"cs-uri-stem|contains": "/evil"}, {"cs-uri-stem|contains": "/vendor"}
    first = {"s": evil, "f": vendor, "condition": one}
    second = {"filter": vendor, "sel": evil, "condition": other}
    assert (("r1", "same") in faults(tmp_path, first, second)) is same


def test_a_rule_that_cannot_fire_on_its_own_sample_is_named(tmp_path):
    tree = [{"path": "/var/log/httpaccess.log", "text": "nothing"}]
    own = {"s": {"cs-uri-stem|contains": "/evil"}, "condition": "s"}
    assert ("r0", "cannot-fire") in faults(tmp_path, own, samples={"positive": tree, "negative": tree})


def test_a_rule_without_a_literal_is_named(tmp_path):
    assert ("r0", "every-line") in faults(tmp_path, {"s": {"sc-bytes|gt": 100000}, "condition": "s"})


@pytest.mark.parametrize("name", shipped())
def test_the_linter_has_nothing_to_say_of_a_shipped_pack(name):
    assert lint(rule_set([load_pack(name)])) == []


def test_the_gate_stays_shut_over_nine_of_24_days_and_says_so(tmp_path):
    put(tmp_path, {"p/pack.yml": "needs: [web-access]\n", "p/a.txt": "198.51.100.9\n"})
    put(tmp_path, {"ev/httpaccess.log": web_log(local(2020, 1, 8), local(2020, 1, 18))})
    result = hunted(tmp_path / "ev", tmp_path / "p")
    assert result.verdict.answer == "no-signs-partial"
    days = [[day.isoformat() for day in part.dates()] for part in result.verdict.covered]
    state, _ = story(
        told("hunt.opened", "2020-01-17", hunt="h", questions=["access", "attempts", "extent"]),
        told("hunt.ran", "2020-01-18", hunt="h", sources=["web-access"], covered=days, result="no-signs"),
        told("hunt.closed", "2020-01-19", hunt="h"),
    )
    found = investigation_concluded(state, investigation(state, window()), utc("2020-01-20T00:00"))
    assert found.state == "not-met"
    assert "9 van 24 dagen" in found.text.nl
    assert "24 december - 7 januari" in found.text.nl
