"""What a backup holds, how each damaged part is named, what a restore refuses, and when a backup may go."""

import json
import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.checks import run_checks
from typer import Typer
from typer.testing import CliRunner

import backup_cast
import journal_cast as cast
from dijkwacht.journal import services
from dijkwacht.journal.commands import restoring
from dijkwacht.journal.commands.backing_up import BesideData, UnusableFolder, backup, make_backup
from dijkwacht.journal.commands.keys import BesideData as KeysBesideData
from dijkwacht.journal.commands.keys import NoKeys, OtherKey, put_back, write_keys
from dijkwacht.journal.commands.progress import Progress
from dijkwacht.journal.commands.restoring import Different, NotEmpty
from dijkwacht.journal.domain.backup import OtherVersion, UnreadableBackup
from dijkwacht.journal.engine import backups, store
from dijkwacht.journal.engine.backups import Busy, NotOurs
from dijkwacht.journal.engine.keys import signing_key
from dijkwacht.journal.selectors import proof
from dijkwacht.journal.services.expiring import expire_backups
from dijkwacht.kernel.canonical import canonical_text

LAW = {"requested_by": cast.person(1), "approved_by": cast.person(8), "ground": "AVG art. 17", "actor": cast.ACTOR}
QUIET = Progress()


@pytest.fixture
def own_state(tmp_path):
    """A state folder of this test's own."""
    yield from backup_cast.own_state_folder(tmp_path / "source")


@pytest.fixture
def record(committed, own_state):
    """A record with an entry, two files and a removal, sequenced; return the kept one's piece, both digests."""
    cast.append("measure.done", {"step": "patch", "remark": "a remark"})
    kept = services.store_evidence(content=b"kept bytes", name="kept.txt", owner=cast.MUNICIPALITY).digest
    gone = services.store_evidence(content=b"gone bytes", name="gone.txt", owner=cast.MUNICIPALITY).digest
    services.remove_evidence(digest=gone, owner=cast.MUNICIPALITY, **LAW)
    while services.sequence_once():
        pass
    return backup_cast.piece_of(kept), gone, kept


@pytest.fixture
def made(record, tmp_path):
    """A folder with one backup of the record."""
    make_backup(tmp_path / "backups", QUIET)
    return tmp_path / "backups"


def differences(folder):
    """Return what reading a backup finds, an error's sentence included."""
    try:
        return restoring.differences_in(restoring.choose(folder), QUIET)
    except UnreadableBackup as wrong:
        return (str(wrong),)


def test_a_backup_holds_counts_head_and_files_but_never_a_key(record, made):
    kept, gone, _ = record
    path = backup_cast.newest(made)
    manifest = backups.read(path)
    assert (manifest.entries, manifest.tables["journal_entry"].rows, manifest.head.size) == (2, 2, 2)
    assert (manifest.evidence_files, manifest.evidence_bytes, manifest.lost) == (1, len(b"kept bytes") + 28, ())
    assert differences(made) == ()
    assert b"kept bytes" not in backup_cast.evidence_file(made, kept).read_bytes()
    assert not backup_cast.evidence_file(made, gone).exists()
    assert gone in (path / "removals.jsonl").read_text()
    secret = (settings.KEYS_DIR / "head.key").read_bytes()
    assert not [file for file in made.rglob("*") if file.is_file() and secret in file.read_bytes()]
    assert {file.stat().st_mode & 0o077 for file in path.iterdir()} == {0}


@pytest.mark.parametrize("part", ["database.dump", "evidence.txt", "removals.jsonl", "manifest.json", "evidence"])
def test_a_flipped_bit_is_found_and_its_part_named(record, made, part):
    file = backup_cast.evidence_file(made, record[0]) if part == "evidence" else backup_cast.newest(made) / part
    assert differences(made) == ()
    backup_cast.flip(file)
    (found,) = differences(made)
    assert (f"evidence {record[0]}" if part == "evidence" else part) in found


@pytest.mark.parametrize("part", ["database.dump", "evidence.txt", "removals.jsonl", "evidence"])
def test_a_missing_part_is_named(record, made, part):
    file = backup_cast.evidence_file(made, record[0]) if part == "evidence" else backup_cast.newest(made) / part
    file.unlink()
    (found,) = differences(made)
    assert "it is missing" in found


def test_no_part_of_a_manifest_can_change_unnoticed(made):
    file = backup_cast.newest(made) / "manifest.json"
    whole = file.read_bytes()
    for place in range(0, len(whole), 41):
        backup_cast.flip(file, place)
        with pytest.raises((UnreadableBackup, OtherVersion)):
            backups.read(file.parent)
        file.write_bytes(whole)
    assert backups.read(file.parent)


def test_a_second_backup_copies_only_what_is_new(record, made):
    services.store_evidence(content=b"newer", name="newer.txt", owner=cast.MUNICIPALITY)
    manifest, copied = make_backup(made, QUIET)
    assert (manifest.evidence_files, copied, len(backups.complete(made))) == (2, 1, 2)
    assert restoring.choose(made).manifest == manifest


def test_a_half_made_backup_is_refused_passed_over_and_cleared_by_the_next(made):
    whole = backup_cast.newest(made)
    half = backups.begin(made, "2999-01-01T00-00-00.000Z")
    (half / "database.dump").write_bytes(b"half")
    with pytest.raises(UnreadableBackup, match="begun and never completed"):
        restoring.choose(half)
    assert restoring.choose(made).path == whole
    make_backup(made, QUIET)
    assert not half.exists()
    assert len(backups.complete(made)) == 2


def test_a_folder_with_nothing_but_a_half_made_backup_says_which(tmp_path):
    with backups.repository(tmp_path / "fresh"):
        backups.begin(tmp_path / "fresh", "2026-01-01T00-00-00.000Z")
    with pytest.raises(UnreadableBackup, match=r"never completed: 2026-01-01T00-00-00\.000Z"):
        restoring.choose(tmp_path / "fresh")


def test_a_backup_goes_into_no_folder_of_others_nor_of_the_data_and_one_at_a_time(record, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"sun")
    with pytest.raises(NotOurs):
        make_backup(tmp_path, QUIET)
    with pytest.raises(BesideData):
        make_backup(settings.STATE_DIR / "backups", QUIET)
    with backups.repository(tmp_path / "backups"), pytest.raises(Busy):
        make_backup(tmp_path / "backups", QUIET)
    assert make_backup(tmp_path / "backups", QUIET)[0].entries == 2


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_evidence_that_the_store_lost_is_named_by_backup_and_manifest(record, tmp_path, harm):
    file = store.place(settings.EVIDENCE_DIR, record[0])
    file.unlink() if harm == "gone" else backup_cast.flip(file)
    app = Typer()
    app.command()(backup)
    told = CliRunner().invoke(app, [str(tmp_path / "b"), "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout.splitlines()[-1])["lost"] == [record[0]]
    assert f"evidence {record[0]}: named in the tables" in told.stderr
    assert differences(tmp_path / "b") == ()


def test_a_folder_that_cannot_be_written_is_named_in_a_sentence(record, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnusableFolder, match=r"file.*Look at free space and rights"):
        backup(tmp_path / "file" / "backups", as_json=False)


def signed_anew(path, **changed):
    """Write a manifest with other values, rightly signed."""
    key = signing_key(settings.KEYS_DIR)
    values = json.loads((path / "manifest.json").read_bytes())["manifest"] | changed
    signature = key.sign(canonical_text(values).encode()).hex()
    (path / "manifest.json").write_text(canonical_text({"manifest": values, "signature": signature}))


def test_a_backup_of_another_format_or_of_a_newer_version_is_refused_with_a_sentence(made):
    path = backup_cast.newest(made)
    migrations = list(backups.read(path).migrations)
    signed_anew(path, migrations=[*migrations, "journal.0999_pre_not_invented_yet"], version="9.9.0")
    with pytest.raises(
        OtherVersion, match=r"made by version 9\.9\.0, which is newer .* journal\.0999_pre_not_invented"
    ):
        restoring.choose(made)
    signed_anew(path, migrations=[*migrations, "axes.0999_of_others"])
    assert restoring.choose(made)
    signed_anew(path, format=2)
    with pytest.raises(OtherVersion, match=r"of format 2.*Expected format 1"):
        restoring.choose(made)


def test_a_target_that_holds_anything_is_refused_and_named(made):
    with pytest.raises(NotEmpty, match=r"\d+ tables \(account_emailaddress, .* and 1 files of evidence"):
        restoring.refuse_unless_empty(restoring.choose(made))
    assert not (settings.STATE_DIR / "restoring.json").exists()


def test_a_table_that_does_not_hold_what_was_backed_up_is_named(made, postgres):
    chosen = restoring.choose(made)
    (settings.STATE_DIR / "restoring.json").write_text(json.dumps({"backup": chosen.manifest.name, "done": "begun"}))
    with cast.as_superuser(postgres) as hand:
        hand.execute("UPDATE journal_evidence SET name = 'other.txt' WHERE name <> ''")
        hand.execute("DELETE FROM journal_content")
    with pytest.raises(Different) as wrong:
        restoring.bring_back(chosen, QUIET)
    assert "table journal_evidence: its 4 rows are not those that were backed up" in str(wrong.value)
    assert "table journal_content: 0 rows, 1 expected" in str(wrong.value)
    assert "journal_entry" not in str(wrong.value)


def test_another_restore_that_was_begun_here_is_named(made):
    (settings.STATE_DIR / "restoring.json").write_text(json.dumps({"backup": "2020-01-01", "done": "begun"}))
    with pytest.raises(NotEmpty, match="a restore of 2020-01-01 was begun here and not finished"):
        restoring.refuse_unless_empty(restoring.choose(made))


def test_nothing_is_served_from_what_is_half_restored(own_state):
    own_state.mkdir()
    assert "dijkwacht.E040" not in [message.id for message in run_checks(tags=["start"])]
    (own_state / "restoring.json").write_text("{}")
    (said,) = [message for message in run_checks(tags=["start"]) if message.id == "dijkwacht.E040"]
    assert said.is_serious()
    assert "Run the same dijkwacht restore again" in said.hint


def test_backups_go_after_35_days_with_the_evidence_that_no_other_names(record, made):
    kept, _, digest = record
    first = backups.read(backup_cast.newest(made))
    services.remove_evidence(digest=digest, owner=cast.MUNICIPALITY, **LAW)
    second, _ = make_backup(made, QUIET)
    strange = made / "2001-01-01T00-00-00.000Z"
    strange.mkdir()
    (strange / "manifest.json").write_text("{}")
    over = first.made_at + timedelta(days=35)

    assert expire_backups(made, over - timedelta(seconds=1)) == ()
    assert backup_cast.evidence_file(made, kept).exists()
    shutil.rmtree(strange)
    assert expire_backups(made, over) == (first.name,)
    assert not backup_cast.evidence_file(made, kept).exists()
    assert expire_backups(made, over + timedelta(days=400)) == ()
    assert [path.name for path in backups.complete(made)] == [second.name]


def test_what_is_not_proven_to_be_ours_stays(record, made):
    old = backups.read(backup_cast.newest(made))
    make_backup(made, QUIET)
    path = made / old.name
    path.rename(made / "2001-01-01T00-00-00.000Z")
    assert expire_backups(made, old.made_at + timedelta(days=99)) == ()
    (made / "2001-01-01T00-00-00.000Z").rename(path)
    backup_cast.flip(path / "manifest.json")
    assert expire_backups(made, old.made_at + timedelta(days=99)) == ()


def test_the_list_of_removals_beside_the_witness_only_grows(record):
    file = services.list_of_removals()
    (listed,) = services.read_list(file)
    assert listed.evidence == (record[1],)
    other = cast.append("measure.done", {"step": "patch", "remark": "to go"})
    services.remove_content(entry=other.id, **LAW)
    assert [one.entry for one in services.read_list(file)] == [None, other.id]
    assert "to go" not in file.read_text()


def test_keys_go_into_one_file_for_its_owner_and_come_back(record, made, tmp_path):
    state = settings.STATE_DIR
    file = tmp_path / "keys.json"
    public = write_keys(file, state, "the secret", services.list_of_removals())
    assert file.stat().st_mode & 0o777 == 0o600
    assert proof.latest_head().key == public
    with pytest.raises(NoKeys):
        write_keys(file, state, "the secret", services.list_of_removals())
    for place in (made / "keys.json", backup_cast.newest(made) / "keys.json", state / "keys.json"):
        with pytest.raises(KeysBesideData):
            write_keys(place, state, "the secret", services.list_of_removals())

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "secret-key").write_text("made at the first command")
    became = put_back(file, fresh)
    assert (fresh / "keys" / "head.key").read_text() == (state / "keys" / "head.key").read_text()
    assert (fresh / "secret-key").read_text() == "the secret"
    assert (fresh / "secret-key.before").read_text() == "made at the first command"
    assert set(put_back(file, fresh).values()) == {"here already"}
    assert "put back" in became["keys/head.key"]
    (fresh / "keys" / "head.key").write_text("ab" * 32)
    with pytest.raises(OtherKey):
        put_back(file, fresh)
    file.write_text("{}")
    with pytest.raises(NoKeys):
        put_back(file, tmp_path / "nowhere")
