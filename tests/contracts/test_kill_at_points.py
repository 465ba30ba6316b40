import signal
import time

import killing
import pytest


@pytest.fixture(scope="module")
def durable():
    """A server with the product's own settings, for this module's databases."""
    server = killing.Durable()
    admin = server.start()
    yield server, admin
    server.stop()


@pytest.fixture
def scene(durable, tmp_path):
    made = killing.Scene(*durable, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("point", "more_than_acknowledged"),
    [pytest.param("before insert", 0, marks=pytest.mark.deep), ("after insert", 0), ("after commit", 1)],
)
def test_a_killed_writer_loses_nothing_that_it_was_told_is_kept(scene, point, more_than_acknowledged):
    writer = scene.child("write", "--point", point, "--turn", 5)
    assert writer.wait(60) == -signal.SIGKILL
    assert len(scene.acknowledged()) == 4
    scene.run("write", "--count", 3)
    assert scene.whole()[0] == 4 + more_than_acknowledged + 3


@pytest.mark.parametrize(
    "point",
    ["after insert", *(pytest.param(point, marks=pytest.mark.deep) for point in ("before insert", "after commit"))],
)
def test_a_killed_database_comes_back_with_all_that_was_acknowledged(scene, point):
    writer = scene.child("write", "--point", point, "--turn", 5, "--act", "wait", "--count", 8)
    killing.reached(writer, point)
    scene.durable.kill()
    killing.go_on(writer)
    time.sleep(0.3)
    assert writer.poll() is None
    scene.durable.again()
    assert writer.wait(90) == 0, writer.stderr.read()
    assert len(scene.acknowledged()) == 8
    assert scene.whole()[0] == 8


def test_a_sequencer_killed_between_leaves_and_head_leaves_neither(scene):
    scene.run("write", "--count", 5)
    sequencer = scene.child("sequence", "--point", "in the sequencer", "--turn", 1)
    assert sequencer.wait(60) == -signal.SIGKILL
    assert scene.count("SELECT count(*) FROM journal_leaf") == 0
    assert scene.count("SELECT count(*) FROM journal_head") == 0
    assert scene.whole()[0] == 5
    assert scene.count("SELECT max(position) FROM journal_leaf") == 4


def test_a_sequencer_whose_database_is_killed_goes_on_when_it_is_back(scene):
    scene.run("write", "--count", 5)
    sequencer = scene.child("sequence", "--point", "in the sequencer", "--turn", 1, "--act", "wait")
    killing.reached(sequencer, "in the sequencer")
    scene.durable.kill()
    killing.go_on(sequencer)
    scene.durable.again()
    patience = time.monotonic() + 60
    while scene.count("SELECT count(*) FROM journal_leaf") < 5:
        assert time.monotonic() < patience
        assert sequencer.poll() is None, sequencer.stderr.read()
        time.sleep(0.1)
    sequencer.kill()
    assert scene.whole()[0] == 5


@pytest.mark.parametrize(
    "with_database",
    [
        pytest.param(False, id="the worker alone"),
        pytest.param(True, id="with its database", marks=pytest.mark.deep),
    ],
)
def test_a_job_that_was_killed_half_way_is_done_once_afterwards(scene, with_database):
    scene.run("defer", "--count", 6)
    act = "wait" if with_database else "die"
    worker = scene.child("work", "--point", "in a job", "--turn", 3, "--act", act)
    if with_database:
        killing.reached(worker, "in a job")
        scene.durable.kill()
        worker.kill()
        scene.durable.again()
    assert worker.wait(60) == -signal.SIGKILL
    assert scene.count("SELECT count(*) FROM journal_entry") == 2
    assert scene.count("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'") == 1
    assert scene.whole()[0] == 6
    assert scene.count("SELECT count(DISTINCT payload ->> 'step') FROM journal_entry") == 6
    unfinished = "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'kill' AND status <> 'succeeded'"
    assert scene.count(unfinished) == 0
