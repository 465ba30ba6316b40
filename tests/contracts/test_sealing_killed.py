"""Sealing what lay open survives kill -9 at whatever point: no file is lost, none stays open in the end."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

import journal_cast as cast
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EvidenceRow
from dijkwacht.journal.selectors.backup import evidence_in_use
from dijkwacht.journal.selectors.sealed import evidence_bytes, still_open
from dijkwacht.journal.services.sealing import seal_open_files
from pointing import environment_url

CHILD = Path(__file__).with_name("seal_child.py")
FILES = 60


def test_a_seal_that_is_killed_again_and_again_loses_nothing_and_ends(committed, tmp_path, settings):
    settings.EVIDENCE_DIR, settings.KEYS_DIR = tmp_path / "evidence", tmp_path / "keys"
    was = {laid_open(b"file %d of ns-tweestroom" % number * 400) for number in range(FILES)}
    for after in (3, 11, 7):
        killed_after(after)
        assert {content_of(digest) for digest in held()} == {content for _, content in was}
    assert 0 < still_open().unsealed < FILES - 20
    list(seal_open_files())
    assert (still_open().unsealed, still_open().leftover) == (0, 0)
    assert {(digest, content_of(digest)) for digest in held()} == was
    there = {path.name for path in settings.EVIDENCE_DIR.rglob("*") if path.is_file() and path.suffix != ".part"}
    assert set(evidence_in_use()) <= there
    assert not {digest for digest, _ in was} & there


def laid_open(content):
    digest = store.digest_of(content, len(content))
    store.keep(settings.EVIDENCE_DIR, content, digest)
    told = {"size": len(content), "media_type": "text/plain", "name": "ns.log", "label": "TLP:AMBER"}
    EvidenceRow.objects.create(digest=digest, owner=cast.MUNICIPALITY, **told)
    return digest, content


def held():
    return list(EvidenceRow.objects.filter(piece=False).values_list("digest", flat=True))


def content_of(digest):
    return evidence_bytes(cast.MUNICIPALITY, digest)


def killed_after(files):
    """Kill the child as soon as it said that so many files are done: it is at work on the next."""
    environment = {**os.environ, "DATABASE_URL": environment_url(), "DJANGO_SETTINGS_MODULE": "dijkwacht.web.settings"}
    command = [sys.executable, CHILD, settings.EVIDENCE_DIR, settings.KEYS_DIR]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        for _ in range(files):
            assert child.stdout.readline()
        child.kill()
