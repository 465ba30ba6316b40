"""What-if, exploited flaws, remediation, own headings and configurations: the pages and what they write."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from test_exposure_pages import hand_in, sign_in
from test_exposure_services import CVE, NEW, bring, ict, run

from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.advisories.services import import_kev
from dijkwacht.exposure import selectors, services
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.models import Asset, Build, ImportedInventory
from dijkwacht.exposure.selectors import Question
from dijkwacht.exposure.selectors.rows import named
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.services import begin_membership, record_shared_host, use_host
from organisations_cast import ALWAYS, DESK_WORK, NOW, assemble, organisation, viewer

pytestmark = pytest.mark.django_db
DUTCH = "Naam CI;Merk;Pakket;Uitgave\nns1;Citrix;NetScaler ADC;14.1-43.50\ncafé;Acme;Thing;1\n".encode("cp1252")
CHOSEN = {"column_0": "asset", "column_1": "vendor", "column_2": "product", "column_3": "version"}
SECRET = b"set ns param -password Geheim123\nadd ssl certKey wildcard -key sleutel.key\n"
CONF = b"#NS14.1 Build 43.50\n" + SECRET + b"add vpn vserver toegang SSL 192.0.2.10 443\n"


@pytest.fixture
def cast():
    return assemble()


def test_who_is_hit_is_counted_before_anything_is_published_and_nothing_is_written(cast):
    bring(cast.town)
    bring(cast.other_town, NEW)
    desk = viewer("desk", cast.town_cert)
    before = len(entries(desk))
    found = selectors.what_if(desk, Question("Citrix", "NetScaler ADC", "47.46", "14.1"), NOW)
    assert (found.counts, found.total) == ({Exposure.AFFECTED: 1, Exposure.FIXED: 1}, 2)
    assert [(hit.organisation, hit.verdict) for hit in found.organisations] == [
        (cast.town, Exposure.AFFECTED),
        (cast.other_town, Exposure.FIXED),
    ]
    assert (found.coverage.rows, found.coverage.resolved, found.coverage.share) == (3, 2, 66)
    assert len(entries(desk)) == before
    nobody = selectors.what_if(
        viewer("desk", cast.health_cert), Question("Citrix", "NetScaler ADC", "47.46", "14.1"), NOW
    )
    assert nobody.total == 0


def test_who_uses_a_system_that_another_runs_is_hit_by_it_as_far_as_the_label_shows(cast):
    bring(cast.town)
    user = organisation("Tweestroom", "municipality", sector="municipalities")
    begin_membership(organisation=user, cert=cast.town_cert, period=ALWAYS, actor=DESK_WORK)
    host = record_shared_host(name="ns1", operator=cast.town)
    use_host(host=host, organisation=user, period=ALWAYS, actor=DESK_WORK)
    desk = viewer("desk", cast.town_cert)
    asked = Question("Citrix", "NetScaler ADC", "47.46", "14.1")
    found = selectors.what_if(desk, asked, NOW)
    assert (found.counts, found.total, found.served) == ({Exposure.AFFECTED: 2}, 2, 1)
    assert {(hit.organisation, hit.rows) for hit in found.organisations} == {(cast.town, 1), (user, 1)}
    assert selectors.what_if(viewer("desk", cast.health_cert), asked, NOW).total == 0
    bring(user, NEW)
    found = selectors.what_if(desk, asked, NOW)
    assert (found.counts, found.served) == ({Exposure.AFFECTED: 2}, 0)
    assert {(hit.organisation, hit.rows) for hit in found.organisations} == {(cast.town, 1), (user, 2)}
    ImportedInventory.objects.filter(organisation=cast.town).update(label=Label.RED)
    found = selectors.what_if(desk, asked, NOW)
    assert {(hit.organisation, hit.verdict) for hit in found.organisations} == {(user, Exposure.FIXED)}


@pytest.mark.parametrize("name", ["NetScaler ADC (HA pair)", "2x NetScaler ADC", "NetScaler ADC 14.1-43.50"])
def test_a_name_with_what_lists_write_beside_it_is_counted_as_the_run_answers(cast, name):
    content = f"asset,vendor,product,version,config\nns1,Citrix,{name},14.1-43.50,gateway=yes\n".encode()
    assert bring(cast.town, content).resolved == 1
    run(cast.town)
    assert [row.verdict for row in selectors.verdicts(viewer("ciso", cast.town), organisation=cast.town)] == [
        Exposure.AFFECTED
    ]
    found = selectors.what_if(viewer("desk", cast.town_cert), Question("Citrix", "NetScaler ADC", "47.46", "14.1"), NOW)
    assert found.counts == {Exposure.AFFECTED: 1}


def cold_fusion():
    said = VersionStatement("0", CveStatus.AFFECTED, less_than_or_equal="2021 Update 5")
    flaw = Vulnerability(CVE, CVE, affected=(Affected("Adobe", "ColdFusion", (said,), CveStatus.UNAFFECTED),))
    return Document(Format.CVE_5, CVE, "1", CVE, "Adobe", status="PUBLISHED", vulnerabilities=(flaw,))


def test_builds_named_with_their_release_and_an_update_alone_are_told_with_it(cast):
    head = "asset,vendor,product,version\n"
    bring(cast.town, f"{head}a,Adobe,ColdFusion 2021,Update 4\nb,Adobe,ColdFusion 2021,2021.0.5\n".encode())
    matcher = matcher_of([cold_fusion()])
    assert {row.version for row, _ in named(Build.objects.all()) if matcher.product_of(row)} == {"Update 4", "2021"}


def test_the_question_is_an_address_that_works_without_script_and_in_part_with_it(client, cast):
    bring(cast.town)
    sign_in(client, "desk", cast.town_cert)
    asked = {"vendor": "Citrix", "product": "NetScaler ADC", "train": "14.1", "fixed": "47.46"}
    whole = client.get(reverse("who_is_hit"), asked, headers={"accept-language": "en"}).content.decode()
    assert "1 organisation lists this product." in whole
    part = client.get(reverse("who_is_hit"), asked, headers={"hx-request": "true", "accept-language": "en"})
    assert b"<html" not in part.content
    assert b"1 organisation lists this product." in part.content
    assert client.get(reverse("who_is_hit"), {**asked, "fixed": "???"}).status_code == 200
    sign_in(client, "ciso", cast.town)
    assert client.get(reverse("who_is_hit"), asked).status_code == 404
    assert client.get(reverse("remediation")).status_code == 404


def kev(day):
    listed = {"cveID": CVE, "dateAdded": day, "dueDate": day, "knownRansomwareCampaignUse": "Unknown"}
    catalogue = {"title": "x", "catalogVersion": "1", "dateReleased": "2026-01-01T00:00:00Z", "count": 1}
    import_kev(content=json.dumps({**catalogue, "vulnerabilities": [listed]}).encode())


@pytest.mark.parametrize(("ago", "found"), [(30, 1), (400, 0)])
def test_an_organisation_sees_its_exploited_flaws_of_the_last_year(client, cast, ago, found):
    kev((timezone.now() - timedelta(days=ago)).date().isoformat())
    bring(cast.town)
    run(cast.town)
    bring(cast.town, NEW)
    run(cast.town)
    flaws = selectors.exploited(viewer("ciso", cast.town), cast.town, timezone.now())
    assert [(one.vulnerability, one.systems, one.open_now) for one in flaws] == [(CVE, 1, False)] * found
    sign_in(client, "director", cast.town)
    html = client.get(reverse("exploited_flaws", args=[cast.town])).content.decode()
    assert (CVE in html) is bool(found)
    sign_in(client, "ciso", cast.outsider)
    assert client.get(reverse("exploited_flaws", args=[cast.town])).status_code == 404


def test_a_flaw_is_removed_by_itself_or_by_hand_and_the_desk_sees_the_counts(client, cast):
    bring(cast.town)
    run(cast.town)
    ciso = viewer("clerk", cast.town)
    desk = viewer("shift-lead", cast.town_cert)
    (verdict,) = selectors.verdicts(ciso, cast.town)
    assert selectors.remedy_table(desk)[0].counts == {"not-remediated": 1, "in-progress": 0, "done": 0, "unknown": 0}
    assert selectors.remedy_table(desk)[0].organisations == 1
    services.state_remedy(organisation=cast.town, verdict=verdict.id, remedy=Remedy.DONE, actor=ict(cast.town), at=NOW)
    assert selectors.remedy_table(desk)[0].counts["in-progress"] == 1
    bring(cast.town, NEW)
    run(cast.town)
    assert selectors.remedy_table(desk)[0].counts["done"] == 1
    assert selectors.remedy_table(desk)[0].organisations == 0
    with pytest.raises(NotFound):
        services.state_remedy(
            organisation=cast.other_town, verdict=verdict.id, remedy=Remedy.DONE, actor=ict(cast.town), at=NOW
        )
    assert [entry.payload["remedy"] for entry in entries(ciso, kinds=["remedy.stated"])] == ["done"]
    sign_in(client, "ict", cast.town)
    (verdict,) = selectors.verdicts(ciso, cast.town)
    where = reverse("state_remedy", args=[cast.town, verdict.id])
    assert client.post(where, {"remedy": "in-progress", "remark": ""}).status_code == 302
    assert client.post(where, {"remedy": "perhaps"}).status_code == 302
    assert len(entries(ciso, kinds=["remedy.stated"])) == 2
    sign_in(client, "desk", cast.town_cert)
    assert CVE in client.get(reverse("remediation")).content.decode()


def test_own_headings_are_asked_once_and_remembered(client, cast):
    sign_in(client, "ict", cast.town)
    answer = hand_in(client, cast.town, DUTCH, seen="2026-02-01")
    page = client.get(answer.url).content.decode()
    assert "Merk" in page
    assert "Citrix" in page
    assert ImportedInventory.objects.count() == 0
    given = {"kind": "CMDB", "seen": "2026-02-01", **CHOSEN}
    assert client.post(answer.url, {**given, "column_3": "-"}).status_code == 422
    assert client.post(answer.url, given).url == reverse("systems_of", args=[cast.town])
    assert sorted(Asset.objects.values_list("name", "version")) == [("café", "1"), ("ns1", "14.1-43.50")]
    newer = DUTCH.replace(b"43.50", b"47.48") + b"ns2;Citrix;NetScaler ADC;13.1-59.19\n"
    answer = hand_in(client, cast.town, newer)
    assert answer.url == reverse("systems_of", args=[cast.town])
    html = client.get(answer.url, headers={"accept-language": "en"}).content.decode()
    assert "1 nieuw, 0 verdwenen, 1 met een andere versie, 1 als voorheen" in html


def test_an_organisation_sees_what_of_its_own_could_not_be_read(client, cast):
    sign_in(client, "ict", cast.town)
    hand_in(client, cast.town, b'{"bomFormat"')
    page = client.get(reverse("systems_of", args=[cast.town]), headers={"accept-language": "en"}).content.decode()
    assert "Files that could not be read" in page
    sign_in(client, "desk", cast.town_cert)
    assert b"Files that could not" not in client.get(reverse("systems_of", args=[cast.town])).content


def test_a_configuration_gives_its_facts_and_leaves_no_secret_anywhere(client, cast, settings):
    bring(cast.town, b"asset,vendor,product,version\nNS1,Citrix,NetScaler ADC,14.1-43.50\n")
    assert run(cast.town).counts == {"precondition-unknown": 1}
    sign_in(client, "ict", cast.town)
    where = reverse("hand_in_configuration", args=[cast.town])
    assert client.post(where, {"asset": "NS1", "file": SimpleUploadedFile("ns.conf", CONF)}).status_code == 302
    assert run(cast.town).counts == {"affected": 1}
    kept = b"".join(path.read_bytes() for path in settings.EVIDENCE_DIR.rglob("*") if path.is_file())
    assert b"Geheim123" not in kept
    assert b"sleutel" not in kept
    assert not Build.objects.filter(facts__icontains="toegang").exists()
    bring(cast.town, b"asset,vendor,product,version\nns1,Citrix,NetScaler ADC,14.1-43.51\n")
    assert run(cast.town).counts == {"affected": 1}
    assert (
        client.post(where, {"asset": "NS1", "file": SimpleUploadedFile("x", b"geen configuratie")}).status_code == 422
    )
