"""Lists are proved by one search per format: an indicator that the search cannot find, or confuses, is named."""

import random
from dataclasses import replace

import pytest

from dijkwacht.hunting.engine.arming import reports
from dijkwacht.hunting.engine.arming_lists import TEMPLATES, near_miss, sample_of
from dijkwacht.hunting.engine.logs.recognise import recognise
from dijkwacht.hunting.engine.model import Origin
from dijkwacht.hunting.engine.rules.indicator_files import About, read_indicators
from dijkwacht.hunting.engine.rules.packs import Pack
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import local, request_line

KINDS = [
    *("1.2.3.4", "2001:db8::7", "10.9.8.0/24", "2001:db8:5::/48", "bad.example", "very-long-name.of-a-host.example"),
    *(
        "http://bad.example/x",
        "https://other.example",
        "tiny.php",
        "/flash/sh file",
        "naïef.php",
        "a" * 32,
        "0f" * 32,
    ),
]
WEB = "\n".join(request_line(local(2020, 1, 8)) for _ in range(9)).encode()


def rules(values):
    pack = Pack("p")
    pack.indicators = read_indicators("\n".join(values).encode(), "a.txt", About("a", Origin())).indicators
    return rule_set([pack])


def unarmed(own, formats):
    return {one.rule.partition(":")[2]: one.why_not for one in reports(own, formats, {}) if not one.armed}


def meaning(own, value, head=WEB, name="httpaccess.log"):
    """What the search in a format holds an indicator's pattern for."""
    _, meanings = own.plan.for_log(recognise(head, name), b"").databases[0]
    return next(one for one in meanings if any(sought.indicator.value == value for sought in one.sought))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_kind_of_indicator_is_armed_in_every_format(name):
    own = rules(KINDS)
    assert len(own.indicators) == len(KINDS)
    assert unarmed(own, [name]) == {}


def test_what_the_search_lost_is_named_with_the_format_where_it_was_lost():
    own = rules(KINDS)
    meaning(own, "bad.example").sought.clear()
    lost = {"bad.example": "it stayed silent on its sample in web-access"}
    assert unarmed(own, ["syslog"]) == {}
    assert unarmed(own, ["syslog", "web-access"]) == lost


def test_what_is_found_in_a_piece_of_another_word_is_named():
    own = rules(KINDS)
    careless = meaning(own, "1.2.3.4").sought
    careless[:] = [replace(one, spelled=replace(one.spelled, exact=False)) for one in careless]
    assert unarmed(own, ["web-access"]) == {"1.2.3.4": "it fired on its near miss in web-access"}


def test_of_a_list_for_all_formats_each_is_proved_once_and_each_way_of_writing_everywhere():
    chance = random.Random(7)  # noqa: S311 - a fixed seed
    own = rules([*KINDS, *(f"{chance.getrandbits(60):x}.example" for _ in range(20_100))])
    assert unarmed(own, ["web-access", "syslog", "csv"]) == {}
    meaning(own, "1.2.3.4").sought.clear()
    late = own.indicators[-1].value
    meaning(own, late).sought.clear()
    assert unarmed(own, ["web-access", "syslog"]).keys() == {"1.2.3.4", late}


def test_near_misses_are_no_samples():
    own = rules(KINDS)
    for one in own.indicators:
        assert near_miss(one) != sample_of(one)
