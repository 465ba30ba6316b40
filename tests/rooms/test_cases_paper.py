"""A sheet of paper, typed in later: each answer an entry of its own, with the time at which it was known."""

import pytest
from django.urls import reverse

from dijkwacht.cases.domain.answer_sheet import Answer, lines_missing, questions, said
from dijkwacht.cases.domain.axes import Access, Use
from dijkwacht.cases.domain.told_for import told_for
from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import read_moment
from hostile_stage import sign_in
from response_cast import scene

pytestmark = pytest.mark.django_db
FILLED = {
    "box1": "uses",
    "known1": "2020-01-16",
    "box2": "all",
    "first2": "inloggen van buiten",
    "known2": "2020-01-17T22:15",
    "box3": "done",
    "known3": "2020-01-18",
    "box5": "blocked",
    "first5": "onderhoudscontract",
    "second5": "leverancier",
}


@pytest.fixture
def played():
    return scene()


def type_in(client, played, **filled):
    version = own_story(played.response).version
    return client.post(reverse("type_in", args=[played.response]), {"version": version, **filled})


def news(played):
    return [
        entry
        for entry in own_story(played.response).entries
        if entry.kind.split(".")[0] in {"use", "access", "measure"}
    ]


def test_the_numbers_on_paper_are_those_on_the_page(client, played):
    sign_in(client, "ciso", played.cast.town)
    paper = client.get(reverse("answer_sheet", args=[played.response])).content.decode()
    page = client.get(reverse("type_in", args=[played.response])).content.decode()
    asked = questions(own_story(played.response).facts.steps, "NetScaler ADC")
    assert len(asked) >= 9
    for one in asked:
        assert f"{one.number}. {one.text.nl}" in paper
        assert f"{one.number}. {one.text.nl}" in page
        assert f'name="box{one.number}"' in page


def test_each_answer_is_an_entry_with_the_time_it_was_known(client, played):
    sign_in(client, "ciso", played.cast.town)
    assert type_in(client, played, **FILLED).status_code == 302
    found = {entry.kind: entry for entry in news(played)}
    assert set(found) == {"use.declared", "access.closed", "measure.done", "measure.blocked"}
    assert found["access.closed"].known == read_moment("2020-01-17T22:15")
    assert found["use.declared"].known == read_moment("2020-01-16")
    assert found["measure.blocked"].known is None
    assert {entry.origin for entry in found.values()} == {Origin.DECLARED}
    state = folded(played.response)[0]
    assert (state.use.value, state.axes.access) == (Use.USES, Access.CLOSED)


def test_a_desk_types_it_in_for_the_member_which_confirms_each(client, played):
    sign_in(client, "desk", played.cast.town_cert)
    assert type_in(client, played, **FILLED).status_code == 422
    assert type_in(client, played, **FILLED, told_by="role:ciso", how="on-paper").status_code == 302
    told = told_for(own_story(played.response).entries)
    assert {(one.how, one.by_role) for one in told} == {("on-paper", "ciso")}
    assert len(told) == len(news(played)) == 4
    assert {entry.origin for entry in news(played)} == {Origin.RELAYED}


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({}, ""),
        ({"box2": "all"}, "first2"),
        ({"box5": "blocked", "first5": "x"}, "second5"),
        ({"box1": "uses", "known1": "2099-01-01"}, "known1"),
        ({"box1": "uses", "known1": "gisteren"}, "known1"),
    ],
    ids=["nothing", "what was closed", "from whom", "still to come", "no date"],
)
def test_what_is_wrong_is_said_at_its_place_and_records_nothing(client, played, filled, field):
    sign_in(client, "ciso", played.cast.town)
    answer = type_in(client, played, **filled)
    assert answer.status_code == 422
    assert (f'id="id_{field}_error"' in answer.content.decode()) is bool(field)
    assert not news(played)


def test_a_sheet_over_what_somebody_else_recorded_is_asked_again(client, played):
    sign_in(client, "ciso", played.cast.town)
    version = own_story(played.response).version
    played.told("measure.started", "2020-01-17", step="fix")
    sent = {**FILLED, "version": version}
    at = reverse("type_in", args=[played.response])
    assert client.post(at, sent).status_code == 409
    assert len(news(played)) == 1


def test_who_may_not_record_finds_no_sheet(client, played):
    for role, at in (("ciso", played.cast.other_town), ("desk", played.cast.health_cert)):
        sign_in(client, role, at)
        for page in ("answer_sheet", "type_in"):
            assert client.get(reverse(page, args=[played.response])).status_code == 404


@pytest.mark.parametrize(
    ("key", "answer", "kinds"),
    [
        ("use", Answer("unknown"), []),
        ("use", Answer("does-not-use"), ["use.declared"]),
        ("door", Answer("open"), []),
        ("door", Answer("partly", "thuiswerken"), ["access.closed"]),
        ("step:fix", Answer("deviated", "uitgezet", "geen onderhoud"), ["measure.deviated"]),
    ],
)
def test_not_knowing_and_an_open_door_record_nothing(key, answer, kinds):
    assert [one.kind for one in said({key: answer}, "NetScaler ADC")] == kinds


def test_a_box_says_which_lines_it_needs():
    assert [lines_missing(Answer(box)) for box in ("done", "not_applicable", "blocked")] == [0, 1, 2]
