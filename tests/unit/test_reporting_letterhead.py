"""The head of a letter holds what the house style has, and no empty line for what it lacks."""

import pytest

from dijkwacht.reporting.domain.paper import letterhead


@pytest.mark.req("S2.1", breaks="dijkwacht.reporting.domain.paper.letterhead")
def test_the_letterhead_begins_with_the_name_and_leaves_out_what_is_not_recorded():
    found = letterhead("Gemeente Waterhoven (verzonnen)", [("Bezoekadres", "Dijk 1"), ("Btw", ""), ("Bank", "NL00")])
    assert found == (("", "Gemeente Waterhoven (verzonnen)"), ("Bezoekadres", "Dijk 1"), ("Bank", "NL00"))
