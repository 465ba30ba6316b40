"""Secrets sealed by the installation's key: they open here and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dijkwacht.journal.engine.sealed_text import MARK, UNSET, NotSealedHere, open_text, seal_text

KEY, OTHER = "one installation's key", "another's"


@given(text=st.text(max_size=80))
def test_what_is_sealed_opens_here_and_never_twice_looks_the_same(text):
    sealed = seal_text(KEY, "hooks", text)
    assert sealed.startswith(MARK)
    assert sealed.isascii()
    assert sealed != seal_text(KEY, "hooks", text)
    assert open_text(KEY, "hooks", sealed) == text


@pytest.mark.parametrize(("key", "purpose"), [(OTHER, "hooks"), ("", "hooks"), (KEY, "second factor")])
def test_another_key_or_purpose_opens_nothing(key, purpose):
    with pytest.raises(NotSealedHere):
        open_text(key, purpose, seal_text(KEY, "hooks", "seed"))


@given(at=st.integers(min_value=0, max_value=200), letter=st.sampled_from("Az0_!"))
def test_a_changed_letter_opens_nothing(at, letter):
    sealed = seal_text(KEY, "hooks", "a seed")
    body = sealed.removeprefix(MARK)
    at %= len(body) - 4  # the last letter before the padding has bits that mean nothing
    changed = MARK + body[:at] + letter + body[at + 1 :]
    if changed != sealed:
        with pytest.raises(NotSealedHere):
            open_text(KEY, "hooks", changed)


def test_what_was_written_before_there_were_seals_is_read_as_it_stands():
    assert open_text(KEY, "hooks", "JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"


def test_an_installation_without_a_key_seals_nothing():
    assert seal_text(UNSET, "hooks", "a seed") == "a seed"
