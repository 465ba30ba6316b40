"""The restore drill: a backup made while others write, restored elsewhere, and everything is equal."""

import hashlib
import json
import tarfile
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connections

import backup_cast
import journal_cast as cast
from dijkwacht.journal import services
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.organisations import services as register
from organisations_cast import NOW, assemble, contact

TWO = {"requested_by": cast.person(1), "approved_by": cast.person(8), "ground": "AVG art. 17", "actor": cast.ACTOR}

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def here(committed, postgres, tmp_path):
    """The installation in which this test works, with a state folder of its own."""
    for _ in backup_cast.own_state_folder(tmp_path / "source"):
        yield backup_cast.source(postgres, committed)


@pytest.fixture
def targets(postgres, tmp_path):
    made = backup_cast.Targets(postgres, tmp_path)
    yield made
    made.close()


def tell(number):
    """Record something with removable content and a file."""
    entry = cast.append("measure.done", {"step": f"step {number}", "remark": f"remark {number}"})
    stored = services.store_evidence(content=b"file %d" % number, name=f"{number}.txt", owner=cast.MUNICIPALITY)
    return entry.id, stored.digest


def settle():
    while services.sequence_once():
        pass


def settled(installation):
    """Return every table but the one that notes, after a backup, that there was one."""
    return {name: rows for name, rows in installation.tables().items() if name != "journal_heartbeat"}


def test_a_backup_made_while_others_write_restores_elsewhere_with_everything_equal(here, targets, tmp_path):
    register.ensure_sectors()
    for number in range(5):
        tell(number)
    settle()
    stop, written = Event(), []

    def write():
        number = 100
        while not stop.is_set():
            written.append(tell(number)[0])
            services.sequence_once()
            number += 1
        connections.close_all()

    writer = Thread(target=write)
    writer.start()
    told = here.told("backup", tmp_path / "backups")
    stop.set()
    writer.join()
    assert 5 <= told["entries"] < 5 + len(written)

    there = targets.empty()
    restored = there.told("restore", tmp_path / "backups")

    assert restored["ok"]
    then, now = there.tables(), here.tables()
    assert [name for name, rows in then.items() if not set(rows) <= set(now[name])] == []
    assert [name for name in then if not name.startswith("journal_") and then[name] != now[name]] == []
    assert set(there.heads()) <= set(here.heads())
    assert there.heads()[-1][0] == told["tree_head"]["size"]
    assert {name: len(rows) for name, rows in there.tables().items()} == told["tables"]
    held = {digest for (digest,) in there.look("SELECT digest FROM journal_evidence WHERE piece")}
    assert there.files().keys() == held
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in there.files().items())
    code, _, said = there.run("journal", "verify")
    assert code == 0, said


def test_a_backup_at_rest_restores_with_every_table_file_and_head_the_same(here, targets, tmp_path):
    for number in range(3):
        tell(number)
    settle()
    here.told("backup", tmp_path / "backups")
    there = targets.empty()
    there.told("restore", tmp_path / "backups")
    assert settled(there) == settled(here)
    assert there.files() == here.files()
    assert there.heads() == here.heads()


def test_removals_made_after_the_backup_are_replayed(here, targets, tmp_path):
    tell(1)
    gone, digest = tell(2)
    place = assemble()
    named = {"requested_by": register.create_account(email="a@b.example")}
    named["approved_by"] = register.create_account(email="c@b.example")
    actor = Actor(ActorKind.PERSON, "ciso", named["requested_by"])
    point = contact(place.town, "mail", "verdwijnend@elders.example", person="Voornaam Achternaam")
    settle()
    piece = backup_cast.piece_of(digest)
    here.told("backup", tmp_path / "backups")
    services.remove_content(entry=gone, **TWO)
    services.remove_evidence(digest=digest, owner=cast.MUNICIPALITY, **TWO)
    register.remove_contact(contact=point, at=NOW, actor=actor, ground="AVG art. 17", **named)

    there = targets.empty()
    restored = there.told(
        "restore", tmp_path / "backups", "--removals", settings.WITNESS_FILE.with_name("removals.jsonl")
    )

    assert restored["replayed"] == 3
    everything = json.dumps(there.tables())
    assert "remark 1" in everything
    assert not [word for word in ("remark 2", "2.txt", "verdwijnend@", "Achternaam") if word in everything]
    assert piece not in there.files()
    assert len(there.files()) == 1
    code, said, complaint = there.run("journal", "verify", "--json")
    assert code == 0, complaint
    assert json.loads(said)["removed"] == 2


def test_a_restore_into_what_is_not_empty_is_refused_and_touches_nothing(here, targets, tmp_path):
    tell(1)
    settle()
    here.told("backup", tmp_path / "backups")
    before = here.tables(), here.files()
    code, _, said = here.run("restore", tmp_path / "backups")
    assert code == 2
    assert "the target holds" in said
    assert "1 files of evidence" in said
    assert (here.tables(), here.files()) == before


def test_a_damaged_backup_is_read_first_and_leaves_the_target_empty(here, targets, tmp_path):
    piece = backup_cast.piece_of(tell(1)[1])
    settle()
    here.told("backup", tmp_path / "backups")
    backup_cast.flip(backup_cast.evidence_file(tmp_path / "backups", piece))
    there = targets.empty()
    code, said, complaint = there.run("restore", tmp_path / "backups", "--json")
    assert code == 1, complaint
    assert json.loads(said) == {"ok": False, "different": [f"evidence {piece}: its bytes changed"]}
    assert there.tables() == {}
    assert there.files() == {}
    assert here.run("restore", tmp_path / "backups", "--check")[0] == 1


@pytest.mark.deep
def test_an_older_backup_that_lies_beside_younger_ones_forgets_what_they_know_was_removed(here, targets, tmp_path):
    gone, digest = tell(1)
    settle()
    here.told("backup", tmp_path / "backups")
    older = backup_cast.newest(tmp_path / "backups")
    services.remove_content(entry=gone, **TWO)
    services.remove_evidence(digest=digest, owner=cast.MUNICIPALITY, **TWO)
    here.told("backup", tmp_path / "backups")

    there = targets.empty()
    assert there.told("restore", older)["replayed"] == 2
    assert "remark 1" not in json.dumps(there.tables())
    assert there.files() == {}
    again = there.told("backup", tmp_path / "again")
    third = targets.empty()
    assert third.told("restore", again["backup"])["replayed"] == 0
    assert settled(third) == settled(there)


RENAMED = {"exposure_cardheld": "exposure_verdictrow"}
"""Tables of today by the name that they had: each of their rows was carried over."""


@pytest.mark.parametrize("release", [pytest.param("0.1.0", marks=pytest.mark.deep), "0.2.0"])
def test_a_backup_of_an_earlier_release_restores_into_this_version(targets, tmp_path, release):
    with tarfile.open(GOLDEN / f"backup-{release}" / "backup.tar.xz") as packed:
        packed.extractall(tmp_path)  # noqa: S202 - our own archive; Debian 12 lacks the filter
    wrote = json.loads((GOLDEN / "releases" / release / "facts.json").read_text())
    there = targets.empty()
    assert there.told("restore", tmp_path / "backups")["ok"]
    has = {RENAMED.get(name, name): len(rows) for name, rows in there.tables().items()}
    theirs = ("django_", "auth_permission")  # Django's own notes of models and changes grow with every version
    assert {name: has[name] for name in wrote["tables"] if not name.startswith(theirs)} == {
        name: count for name, count in wrote["tables"].items() if not name.startswith(theirs)
    }
    ((root, signed),) = there.look("SELECT encode(root, 'hex'), encode(signature, 'hex') FROM journal_head")
    assert (root, signed) == (wrote["head"]["root"], wrote["head"]["signature"])
    assert wrote["removed_evidence"] not in there.files()
    held = there.look("SELECT DISTINCT digest FROM journal_evidence WHERE removed_at IS NULL")
    assert sorted(there.files()) == sorted(digest for (digest,) in held)
    code, said, complaint = there.run("journal", "verify", "--json")
    assert (code, json.loads(said)["entries"]) == (0, wrote["head"]["size"]), complaint
