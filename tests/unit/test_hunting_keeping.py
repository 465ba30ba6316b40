"""Where all that is made stays, nothing is looked through for rubbish: neither meanwhile nor as young afterwards."""

import gc

import pytest

from dijkwacht.hunting.engine.keeping import all_is_kept


@pytest.fixture(autouse=True)
def nothing_is_frozen():
    gc.unfreeze()
    gc.enable()  # a command that ran in this process before may have left it off
    yield
    gc.unfreeze()
    gc.enable()


def test_what_was_made_counts_as_old_at_once():
    with all_is_kept():
        assert not gc.isenabled()
        made = [[]]
    old = any(one is made for one in gc.get_objects(generation=2))
    assert (gc.isenabled(), old, gc.get_freeze_count()) == (True, True, 0)


def test_what_was_frozen_before_stays_so():
    lasting = [[]]
    gc.freeze()
    with all_is_kept():
        pass
    assert gc.isenabled()
    assert not any(one is lasting for one in gc.get_objects())


def test_a_collector_that_is_off_stays_off():
    gc.disable()
    with all_is_kept():
        pass
    assert not gc.isenabled()
