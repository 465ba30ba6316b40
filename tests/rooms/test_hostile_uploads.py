"""Files that harm: each is refused with a place, the store stays as it was, and the bytes wait in quarantine.

Everything goes through the real pages. What the reader forgives (a byte order mark, formulas as text) is here too.
"""

import bz2
import gzip
import hashlib
import io
import json
import tracemalloc
import zipfile
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.engine.loading import TooLargeAdvisory
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.exposure.adapters.inventory_files import read_inventory
from dijkwacht.exposure.engine.inventory import UnreadableInventory
from dijkwacht.exposure.models import Asset, ImportedInventory
from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EvidenceRow, QuarantineRow, SealedRow
from dijkwacht.journal.selectors import evidence_for
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import import_register
from organisations_cast import account_with, assemble, viewer

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024
# What an upload may leave behind besides what it says: the session that signed in, and the bytes kept apart.
_KEPT = ("EvidenceRow", "SealedRow", "OwnerKeyRow", "QuarantineRow")
KEPT_APART = {"sessions.Session", "organisations.Account", *(f"journal.{name}" for name in _KEPT)}
HEADER = b"asset;vendor;product;version\n"
ROW = b"ns1;Citrix;NetScaler ADC;14.1-43.50\n"


@pytest.fixture
def cast():
    return assemble()


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def everything():
    """Return how many rows every table holds, the tables of `KEPT_APART` left out."""
    models = {model._meta.label: model for model in apps.get_models() if model._meta.managed}
    return {label: model.objects.count() for label, model in models.items() if label not in KEPT_APART}


def csaf(**document):
    tracking = {
        "id": "VG-2020-01",
        "version": "1",
        "status": "final",
        "initial_release_date": "2020-01-09T10:00:00Z",
        "current_release_date": "2020-01-09T10:00:00Z",
        "revision_history": [{"number": "1", "date": "2020-01-09T10:00:00Z", "summary": "x"}],
    }
    publisher = {"category": "vendor", "name": "Veldgate BV", "namespace": "https://veldgate.example"}
    head = {"category": "csaf_base", "csaf_version": "2.0", "title": "Flaw", "publisher": publisher}
    return {"document": {**head, "tracking": {**tracking, **document.pop("tracking", {})}, **document}}


def written(value):
    return json.dumps(value).encode()


def upload_advice(client, content, name="vg.json"):
    file = SimpleUploadedFile(name, content, "application/json")
    where = reverse("upload_advisory")
    return client.post(where, {"file": file, "level": "vendor", "label": ""}, headers={"accept-language": "en"})


def upload_inventory(client, of, content, name="cmdb.csv"):
    given = {"file": SimpleUploadedFile(name, content), "kind": "CMDB", "seen": ""}
    return client.post(reverse("hand_in_inventory", args=[of]), given, headers={"accept-language": "en"})


def deep(opening, closing, levels=100_000):
    return (opening * levels + closing * levels).encode()


BOMB = b"""<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa">
%s]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component><name>&z;</name></component></components>
</bom>""" % b"\n".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("z") + 1)
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component><name>&f;</name></component></components></bom>"""
NESTED_XML = (
    b'<bom xmlns="http://cyclonedx.org/schema/bom/1.5">'
    + b"<components><component><name>x</name>" * 3000
    + b"</component></components>" * 3000
    + b"</bom>"
)
BOM = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"name": "NetScaler ADC", "version": "13.1"}]}

WRONG_ADVICE = {
    "cut off": (written(csaf())[:120], "vg.json, line 1"),
    "empty": (b"", "empty"),
    "utf-16": (json.dumps(csaf()).encode("utf-16"), "vg.json, line 1"),
    "windows-1252": (json.dumps(csaf(title="Lek in Veldgaté"), ensure_ascii=False).encode("cp1252"), "line 1"),
    "half a letter": (b'{\n"document": "\xc3"}', "line 2"),
    "depth bomb of lists": (deep("[", "]"), "levels"),
    "depth bomb of objects": (deep('{"a":', "}").replace(b":}", b":1}", 1), "levels"),
    "number of 10,000 digits": (b'{"document": ' + b"9" * 10_000 + b"}", "vg.json"),
    "not a number": (b'{"document": NaN}', "vg.json"),
    "NUL": (b'{"document": "\x00"}', "vg.json"),
    "not a format": (written({"hello": 1}), "vg.json"),
    "a date that does not exist": (
        written(csaf(tracking={"current_release_date": "2020-02-30T10:00:00Z"})),
        "/document/tracking/current_release_date",
    ),
    "no title": (written(csaf(title="")), "/document/title"),
    "wrong shape": (written({"document": ["not", "an", "object"]}), "vg.json"),
}
WRONG_INVENTORY = {
    "cut off": ("bom.json", written(BOM)[:40], "bom.json, line 1"),
    "no content": ("cmdb.csv", b"\n \n", "cmdb.csv"),
    "bytes undefined in windows-1252": ("cmdb.csv", HEADER + b"ns1;Citr\x81x;ADC;1\n", "cmdb.csv, line 2"),
    "utf-16 json": ("bom.json", b"{" + json.dumps(BOM).encode("utf-16"), "bom.json, line 1"),
    "utf-16 without its mark": ("cmdb.csv", (HEADER + ROW).decode().encode("utf-16-le"), "cmdb.csv"),
    "entity bomb": ("bom.xml", BOMB, "bom.xml"),
    "entity from outside": ("bom.xml", OUTSIDE, "bom.xml"),
    "depth bomb of XML": ("bom.xml", NESTED_XML, "levels deep"),
    "depth bomb of lists": ("bom.json", deep("[", "]"), "bom.json"),
    "depth bomb of components": (
        "bom.json",
        b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":'
        + deep('[{"components":', "}]", 500).replace(b":}", b":[]}", 1)
        + b"}",
        "levels deep",
    ),
    "number of 10,000 digits": ("bom.json", b'{"a": ' + b"9" * 10_000 + b"}", "bom.json"),
    "zip": ("cmdb.csv", b"PK\x03\x04" + b"\x81\x00" * 200, "cmdb.csv"),
}


@pytest.mark.parametrize("wrong", WRONG_ADVICE)
def test_advice_that_cannot_be_read_says_where_and_leaves_the_store_as_it_was(client, cast, wrong):
    content, place = WRONG_ADVICE[wrong]
    sign_in(client, "desk", cast.town_cert)
    before = everything()

    answer = upload_advice(client, content)

    assert answer.status_code == 422
    assert everything() == before
    assert place in answer.content.decode()
    if content:
        assert kept_apart(cast.town_cert) == ("advisory", content)


@pytest.mark.parametrize("wrong", WRONG_INVENTORY)
def test_an_inventory_that_cannot_be_read_says_where_and_leaves_the_store_as_it_was(client, cast, wrong):
    name, content, place = WRONG_INVENTORY[wrong]
    sign_in(client, "ict", cast.town)
    before = everything()

    answer = upload_inventory(client, cast.town, content, name)

    assert answer.status_code == 422
    assert everything() == before
    assert place in answer.content.decode()
    assert kept_apart(cast.town) == ("inventory", content)


def test_a_table_whose_columns_are_unknown_leads_to_the_page_that_asks_for_them(client, cast):
    content = b"asset;colour\nns1;red\n"
    sign_in(client, "ict", cast.town)
    before = everything()

    answer = upload_inventory(client, cast.town, content, "cmdb.csv")

    assert answer.status_code == 302
    asked = client.get(answer.url)
    assert asked.status_code == 200
    assert "colour" in asked.content.decode()
    assert everything() == before
    assert kept_apart(cast.town) == ("inventory", content)


def kept_apart(owner):
    """Return what stands in quarantine, the bytes as its owner can fetch them."""
    row = QuarantineRow.objects.get(owner=owner)
    assert row.digest == EvidenceRow.objects.get(owner=owner, digest=row.digest).digest
    assert row.message
    return row.what, evidence_for(viewer("director", owner), row.digest)[1]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/x", "a" * 300 + ".json", "x\x00.js"]
)
def test_a_name_is_only_a_name(client, cast, name):
    sign_in(client, "desk", cast.town_cert)
    answer = upload_advice(client, b"{", name)
    assert answer.status_code == 422
    row = EvidenceRow.objects.get(piece=False)
    assert not set("/\\\x00") & set(row.name)
    assert len(row.name) <= 200
    folder = settings.EVIDENCE_DIR
    (piece,) = SealedRow.objects.get(evidence=row).pieces
    assert store.place(folder, piece).parent.parent == folder
    assert store.place(folder, piece).is_file()


def test_files_beyond_their_limit_are_refused_by_size_before_anybody_reads_them(client, cast):
    content = b'{"document": "' + b"x" * (50 * MIB) + b'"}'
    larger = content + b" " * (20 * MIB)
    actor = Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeAdvisory):
            receive_advisory(content=larger, actor=actor, handling=Handling(cast.town_cert), level=Level.VENDOR)
        with pytest.raises(UnreadableInventory):
            read_inventory(larger, place="big.json")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MIB

    for role, at, limit in (("desk", cast.town_cert, "64 MiB"), ("ict", cast.town, "16 MiB")):
        sign_in(client, role, at)
        before = everything()
        answer = upload_advice(client, larger) if role == "desk" else upload_inventory(client, at, content)
        assert answer.status_code == 422
        assert limit in answer.content.decode()
        assert everything() == before
    assert EvidenceRow.objects.count() == 0


@pytest.mark.parametrize(("page", "most"), [("upload_advisory", 64), ("exposure_upload", 16), ("", 16)])
def test_only_the_page_for_advisories_keeps_more_of_an_upload_than_evidence_may_be(rf, page, most):
    request = rf.post("/", {"file": SimpleUploadedFile("big.bin", b"x" * (70 * MIB))})
    request.resolver_match = SimpleNamespace(url_name=page)
    with request.FILES["file"] as file:
        assert file.size == 70 * MIB
        assert most * MIB <= len(file.read()) < (most + 1) * MIB


def test_of_an_upload_no_more_is_kept_on_disk_than_evidence_may_be(rf, settings):
    settings.EVIDENCE_MAX_BYTES = 3 * MIB
    request = rf.post("/", {"file": SimpleUploadedFile("big.bin", b"x" * (20 * MIB))})
    with request.FILES["file"] as file:
        assert file.size == 20 * MIB
        assert 3 * MIB < len(file.read()) < 4 * MIB


def test_a_form_with_megabytes_of_text_is_refused(client, cast):
    sign_in(client, "ict", cast.town)
    answer = client.post(reverse("declare_use", args=[cast.town]), {"product": "x" * (3 * MIB), "use": "uses"})
    assert answer.status_code == 413


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_known_encoding_is_read_whatever_mark_it_has(client, cast, encoding):
    sign_in(client, "ict", cast.town)
    content = (HEADER + "nś1".replace("ś", "é").encode() + b";Citrix;NetScaler ADC;13.1\n").decode().encode(encoding)
    assert upload_inventory(client, cast.town, content).status_code == 302
    assert Asset.objects.get().name == "né1"


def test_formulas_of_an_inventory_are_kept_as_text_and_said_to_be_so(client, cast):
    sign_in(client, "ict", cast.town)
    content = HEADER + b'"=HYPERLINK(""http://x.example"")";Citrix;NetScaler ADC;13.1\n@SUM(A1);Citrix;ADC;+cmd|x\n'
    assert upload_inventory(client, cast.town, content).status_code == 302
    first, second = Asset.objects.order_by("number")
    assert (first.name, second.version) == ('=HYPERLINK("http://x.example")', "+cmd|x")
    assert "looks like a formula" in first.remarks[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"organisation;asset;vendor;product;version\nNergens;ns1;Citrix;ADC;13.1\n", "another organisation: Nergens"),
        (HEADER + b"ns1;Citrix;ADC\x00;13.1\n" + ROW, "NUL"),
        (HEADER + b";Citrix;ADC;13.1\n" + ROW, "the asset is empty"),
        (HEADER + b"ns1;Citrix;ADC;13.1;;;one;too;many\n" + ROW, "cells"),
        (HEADER + b"ns1;Citrix;" + b"x" * 600 + b";13.1\n" + ROW, "longer than"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_number_and_the_others_count(client, cast, content, said):
    sign_in(client, "ict", cast.town)
    page = upload_inventory(client, cast.town, content)
    assert page.status_code == 302
    (row,) = ImportedInventory.objects.get().bad_rows
    assert (row["number"], said in row["message"]) == (1, True)
    assert said in client.get(page.url, headers={"accept-language": "en"}).content.decode()


def test_text_that_no_database_holds_is_kept_out_or_made_harmless(client, cast):
    """One half of a pair of letters is valid JSON, and no text that a database or a page can hold."""
    sign_in(client, "desk", cast.town_cert)
    page = upload_advice(client, written(csaf(title="half \ud800 a letter")))
    assert page.status_code == 302
    assert "half \N{REPLACEMENT CHARACTER} a letter" in client.get(page.url).content.decode()

    sign_in(client, "ict", cast.town)
    bom = {**BOM, "components": [{"name": "Net\ud800Scaler", "version": "13.1"}, {"name": "ADC", "version": "1\x00"}]}
    page = upload_inventory(client, cast.town, written(bom), "bom.json")
    assert page.status_code == 302
    assert [row["number"] for row in ImportedInventory.objects.get().bad_rows] == [1, 2]
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,kinds\nA,municipality\na,municipality\n", "line 3"),
        ("organisation,role,channel,value\nNergens,ciso,phone,06\n", "there is no organisation 'Nergens'"),
        ("name,kinds,member_of,member_since\nA,municipality,Gemeentewacht,2020-02-30\n", "line 2, member_since"),
        ("name\nA\n", "column 'kinds' is missing"),
        ("name,kinds\n\x81,municipality\n", "encoding"),
        ("[" * 100_000, "no JSON"),
        ('{"organisations": ' + "9" * 10_000 + "}", "no JSON"),
    ],
)
def test_a_register_file_is_taken_over_whole_or_not_at_all(cast, text, said):
    before = everything()
    desk = Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert)
    with pytest.raises(DijkwachtError) as raised:
        import_register(content=text.encode("latin-1"), by=cast.town_cert, actor=desk)
    assert said in str(raised.value)
    assert everything() == before
    assert QuarantineRow.objects.get().owner == cast.town_cert


def bombs():
    zeros = bytes(10 * MIB)
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escape.txt", "x")
        archive.writestr("zeros", zeros)
    once = gzip.compress(zeros)
    return {"zip": folder.getvalue(), "gzip": gzip.compress(once), "bzip2": bz2.compress(zeros)}


@pytest.mark.parametrize(("kind", "media"), [("zip", "zip"), ("gzip", "gzip"), ("bzip2", "x-bzip2")])
def test_a_bomb_handed_in_as_inventory_stays_the_small_file_it_is(client, cast, kind, media):
    content = bombs()[kind]
    sign_in(client, "ict", cast.town)
    tracemalloc.start()
    try:
        assert upload_inventory(client, cast.town, content, "bomb.csv").status_code == 422
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10 * MIB
    row = EvidenceRow.objects.get(piece=False)
    assert (row.digest, row.size, row.media_type) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        f"application/{media}",
    )
    assert evidence_for(viewer("ciso", cast.town), row.digest)[1] == content
