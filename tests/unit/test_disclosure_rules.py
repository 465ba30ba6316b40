from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.disclosure.domain import (
    RULES,
    Audience,
    Category,
    Fact,
    Relation,
    content_allowed,
    decide,
    may_tell,
    related,
    small_cells_hidden,
    visible,
)
from dijkwacht.kernel.actor import PUBLIC, Office, Role, Viewer
from dijkwacht.kernel.labels import Label

US, CERT, OTHER, OTHER_CERT, NATION = (UUID(int=number) for number in range(1, 6))
ACCOUNT = UUID(int=9)
VIEWERS = [PUBLIC] + [
    Viewer(ACCOUNT, tuple(Office(place, role) for place in (where, *more)), memberships, named)
    for role in Role
    for where, more in ((US, ()), (CERT, ()), (NATION, ()), (OTHER, (CERT,)))
    for memberships in (frozenset(), frozenset({CERT}), frozenset({CERT, OTHER_CERT}))
    for named in (frozenset(), frozenset({US}))
]
FACTS = [
    Fact(category, label, owner, constituency, recipients)
    for category, label, owner, constituency, recipients in product(
        Category, Label, (US, CERT, OTHER), (None, CERT, OTHER_CERT), (frozenset(), frozenset({US}))
    )
]
SECRET_OF_ONES_OWN = {
    Category.COST,
    Category.DRAFT,
    Category.QUESTION,
    Category.EVIDENCE,
    Category.HUNT,
    Category.MISUSE,
}


def sees(viewer, fact):
    return decide(viewer, fact).answer == "yes"


def desk(*cert):
    return Viewer(ACCOUNT, tuple(Office(one, Role.DESK) for one in cert))


def test_the_two_doors_agree_for_every_viewer_and_every_fact():
    differ = []
    for viewer in VIEWERS:
        clauses = visible(viewer)
        differ += [(viewer, fact) for fact in FACTS if sees(viewer, fact) is not any(c.admits(fact) for c in clauses)]
    assert differ == []
    assert len(VIEWERS) * len(FACTS) > 400_000


def test_the_reasons_of_a_yes_are_the_clauses_that_admit():
    for viewer in VIEWERS[:: len(Role)]:
        clauses = visible(viewer)
        for fact in FACTS[::7]:
            admitting = [clause.rule for clause in clauses if clause.admits(fact)] or ["no-rule"]
            assert [reason.code for reason in decide(viewer, fact).reasons] == admitting


IDS = st.sampled_from([US, CERT, OTHER, OTHER_CERT, NATION])
SETS = st.frozensets(IDS, max_size=3)
ANY_VIEWER = st.builds(
    Viewer,
    st.just(ACCOUNT),
    st.lists(st.builds(Office, IDS, st.sampled_from(Role)), max_size=4).map(tuple),
    SETS,
    SETS,
)
ANY_FACT = st.builds(Fact, st.sampled_from(Category), st.sampled_from(Label), IDS, st.none() | IDS, SETS)


@given(ANY_VIEWER, ANY_FACT)
def test_the_two_doors_agree_for_several_offices_at_once(viewer, fact):
    assert sees(viewer, fact) is any(clause.admits(fact) for clause in visible(viewer))


@given(ANY_VIEWER, ANY_FACT)
def test_a_stricter_label_never_shows_more(viewer, fact):
    looser = [label for label in Label if label.rank < fact.label.rank]
    if sees(viewer, fact) and fact.category is not Category.DRAFT:
        assert all(
            sees(viewer, Fact(fact.category, label, fact.owner, fact.constituency, fact.recipients)) for label in looser
        )


@given(ANY_VIEWER, ANY_FACT)
def test_free_text_goes_along_only_where_the_fact_itself_is_seen(viewer, fact):
    if content_allowed(visible(viewer), fact):
        assert sees(viewer, fact)


def test_an_operator_sees_what_the_public_sees_and_nothing_else():
    for places in [*combinations((US, CERT, OTHER, NATION), 2), (US,), (US, CERT, OTHER, OTHER_CERT, NATION)]:
        operator = Viewer(ACCOUNT, tuple(Office(place, Role.OPERATOR) for place in places))
        assert [fact for fact in FACTS if sees(operator, fact)] == [fact for fact in FACTS if sees(PUBLIC, fact)]


def test_the_public_sees_what_is_clear_and_no_draft():
    assert {fact.label for fact in FACTS if sees(PUBLIC, fact)} == {Label.CLEAR}
    shown = {fact.category for fact in FACTS if sees(PUBLIC, fact)}
    assert shown == set(Category) - {Category.DRAFT}


@pytest.mark.parametrize("category", Category)
def test_a_desk_sees_how_its_members_stand_and_not_what_is_theirs_alone(category):
    shown = {
        label
        for label in set(Label) - {Label.CLEAR}
        if sees(desk(CERT), Fact(category, label, US, CERT))
        and not sees(desk(OTHER_CERT), Fact(category, label, US, CERT))
    }
    if category in SECRET_OF_ONES_OWN:
        assert shown == set()
    elif category in {Category.USE, Category.VERDICT, Category.MEASURE, Category.MONITORING, Category.GATE}:
        assert shown == {Label.GREEN, Label.AMBER}


@pytest.mark.parametrize("category", sorted(SECRET_OF_ONES_OWN))
@pytest.mark.parametrize("role", [Role.DESK, Role.SHIFT_LEAD, Role.NATIONAL])
def test_no_desk_sees_costs_drafts_questions_evidence_hunts_or_misuse_of_others(role, category):
    viewer = Viewer(ACCOUNT, (Office(CERT, role), Office(NATION, role)), frozenset({CERT}), frozenset({US}))
    for label in set(Label) - {Label.CLEAR}:
        fact = Fact(category, label, US, CERT)
        assert not sees(viewer, fact)
        assert sees(Viewer(ACCOUNT, (Office(US, Role.CISO),)), fact)


def test_a_desk_gets_typed_values_and_no_free_text():
    fact = Fact(Category.MEASURE, Label.AMBER, US, CERT)
    assert sees(desk(CERT), fact)
    assert not content_allowed(visible(desk(CERT)), fact)
    assert content_allowed(visible(Viewer(ACCOUNT, (Office(US, Role.ICT),))), fact)


def test_strict_and_red_stay_inside_the_organisation():
    for label in (Label.AMBER_STRICT, Label.RED):
        assert not sees(desk(CERT), Fact(Category.MEASURE, label, US, CERT))


def test_a_national_desk_sees_a_name_only_with_a_ground():
    fact = Fact(Category.USE, Label.AMBER, US, CERT)
    with_ground = Viewer(ACCOUNT, (Office(NATION, Role.NATIONAL),), frozenset(), frozenset({US}))
    without = Viewer(ACCOUNT, (Office(NATION, Role.NATIONAL),))
    not_national = Viewer(ACCOUNT, (Office(NATION, Role.CISO),), frozenset(), frozenset({US}))
    assert [sees(viewer, fact) for viewer in (with_ground, without, not_national)] == [True, False, False]
    assert not sees(with_ground, Fact(Category.CONTACT, Label.AMBER, US, CERT))


def test_a_member_reads_its_cert_s_advice_and_not_its_other_papers():
    member = Viewer(ACCOUNT, (Office(US, Role.CISO),), frozenset({CERT}))
    assert sees(member, Fact(Category.ADVICE, Label.AMBER, CERT, CERT))
    assert not sees(member, Fact(Category.ADVICE, Label.AMBER_STRICT, CERT, CERT))
    assert not sees(member, Fact(Category.MEASURE, Label.AMBER, CERT, CERT))
    assert not sees(member, Fact(Category.ADVICE, Label.AMBER, OTHER, CERT))


def test_what_is_addressed_by_name_reaches_whom_it_names_whatever_the_label():
    fact = Fact(Category.ADVICE, Label.RED, CERT, CERT, frozenset({US}))
    assert sees(Viewer(ACCOUNT, (Office(US, Role.CISO),)), fact)
    assert not sees(Viewer(ACCOUNT, (Office(OTHER, Role.CISO),)), fact)


def test_every_answer_carries_a_reason_in_both_languages():
    for viewer in VIEWERS[::11]:
        for fact in FACTS[::13]:
            verdict = decide(viewer, fact)
            assert verdict.reasons
            assert all(reason.text.nl and reason.text.en for reason in verdict.reasons)


def test_each_relation_has_its_rule_and_each_rule_its_own_number():
    assert {rule.relation for rule in RULES} == set(Relation)
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_no_office_means_no_community():
    assert related(Viewer(ACCOUNT), Fact(Category.ADVICE, Label.GREEN, CERT)) == {Relation.ANYONE}


@pytest.mark.parametrize(
    ("label", "owner", "audience", "answer"),
    [
        pytest.param(Label.CLEAR, OTHER, Audience.PUBLIC, "yes", id="public of another"),
        pytest.param(Label.GREEN, OTHER, Audience.COUNCIL, "no", id="community of another, to the council"),
        pytest.param(Label.AMBER, US, Audience.PUBLIC, "yes", id="one's own, released by who approves"),
        pytest.param(Label.AMBER_STRICT, US, Audience.COUNCIL, "no", id="one's own strict"),
        pytest.param(Label.RED, US, Audience.SECTOR_CERT, "no", id="one's own red"),
        pytest.param(Label.AMBER, OTHER, Audience.SECTOR_CERT, "yes", id="another's, inside the chain"),
        pytest.param(Label.AMBER, OTHER, Audience.REGULATOR, "no", id="another's, to the regulator"),
        pytest.param(Label.RED, OTHER, Audience.SECTOR_CERT, "no", id="another's red"),
    ],
)
def test_what_may_be_told_in_a_document(label, owner, audience, answer):
    verdict = may_tell(Fact(Category.MEASURE, label, owner), audience, US)
    assert verdict.answer == answer
    assert verdict.reasons[0].text.nl
    if answer == "no":
        assert str(label) in verdict.reasons[0].text.en


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"a": 12, "b": 7}, {"a": 12, "b": 7}, id="nothing small"),
        pytest.param({"a": 12, "b": 0}, {"a": 12, "b": 0}, id="zero is no small number"),
        pytest.param({"a": 50, "b": 3, "c": 4}, {"a": 50, "b": None, "c": None}, id="two hide each other"),
        pytest.param(
            {"a": 50, "b": 3, "c": 9}, {"a": 50, "b": None, "c": None}, id="a lone one takes the smallest along"
        ),
        pytest.param(
            {"a": 50, "b": 1, "c": 1, "d": 9}, {"a": 50, "b": None, "c": None, "d": None}, id="each must be 1"
        ),
        pytest.param(
            {"a": 50, "b": 4, "c": 4, "d": 9}, {"a": 50, "b": None, "c": None, "d": None}, id="each must be 4"
        ),
        pytest.param({"a": 3, "b": 0}, {"a": None, "b": 0}, id="nothing left to hide behind"),
        pytest.param({}, {}, id="no cells"),
    ],
)
def test_small_numbers_cannot_be_read_or_computed(counts, shown):
    assert small_cells_hidden(counts) == shown


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=7))
def test_hidden_cells_have_more_than_one_solution_or_everything_is_hidden(counts):
    shown = small_cells_hidden(counts)
    hidden = [counts[key] for key, value in shown.items() if value is None]
    assert all(value is None or value == 0 or value >= 5 for value in shown.values())
    visible_left = [value for value in shown.values() if value]
    if hidden and visible_left:
        assert len(hidden) > 1
        assert sum(hidden) > len(hidden)
