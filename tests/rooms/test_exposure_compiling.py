"""What was compiled is kept: of advice that grew or was revised, only what is new is read."""

import random
from dataclasses import replace
from datetime import timedelta

from test_exposure_slices import advisory

from dijkwacht.exposure.engine.deciding import NOTHING_DECIDED
from dijkwacht.exposure.services.compiling import asking, matcher_for


class Shelf:
    """Advice with marks, newest first as the store writes them, that notes which of it was read."""

    def __init__(self, documents, marks):
        self._documents, self.marks, self.taken = documents, marks, []

    def read(self, start=0):
        return self.read_at(range(start, len(self._documents)))

    def read_at(self, places):
        self.taken += places
        return tuple(self._documents[place] for place in places)


def asked(shelf):
    with asking:
        return matcher_for(shelf, (), NOTHING_DECIDED)


def revised(document, **changed):
    later = document.current_release + timedelta(days=400)
    (flaw,) = document.vulnerabilities
    (affected,) = flaw.affected
    told = replace(flaw, affected=(replace(affected, **changed),))
    return replace(document, version="2", current_release=later, vulnerabilities=(told,))


def test_of_a_newer_revision_and_of_new_advice_only_these_are_read():
    dice = random.Random(11)  # noqa: S311 - the same data each time, no secret
    documents = [advisory(dice, number) for number in range(4)]
    first = Shelf(documents[:3], ("1 a", "2 b", "3 c"))
    before = asked(first)
    assert first.taken == [0, 1, 2]
    newer = [documents[0], revised(documents[1], versions=()), *documents[2:]]
    second = Shelf(newer, ("1 a", "5 e 2 b", "3 c", "4 d"))
    after = asked(second)
    assert sorted(second.taken) == [1, 3]
    assert after.rules_digest != before.rules_digest
    whole = Shelf(newer, ("11 a", "15 e", "13 c", "14 d"))
    assert asked(whole).rules_digest == after.rules_digest
    assert asked(first).matcher is before.matcher


def test_where_a_revision_names_products_otherwise_or_a_mark_is_of_another_advisory_everything_is_read():
    dice = random.Random(12)  # noqa: S311 - the same data each time, no secret
    documents = [advisory(dice, number) for number in range(3)]
    asked(Shelf(documents, ("21 a", "22 b", "23 c")))
    renamed = Shelf([revised(documents[0], product="Kade"), *documents[1:]], ("25 e 21 a", "22 b", "23 c"))
    asked(renamed)
    assert renamed.taken[-3:] == [0, 1, 2]
    other = Shelf(documents[1:], ("22 b", "23 c"))
    asked(other)
    assert other.taken == [0, 1]
