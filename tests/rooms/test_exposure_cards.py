"""What is told together stands once as a card; each verdict keeps its id, its beginning and its own end."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from test_exposure_events import compare, several, stored, told
from test_exposure_services import ict
from test_exposure_slices import advisory

from dijkwacht.exposure import selectors
from dijkwacht.exposure.domain.verdicts import CANNOT_TELL, OPEN
from dijkwacht.exposure.models import AssetVerdict, Card, CardHeld, CardLine
from dijkwacht.exposure.selectors.reading import worst_verdicts
from dijkwacht.exposure.services import import_inventory
from dijkwacht.kernel.asof import AsOf
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return assemble()


def standing(town):
    """Return which verdicts stand, by system and vulnerability: their ids, since when, and what they say."""
    rows = AssetVerdict.objects.of(town).filter(ended_at=None).whole()
    return {(row.asset_name, row.vulnerability): (row.public_id, row.part_id, row.answer.same) for row in rows}


def seen(eyes, town, asof):
    return sorted((one.id, one.verdict) for one in selectors.verdicts(eyes, town, asof=asof))


def without_revision(answers):
    """Leave out what may differ of an answer that is no other: the advisory's version and the product's id."""
    return {key: (*answer[:4], answer[6]) for key, answer in answers.items()}


def bring(town, content):
    import_inventory(organisation=town, content=content, name="x.csv", actor=ict(town), at=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_where_one_answer_changes_all_others_of_the_system_keep_id_and_beginning_and_the_day_before_reads_the_same(
    cast, seed
):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    bring(cast.town, several(dice, 90))
    documents = [advisory(dice, number) for number in range(12)]
    first = compare([cast.town], documents)
    before, then = standing(cast.town), AsOf(recorded=first.entry.recorded_at)
    ciso = viewer("ciso", cast.town)
    day = seen(ciso, cast.town, then)
    later = documents[5].current_release + timedelta(days=9)
    other = replace(advisory(dice, 77), identifier=documents[5].identifier, current_release=later)
    flaws = zip(other.vulnerabilities, documents[5].vulnerabilities, strict=True)
    renamed = tuple(replace(new, cve=old.cve, name=old.name) for new, old in flaws)
    revised = [*documents[:5], replace(other, vulnerabilities=renamed, version="9"), *documents[6:]]
    ran = compare([cast.town], revised)
    after = standing(cast.town)
    assert without_revision(stored(cast.town)) == without_revision(told(cast.town, revised))
    kept = {key for key in before.keys() & after.keys() if before[key][2] == after[key][2]}
    assert ran.changed == len(after) - len(kept) > 0
    assert {after[key] for key in kept} == {before[key] for key in kept} != set()
    assert seen(ciso, cast.town, then) == day
    assert len({one for one, _ in day}) == len(before)


def test_many_systems_of_many_organisations_hold_the_same_cards(cast):
    dice = random.Random(1)  # noqa: S311 - the same data each time, no secret
    content = several(dice, 90)
    for town in (cast.town, cast.other_town):
        bring(town, content)
    documents = [advisory(dice, number) for number in range(12)]
    ran = compare([cast.town], documents)
    cards, lines = Card.objects.count(), CardLine.objects.count()
    assert ran.changed >= lines > cards > 1
    assert compare([cast.other_town], documents).changed == ran.changed
    assert (Card.objects.count(), CardLine.objects.count()) == (cards, lines)
    assert CardHeld.objects.count() < 2 * ran.changed == AssetVerdict.objects.count()
    assert {card.digest for card in Card.objects.all() if sum(card.counts.values()) != card.lines.count()} == set()


def test_each_verdict_has_an_id_of_its_own_by_which_it_is_found_and_no_other(cast):
    dice = random.Random(2)  # noqa: S311 - the same data each time, no secret
    bring(cast.town, several(dice, 40))
    compare([cast.town], [advisory(dice, number) for number in range(12)])
    ids = list(AssetVerdict.objects.values_list("public_id", flat=True))
    assert len(set(ids)) == len(ids) > CardHeld.objects.count()
    assert {(one.version, one.variant) for one in ids} == {(4, "specified in RFC 4122")}
    assert [row.public_id for row in AssetVerdict.objects.with_id(ids[3])] == [ids[3]]
    assert not AssetVerdict.objects.with_id(UUID(int=ids[3].int ^ 1 << 31)).exists()


@pytest.mark.parametrize("most", [1, 7, 40, 10_000])
def test_the_worst_answers_with_counts_are_those_of_all_answers(cast, most):
    dice = random.Random(3)  # noqa: S311 - the same data each time, no secret
    bring(cast.town, several(dice, 90))
    compare([cast.town], [advisory(dice, number) for number in range(12)])
    ciso = viewer("ciso", cast.town)
    every = selectors.verdicts(ciso, cast.town)
    found = worst_verdicts(ciso, cast.town, most=most)
    assert found.worst == every[:most]
    assert found.answers == len(every) > 100
    assert found.hit == len({one.asset for one in every if one.verdict in OPEN}) > 0
    assert found.unclear == len({one.asset for one in every if one.verdict in CANNOT_TELL}) > 0
