"""Files of the record lie sealed: what comes in at once, what lay open one by one, and nothing is lost on the way."""

import pytest
from django.db import connection
from django.urls import reverse

import journal_cast as cast
from dijkwacht.journal import selectors, services
from dijkwacht.journal.engine import store
from dijkwacht.journal.engine.room_keys import NoNodeKey
from dijkwacht.journal.engine.sealing import PIECE, Damaged
from dijkwacht.journal.models import EvidenceRow, SealedRow, backup_under_way
from dijkwacht.journal.selectors.backup import evidence_in_use, still_held
from dijkwacht.journal.selectors.sealed import evidence_bytes, keys_open, still_open
from dijkwacht.journal.services.removing import replay_removal
from dijkwacht.journal.services.sealing import seal_open_files
from dijkwacht.kernel.errors import NotFound
from dijkwacht.web.checks import running
from hostile_stage import sign_in, stage

pytestmark = pytest.mark.django_db
BYTES = b"%PDF-1.7 passwords of ns-tweestroom"
TWO = {"requested_by": cast.person(1), "approved_by": cast.person(8), "ground": "AVG art. 17", "actor": cast.ACTOR}


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    settings.EVIDENCE_DIR, settings.KEYS_DIR = tmp_path / "evidence", tmp_path / "keys"


def kept(content=BYTES, owner=cast.MUNICIPALITY, name="report.pdf"):
    return services.store_evidence(content=content, name=name, owner=owner).digest


def laid_open(settings, content=BYTES, owner=cast.MUNICIPALITY):
    """Keep a file as 0.1.0 and 0.2.0 did."""
    digest = store.digest_of(content, len(content))
    store.keep(settings.EVIDENCE_DIR, content, digest)
    told = {"size": len(content), "media_type": "application/pdf", "name": "report.pdf", "label": "TLP:AMBER"}
    EvidenceRow.objects.create(digest=digest, owner=owner, **told)
    return digest


def on_disk(settings):
    return {path.name: path.read_bytes() for path in settings.EVIDENCE_DIR.rglob("*") if path.is_file()}


def open_there(settings, content=BYTES):
    return [name for name, found in on_disk(settings).items() if content in found]


@pytest.mark.parametrize("content", [BYTES, b"", bytes(PIECE) + b"the second piece"], ids=["small", "empty", "two"])
def test_what_comes_in_never_lies_open_and_reads_as_it_came(settings, content):
    digest = kept(content)
    assert digest not in on_disk(settings)
    assert not open_there(settings, content or b"%PDF")
    assert set(on_disk(settings)) == set(evidence_in_use())
    assert selectors.evidence_for(cast.CISO, digest)[1] == content
    assert (kept(content), SealedRow.objects.get().moved) == (digest, False)


def test_what_lay_open_is_moved_once_and_reads_as_before(settings):
    digest = laid_open(settings)
    assert still_open().unsealed == 1
    assert [one.id for one in running.sealing()] == ["dijkwacht.W038"]
    assert list(seal_open_files()) == [digest]
    assert list(seal_open_files()) == []
    assert not open_there(settings)
    assert set(on_disk(settings)) == set(evidence_in_use())
    held, content = selectors.evidence_for(cast.CISO, digest)
    assert (held.name, held.media_type, content) == ("report.pdf", "application/pdf", BYTES)
    row = SealedRow.objects.get()
    assert (row.moved, row.address != digest, bool(row.open_gone_at)) == (True, True, True)
    assert not list(running.sealing())


def test_the_same_bytes_of_two_owners_are_sealed_for_each_with_another_key(settings):
    first, second = cast.MUNICIPALITY, cast.person(77)
    digest = laid_open(settings)
    laid_open(settings, owner=second)
    assert list(seal_open_files()) == [digest, digest]
    assert not open_there(settings)
    assert len({row.address for row in SealedRow.objects.all()}) == 2
    services.remove_evidence(digest=digest, owner=first, **TWO)
    assert evidence_bytes(second, digest) == BYTES
    with pytest.raises(NotFound):
        evidence_bytes(first, digest)


def test_a_file_that_came_in_again_before_it_was_moved_is_sealed_and_its_open_file_goes(settings):
    digest = laid_open(settings)
    kept()
    assert open_there(settings)
    assert list(seal_open_files()) == []
    assert not open_there(settings)
    assert evidence_bytes(cast.MUNICIPALITY, digest) == BYTES


def test_while_a_backup_copies_the_open_file_stays_and_goes_afterwards(settings, committed):
    digest = laid_open(settings)
    with backup_under_way():
        named = set(evidence_in_use())
        # the lock of a backup is held by its own connection; ours may take what it holds itself, so another one asks
        from_another_connection(lambda: list(seal_open_files()))
        assert named <= set(on_disk(settings))
        assert still_open().leftover == 1
        assert still_held([digest]) == (digest,)
    list(seal_open_files())
    assert not open_there(settings)


def from_another_connection(work):
    import threading  # noqa: PLC0415 - only here

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.parametrize("wrong", ["absent", "damaged"])
def test_a_file_that_cannot_be_sealed_stays_named_and_stops_no_other(settings, wrong):
    bad, good = laid_open(settings, b"bad"), laid_open(settings)
    place = store.place(settings.EVIDENCE_DIR, bad)
    place.unlink() if wrong == "absent" else place.write_bytes(b"other")
    assert list(seal_open_files()) == [good]
    assert (still_open().unsealed, still_open().leftover) == (1, 0)
    assert place.exists() == (wrong == "damaged")


def test_removal_by_law_leaves_no_byte_of_a_moved_file_and_a_restore_forgets_it_too(settings):
    digest = laid_open(settings)
    list(seal_open_files())
    services.remove_evidence(digest=digest, owner=cast.MUNICIPALITY, **TWO)
    assert (on_disk(settings), evidence_in_use()) == ({}, {})
    row = SealedRow.objects.get()
    assert (bytes(row.wrapped), row.pieces, row.moved) == (b"", [], True)
    kept()  # handed in anew: sealed anew, and gone again where a removal is replayed
    assert evidence_bytes(cast.MUNICIPALITY, digest) == BYTES
    removal = selectors.backup.removals_recorded()[0]
    assert replay_removal(removal=removal)
    assert on_disk(settings) == {}


def test_a_piece_that_is_gone_is_named_and_handing_the_file_in_again_mends_it(settings):
    digest = kept()
    (piece,) = SealedRow.objects.get().pieces
    store.erase(settings.EVIDENCE_DIR, piece)
    with pytest.raises(Damaged, match=r"bytes 0 to 34.*gone"):
        evidence_bytes(cast.MUNICIPALITY, digest)
    kept()
    assert evidence_bytes(cast.MUNICIPALITY, digest) == BYTES


def test_nothing_is_sealed_while_an_older_program_may_work_on_the_tables(settings):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'journal' AND name LIKE '%_post_know_pieces'")
    digest = kept()
    assert list(seal_open_files()) == []
    assert on_disk(settings) == {digest: BYTES}
    assert evidence_bytes(cast.MUNICIPALITY, digest) == BYTES


def test_without_the_nodes_key_nothing_opens_nothing_comes_in_and_no_other_key_is_made(settings):
    digest = kept()
    assert (keys_open(), list(running.sealing_keys())) == (True, [])
    (settings.KEYS_DIR / "evidence.key").rename(settings.KEYS_DIR / "copy")
    for wanted in (lambda: evidence_bytes(cast.MUNICIPALITY, digest), lambda: kept(b"more", cast.person(5))):
        with pytest.raises(NoNodeKey):
            wanted()
    assert [one.id for one in running.sealing_keys()] == ["dijkwacht.W039"]
    assert not (settings.KEYS_DIR / "evidence.key").exists()


def test_the_custody_page_tells_since_when_a_file_of_the_record_is_sealed(client, settings):
    played = stage()
    town, response = played.cast.town, played.named["response"]
    digest = laid_open(settings, owner=town)
    sign_in(client, "ciso", town)
    page, now = reverse("evidence_custody", args=[response]), {"HTTP_ACCEPT_LANGUAGE": "en"}
    answer = reverse("answer_step", args=[response, "fix", "gedaan"])
    assert client.post(answer, {"file": uploaded(BYTES)}).status_code == 302
    list(seal_open_files())
    said = client.get(page, **now).content.decode()
    assert "lay open until then" in said
    assert reverse("record_evidence", args=[digest]) in said
    rows = b"".join(client.get(f"{page}?as=csv").streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in rows if digest in line] == ["taken-in", "moved"]
    assert client.get(reverse("record_evidence", args=[digest])).content == BYTES


def uploaded(content):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - only here

    return SimpleUploadedFile("report.pdf", content)
