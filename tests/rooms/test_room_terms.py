"""What the evidence room forgets by itself: unfinished uploads after a week, kept files a year after their response."""

from datetime import timedelta

import pytest

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.models import Custody, FileIndex, KeptFile, Upload
from dijkwacht.hunting.selectors.opening import Gone, kept_content
from dijkwacht.hunting.selectors.usage import used
from dijkwacht.hunting.services import expiring, keeping, runs
from dijkwacht.journal.domain.retention import TERMS, Kept
from dijkwacht.journal.engine import store
from dijkwacht.journal.selectors.backup import evidence_in_use
from dijkwacht.kernel.window import read_moment
from dijkwacht.web import retention
from response_cast import AT, scene
from room_cast import ICT, asked, keep, log, opened, sha

pytestmark = pytest.mark.django_db
CLOSED = read_moment("2020-03-01").earliest
CONTENT = b"a support bundle with passwords\n"


@pytest.fixture
def made():
    return scene()


def days(kept):
    return next(term.length for term in TERMS if term.kept is kept)


def half(made, size=2 * PART):
    upload = keeping.begin_upload(actor=ICT, response=made.response, name="core", size=size, at=AT)
    content = bytes(min(size, PART))
    keeping.put_part(upload=upload, number=1, sha256=sha(content), content=content)
    return Upload.objects.get(public_id=upload)


def places(upload, settings):
    return [store.place(settings.EVIDENCE_DIR, piece) for part in upload.parts.all() for piece in part.pieces]


def closed(made, at="2020-03-01"):
    made.told("response.closed", at, because="alles is gedaan")


def test_what_was_given_up_counts_until_its_bytes_are_gone(made, settings):
    upload, town = half(made), made.cast.town
    assert used(town) == 2 * PART
    keeping.end_upload(upload=upload.public_id, at=AT)
    assert used(town) == PART
    pieces = places(upload, settings)
    assert all(place.exists() for place in pieces)
    assert expiring.free_uploads(before=AT, at=AT) == 0
    assert expiring.free_uploads(before=AT + timedelta(seconds=1), at=AT) == 1
    assert used(town) == 0
    assert not any(place.exists() for place in pieces)
    assert not {place.name for place in pieces} & set(evidence_in_use())
    assert expiring.free_uploads(before=AT + timedelta(days=9), at=AT) == 0


def test_an_upload_whose_sender_went_away_is_given_up_a_week_after_its_last_part(made):
    upload = half(made)
    last = Upload.objects.get(pk=upload.pk).last_part_at
    before = last + days(Kept.UPLOADS)
    assert {one.count for one in retention.run(before, remove=True) if one.term.kept is Kept.UPLOADS} == {0}
    after = before + timedelta(seconds=1)
    assert {one.count for one in retention.run(after, remove=True) if one.term.kept is Kept.UPLOADS} == {1}
    upload.refresh_from_db()
    assert (upload.state, bytes(upload.wrapped)) == ("ended", b"")
    with pytest.raises(keeping.NotOpen):
        keeping.put_part(upload=upload.public_id, number=2, sha256=sha(b""), content=b"")


def test_the_same_bytes_again_take_room_only_until_they_are_freed(made):
    keep(made.response, CONTENT)
    keep(made.response, CONTENT, "again.tgz")
    assert used(made.cast.town) == 2 * len(CONTENT)
    assert expiring.free_uploads(before=AT + timedelta(days=8), at=AT) == 1
    assert used(made.cast.town) == len(CONTENT)
    assert b"".join(kept_content(KeptFile.objects.get())) == CONTENT


def test_kept_files_go_a_year_after_their_last_response_was_closed_and_their_story_stays(made, settings):
    file = keep(made.response, CONTENT)
    pieces = places(file.origin, settings)
    assert expiring.outlived_files(AT + timedelta(days=4000)) == 0, "the response is open"
    closed(made)
    assert expiring.outlived_files(CLOSED) == 0
    assert expiring.forget_files(before=CLOSED + timedelta(days=1), at=AT) == 1
    file.refresh_from_db()
    assert file.sha256 == sha(CONTENT)
    assert [line.deed for line in Custody.objects.order_by("pk")] == ["taken-in", "removed"]
    assert not any(place.exists() for place in pieces)
    assert used(made.cast.town) == 0
    assert not FileIndex.objects.exists()
    with pytest.raises(Gone):
        b"".join(kept_content(file))
    assert expiring.forget_files(before=CLOSED + timedelta(days=1), at=AT) == 0


def test_what_is_being_searched_waits_for_the_next_day(made):
    keep(made.response, log())
    opened(made)
    asked(made, "citrix-2019-19781")
    closed(made)
    before = CLOSED + timedelta(days=1)
    assert expiring.forget_files(before=before, at=AT) == 0
    assert expiring.outlived_files(before) == 1


def test_bytes_that_come_back_after_their_term_are_kept_anew(made):
    keep(made.response, CONTENT)
    closed(made)
    expiring.forget_files(before=CLOSED + timedelta(days=1), at=AT)
    opened(made)
    with pytest.raises(runs.NothingKept):
        asked(made, "citrix-2019-19781")
    again = keep(made.response, CONTENT)
    assert b"".join(kept_content(again)) == CONTENT
    assert KeptFile.objects.count() == 1
