"""Literals are chosen by how rare they are, measured in the simulator's logs and in the beginning of the log itself."""

import json

import pytest

from dijkwacht.hunting.engine.logs.recognise import recognise
from dijkwacht.hunting.engine.rules.packs import Pack
from dijkwacht.hunting.engine.rules.sigma import read_sigma
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.hunting.engine.scanning.rarity import RARE, usual_share
from hunting_evidence import local, request_line
from hunting_rarity import FILE, measured, shares

RULE = """
title: t
name: r
logsource: {category: webserver}
detection:
  s: {cs-uri-stem|contains: %s, cs-user-agent|contains: %s}
  condition: s
"""
WEB = "\n".join(request_line(local(2020, 1, 8), agent="curl/7.64") for _ in range(300)).encode()


def chosen(stem, agent, sample):
    pack = Pack("p")
    pack.sigma = read_sigma([("r.yml", RULE % (stem, agent))])
    plan = rule_set([pack]).plan
    (database, _), *_ = plan.for_log(recognise(WEB, "httpaccess.log"), sample).databases
    return [one.text for one in database.patterns]


def test_the_table_is_what_its_maker_measures():
    table = FILE.read_text()
    assert measured() == table
    assert json.loads(table).keys() == {"syslog", "web-access", "web-error"}


@pytest.mark.parametrize("text", [b"Mozilla/5.0", b'"get /', b".HTML", b'" 200', b'" 404'])
def test_what_stands_on_many_lines_is_not_rare(text):
    assert usual_share(text, "web-access") > 0.1


@pytest.mark.parametrize("text", [b"/vpns/portal", b"curl", b"x", b"", b"\xff\xfe"])
def test_what_no_line_held_is_rare(text):
    assert usual_share(text, "web-access") == RARE
    assert usual_share(b"get", "json-lines") == RARE


def test_a_piece_counts_once_a_line_and_digits_are_alike():
    found = shares(["ab ab 17", "AB 29", "cd"])
    assert found["ab"] == found[" 00"] == 0.667
    assert found["cd"] == 0.334


def test_without_a_sample_the_text_that_is_usually_rare_is_chosen_however_long_the_other():
    assert chosen("seldom", "mozilla/5.0", b"") == [b"seldom"]
    assert chosen("index.html", "zgrab", b"") == [b"zgrab"]


def test_what_is_common_in_this_log_is_not_chosen_though_it_is_usually_rare():
    assert chosen("seldom", "curl/7", WEB) == [b"seldom"]
    assert chosen("rare", "curl/7", b"") == [b"curl/7"]
