"""The pages of systems: sentence, verdicts with their why, handing in, declaring; and who finds nothing there."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.exposure.models import AssetVerdict, ImportedInventory, RangeAmendment, UseDeclaration
from dijkwacht.exposure.services import match_news
from dijkwacht.journal.selectors import looks_at
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.models import Account
from organisations_cast import account_with, assemble, viewer

pytestmark = pytest.mark.django_db
CSV = b"asset;vendor;product;version;config\n<b>ns1</b>;Citrix;NetScaler ADC;14.1-43.50;gateway=yes\n"


@pytest.fixture
def cast():
    return assemble()


def sign_in(client, role, at):
    row = Account.objects.get(public_id=account_with(role, at))
    client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")


def advise(cert, cve="CVE-2025-6543"):
    record = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": cve, "state": "PUBLISHED", "dateUpdated": "2025-06-26T00:00:00Z"},
        "containers": {"cna": {"affected": [], "descriptions": [{"lang": "en", "value": "x"}]}},
    }
    receive_advisory(
        content=json.dumps(record).encode(),
        actor=Actor(ActorKind.PERSON, "desk", organisation=cert),
        handling=Handling(owner=cert, label=Label.AMBER, constituency=cert),
        level=Level.VENDOR,
    )


def hand_in(client, of, content=CSV, **fields):
    file = SimpleUploadedFile("cmdb.csv", content)
    where = reverse("hand_in_inventory", args=[of])
    given = {"file": file, "kind": "CMDB", "seen": "", **fields}
    return client.post(where, given, headers={"accept-language": "nl"})


def test_an_organisation_hands_in_its_inventory_and_sees_what_is_there(client, cast):
    sign_in(client, "ict", cast.town)
    assert client.get(reverse("systems")).url == reverse("systems_of", args=[cast.town])
    answer = hand_in(client, cast.town, seen="2026-02-01")
    html = client.get(answer.url, headers={"accept-language": "nl"}).content.decode()
    assert "Ingelezen: 1 rijen, 1 van een product dat wij kennen." in html
    assert "zondag 1 februari 2026" in html
    assert "<b>ns1</b>" not in html


def test_what_was_handed_in_is_compared_at_once_with_the_advice_that_may_be_seen(client, cast):
    advise(cast.town_cert)
    sign_in(client, "ict", cast.town)
    html = client.get(hand_in(client, cast.town).url, headers={"accept-language": "nl"}).content.decode()
    assert "1 systeem is kwetsbaar; over 0 is nog niets te zeggen." in html
    assert "&lt;b&gt;ns1" in html
    assert "14.1-47.46" in html
    assert "configuratie is kwetsbaar: gateway=yes or aaa=yes" in html


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b'{"bomFormat"'])
def test_a_file_that_cannot_be_read_is_told_so_beside_the_field(client, cast, content):
    sign_in(client, "ict", cast.town)
    answer = hand_in(client, cast.town, content)
    assert answer.status_code == 422
    assert ImportedInventory.objects.count() == 0


def test_a_declaration_is_recorded_and_a_wrong_one_is_refused(client, cast):
    sign_in(client, "ciso", cast.town)
    where = reverse("declare_use", args=[cast.town])
    assert client.post(where, {"product": "NetScaler ADC", "use": "perhaps"}).status_code == 422
    assert client.post(where, {"product": "NetScaler ADC", "use": "does-not-use"}).status_code == 302
    assert UseDeclaration.objects.get().use == "does-not-use"
    html = client.get(reverse("systems_of", args=[cast.town]), headers={"accept-language": "en"}).content.decode()
    assert "the organisation declares that it does not use it" in html


def test_the_desk_looks_and_its_look_is_shown_but_it_hands_in_nothing(client, cast):
    sign_in(client, "desk", cast.town_cert)
    assert client.get(reverse("systems_of", args=[cast.town])).status_code == 200
    assert hand_in(client, cast.town).status_code == 404
    assert [look.what for look in looks_at(viewer("ciso", cast.town), cast.town)] == ["systems"]


@pytest.mark.parametrize(
    ("role", "where"), [("ciso", "outsider"), ("ciso", "other_town"), ("desk", "health_cert"), ("operator", "town")]
)
def test_others_get_the_answer_of_an_organisation_that_does_not_exist(client, cast, role, where):
    sign_in(client, role, getattr(cast, where))
    assert client.get(reverse("systems_of", args=[cast.town])).status_code == 404
    assert client.get(reverse("hand_in_inventory", args=[cast.town])).status_code == 404
    assert client.post(reverse("declare_use", args=[cast.town]), {"product": "x", "use": "uses"}).status_code == 404


AMENDMENT = {
    "vulnerability": "CVE-2025-6543",
    "because": "the vendor <i>withdrew</i> the fix",
    "source": "telephone call of the vendor",
    "ranges-TOTAL_FORMS": "1",
    "ranges-INITIAL_FORMS": "0",
    "ranges-0-status": "affected",
    "ranges-0-vendor": "Citrix",
    "ranges-0-product": "ADC",
    "ranges-0-train": "14.1",
    "ranges-0-edition": "-",
    "ranges-0-high": "14.1-99.1",
}


def test_a_desk_corrects_a_source_and_says_where_that_comes_from(client, cast):
    advise(cast.town_cert)
    sign_in(client, "desk", cast.town_cert)
    answer = client.post(reverse("amend_range"), AMENDMENT)
    assert answer.status_code == 302
    html = client.get(answer.url, headers={"accept-language": "en"}).content.decode()
    assert "14.1 &lt; 14.1-99.1" in html
    assert "the vendor &lt;i&gt;withdrew&lt;/i&gt; the fix" in html
    assert "telephone call of the vendor" in html

    sign_in(client, "ict", cast.town)
    fixed = CSV.replace(b"14.1-43.50", b"14.1-47.49")
    html = client.get(hand_in(client, cast.town, fixed).url, headers={"accept-language": "nl"}).content.decode()
    assert "1 systeem is kwetsbaar" in html


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": ""},
        {"because": ""},
        {"ranges-0-status": ""},
        {"ranges-0-product": ""},
        {"ranges-0-high": "soon"},
        {"precondition": "gateway"},
        {"ranges-TOTAL_FORMS": "x"},
    ],
)
def test_an_amendment_without_provenance_or_range_is_refused_and_changes_nothing(client, cast, wrong):
    sign_in(client, "desk", cast.town_cert)
    assert client.post(reverse("amend_range"), {**AMENDMENT, **wrong}).status_code == 422
    assert RangeAmendment.objects.count() == 0


def test_only_a_desk_corrects_a_source(client, cast):
    sign_in(client, "ciso", cast.town)
    assert client.get(reverse("amend_range")).status_code == 404
    assert client.post(reverse("amend_range"), AMENDMENT).status_code == 404


def test_advice_that_comes_later_is_compared_with_the_inventory_that_is_there(client, cast):
    sign_in(client, "ict", cast.town)
    page = hand_in(client, cast.town).url
    assert AssetVerdict.objects.count() == 0
    assert match_news() == 0

    advise(cast.town_cert)
    assert match_news() == 1
    assert "14.1-47.46" in client.get(page).content.decode()

    sign_in(client, "desk", cast.town_cert)
    client.post(reverse("amend_range"), {**AMENDMENT, "ranges-0-status": "not-affected"})
    assert match_news() == 1
    verdict = AssetVerdict.objects.get(ended_at__isnull=True)
    assert verdict.verdict == "not-affected"


def test_advice_for_others_is_not_compared(client, cast):
    sign_in(client, "ict", cast.town)
    hand_in(client, cast.town)
    advise(cast.health_cert)
    assert match_news() == 0
    assert AssetVerdict.objects.count() == 0


def test_pages_cost_at_most_twelve_queries(client, cast, django_assert_max_num_queries):
    advise(cast.town_cert)
    sign_in(client, "ict", cast.town)
    hand_in(client, cast.town)
    for role, at in (("director", cast.town), ("desk", cast.town_cert)):
        sign_in(client, role, at)
        with django_assert_max_num_queries(12):
            assert client.get(reverse("systems_of", args=[cast.town])).status_code == 200
    sign_in(client, "ciso", cast.town)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("hand_in_inventory", args=[cast.town])).status_code == 200


def test_advice_is_read_together_however_much_there_is(cast, django_assert_max_num_queries):
    for number in range(5):
        advise(cast.town_cert, f"CVE-2025-{7000 + number}")
    eyes = viewer("desk", cast.town_cert)
    with django_assert_max_num_queries(2):
        seen = documents_seen(eyes)
    assert len(seen.marks) == 5
    with django_assert_max_num_queries(2):
        assert len(seen) == 5


def test_an_inventory_that_nothing_was_compared_with_is_never_called_not_vulnerable(client, cast):
    sign_in(client, "ict", cast.town)
    html = client.get(hand_in(client, cast.town).url, headers={"accept-language": "nl"}).content.decode()
    assert "Over geen systeem uit de inventaris is nog iets te zeggen." in html
    assert "Geen systeem uit de inventaris is kwetsbaar" not in html
