"""Staying open is a decision too: the door holds who took it, and the entry says when."""

import pytest

from response_story import story, told

KEPT = told("service.kept", "2020-01-17", decided_by="college", reason="zorg gaat voor")


@pytest.mark.req("S0.5", breaks="dijkwacht.cases.domain.access.moved")
def test_the_decision_to_stay_open_is_held_with_who_took_it():
    state, _ = story(told("use.declared", "2020-01-02", use="uses", product="NetScaler ADC"), KEPT)
    assert (state.door.value, state.door.kept_by, state.door.kept_entry) == ("open", "college", KEPT.id)
    assert KEPT.happened.text() == "2020-01-17"
