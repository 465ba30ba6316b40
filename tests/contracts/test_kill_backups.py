"""Kills over every named point, in backup and restore too: nothing acknowledged is lost, the last backup is usable."""

import os
import random
import signal

import killing
import pytest

import backup_cast
from dijkwacht.journal.engine import backups
from dijkwacht.journal.services.listing import read_list

KILLS = int(os.environ.get("KILLS", "1000"))
WRITING = {"write": ("before insert", "after insert", "after commit")}
SEQUENCING = {"sequence": ("in the sequencer",)}
WORKING = {"work": ("in a job",)}
BACKING_UP = {
    "backup": (
        "backup begun",
        "backup dumping",
        "backup dumped",
        "between files",
        "before a whole file",
        "before the manifest",
        "after the manifest",
    )
}
RESTORING = (
    ("restore marked", 1),
    ("between files", 2),
    ("before the tables", 1),
    ("after the tables", 1),
    ("before a whole file", 1),
    ("tables of this version", 1),
    ("before the end", 1),
)


@pytest.fixture(scope="module")
def durable():
    server = killing.Durable()
    yield server, server.start()
    server.stop()


@pytest.fixture
def scene(durable, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    made = killing.Scene(*durable, state)
    yield made
    made.close()


def usable(folder):
    """Fail unless every backup that was acknowledged is complete and all of it as it was written."""
    told = folder.parent / "state" / "backups"
    names = [line for line in told.read_text().split("\n")[:-1] if line] if told.exists() else []
    found = {path.name: path for path in backups.complete(folder)} if backups.is_repository(folder) else {}
    assert set(names) <= found.keys()
    for name in names[-2:]:
        manifest = backups.read(found[name])
        assert backups.part_differences(found[name], manifest) == ()
        wanted = backups.evidence_of(found[name])
        assert [wrong for _, wrong in backups.evidence_differences(folder / "evidence", wanted) if wrong] == []
        assert read_list(found[name] / "removals.jsonl") == ()
    return names


TRIED_EACH_TIME = {"backup dumping", "before a whole file", "after the manifest"}


@pytest.mark.parametrize(
    "point",
    [pytest.param(one, marks=() if one in TRIED_EACH_TIME else pytest.mark.deep) for one in BACKING_UP["backup"]],
)
def test_a_backup_killed_anywhere_leaves_the_last_one_usable_and_the_next_one_clears_up(scene, tmp_path, point):
    do, folder = scene.nursery(), tmp_path / "copies"
    assert do("write", "--count", 3) == 0
    assert do("backup", "--folder", folder) == 0
    (first,) = usable(folder)
    assert do("backup", "--folder", folder, "--point", point, "--turn", 1) == -signal.SIGKILL
    assert usable(folder) == [first]
    assert do("backup", "--folder", folder) == 0
    assert len(usable(folder)) == 2
    assert backups.half_made(folder) == ()
    assert scene.whole()[0] == 3


def restored_with_kills(scene, targets, folder, points):
    """Kill a restore at each point in turn, going on each time; return the target, restored at last."""
    there = targets.empty()
    there.environment["DIJKWACHT_DATABASE_ROLE"] = "owner"
    there.environment["DJANGO_SETTINGS_MODULE"] = "dijkwacht.web.settings"
    for point, turn in points:
        code, _, said = there.run(
            "restore", "--folder", folder, "--point", point, "--turn", turn, program=(killing.CHILD,)
        )
        assert code == -signal.SIGKILL, (point, said)
        assert (there.state / "restoring.json").exists()
    there.told("restore", folder)
    return there


@pytest.fixture
def targets(durable, tmp_path):
    made = backup_cast.Targets(killing.Server(durable[1], "kill"), tmp_path)
    yield made
    made.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "points",
    [(RESTORING[1], RESTORING[-1]), pytest.param(RESTORING, marks=pytest.mark.deep)],
    ids=["first and last", "every point"],
)
def test_a_killed_restore_goes_on_and_ends_equal(scene, targets, tmp_path, points):
    do, folder = scene.nursery(), tmp_path / "copies"
    for _ in range(2):
        assert do("write", "--count", 3) == 0
        assert do("backup", "--folder", folder) == 0
    scene.whole()
    assert do("backup", "--folder", folder) == 0
    there = restored_with_kills(scene, targets, folder, points)
    stored = {name for (name,) in there.look("SELECT public_id::text FROM journal_entry")}
    assert stored == set(scene.acknowledged())
    assert len(there.files()) == 3
    assert there.run("journal", "verify")[0] == 0


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_a_thousand_kills_over_all_named_points_lose_nothing(scene, targets, tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {KILLS} kills")  # noqa: T201 - shown when the test fails, to run the same again
    chance = random.Random(seed)  # noqa: S311 - picks victims, no secret
    do, folder = scene.nursery(), tmp_path / "copies"
    assert do("backup", "--folder", folder) == 0
    done = dict.fromkeys((*WRITING["write"], *SEQUENCING["sequence"], *WORKING["work"], *BACKING_UP["backup"]), 0)
    databases = restores = 0
    while sum(done.values()) + databases + restores < KILLS:
        point = min(done, key=lambda one: (done[one], chance.random()))
        if point in BACKING_UP["backup"]:
            code = do("backup", "--folder", folder, "--point", point, "--turn", 1)
        elif point in WORKING["work"]:
            assert do("defer", "--count", 2) == 0
            code = do("work", "--point", point, "--turn", chance.randint(1, 2))
        elif point in SEQUENCING["sequence"]:
            assert do("write", "--count", 1) == 0
            code = do("sequence", "--point", point, "--turn", 1)
        else:
            code = do("write", "--point", point, "--turn", chance.randint(1, 4), "--count", 6)
        assert code == -signal.SIGKILL, point
        done[point] += 1
        kills = sum(done.values())
        if kills % 20 == 0:
            scene.durable.kill()
            scene.durable.again()
            databases += 1
        if kills % 50 == 0:
            scene.whole()
            usable(folder)
        if kills % 100 == 0:
            assert do("backup", "--folder", folder) == 0
            restored_with_kills(scene, targets, folder, sorted(chance.sample(RESTORING, 2), key=RESTORING.index))
            restores += 2
    entries, _ = scene.whole()
    assert entries >= len(scene.acknowledged())
    assert len(usable(folder)) >= 1
    print(f"{done}, {databases} databases, {restores} restores: {entries} entries")  # noqa: T201 - the figures
