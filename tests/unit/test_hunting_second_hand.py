"""Signs and look-alikes that a second hand wrote from the facts: each found for what it is, nothing strong beside."""

from datetime import timedelta

import pytest

from hunting_second_hand import GROUPS, STRONG, S, found_at, moment, place_of, right

IDS = [group.pack for group in GROUPS]


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_every_sign_is_found_in_its_class_and_at_its_time(group, tmp_path):
    assert sum(bool(one.classes) for one in group.signs) >= 20
    places, result = found_at(group, group.signs, tmp_path)
    assert result.verdict.answer == "signs-found"
    for sign in group.signs:
        own = places[place_of(sign)]
        assert right(sign, own), (sign, own)
        if isinstance(sign, S) and sign.classes:
            times = [one.solved.at for one in own if one.solved]
            assert any(abs(at - moment(sign.at)) < timedelta(seconds=2) for at in times), (sign, times)


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_nothing_that_only_looks_like_a_sign_is_compromise_or_reached(group, tmp_path):
    assert len(group.alike) >= 15
    _, result = found_at(group, group.alike, tmp_path)
    strong = [(one.rule, one.place.shown, one.text) for one in result.findings if one.finding_class.value in STRONG]
    assert strong == []
    assert result.verdict.answer == "no-signs-partial"
