"""Rules as strangers write them: what Sigma and YARA promise holds; what is not understood is listed by its place."""

import base64
import json

import pytest
import yaml

from dijkwacht.hunting.engine.lint import lint
from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import hunted, put, told, utc, window

WEB, LINUX, OTHER = (
    {"category": "webserver"},
    {"category": "process_creation", "product": "linux"},
    {"product": "windows"},
)


def request(target="/a", *, method="GET", ip="203.0.113.7", size=512, referer="-", minute=0, user="-"):
    at = f"08/Jan/2020:00:{minute:02}:00 +0100"
    return f'{ip} - {user} [{at}] "{method} {target} HTTP/1.1" 200 {size} "{referer}" "Mozilla/5.0"'


def event(**fields):
    return json.dumps({"timestamp": "2020-01-08T01:00:00Z", **fields})


def rule(detection, source=None, name="r", **more):
    return {"title": name, "name": name, "level": "high", "logsource": source or WEB, "detection": detection, **more}


def one(**fields):
    return {"s": fields, "condition": "s"}


def found(tmp_path, documents, lines, name="var/log/access.log"):
    """The lines on which each rule fired, and why rules are not armed."""
    files = documents if isinstance(documents, dict) else {"r.yml": yaml.safe_dump_all(documents)}
    put(tmp_path / "p", files)
    put(tmp_path / "ev", {name: "\n".join(lines) + "\n"})
    asked = {"window": window("2020-01-01", "2020-01-20"), "collected_at": utc("2020-02-01")}
    answer = told(hunted(tmp_path / "ev", tmp_path / "p", **asked))
    fired = {}
    for finding in answer.get("finding", []):
        fired.setdefault(finding["rule"], set()).add(finding["line"])
    return fired, {report["rule"]: report["why_not"] for report in answer["rule"]}


def offsets(text, wide=False):
    raw = text.encode("utf-16le") if wide else text.encode()
    return [request("/x?" + base64.b64encode(b"x" * n + raw + b"!").decode()) for n in range(3)]


@pytest.mark.parametrize(
    ("detection", "lines", "expected"),
    [
        (one(**{"c-ip|cidr": "203.0.113.0/24"}), [request(), request(ip="203.0.112.1"), request(ip="::1")], {1}),
        (one(**{"c-ip|cidr": ["10.128.0.0/9", "2001:db8::/32"]}),
         [request(ip="10.1.1.1"), request(ip="10.200.1.1"), request(ip="2001:db8::5")], {2, 3}),
        (one(**{"cs-uri-stem|re": "^/ab+c$"}), [request("/abbc"), request("/ABBC")], {1}),
        (one(**{"cs-uri-stem|re|i": "^/ab+c$"}), [request("/abbc"), request("/ABBC")], {1, 2}),
        (one(**{"cs-uri-stem|re": "/a(?!b)"}), [request("/ac"), request("/ab")], {1}),
        (one(**{"cs-uri-query|base64|contains": "hello world"}),
         [request("/?aGVsbG8gd29ybGQ="), request("/?hello")], {1}),
        (one(**{"cs-uri-query|base64offset|contains": "hello world"}), offsets("hello world"), {1, 2, 3}),
        (one(**{"cs-uri-query|wide|base64offset|contains": "hello"}), offsets("hello", wide=True), {1, 2, 3}),
        (one(**{"sc-bytes|gt": 1000}), [request(size=1000), request(size=1001), request(size="-")], {2}),
        (one(**{"sc-bytes|gte": 999, "sc-bytes|lte": 1000}), [request(size=n) for n in (998, 999, 1000, 1001)], {2, 3}),
        (one(**{"sc-bytes|lt": 5}), [request(size=4), request(size=5)], {1}),
        (one(**{"cs-uri|contains|all": ["a", "b"]}), [request("/a"), request("/a?b")], {2}),
        (one(**{"cs-uri-stem|contains|cased": "Ab"}), [request("/ab"), request("/xAb")], {2}),
        (one(**{"cs-method|neq": "GET"}), [request(), request(method="POST")], {2}),
        (one(**{"cs-uri-stem": "/a*c?e"}), [request("/abbcde"), request("/abbcd")], {1}),
        (one(**{"cs-uri-query|contains": "a\\*b"}), [request("/?a*b"), request("/?aXb")], {1}),
        (one(**{"cs-referer": None}), [request(), request(referer="x")], {1}),
        ({"k": ["evil", "bad"], "condition": "k"}, [request("/EVIL"), request()], {1}),
        ({"k": {"|all": ["evil", "bad"]}, "condition": "k"}, [request("/evil?bad"), request("/evil")], {1}),
        ({"sel_a": {"cs-uri-stem": "/a"}, "sel_b": {"cs-uri-stem": "/b"}, "filter_x": {"cs-method": "POST"},
          "condition": "1 of sel_* and not 1 of filter_*"},
         [request(), request("/b"), request("/b", method="POST")], {1, 2}),
        ({"a": {"cs-uri-stem": "/a"}, "b": {"cs-method": "GET"}, "condition": "all of them"},
         [request(), request("/b"), request(method="POST")], {1}),
        ({"s": [{"cs-uri-stem": "/a"}, {"cs-uri-stem": "/b", "cs-method": "POST"}], "condition": "s"},
         [request(), request("/b"), request("/b", method="POST")], {1, 3}),
    ],
)  # fmt: skip
def test_a_modifier_or_condition_of_sigma_means_what_sigma_says(tmp_path, detection, lines, expected):
    assert found(tmp_path, [rule(detection)], lines)[0].get("r", set()) == expected


@pytest.mark.parametrize(
    ("detection", "source", "lines", "expected"),
    [
        (one(**{"CommandLine|windash|contains": " -f "}), LINUX,
         [event(CommandLine=text) for text in ("x /f y", "x -f y", "x \u2013f y", "x f y")], {1, 2, 3}),
        (one(**{"a|fieldref": "b"}), OTHER, [event(a="X", b="x"), event(a="1", b="2")], {1}),
        (one(**{"a|exists": True, "b|exists": False}), OTHER, [event(a="1"), event(a="1", b="2")], {1}),
        (one(**{"timestamp|hour": 1}), OTHER, [event(), event(timestamp="2020-01-08T02:00:00Z")], {1}),
    ],
)  # fmt: skip
def test_a_modifier_on_events_means_what_sigma_says(tmp_path, detection, source, lines, expected):
    assert found(tmp_path, [rule(detection, source)], lines, "events.json")[0].get("r", set()) == expected


A, B = rule(one(**{"cs-uri-stem": "/a"})), rule(one(**{"cs-uri-stem": "/b"}), name="r2")


def correlation(sort, condition=None, rules=("r",), **more):
    own = {"type": sort, "rules": list(rules), "timespan": "10m", **more}
    own |= {"condition": condition} if condition else {}
    return {"title": "c", "name": "c", "level": "high", "correlation": own}


@pytest.mark.parametrize(
    ("documents", "lines", "expected"),
    [
        ([A, correlation("event_count", {"gte": 3}, **{"group-by": ["c-ip"]})],
         [request(minute=n) for n in range(3)], {3}),
        ([A, correlation("event_count", {"gte": 3}, **{"group-by": ["c-ip"]})],
         [request(minute=0), request(minute=1, ip="192.0.2.9"), request(minute=2)], set()),
        ([A, correlation("event_count", {"gte": 3}, timespan="1m")], [request(minute=n) for n in (0, 1, 5)], set()),
        ([A, correlation("value_count", {"field": "c-ip", "gte": 2})],
         [request(minute=0), request(minute=1), request(minute=2, ip="192.0.2.9")], {3}),
        ([A, B, correlation("temporal", rules=["r", "r2"])], [request("/b", minute=1), request(minute=2)], {2}),
        ([A, B, correlation("temporal_ordered", rules=["r", "r2"])],
         [request("/b", minute=1), request(minute=2)], set()),
        ([A, B, correlation("temporal_ordered", rules=["r", "r2"])], [request(minute=1), request("/b", minute=2)], {2}),
        ([A, B, correlation("temporal", rules=["r", "r2"], **{"group-by": ["who"]},
                            aliases={"who": {"r": "c-ip", "r2": "cs-username"}})],
         [request(minute=1), request("/b", minute=2, user="203.0.113.7")], {2}),
        ([A, correlation("value_sum", {"field": "sc-bytes", "gte": 1000})],
         [request(minute=0), request(minute=1)], {2}),
    ],
)  # fmt: skip
def test_a_correlation_of_sigma_means_what_sigma_says(tmp_path, documents, lines, expected):
    assert found(tmp_path, documents, lines)[0].get("c", set()) == expected


def test_rule_correlation_and_filter_may_lie_in_files_of_their_own(tmp_path):
    own = {"rules": ["r"], "selection": {"c-ip": "192.0.2.9"}, "condition": "not selection"}
    parts = [A, correlation("event_count", {"gte": 2}), {"title": "f", "logsource": WEB, "filter": own}]
    files = {f"{number}/x.yml": yaml.safe_dump(part) for number, part in enumerate(parts)}
    lines = [request(minute=0), request(minute=1, ip="192.0.2.9"), request(minute=2)]
    assert found(tmp_path, files, lines)[0] == {"c": {3}}


@pytest.mark.parametrize(
    ("bad", "name", "words"),
    [
        (yaml.safe_dump(rule(one(**{"cs-uri|expand": "%x%"}), name="b")), "b", "placeholder in %x% has no value"),
        (yaml.safe_dump(rule(one(**{"cs-uri|foo": "x"}), name="b")), "b", "Unknown modifier 'foo' (in bad)"),
        (yaml.safe_dump(rule({"s": {"a": "b"}, "condition": "sel"}, name="b")), "b", "'sel' not defined"),
        (yaml.safe_dump(rule({"s": {"a": "b"}, "condition": "s | count() > 5"}, name="b")), "b", "deprecated"),
        (yaml.safe_dump(rule(one(**{"cs-uri|re": "(a"}), name="b")), "b", "invalid"),
        (yaml.safe_dump(rule(one(a="b"), id="no-uuid", name="b")), "no-uuid", "must be an UUID"),
        (yaml.safe_dump(correlation("eventcount", {"gte": 2})), "c", "no valid Sigma correlation type"),
        (yaml.safe_dump(correlation("event_count", {"gte": 2}, rules=["nope"])), "c", "refers to 'nope'"),
        ("title: t\nlogsource: {category: webserver}\n", "bad", "detection"),
        ("title: t\n\tlogsource: x\n", "bad", "line 2, column 1"),
        ("x: [unclosed\n", "bad", "this is no Sigma rule"),
        ("- a\n- b\n", "bad", "this is no Sigma rule"),
        ("", "bad", "there is no rule in it"),
    ],
)
def test_a_rule_that_cannot_be_read_is_listed_by_its_place_and_the_others_run(tmp_path, bad, name, words):
    fired, reports = found(tmp_path, {"good.yml": yaml.safe_dump(A), "bad.yml": bad}, [request()])
    assert fired == {"r": {1}}
    (own,) = [rule for rule in reports if rule in {name, "bad"}]
    assert words in reports[own]
    faults = lint(rule_set([load_pack(str(tmp_path / "p"))]))
    assert (own, "unread") in {(fault.rule, fault.code) for fault in faults}


@pytest.mark.parametrize("content", ["x: [unclosed\n", "just words\n"])
def test_a_lone_file_that_is_no_rule_at_all_is_refused(tmp_path, content):
    put(tmp_path, {"r.yml": content})
    with pytest.raises(UnreadableRules, match="no Sigma rule"):
        load_pack(str(tmp_path / "r.yml"))


GOOD = 'rule good { strings: $a = "abc" condition: $a }\n'


@pytest.mark.parametrize(
    ("source", "fired", "left_out"),
    [
        ('import "hash"\nrule h { condition: hash.md5(0, filesize) == "900150983cd24fb0d6963f7d28e17f72" }', {"h"}, {}),
        ('import "math"\nrule m { condition: math.entropy(0, filesize) > 1.0 }', {"m"}, {}),
        (GOOD + "rule bad { condition: $x }", {"good"}, {"bad": "unknown pattern `$x`"}),
        (GOOD + "rule bad { strings condition }", {"good"}, {"p/y.yar, line 2": "syntax error"}),
        ('import "nope"\n' + GOOD, {"good"}, {"p/y.yar, line 1": "unknown module `nope`"}),
        ('include "x.yar"\n' + GOOD, {"good"}, {"p/y.yar, line 1": "include statements not allowed"}),
        ('private rule p { strings: $a = "abc" condition: $a }\nrule q { condition: p }', {"q"}, {}),
        (
            'rule n { condition: filename == "a.php" and extension == ".php" and filepath startswith "/var/" }',
            {"n"},
            {},
        ),
        (GOOD + GOOD, {"good"}, {"good#2": "duplicate rule"}),
    ],
)
def test_rules_of_yara_run_with_modules_and_what_cannot_is_listed(tmp_path, source, fired, left_out):
    put(tmp_path / "p", {"y.yar": source})
    put(tmp_path / "ev", {"var/tmp/a.php": "abc"})
    answer = told(hunted(tmp_path / "ev", tmp_path / "p"))
    assert {one["rule"] for one in answer.get("finding", [])} == fired
    reasons = {report["rule"]: report["why_not"] for report in answer["rule"]}
    listed = {name: reason for name, reason in reasons.items() if reason.startswith("it cannot be run")}
    assert {name.replace("line 2", "line 1") for name in listed} == {
        name.replace("line 2", "line 1") for name in left_out
    }
    assert all(word in " ".join(listed.values()) for word in left_out.values())


def test_a_lone_file_that_is_no_yara_is_refused(tmp_path):
    put(tmp_path, {"y.yar": "this is no rule"})
    with pytest.raises(UnreadableRules, match="no YARA"):
        rule_set([load_pack(str(tmp_path / "y.yar"))])
