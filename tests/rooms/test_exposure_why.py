"""Why a verdict says what it says, when a system was last seen, and what stands behind silence."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from test_exposure_pages import advise, hand_in, sign_in
from typer.testing import CliRunner

from dijkwacht.exposure.commands.inventories import app
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.models import ImportedInventory
from dijkwacht.exposure.selectors import systems_page, why
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from organisations_cast import account_with, assemble

pytestmark = pytest.mark.django_db
DUTCH, ENGLISH = {"accept-language": "nl"}, {"accept-language": "en"}


@pytest.fixture
def cast():
    made = assemble()
    advise(made.town_cert)
    return made


def eyes(cast, role=Role.ICT, at=None):
    return Viewer(None, (Office(at or cast.town, role),), frozenset({cast.town_cert}))


def csv(*rows, head="asset;vendor;product;version;config;seen at"):
    return "\n".join([head, *rows, ""]).encode()


def listed(client, cast, content, *, again=False):
    if not again:
        sign_in(client, "ict", cast.town)
    assert hand_in(client, cast.town, content).status_code == 302
    return systems_page(eyes(cast), cast.town, timezone.now())


def page_of(client, cast, verdict, headers=ENGLISH):
    answer = client.get(reverse("why_verdict", args=[cast.town, verdict.id]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_row_name_order_condition_sources_and_what_would_change_it(client, cast):
    page = listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;2026-02-01"))
    (verdict,) = page.verdicts
    html = page_of(client, cast, verdict)
    for told in (
        "row 1 of CMDB",
        "the name stands in our list of spellings",
        "maintenance line 14.1",
        "by an amendment",
        "lies in it",
        "It is affected only where gateway=yes or aaa=yes.",
        "installing a version outside the affected range",
    ):
        assert told in html, told
    assert "<svg" in html
    assert "de genoemde" not in html
    assert "Wat elke bron ervan zegt" in page_of(client, cast, verdict, DUTCH)


def test_either_value_of_a_fact_is_answered(client, cast):
    (verdict,) = listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;;")).verdicts
    assert verdict.verdict is Exposure.PRECONDITION_UNKNOWN
    told = why(eyes(cast), cast.town, verdict.id, timezone.now())
    (source,) = told.sources
    assert source.decides
    assert told.today is Exposure.PRECONDITION_UNKNOWN
    asked = {one.fact: (one.if_yes, one.if_no) for one in source.explained.asked}
    assert asked["gateway"] == (Exposure.AFFECTED, Exposure.PRECONDITION_UNKNOWN)


def test_what_a_configuration_told_is_named_as_its_source(client, cast):
    listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;aaa=no;"))
    file = SimpleUploadedFile("ns.conf", b"#NS14.1 Build 43.50\nadd vpn vserver gw SSL 0.0.0.0 443\n")
    client.post(reverse("hand_in_configuration", args=[cast.town]), {"asset": "ns1", "file": file})
    found = systems_page(eyes(cast), cast.town, timezone.now()).verdicts
    told = why(eyes(cast), cast.town, found[0].id, timezone.now())
    sources = {one.fact: one.source.en for one in told.facts}
    assert sources["gateway"] == "the configuration handed in (ns.conf)"


def test_others_find_no_such_verdict(client, cast):
    (verdict,) = listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;")).verdicts
    sign_in(client, "ciso", cast.other_town)
    for organisation in (cast.town, cast.other_town):
        assert client.get(reverse("why_verdict", args=[organisation, verdict.id])).status_code == 404
    with pytest.raises(NotFound):
        why(eyes(cast, Role.DESK, cast.health_cert), cast.town, verdict.id, timezone.now())
    sign_in(client, "desk", cast.town_cert)
    assert client.get(reverse("why_verdict", args=[cast.town, verdict.id])).status_code == 200


def test_each_row_says_when_it_was_last_seen_and_by_which_inventory(client, cast):
    day = (timezone.now() - timedelta(days=9)).strftime("%d-%m-%Y")
    page = listed(
        client, cast, csv(f"ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;{day}", "ns2;Citrix;ADC;14.1-43.50;;")
    )
    seen = {verdict.asset: verdict.last_seen for verdict in page.verdicts}
    assert seen["ns1"].age(timezone.now()) == 9
    assert seen["ns1"].inventory == "CMDB"
    assert seen["ns2"].at is None
    html = client.get(reverse("systems_of", args=[cast.town]), headers=ENGLISH).content.decode()
    assert "9 days ago, CMDB" in html
    assert "not stated when" in html


def test_a_system_seen_again_later_says_so_although_its_answer_did_not_change(client, cast):
    listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;2026-02-01"))
    page = listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;2026-03-01"), again=True)
    (verdict,) = page.verdicts
    assert verdict.last_seen.at.text() == "2026-03-01"


def test_no_answer_is_never_shown_without_what_stands_behind_it(client, cast):
    page = listed(client, cast, csv("mail;Acme;Post;3;;", "ns1;Citrix;NetScaler ADC;14.1-47.48;gateway=no;aaa=no;"))
    assert page.behind.en.startswith("2 rows were compared; of 50% we know the product.")
    html = client.get(reverse("systems_of", args=[cast.town]), headers=DUTCH).content.decode()
    assert "Geen antwoord over een systeem betekent niet dat het niet kwetsbaar is." in html


def test_a_table_whose_columns_were_told_leaves_the_list_of_unread_files_and_stays_in_history(client, cast):
    sign_in(client, "ict", cast.town)
    odd = b"Naam CI;Merk;Pakket;Uitgave\nns1;Citrix;NetScaler ADC;14.1-43.50\n"
    answer = hand_in(client, cast.town, odd)
    before = systems_page(eyes(cast), cast.town, timezone.now())
    assert ([one.what for one in before.unread], before.read_later) == (["inventory"], ())
    columns = {"column_0": "asset", "column_1": "vendor", "column_2": "product", "column_3": "version"}
    assert client.post(answer.url, {"kind": "CMDB", "seen": "", **columns}).status_code == 302
    after = systems_page(eyes(cast), cast.town, timezone.now())
    assert (after.unread, len(after.read_later)) == ((), 1)
    assert ImportedInventory.objects.get().rows == 1
    hand_in(client, cast.town, csv("ns1;Citrix;NetScaler ADC;14.1-47.48;;"))
    later = systems_page(eyes(cast), cast.town, timezone.now())
    assert (later.unread, len(later.read_later)) == ((), 1)


def test_the_command_says_why_in_lines(client, cast):
    listed(client, cast, csv("ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;"))
    account_with("ict", cast.town, email="opdracht@accounts.example")
    who = ["--organisation", "Súdwest-Tweestroom", "--account", "opdracht@accounts.example"]
    ran = CliRunner().invoke(app, ["why", "NS1", "cve-2025-6543", *who])
    assert ran.exit_code == 0, ran.output
    for told in ("ns1: CVE-2025-6543: affected", "row 1 of CMDB", "gateway = yes, from row 1 of CMDB", "  * 14.1"):
        assert told in ran.output
    missing = CliRunner().invoke(app, ["why", "ns9", "cve-2025-6543", *who])
    assert isinstance(missing.exception, NotFound)
