"""What came of a call: wrong input is said at its place, and the list is read once."""

import pytest
from django.urls import reverse

from dijkwacht.journal.selectors import entries
from hostile_stage import sign_in, stage
from organisations_cast import viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def played():
    return stage()


def log(client, played, **given):
    at = reverse("log_call", kwargs={"case": played.named["case"], "organisation": played.cast.town})
    return client.post(at, {"outcome": "spoken", "to_role": "ciso", "said": "gaat dicht", **given})


def calls(played):
    return entries(viewer("shift-lead", played.cast.town_cert), case=played.named["case"], kinds=["call.made"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"outcome": "shrug"}, "outcome"), ({"to_role": "buurvrouw"}, "to_role"), ({"said": "x" * 1001}, "said")],
)
def test_wrong_input_is_said_at_its_place_and_records_nothing(client, played, wrong, field):
    sign_in(client, "desk", played.cast.town_cert)
    answer = log(client, played, **wrong)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not calls(played)


def test_a_call_is_recorded_with_whom_and_how_it_ended(client, played):
    sign_in(client, "desk", played.cast.town_cert)
    assert log(client, played, to_role="deputy").status_code == 302
    assert [(one.text("to_role"), one.text("outcome")) for one in calls(played)] == [("deputy", "spoken")]
