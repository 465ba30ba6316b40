"""STIX patterns of several comparisons: armed and found where they hold, silent where they nearly do, else listed."""

import json
from datetime import UTC, datetime

import pytest

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.kernel.window import Window

WINDOW = Window(datetime(2020, 1, 8, tzinfo=UTC), datetime(2020, 1, 9, tzinfo=UTC))
ADDRESS = "[ipv4-addr:value = '198.51.100.7']"
DROP = "[url:value = 'https://drop.example/x']"
BOTH = "[ipv4-addr:value = '198.51.100.7' AND url:value = 'https://drop.example/x']"

EITHER = (
    "[ipv4-addr:value ISSUBSET '198.51.100.0/28'"
    " AND (url:value = 'https://a.example/1' OR url:value = 'https://drop.example/x')]"
)
DIGEST = "[ipv4-addr:value = '198.51.100.7' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"


def line(minute, client, referer="-"):
    return f'{client} - - [08/Jan/2020:10:{minute:02d}:00 +0000] "GET / HTTP/1.1" 200 5 "{referer}" "x"\n'


NEAR = line(1, "198.51.100.77") + line(2, "192.0.2.1", "https://drop.example/xy")
FIRST, THEN = line(10, "198.51.100.7"), line(12, "192.0.2.1", "https://drop.example/x")
LATE = line(40, "192.0.2.1", "https://drop.example/x")
TOGETHER = line(20, "198.51.100.7", "https://drop.example/x")


def hunted(folder, pattern, log, **more):
    rules = folder / "list.json"
    told = {"type": "indicator", "id": "indicator--1", "name": "a pair", "pattern": pattern, **more}
    rules.write_text(json.dumps({"type": "bundle", "objects": [told]}))
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / "httpaccess.log").write_text(log)
    found = hunt([str(evidence)], rule_set([load_pack(str(rules))]), Request(WINDOW, None))
    (report,) = found.rules
    return report, [one.line for one in found.findings]


@pytest.mark.parametrize(
    ("pattern", "log", "lines"),
    [
        (BOTH, NEAR + TOGETHER + FIRST + THEN, [3]),
        (f"{ADDRESS} FOLLOWEDBY {DROP}", NEAR + FIRST + THEN, [4]),
        (f"{ADDRESS} FOLLOWEDBY {DROP}", NEAR + THEN.replace("12:00", "05:00") + FIRST, []),
        (f"({ADDRESS} FOLLOWEDBY {DROP}) WITHIN 300 SECONDS", FIRST + LATE, []),
        (f"({ADDRESS} FOLLOWEDBY {DROP}) WITHIN 3600 SECONDS", FIRST + LATE, [2]),
        (f"{DROP} AND {ADDRESS}", NEAR + FIRST + THEN, [4]),
        (f"{DROP} AND {ADDRESS}", NEAR + FIRST, []),
        (EITHER, NEAR + TOGETHER, [3]),
    ],
)
def test_a_pattern_of_several_is_armed_and_found_where_it_holds(tmp_path, pattern, log, lines):
    report, found = hunted(tmp_path, pattern, log)
    assert (report.armed, report.why_not) == (True, "")
    assert (report.rule, report.title) == ("list:indicator--1", "a pair")
    assert found == lines


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (f"{ADDRESS} FOLLOWEDBY {DROP} WITHIN 300 SECONDS", "put the whole pattern in parentheses"),
        (f"{ADDRESS} REPEATS 5 TIMES", "REPEATS is not evaluated here"),
        (f"{ADDRESS} AND {DROP} FOLLOWEDBY {DROP}", "AND and FOLLOWEDBY stand beside each other"),
        ("[ipv4-addr:value = '198.51.100.7' AND process:name LIKE 'x%']", "process:name LIKE"),
        (DIGEST, "files are not"),
        ("[ipv4-addr:value = '198.51.100.7' AND NOT url:value = 'x']", "NOT"),
        ("[ipv4-addr:value = '198.51.100.7' AND", "is missing"),
    ],
)
def test_what_is_not_run_is_listed_with_its_reason(tmp_path, pattern, why):
    report, found = hunted(tmp_path, pattern, NEAR + TOGETHER)
    assert (report.armed, found) == (False, [])
    assert why in report.why_not


def test_alternatives_of_pairs_are_rules_of_their_own(tmp_path):
    rules = tmp_path / "list.json"
    other = BOTH.replace("198.51.100.7", "203.0.113.9")
    told = {"type": "indicator", "id": "indicator--1", "pattern": f"{BOTH} OR {other}"}
    rules.write_text(json.dumps({"type": "bundle", "objects": [told]}))
    assert [one.facts.id for one in load_pack(str(rules)).sigma] == ["list:indicator--1/1", "list:indicator--1/2"]


def test_a_filter_that_names_no_rule_that_is_here_is_listed(tmp_path):
    (tmp_path / "rule.yml").write_text(
        "title: a\nname: known\nlogsource: {category: webserver}\n"
        "detection: {sel: {cs-uri-stem: /x}, condition: sel}\n---\n"
        "title: lost\nname: lost\nlogsource: {category: webserver}\n"
        "filter: {rules: [absent], out: {c-ip: 192.0.2.1}, condition: not out}\n---\n"
        "title: half\nname: half\nlogsource: {category: webserver}\n"
        "filter: {rules: [known, gone], out: {c-ip: 192.0.2.1}, condition: not out}\n"
    )
    broken = {one.facts.id: one.why for one in rule_set([load_pack(str(tmp_path / "rule.yml"))]).broken}
    assert broken == {
        "lost": "it filters 'absent', a rule that is not here",
        "half": "it filters 'gone', a rule that is not here; for the others it holds",
    }
