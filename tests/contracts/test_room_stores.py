"""One suite for both stores of sealed pieces: files, and a bucket of an S3 server (an emulator, moto; no real S3)."""

import hashlib
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from dijkwacht.hunting.adapters.bucket import NoBucket
from dijkwacht.hunting.models import KeptFile, Upload
from dijkwacht.hunting.selectors.opening import kept_content
from dijkwacht.hunting.selectors.stores import store_named
from dijkwacht.hunting.services import expiring, keeping
from dijkwacht.journal.selectors.backup import evidence_in_use
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.web import environment
from hunting_evidence import local
from response_cast import AT, scene
from room_cast import ICT, asked, done, keep, log, opened, sha

SIGN = (local(2020, 1, 10, 3, 4, 5), "/veldgate-drop/x")
SERVER = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def emulator():
    """An S3 server in a process of its own, with one bucket; gone when the block ends."""
    pytest.importorskip("moto", reason="moto is not installed: make install does it")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                httpx.put(f"http://127.0.0.1:{port}/evidence", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield f"http://KEYID@127.0.0.1:{port}/evidence/room"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def address():
    with emulator() as found:
        yield found


@pytest.fixture(params=["files", "s3"])
def store(request, settings):
    if request.param == "s3":
        settings.EVIDENCE_S3 = environment.bucket(request.getfixturevalue("address"), "secret")
        settings.EVIDENCE_STORE = "s3"
    return store_named(request.param)


pytestmark = pytest.mark.django_db
OWNER = new_id()


def test_a_piece_is_kept_by_its_digest_given_back_and_erased(store):
    piece = bytes(range(256)) * 4096 * 8
    name = store.keep(piece, OWNER, Label.AMBER)
    assert name == hashlib.sha256(piece).hexdigest()
    assert store.keep(piece, OWNER, Label.AMBER) == name
    assert store.fetch(name) == piece
    store.erase(name, OWNER)
    assert store.fetch(name) is None
    store.erase(name, OWNER)


def test_what_is_not_there_is_none(store):
    assert store.fetch("0" * 64) is None


def test_an_upload_becomes_a_file_that_is_searched_and_goes_when_its_term_ends(store):
    made = scene()
    content = log(signs=[SIGN])
    file = keep(made.response, content)
    assert b"".join(kept_content(file)) == content
    names = [piece for part in file.origin.parts.all() for piece in part.pieces]
    assert all(b"veldgate" not in store.fetch(name) for name in names)
    opened(made)
    assert done(asked(made, "citrix-2019-19781")).state == "done"
    made.told("response.closed", "2020-03-01", because="alles is gedaan")
    assert expiring.forget_files(before=AT.replace(year=2100), at=AT) == 1
    assert [store.fetch(name) for name in names] == [None] * len(names)


def test_a_bucket_is_no_part_of_the_backup_and_files_kept_before_it_stay_readable(settings, address):
    made = scene()
    before = keep(made.response, b"on disk\n")
    settings.EVIDENCE_S3, settings.EVIDENCE_STORE = environment.bucket(address, "secret"), "s3"
    shelf = set(evidence_in_use())
    after = keep(made.response, b"in the bucket\n", "other.log")
    assert set(evidence_in_use()) == shelf
    assert [row.store for row in Upload.objects.order_by("pk")] == ["files", "s3"]
    assert [b"".join(kept_content(one)) for one in (before, after)] == [b"on disk\n", b"in the bucket\n"]


def test_a_bucket_that_does_not_answer_stops_the_part_and_keeps_nothing_half(settings):
    settings.EVIDENCE_S3 = environment.bucket(f"http://KEYID@127.0.0.1:{free_port()}/evidence", "secret")
    settings.EVIDENCE_STORE = "s3"
    made = scene()
    upload = keeping.begin_upload(actor=ICT, response=made.response, name="x", size=3, at=AT)
    with pytest.raises(NoBucket):
        keeping.put_part(upload=upload, number=1, sha256=sha(b"abc"), content=b"abc")
    assert Upload.objects.get().parts.count() == 0
    assert not KeptFile.objects.exists()


@pytest.mark.parametrize(
    "wrong", ["https://host/bucket", "https://KEY@host/", "http://KEY@s3.example/bucket", "ftp://KEY@host/bucket"]
)
def test_an_address_that_is_none_stops_the_start(wrong):
    with pytest.raises(environment.WrongSetting):
        environment.bucket(wrong, "secret")
    assert environment.bucket("", "") == {}
