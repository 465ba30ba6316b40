"""The shipped packs and the public Sigma rules: all load, all are armed where they have samples, none calls out."""

from pathlib import Path

import pytest
import yaml

from dijkwacht.hunting.engine import arming
from dijkwacht.hunting.engine.model import PathTaken
from dijkwacht.hunting.engine.rules.packs import SHIPPED, load_pack, shipped
from dijkwacht.hunting.engine.rules.sigma import Broken
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import hunted, put, told

SIGMA = Path(__file__).parents[3] / "shared" / "data" / "sigma"
# Rules of the public set of which no literal is necessary: they are asked of every line.
EVERY_LINE: set[str] = set()


def test_the_four_packs_of_the_contract_are_there():
    assert {"citrix-2019-19781", "citrix-2023-3519", "citrix-2025", "citrix-2026"} <= set(shipped())


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SHIPPED.glob("*/pack.yml")))
def test_every_rule_of_a_shipped_pack_is_armed(name):
    rules = rule_set([load_pack(name)])
    reports = arming.reports(rules, ["web-access", "syslog", "web-error"], {})
    assert len(reports) > 5
    assert {one.rule: one.why_not for one in reports if not one.armed} == {}


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SHIPPED.glob("*/pack.yml")))
def test_every_rule_of_a_shipped_pack_names_its_source(name):
    pack = load_pack(name)
    facts = [pack.facts(rule.facts) for rule in (*pack.sigma, *pack.files, *pack.stateful, *pack.indicators)]
    assert facts
    assert all(one.origin.source and one.origin.licence and one.origin.tlp for one in facts)


@pytest.mark.skipif(not SIGMA.is_dir(), reason="the public Sigma rules lie beside the project, not in it")
def test_the_public_sigma_rules_all_load_and_name_the_way_they_take():
    pack = load_pack(str(SIGMA))
    assert len(pack.sigma) == len(list(SIGMA.glob("*.yml")))
    assert not [one for one in pack.sigma if isinstance(one, Broken)]
    rules = rule_set([pack])
    reports = arming.reports(rules, [], {})
    assert {one.title for one in reports if one.path_taken is PathTaken.COLUMNS} == EVERY_LINE
    assert {one.why_not for one in reports} == {"it has no positive and negative sample"}


def test_a_rule_whose_sample_does_not_fire_is_not_armed_and_says_so(tmp_path):
    sample = {
        "path": "/var/log/httpaccess.log",
        "text": '192.0.2.1 - - [08/Jan/2020:00:00:01 +0100] "GET /a HTTP/1.1" 200 1',
    }
    rule = {
        "title": "t",
        "name": "r",
        "logsource": {"category": "webserver"},
        "detection": {"s": {"cs-uri-stem": "/b"}, "condition": "s"},
    }
    about = {"needs": ["web-access"], "rules": {"r": {"samples": {"positive": [sample], "negative": [sample]}}}}
    put(tmp_path / "p", {"pack.yml": yaml.safe_dump(about), "sigma/r.yml": yaml.safe_dump(rule)})
    put(tmp_path / "ev", {"var/log/httpaccess.log": sample["text"]})
    (report,) = told(hunted(tmp_path / "ev", tmp_path / "p"))["rule"]
    assert (report["armed"], report["why_not"]) == (False, "it stayed silent on its positive sample 1")
    rule["detection"]["s"] = {"cs-uri-stem": "/a"}
    put(tmp_path / "p", {"sigma/r.yml": yaml.safe_dump(rule)})
    (report,) = told(hunted(tmp_path / "ev", tmp_path / "p"))["rule"]
    assert (report["armed"], report["why_not"]) == (False, "it fired on its negative sample 1")


def test_a_pack_that_speaks_of_a_rule_that_is_not_there_is_refused(tmp_path):
    put(tmp_path / "p", {"pack.yml": "rules: {absent: {class: lead}}\n", "a.txt": "192.0.2.1\n"})
    with pytest.raises(Exception, match="absent"):
        load_pack(str(tmp_path / "p"))


def test_no_page_and_no_word_of_the_engine_calls_anything_clean():
    engine = Path(SHIPPED).parent
    spoken = [path for path in engine.rglob("*") if path.suffix in {".py", ".yml", ".yar"}]
    assert len(spoken) > 30
    assert not [path.name for path in spoken if '"clean' in path.read_text(encoding="utf-8").lower()]
