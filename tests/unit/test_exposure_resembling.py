"""Names that resemble are found by their marks: what nobody is asked about would not have resembled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dijkwacht.exposure.engine.learned import Learned
from dijkwacht.exposure.engine.naming import name_of
from dijkwacht.exposure.engine.resembling import marks_asked, marks_of, resembles

MAKERS = st.sampled_from(["Veldgate", "Veldgate BV", "Acme Inc.", "Nova (Sluis)", "", "n/a"])
TELLING = st.sampled_from(["poort", "sluiswacht", "sluiswact", "brugge", "bruggen", "dijk2019", "dijk2016", "gemaal"])
COMMON = st.lists(st.sampled_from(["gateway", "server", "enterprise", "manager"]), max_size=2, unique=True)
NAMES = st.builds(lambda first, more: " ".join([first, *more]), TELLING, COMMON)
SPELLINGS = st.tuples(MAKERS, NAMES, st.sampled_from(["", "", "Rivier"]))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 5), SPELLINGS), max_size=12), MAKERS, NAMES)
def test_marks_find_what_comparing_with_every_name_finds(learned, maker, name):
    known, asked = Learned(), name_of(maker, name)
    for number, spelling in learned:
        known.add(f"p{number}", spelling, (), ())
    every = {f"p{number}" for number, spelling in learned if resembles(asked, name_of(*spelling))}
    found = list(known.resembling(asked))
    assert (set(found), len(found)) == (every, len(set(found)))


def test_products_that_another_maker_calls_just_so_come_first():
    known = Learned()
    known.add("near", ("Veldgate", "Sluiswacht Manager", ""), (), ())
    known.add("same", ("Nova", "Sluiswacht", ""), (), ())
    assert list(known.resembling(name_of("Veldgate", "Sluiswacht"))) == ["same", "near"]


@pytest.mark.parametrize(
    ("row", "source", "compared"),
    [
        (("Veldgate", "Poort"), ("Veldgate", "Poort Manager"), True),
        (("Veldgate", "Poort"), ("Acme", "Poort Manager"), False),
        (("Veldgate", "Poort"), ("", "Poort Manager"), True),
        (("", "Poort"), ("Acme", "Poort Manager"), True),
        (("Veldgate", "Sluiswacht"), ("Veldgate", "Sluiswact"), True),
        (("Veldgate", "Sluiswacht"), ("Acme", "Sluiswact"), False),
    ],
)
def test_a_name_is_compared_within_its_maker_and_with_names_of_none(row, source, compared):
    assert bool({*marks_asked(name_of(*row))} & {*marks_of(name_of(*source))}) is compared
