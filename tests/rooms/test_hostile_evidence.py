"""Files handed in as evidence of an answer, and signs in addresses and fields that no database takes."""

import hashlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from test_hostile_uploads import MIB, bombs

from dijkwacht.journal.engine import store
from dijkwacht.journal.models import EntryRow, EvidenceRow, SealedRow
from dijkwacht.journal.selectors import evidence_for
from hostile_stage import address, own_pages, sign_in, stage
from organisations_cast import viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def played():
    return stage()


def answer(client, played, content, name="bewijs.zip"):
    where = reverse("answer_step", args=[played.named["response"], "fix", "gedaan"])
    file = SimpleUploadedFile(name, content)
    return client.post(where, {"file": file}, headers={"accept-language": "en"})


@pytest.mark.parametrize("kind", ["zip", "gzip", "bzip2"])
def test_a_bomb_as_evidence_is_kept_unpacked_by_its_digest_and_named_in_the_entry(client, played, kind):
    content = bombs()[kind]
    digest = hashlib.sha256(content).hexdigest()
    sign_in(client, "ciso", played.cast.town)

    assert answer(client, played, content, f"../../{kind}.bin").status_code == 302

    row = EvidenceRow.objects.get(digest=digest)
    assert (row.size, row.name) == (len(content), f"{kind}.bin")
    assert row.media_type.startswith("application/")
    assert EntryRow.objects.filter(evidence__contains=[digest], kind="measure.done").count() == 1
    assert evidence_for(viewer("spokesperson", played.cast.town), digest)[1] == content
    (piece,) = SealedRow.objects.get(evidence=row).pieces
    assert store.place(settings.EVIDENCE_DIR, piece).stat().st_size < len(content) + 100
    page = client.get(reverse("record_evidence", args=[digest]))
    assert page["Content-Disposition"].startswith("attachment")
    assert page["X-Content-Type-Options"] == "nosniff"


def test_evidence_of_more_than_sixteen_mebibytes_is_refused_and_leaves_nothing(client, played):
    sign_in(client, "ciso", played.cast.town)
    before = EvidenceRow.objects.count(), EntryRow.objects.count()
    refused = answer(client, played, bytes(17 * MIB))
    assert refused.status_code == 422
    assert "16 MiB" in refused.content.decode()
    assert (EvidenceRow.objects.count(), EntryRow.objects.count()) == before
    assert answer(client, played, bytes(16 * MIB)).status_code == 302


ASKED = ("cve", "from", "bekend", "vastgelegd", "casus", "organisatie", "soort", "onderwerp", "voor", "step", "remark")
STRANGE = ("half \xed\xa0\x80", "🜍" * 1000, "%s%n{0}", "2020-02-30", "-1", "9" * 400)


def test_strange_signs_in_an_address_break_no_page(client, played):
    """Every page, with something strange for whatever it may read from its address."""
    given = {name: STRANGE[number % len(STRANGE)] for number, name in enumerate(ASKED)}
    turned = {name: STRANGE[(number + 3) % len(STRANGE)] for number, name in enumerate(ASKED)}
    sign_in(client, "desk", played.cast.town_cert)
    broken = []
    for page, wanted in own_pages():
        where = address(page, played.arguments(page, wanted)[0])
        broken += [page for query in (given, turned) if client.get(where, query).status_code >= 500]
    assert not broken


@pytest.mark.parametrize("where", ["/advisories/?cve=%00", "/record/evidence/%00/", "/?x=a%00b"])
def test_an_address_with_a_nul_is_a_bad_request(client, played, where):
    sign_in(client, "ciso", played.cast.town)
    assert client.get(where).status_code == 400


@pytest.mark.parametrize("sign", ["\x00", "a\x00b"])
def test_a_nul_in_a_field_is_refused_beside_it(client, played, sign):
    sign_in(client, "ciso", played.cast.town)
    town = played.cast.town
    fields = {"product": sign, "use": "uses", "remark": sign}
    assert client.post(reverse("declare_use", args=[town]), fields).status_code == 422
    where = reverse("answer_step", args=[played.named["response"], "fix", "bezig"])
    assert client.post(where, {"remark": sign}).status_code == 422
