import io
import subprocess
import zipfile
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from psycopg.conninfo import make_conninfo

import journal_cast as cast
from dijkwacht.cli.binaries import programs
from dijkwacht.journal import selectors, services
from dijkwacht.journal.engine.store import TooLarge
from dijkwacht.journal.models import SealedRow
from dijkwacht.journal.services.removing import NoGround, NotOneOfTheTwo, TwoPeople
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound, Unreadable

LAW = "AVG art. 17"
SECRET = "Sjoukje van der Zonderling"
BYTES = b"%PDF-1.7 passport of " + SECRET.encode()
TWO = {"requested_by": cast.person(1), "approved_by": cast.person(8), "ground": LAW, "actor": cast.ACTOR}


def test_removed_content_is_in_no_dump_and_no_file_and_the_proof_stands(committed, postgres):
    kept = cast.append("measure.done", {"step": "patch", "remark": "kept remark"})
    gone = cast.append("measure.done", {"step": "patch", "remark": f"by {SECRET}"})
    services.sequence_once()
    assert SECRET in _dump(postgres)

    removal = services.remove_content(entry=gone.id, **TWO)
    services.sequence_once()

    dump = _dump(postgres)
    assert SECRET not in dump
    assert "kept remark" in dump
    assert _files_with(SECRET.encode()) == []
    assert selectors.entry_for(cast.CISO, gone.id).content is None
    assert selectors.entry_for(cast.CISO, kept.id).content == {"remark": "kept remark"}
    assert selectors.entry_for(cast.CISO, removal.id).text("entry") == str(gone.id)
    checked = selectors.verify_record()
    assert (checked.entries, checked.removed, checked.first_bad) == (3, 1, None)


def test_a_wrongly_uploaded_file_leaves_no_byte_and_the_proof_stands(committed, postgres):
    kept = services.store_evidence(content=b"kept file", name="kept.txt", owner=cast.MUNICIPALITY)
    wrong = services.store_evidence(content=BYTES, name=f"{SECRET}.pdf", owner=cast.MUNICIPALITY)
    cast.append("evidence.secured", {"what": ["a file"]}, evidence=[wrong.digest])
    quoting = Unreadable(f"{SECRET!r} is no date", place="line 3")
    services.quarantine(content=BYTES, what="inventory", owner=cast.MUNICIPALITY, error=quoting)
    draft = settings.EVIDENCE_DIR / wrong.digest[:2] / f"{wrong.digest}.0f0f.part"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(BYTES[:30])  # what a killed upload of a version before seals leaves behind

    services.remove_evidence(digest=wrong.digest, owner=cast.MUNICIPALITY, **TWO)
    services.sequence_once()

    assert SECRET not in _dump(postgres)
    assert _files_with(SECRET.encode()) == []
    assert _files_with(BYTES[:30]) == []
    assert selectors.verify_record().first_bad is None
    with pytest.raises(NotFound):
        selectors.evidence_for(cast.CISO, wrong.digest)
    assert selectors.evidence_for(cast.CISO, kept.digest)[1] == b"kept file"


@pytest.mark.django_db
def test_a_removed_file_may_be_handed_in_again_and_removed_again():
    for _ in range(2):
        stored = services.store_evidence(content=BYTES, name="a.pdf", owner=cast.MUNICIPALITY)
        assert selectors.evidence_for(cast.CISO, stored.digest)[0].name == "a.pdf"
        services.remove_evidence(digest=stored.digest, owner=cast.MUNICIPALITY, **TWO)
        with pytest.raises(NotFound):
            selectors.evidence_for(cast.CISO, stored.digest)


@pytest.mark.django_db
def test_the_same_bytes_of_two_owners_are_one_file_that_goes_with_the_last():
    first = services.store_evidence(content=BYTES, name="ours.pdf", owner=cast.MUNICIPALITY)
    second = services.store_evidence(content=BYTES, name="theirs.pdf", owner=cast.HOSPITAL)
    assert (first.digest, first.name, second.name) == (second.digest, "ours.pdf", "theirs.pdf")
    services.remove_evidence(digest=first.digest, owner=cast.MUNICIPALITY, **TWO)
    assert selectors.evidence_for(cast.OUTSIDER, first.digest)[1] == BYTES
    with pytest.raises(NotFound):
        selectors.evidence_for(cast.CISO, first.digest)
    services.remove_evidence(digest=first.digest, owner=cast.HOSPITAL, **TWO)
    assert not _path(first.digest).exists()


@pytest.mark.django_db
def test_one_person_alone_a_third_one_or_nobody_with_a_ground_removes_nothing():
    entry = cast.append("measure.done", {"step": "patch", "remark": SECRET})
    stored = services.store_evidence(content=BYTES, name="a.pdf", owner=cast.MUNICIPALITY)
    alone = {**TWO, "approved_by": TWO["requested_by"]}
    others = {**TWO, "requested_by": cast.person(7)}
    machine = {**TWO, "actor": Actor(ActorKind.MACHINE, "importer", cast.person(1))}
    stranger = (others, NotOneOfTheTwo), (machine, NotOneOfTheTwo)
    for wrong, error in ((alone, TwoPeople), ({**TWO, "ground": " "}, NoGround), *stranger):
        with pytest.raises(error):
            services.remove_content(entry=entry.id, **wrong)
        with pytest.raises(error):
            services.remove_evidence(digest=stored.digest, owner=cast.MUNICIPALITY, **wrong)
    assert selectors.entry_for(cast.CISO, entry.id).content == {"remark": SECRET}
    assert selectors.evidence_for(cast.CISO, stored.digest)[1] == BYTES
    piece = _piece(stored.digest)
    assert piece.exists()
    services.remove_content(entry=entry.id, **TWO)
    services.remove_evidence(digest=stored.digest, owner=cast.MUNICIPALITY, **TWO)
    assert selectors.entry_for(cast.CISO, entry.id).content is None
    assert not piece.exists()


@pytest.mark.django_db
def test_what_does_not_exist_cannot_be_removed():
    with pytest.raises(NotFound):
        services.remove_content(entry=uuid4(), **TWO)
    with pytest.raises(NotFound):
        services.remove_evidence(digest="ab" * 32, owner=cast.MUNICIPALITY, **TWO)


@pytest.mark.django_db
def test_the_database_itself_wants_the_entry_by_two_people_before_content_goes():
    entry = cast.append("measure.done", {"step": "patch", "remark": SECRET})
    with (
        pytest.raises(ProgrammingError, match="two people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT journal_remove_content(%s)", [entry.id])
    assert selectors.entry_for(cast.CISO, entry.id).content == {"remark": SECRET}


def test_content_that_vanished_without_a_removal_is_named(committed, postgres):
    cast.append("measure.done", {"step": "patch"})
    victim = cast.append("measure.done", {"step": "patch", "remark": SECRET})
    services.sequence_once()
    with cast.as_superuser(postgres) as hand:
        hand.execute("DELETE FROM journal_content")
    bad = selectors.verify_record().first_bad
    assert (bad.position, bad.entry) == (1, victim.id)
    assert "without a removal" in bad.reason


@pytest.mark.django_db
def test_sixteen_mebibytes_are_the_most_that_one_upload_may_hold():
    most = b"\0" * settings.EVIDENCE_MAX_BYTES
    assert services.store_evidence(content=most, name="core", owner=cast.MUNICIPALITY).size == 16 * 1024 * 1024
    with pytest.raises(TooLarge, match="at most 16 MiB"):
        services.store_evidence(content=most + b"\0", name="core", owner=cast.MUNICIPALITY)


@pytest.mark.django_db
def test_a_zip_bomb_stays_the_small_file_that_it_is():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    bomb = packed.getvalue()
    before = _stored_bytes()
    stored = services.store_evidence(content=bomb, name="bomb.zip", owner=cast.MUNICIPALITY)
    assert (stored.media_type, stored.size) == ("application/zip", len(bomb))
    assert len(bomb) < _stored_bytes() - before < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\x7fELF\x02", "application/x-executable"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        ("gemeente Súdwest-Fryslân".encode(), "text/plain"),
        (b"x" * 4095 + "é".encode(), "text/plain"),
        ("gemeente Súdwest-Fryslân".encode("cp1252"), "application/octet-stream"),
        (b"a\x00b", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_a_file_is_what_its_first_bytes_say_whatever_its_name(content, expected):
    assert services.store_evidence(content=content, name="a.png", owner=cast.MUNICIPALITY).media_type == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\jansen\\Desktop\\log.txt", "log.txt"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("<img src=x onerror=alert(1)>.log", "<img src=x onerror=alert(1)>.log"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_name_is_kept_as_a_name_and_leads_nowhere(name, kept):
    stored = services.store_evidence(content=name.encode(), name=name, owner=cast.MUNICIPALITY)
    assert stored.name == kept
    assert selectors.evidence_for(cast.CISO, stored.digest)[1] == name.encode()
    assert all(path == _path(path.name) for path in _all_files())


@pytest.mark.django_db
def test_a_file_that_changed_on_disk_is_not_handed_out():
    stored = services.store_evidence(content=b"as handed in", name="a", owner=cast.MUNICIPALITY)
    _piece(stored.digest).write_bytes(b"as changed")
    with pytest.raises(Unreadable, match="not what was stored"):
        selectors.evidence_for(cast.CISO, stored.digest)


@pytest.mark.django_db
def test_unreadable_input_is_kept_with_where_and_why_for_its_owner_only():
    error = Unreadable("no date", place="line 3", expected="a date\x00", remedy="correct it")
    digest = services.quarantine(content=b"a;b\n", what="inventory", owner=cast.MUNICIPALITY, error=error)
    (kept,) = selectors.quarantined(cast.CISO)
    assert (kept.digest, kept.place, kept.message, kept.remedy) == (digest, "line 3", "no date", "correct it")
    assert selectors.evidence_for(cast.CISO, digest)[1] == b"a;b\n"
    assert selectors.quarantined(cast.OUTSIDER) == selectors.quarantined(cast.OPERATOR) == ()
    with pytest.raises(NotFound):
        selectors.evidence_for(cast.OPERATOR, digest)


def test_two_who_hand_in_the_same_bytes_at_once_both_succeed(committed):
    together, stored = Barrier(2), []

    def hand_in(owner):
        together.wait()
        stored.append(services.store_evidence(content=b"y" * 1_000_000, name="a", owner=owner))
        connections.close_all()

    threads = [Thread(target=hand_in, args=(owner,)) for owner in (cast.MUNICIPALITY, cast.HOSPITAL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.digest for one in stored}) == 1
    assert len(stored) == 2
    pieces = [_piece(stored[0].digest, owner) for owner in (cast.MUNICIPALITY, cast.HOSPITAL)]
    assert [path for piece in pieces for path in piece.parent.glob(f"{piece.name}*")] == pieces


def _dump(postgres):
    address = make_conninfo(postgres.admin, dbname=connection.settings_dict["NAME"])
    told = subprocess.run([programs().folder / "pg_dump", address], capture_output=True, check=True)
    return told.stdout.decode()


def _path(digest):
    return settings.EVIDENCE_DIR / digest[:2] / digest


def _piece(digest, owner=cast.MUNICIPALITY):
    """Return where the one sealed piece of a small file lies."""
    (name,) = SealedRow.objects.get(evidence__digest=digest, evidence__owner=owner).pieces
    return _path(name)


def _all_files():
    return [path for path in Path(settings.EVIDENCE_DIR).rglob("*") if path.is_file()]


def _stored_bytes():
    return sum(path.stat().st_size for path in _all_files())


def _files_with(part):
    files = (path for path in Path(settings.STATE_DIR).rglob("*") if path.is_file())
    return [path.name for path in files if part in path.read_bytes()]
