"""The desk records for a member on the telephone; the member confirms or corrects; nobody else may."""

import pytest
from django.urls import reverse

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.domain.sheets import ANSWERS, SHEETS
from dijkwacht.cases.domain.told_for import Standing, told_for
from dijkwacht.cases.selectors import folded, own_story, response_for
from dijkwacht.kernel.origin import Origin
from hostile_stage import sign_in
from organisations_cast import contact, viewer
from response_cast import scene

pytestmark = pytest.mark.django_db
HEARD = "2020-01-18T23:40"
KEYED = {"beperking-op", "toezegging-na"}
"""Sheets that name an earlier entry which the desk may not see."""


@pytest.fixture
def played():
    return scene()


def url(response, sheet):
    return reverse("record_in_response", kwargs={"response": response, "sheet": sheet})


def story(played):
    return own_story(played.response)


def close_by_telephone(client, played, **more):
    sign_in(client, "desk", played.cast.town_cert)
    given = {"scope": "all", "what": "inloggen van buiten", "told_by": "role:ciso", "how": "telephone"}
    return client.post(url(played.response, "dicht"), {**given, "known": HEARD, **more})


def test_what_a_desk_hears_lands_in_the_same_response_relayed_until_confirmed(client, played):
    number = contact(played.cast.town, "phone", "06 11223344")
    assert close_by_telephone(client, played, told_by=f"contact:{number}").status_code == 302
    closed = story(played).entries[-2]
    told = told_for(story(played).entries)[0]
    assert (closed.kind, closed.origin) == ("access.closed", Origin.RELAYED)
    assert closed.known.text() == "2020-01-18T22:40:00Z"
    assert (told.entry, told.by_role, told.to_role, told.how) == (closed.id, "ciso", "desk", "telephone")
    assert told.taken.text("contact") == str(number)
    assert told.standing is Standing.WAITING
    assert folded(played.response)[0].axes.access is Access.CLOSED


def test_the_member_sees_it_and_confirms_with_one_button(client, played):
    close_by_telephone(client, played)
    entry = told_for(story(played).entries)[0].entry
    sign_in(client, "ciso", played.cast.town)
    page = client.get(reverse("now")).content.decode()
    assert "In uw naam vastgelegd" in page
    assert "nog niet bevestigd" in page
    confirm = reverse("confirm_told", kwargs={"response": played.response, "entry": entry})
    client.post(confirm)
    client.post(confirm)
    told = told_for(story(played).entries)
    assert [one.standing for one in told] == [Standing.CONFIRMED]
    assert sum(one.kind == "word.confirmed" for one in story(played).entries) == 1
    assert "nog niet bevestigd" not in client.get(reverse("now")).content.decode()


def test_once_confirmed_a_declaration_counts_as_the_members_own(client, played):
    sign_in(client, "desk", played.cast.town_cert)
    given = {"use": "uses", "product": "NetScaler ADC", "told_by": "role:on-call", "how": "telephone"}
    client.post(url(played.response, "gebruik"), given)
    assert folded(played.response)[0].use.origin is Origin.RELAYED
    entry = told_for(story(played).entries)[0].entry
    sign_in(client, "ciso", played.cast.town)
    client.post(reverse("confirm_told", kwargs={"response": played.response, "entry": entry}))
    assert folded(played.response)[0].use.origin is Origin.DECLARED


def test_the_member_corrects_and_only_the_correction_counts(client, played):
    close_by_telephone(client, played)
    entry = told_for(story(played).entries)[0].entry
    sign_in(client, "ciso", played.cast.town)
    form = client.get(url(played.response, "dicht") + f"?verbetert={entry}").content.decode()
    assert "inloggen van buiten" in form
    client.post(url(played.response, "dicht"), {"scope": "partly", "what": "alleen thuiswerken", "corrects": entry})
    assert folded(played.response)[0].axes.access is Access.PARTLY
    assert told_for(story(played).entries)[0].standing is Standing.CORRECTED


@pytest.mark.parametrize("missing", ["told_by", "how"])
def test_a_desk_must_say_who_told_it_and_how(client, played, missing):
    before = len(story(played).entries)
    answer = close_by_telephone(client, played, **{missing: ""})
    assert answer.status_code == 422
    assert len(story(played).entries) == before


def test_what_is_still_to_come_was_not_heard(client, played):
    assert close_by_telephone(client, played, known="2099-01-01").status_code == 422


def test_nobody_but_the_member_confirms(client, played):
    close_by_telephone(client, played)
    entry = told_for(story(played).entries)[0].entry
    confirm = reverse("confirm_told", kwargs={"response": played.response, "entry": entry})
    for role, at in (("desk", played.cast.town_cert), ("ciso", played.cast.other_town)):
        sign_in(client, role, at)
        assert client.post(confirm).status_code == 404
    assert told_for(story(played).entries)[0].standing is Standing.WAITING


def test_only_what_was_recorded_in_its_name_is_confirmed(client, played):
    entry = story(played).entries[0].id
    sign_in(client, "ciso", played.cast.town)
    assert client.post(reverse("confirm_told", kwargs={"response": played.response, "entry": entry})).status_code == 404


def test_the_desk_sees_how_its_own_records_stand(client, played):
    close_by_telephone(client, played)
    looked = response_for(viewer("shift-lead", played.cast.town_cert), played.response)
    assert [one.standing for one in told_for(looked.entries)] == [Standing.WAITING]
    assert "In naam van deze deelnemer" in client.get(reverse("response", args=[played.response])).content.decode()


@pytest.mark.parametrize("sheet", [slug for slug in SHEETS if slug not in KEYED])
def test_every_sheet_of_the_member_can_be_filled_by_telephone(client, played, sheet):
    sign_in(client, "desk", played.cast.town_cert)
    form = client.get(url(played.response, sheet))
    assert form.status_code == 200
    assert 'name="told_by"' in form.content.decode()


@pytest.mark.parametrize("sheet", ANSWERS)
def test_every_answer_to_a_step_can_be_given_by_telephone(client, played, sheet):
    sign_in(client, "desk", played.cast.town_cert)
    at = reverse("answer_step", kwargs={"response": played.response, "step": "fix", "sheet": sheet})
    words = {"instead": "anders", "reason": "daarom", "equivalent": "yes", "missing": "x", "waits_for": "y", "why": "z"}
    assert client.post(at, {**words, "told_by": "role:ciso", "how": "telephone"}).status_code == 302
    assert told_for(story(played).entries)[0].kind == ANSWERS[sheet].kind


def test_the_member_itself_is_not_asked_who_told_it(client, played):
    sign_in(client, "ciso", played.cast.town)
    assert 'name="told_by"' not in client.get(url(played.response, "dicht")).content.decode()
