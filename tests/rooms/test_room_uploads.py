"""Evidence on its way in: parts in any order, each verified, sealed before the disk; what is wrong is named."""

import hashlib
import threading

import pytest
from blake3 import blake3
from django.db import connection, connections

from dijkwacht.cases.selectors import own_story
from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.models import Custody, KeptFile, Upload, UploadPart
from dijkwacht.hunting.selectors.opening import content_of, file_key, kept_content
from dijkwacht.hunting.services import keeping
from dijkwacht.journal.engine import store
from dijkwacht.journal.engine.room_keys import node_key
from dijkwacht.journal.engine.sealing import CHUNK, Damaged
from dijkwacht.journal.engine.wrapping import WrongKey, unwrap
from dijkwacht.journal.models import OwnerKeyRow
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from response_cast import AT, scene

pytestmark = pytest.mark.django_db
ICT = Actor(ActorKind.PERSON, "ict")
LINE = b"203.0.113.7 GET /vpn/../vpns/ of ns-tweestroom\n"


def sha(content):
    return hashlib.sha256(content).hexdigest()


def begun(response, size, name="ns.log"):
    return keeping.begin_upload(actor=ICT, response=response, name=name, size=size, at=AT)


def put(upload, number, content):
    keeping.put_part(upload=upload, number=number, sha256=sha(content), content=content)


def kept(response, content, name="ns.log"):
    upload = begun(response, len(content), name)
    for number in range(max(1, -(-len(content) // PART))):
        put(upload, number + 1, content[number * PART : (number + 1) * PART])
    keeping.finish_upload(upload=upload)
    file = keeping.join_upload(upload=upload, at=AT)
    return KeptFile.objects.get(public_id=file)


@pytest.fixture
def made():
    return scene()


def test_parts_come_in_any_order_and_the_whole_has_its_digests(made):
    content = LINE * ((PART + 5 * CHUNK) // len(LINE))
    upload = begun(made.response, len(content))
    put(upload, 2, content[PART:])
    with pytest.raises(keeping.PartsMissing, match="Send part 1"):
        keeping.finish_upload(upload=upload)
    put(upload, 1, content[:PART])
    put(upload, 1, content[:PART])
    keeping.finish_upload(upload=upload)
    file = KeptFile.objects.get(public_id=keeping.join_upload(upload=upload, at=AT))
    assert (file.sha256, file.blake3) == (sha(content), blake3(content).hexdigest())
    assert b"".join(kept_content(file)) == content
    entry = own_story(made.response).entries[-1]
    assert (entry.kind, entry.payload["sha256"]) == ("evidence.kept", file.sha256)
    assert [line.deed for line in file.custody.all()] == ["taken-in"]


def test_nothing_readable_lies_on_the_disk_or_in_the_database(made, settings):
    file = kept(made.response, LINE * 1000)
    assert file.address != file.sha256
    for part in file.origin.parts.all():
        for piece in part.pieces:
            assert b"tweestroom" not in store.place(settings.EVIDENCE_DIR, piece).read_bytes()
    assert bytes(file.origin.wrapped) != file_key(file.origin)


@pytest.mark.parametrize(
    ("number", "content", "digest", "words"),
    [
        (1, LINE, "0" * 64, "has digest"),
        (1, LINE + b"x", None, "of the"),
        (1, LINE[:-1], None, "of the"),
        (2, b"", None, "part 2"),
        (2, LINE, None, "part 2"),
        (0, LINE, None, "part 0"),
    ],
    ids=["wrong digest", "more than promised", "less than promised", "empty second", "a part too many", "part zero"],
)
def test_a_part_that_was_not_promised_is_refused_and_nothing_is_stored(made, number, content, digest, words):
    upload = begun(made.response, len(LINE))
    with pytest.raises(keeping.WrongPart, match=words):
        keeping.put_part(upload=upload, number=number, sha256=digest or sha(content), content=content)
    assert not UploadPart.objects.exists()


def test_a_part_does_not_change_its_bytes_afterwards(made):
    upload = begun(made.response, len(LINE))
    put(upload, 1, LINE)
    with pytest.raises(keeping.WrongPart, match="other bytes before"):
        put(upload, 1, LINE[::-1])


def test_quota_and_free_disk_are_asked_before_the_first_byte(made, settings):
    settings.EVIDENCE_QUOTA_BYTES = 100
    begun(made.response, 60)
    with pytest.raises(keeping.NoRoom) as refused:
        begun(made.response, 60)
    assert refused.value.verdict.answer == "over-quota"
    settings.EVIDENCE_QUOTA_BYTES, settings.EVIDENCE_RESERVE_BYTES = 10**9, 10**18
    with pytest.raises(keeping.NoRoom) as refused:
        begun(made.response, 60)
    assert refused.value.verdict.answer == "disk-full"


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\ns.log", "ns.log"),
        ("..", "evidence"),
        ("a\x00\nb", "ab"),
        ("", "evidence"),
    ],
)
def test_a_name_never_is_a_path(made, name, kept_as):
    assert Upload.objects.get(public_id=begun(made.response, 1, name)).name == kept_as


@pytest.mark.parametrize(("at", "first"), [(0, 0), (CHUNK + 40, CHUNK), (-1, 2 * CHUNK)])
def test_a_flipped_byte_is_found_and_named(made, settings, at, first):
    file = kept(made.response, bytes(3 * CHUNK))
    digest = file.origin.parts.get().pieces[0]
    place = store.place(settings.EVIDENCE_DIR, digest)
    sealed = bytearray(place.read_bytes())
    sealed[at] ^= 1
    place.write_bytes(bytes(sealed))
    with pytest.raises(Damaged, match=f"bytes {first} to"):
        b"".join(kept_content(file))


def test_a_piece_of_another_place_or_file_does_not_open_in_its_stead(made):
    content = bytes(2 * PART)
    file, other = kept(made.response, content), kept(made.response, content[:-1])
    first, second = file.origin.parts.order_by("number")
    UploadPart.objects.filter(pk=first.pk).update(pieces=second.pieces)
    with pytest.raises(Damaged, match="bytes 0 to"):
        list(content_of(file.origin, file_key(file.origin)))
    UploadPart.objects.filter(pk=first.pk).update(pieces=other.origin.parts.get(number=1).pieces)
    with pytest.raises(Damaged, match="bytes 0 to"):
        list(content_of(file.origin, file_key(file.origin)))


def test_a_damaged_upload_is_refused_with_the_place(made, settings):
    upload = begun(made.response, len(LINE))
    put(upload, 1, LINE)
    keeping.finish_upload(upload=upload)
    store.place(settings.EVIDENCE_DIR, UploadPart.objects.get().pieces[0]).unlink()
    assert keeping.join_upload(upload=upload, at=AT) is None
    row = Upload.objects.get(public_id=upload)
    assert row.state == "refused"
    assert "bytes 0 to" in row.why


def test_the_key_of_another_organisation_opens_nothing(made):
    file = kept(made.response, LINE)
    ours = made.cast.town
    theirs = keeping.owner_key(made.cast.other_town)
    with pytest.raises(WrongKey):
        unwrap(theirs, bytes(file.origin.wrapped), file.origin.public_id.bytes)
    OwnerKeyRow.objects.filter(organisation=ours).update(
        wrapped=bytes(OwnerKeyRow.objects.get(organisation=made.cast.other_town).wrapped)
    )
    with pytest.raises(WrongKey):
        b"".join(kept_content(file))


def test_another_nodes_key_opens_nothing(made, settings, tmp_path):
    file = kept(made.response, LINE)
    settings.KEYS_DIR = tmp_path
    node_key(tmp_path, make=True)
    with pytest.raises(WrongKey):
        b"".join(kept_content(file))


def test_the_same_bytes_twice_are_one_file_with_two_lines_of_custody(made):
    first, second = kept(made.response, LINE), kept(made.response, LINE, "again.log")
    assert first == second
    assert [line.told for line in Custody.objects.order_by("pk")] == ["", "the same bytes again"]
    assert b"".join(kept_content(first)) == LINE


def test_an_upload_that_was_given_up_takes_nothing_more_and_cannot_be_opened(made):
    upload = begun(made.response, len(LINE))
    put(upload, 1, LINE)
    keeping.end_upload(upload=upload, at=AT)
    with pytest.raises(keeping.NotOpen):
        put(upload, 1, LINE)
    row = Upload.objects.get(public_id=upload)
    with pytest.raises(WrongKey):
        file_key(row)


def test_what_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        keeping.begin_upload(actor=ICT, response=new_id(), name="x", size=1, at=AT)
    with pytest.raises(NotFound):
        put(new_id(), 1, b"")
    with pytest.raises(NotFound):
        keeping.finish_upload(upload=new_id())


def test_joining_again_after_a_crash_changes_nothing(made):
    file = kept(made.response, LINE)
    before = len(own_story(made.response).entries)
    assert keeping.join_upload(upload=file.origin.public_id, at=AT) is None
    assert len(own_story(made.response).entries) == before
    assert Custody.objects.count() == 1


def test_two_promises_at_once_do_not_break_the_quota(committed, settings):
    made = scene()
    settings.EVIDENCE_QUOTA_BYTES = 100
    answers = []

    def promise():
        try:
            begun(made.response, 60)
            answers.append("yes")
        except keeping.NoRoom as error:
            answers.append(error.verdict.answer)
        finally:
            connections.close_all()

    both = [threading.Thread(target=promise) for _ in range(2)]
    [one.start() for one in both]
    [one.join() for one in both]
    connection.close()
    assert sorted(answers) == ["over-quota", "yes"]
