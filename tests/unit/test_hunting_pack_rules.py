"""Each line of each rule of the shipped packs does something: without it, the rule's own samples turn red."""

import pytest

from dijkwacht.hunting.engine.rules.packs import SHIPPED, load_pack, shipped
from hunting_evidence import printed, put, request_line, run, utc
from hunting_mutations import mutations, why_not

PACKS = sorted(path.parent.name for path in SHIPPED.glob("*/pack.yml"))


@pytest.mark.parametrize("name", PACKS)
def test_no_line_of_a_rule_can_go_without_its_samples_telling(name, tmp_path):
    every = list(mutations(name))
    assert len(every) > 80
    assert [str(one) for one in every if not why_not(one, tmp_path)] == []


def test_the_command_itself_arms_every_rule_of_all_packs_together(tmp_path):
    put(tmp_path / "ev", {"var/log/httpaccess.log": request_line(utc("2020-01-08")) + "\n"})
    packs = [word for name in PACKS for word in ("--rules", name)]
    done = run("ev", *packs, "--window", "2019-12-24/2020-01-17", "--json", cwd=tmp_path)
    found = printed(done)
    assert len(found["rule"]) > 120
    assert {one["rule"]: one["why_not"] for one in found["rule"] if not one["armed"]} == {}


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_has_a_class_unless_the_answer_decides_and_says_how_sure_it_is(name):
    pack = load_pack(name)
    facts = [pack.facts(one.facts) for one in (*pack.sigma, *pack.files, *pack.stateful, *pack.indicators)]
    named = {one.id for one in facts if one.samples.complete}
    assert {one.id for one in facts if one.id in named and not one.finding_class} <= {"c19-traversal"}
    assert all(one.confidence for one in facts)


def test_each_pack_declares_the_kinds_that_the_contract_names():
    assert {name: [str(kind) for kind in load_pack(name).needs or ()] for name in shipped()} == {
        "citrix-2019-19781": ["web-access", "web-error", "shell-log", "cron-log", "files"],
        "citrix-2023-3519": ["web-access", "web-error", "shell-log", "cron-log", "files"],
        "citrix-2025": ["web-access", "system-log", "shell-log", "files"],
        "citrix-2026": ["web-access", "system-log", "files"],
    }
