"""Signs and look-alikes that a second hand wrote from the facts: each found for what it is, nothing strong beside."""

from collections import defaultdict
from datetime import timedelta

import pytest

from hunting_evidence import hunted, utc, window
from hunting_second_hand import GROUPS, STRONG, F, S, lay, moment

IDS = [group.pack for group in GROUPS]


def found_at(group, things, folder):
    """The findings by log and line, or by file, and the whole result."""
    bundle = lay(things, folder / "bundle.tgz")
    result = hunted(bundle, group.pack, window=window(*group.window), collected_at=utc(group.collected))
    places = defaultdict(list)
    for one in result.findings:
        path = "/" + (one.place.member or "").removeprefix("ns/").removesuffix(".0.gz" if one.line else "\0")
        places[path, one.text if path.startswith("/var/log/") else ""].append(one)
    return places, result


def place_of(thing):
    if isinstance(thing, F):
        return thing.path, ""
    raw = thing.text if isinstance(thing.text, bytes) else thing.text.encode()
    return thing.log, raw.decode("utf-8", "backslashreplace")


@pytest.mark.parametrize("group", GROUPS, ids=IDS)
def test_every_sign_is_found_in_its_class_and_at_its_time(group, tmp_path):
    assert sum(bool(one.classes) for one in group.signs) >= 20
    places, result = found_at(group, group.signs, tmp_path)
    assert result.verdict.answer == "signs-found"
    for sign in group.signs:
        own = places[place_of(sign)]
        classes = {one.finding_class.value for one in own}
        assert not sign.classes or classes & set(sign.classes), (sign, classes)
        assert classes.isdisjoint(STRONG) or set(sign.classes) & set(STRONG), (sign, classes)
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
