"""Simulated appliances with planted signs and look-alikes: all signs found at their time, nothing strong beside."""

import pytest

from dijkwacht.hunting.engine.model import FindingClass
from hunting_appliance import STORIES
from hunting_scoring import LOST, bundle, hunted, scores

STRONG = {FindingClass.COMPROMISE, FindingClass.REACHED}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.pack)
def test_every_planted_sign_is_found_at_its_time_and_nothing_strong_beside_it(story, tmp_path):
    found = scores(bundle(story, tmp_path, 7), hunted(story, tmp_path))
    assert sum(score.planted for score in found.values()) > 80
    assert [sign for score in found.values() for sign in score.missed] == []
    assert [sign for score in found.values() for sign in score.late] == []
    assert [one for score in found.values() for one in score.astray if one.finding_class in STRONG] == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.pack)
def test_an_appliance_with_look_alikes_alone_bears_no_signs(story, tmp_path):
    bundle(story, tmp_path, 21, signs=False)
    result = hunted(story, tmp_path)
    assert [(one.rule, one.text) for one in result.findings if one.finding_class in STRONG] == []
    assert result.verdict.answer in {"no-signs-covered", "no-signs-partial"}


def test_a_lost_archive_is_named_and_its_time_is_not_covered(tmp_path):
    bundle(STORIES[2], tmp_path, 21, signs=False)
    result = hunted(STORIES[2], tmp_path)
    lost = {one.source: one for one in result.coverage if one.missing_rotations}
    assert {name: one.missing_rotations for name, one in lost.items()} == {"node2.tgz!ns/var/log/ns.log": (LOST,)}
    assert all(one.gaps for one in lost.values())


def test_sessions_of_two_appliances_are_not_taken_for_one(tmp_path):
    story = STORIES[2]
    nodes = bundle(story, tmp_path, 21, signs=False)
    at = story.start.replace(day=25)
    for client, node in zip(("203.0.113.7", "198.51.100.9"), nodes.values(), strict=True):
        node._ns(at, f"SSLVPN LOGIN 1 0 : Context a@{client} - SessionId: 15 - User a - Client_ip {client}")
    for name, node in nodes.items():
        node.tar(tmp_path / name)
    assert [one for one in hunted(story, tmp_path).findings if one.rule == "c25-session-two-addresses"] == []


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.pack)
def test_the_same_holds_whatever_the_seed(story, seed, tmp_path):
    found = scores(bundle(story, tmp_path, 100 + 2 * seed), hunted(story, tmp_path))
    assert [sign for score in found.values() for sign in (*score.missed, *score.late)] == []
    assert sum(score.strong_beside for score in found.values()) == 0
