"""Several workers begin with the largest files, and what they find is told in the order of the walk."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from dijkwacht.hunting.engine.gathered import Gathered
from dijkwacht.hunting.engine.gathering import gather, largest_first
from dijkwacht.hunting.engine.intake.walking import FileFacts, Given
from dijkwacht.hunting.engine.model import Place
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import local, put, request_line

SIZES = [5, 90, 1, 90, 40]


class Stop(Exception):  # noqa: N818 - what a user asks for
    """The user wants no more of it."""


def pieces():
    return [[Given(Place("e", f"{n}"), f"/{n}", FileFacts(f"/{n}", size=size))] for n, size in enumerate(SIZES)]


def test_the_largest_begin_and_the_order_of_the_answers_stays():
    begun = []

    def search(piece):
        begun.append(piece[0].facts.size)
        return Gathered(bytes=piece[0].facts.size)

    with ThreadPoolExecutor(1) as pool:
        found = [one.bytes for one in largest_first(pool, search, pieces())]
    assert (begun, found) == ([90, 90, 40, 5, 1], SIZES)


def test_where_one_fails_what_was_not_begun_is_left():
    begun = []

    def search(piece):
        begun.append(piece[0].place.path)
        if piece[0].facts.size == max(SIZES):
            raise Stop
        sleep(0.01)
        return Gathered()

    with ThreadPoolExecutor(1) as pool, pytest.raises(Stop):
        largest_first(pool, search, pieces() * 20)
    assert len(begun) < 20 * len(SIZES)


def test_a_hunt_that_is_stopped_stops_with_several_workers_too(tmp_path):
    line = request_line(local(2020, 1, 8)) + "\n"
    put(tmp_path, {f"{number}/httpaccess.log": line * 2_000 for number in range(9)})
    told = []

    def stop(path, _):
        told.append(path)
        raise Stop

    with pytest.raises(Stop):
        gather([str(tmp_path)], rule_set([]), workers=2, progress=stop)
    assert told
