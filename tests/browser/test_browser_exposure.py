"""The pages of systems in a real browser: they fit every screen, by script or without, for town and desk."""

import json
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from screens import EVERY_SCREEN

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.exposure import services as exposing
from dijkwacht.exposure.selectors import verdicts
from dijkwacht.journal.services import store_evidence
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import record_shared_host, state_use, use_host
from organisations_cast import ALWAYS, DESK_WORK, account_with
from response_cast import scene

SHOTS = os.environ.get("SHOTS_OF_EXPOSURE", "")
CVE = "CVE-2025-6543"
HEAD = "asset;vendor;product;version;config;seen at\n"
OWN = (
    "poort-stadhuis;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;2026-11-02\n"
    "poort-werf;Citrix;NetScaler ADC;13.1-58.32;;2026-10-01\n"
    "poort-oud;Citrix;NetScaler ADC;12.1-65.15;gateway=yes;\n"
    "poort-nieuw;Citrix;NetScaler ADC;14.1-47.48;gateway=yes;2026-11-20\n"
    "zaak;Voorbeeld BV;Zaaksuite Compleet Online;;;\n"
)


@pytest.fixture
def town(live_server):
    """A town with systems of every sort, one of which others use, and one of which another town runs for it."""
    made = scene()
    cast, now = made.cast, timezone.now()
    record = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": CVE, "state": "PUBLISHED", "dateUpdated": "2025-06-26T00:00:00Z"},
        "containers": {"cna": {"affected": [], "descriptions": [{"lang": "en", "value": "x"}]}},
    }
    desk = Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert)
    handling = Handling(owner=cast.town_cert, label=Label.AMBER, constituency=cast.town_cert)
    content = json.dumps(record).encode()
    advisory = receive_advisory(content=content, actor=desk, handling=handling, level=Level.VENDOR).advisory
    for of, rows in ((cast.town, OWN), (cast.other_town, "regiopoort;Citrix;NetScaler ADC;14.1-43.50;gateway=yes;\n")):
        ict = Actor(ActorKind.PERSON, "ict", organisation=of)
        eyes = Viewer(None, (Office(of, Role.ICT),), frozenset({cast.town_cert}))
        exposing.import_inventory(
            organisation=of, content=(HEAD + rows).encode(), name="cmdb.csv", actor=ict, at=now, kind="CMDB"
        )
        exposing.run_matching(organisations=[of], documents=documents_seen(eyes), actor=ict, at=now)
    own = record_shared_host(name="poort-stadhuis", operator=cast.town, about="Thuiswerken voor twee gemeenten")
    use_host(host=own, organisation=cast.other_town, period=ALWAYS, actor=DESK_WORK)
    theirs = record_shared_host(name="regiopoort", operator=cast.other_town)
    use_host(host=theirs, organisation=cast.town, period=ALWAYS, actor=DESK_WORK)
    asked = record_shared_host(name="mailregio", operator=cast.other_town)
    state_use(host=asked, organisation=cast.town, since=read_moment("2026-01-01"), actor=DESK_WORK)
    odd = b"Naam CI;Merk;Pakket;Uitgave\nns-tweestroom;Citrix;NetScaler ADC;12.1-55.18\n"
    digest = store_evidence(content=odd, name="eigen.csv", owner=cast.town).digest
    eyes = Viewer(None, (Office(cast.town, Role.ICT),), frozenset({cast.town_cert}))
    found = verdicts(eyes, cast.town)
    accounts = [account_with(role, at) for role, at in (("ict", cast.town), ("desk", cast.town_cert))]
    people = [Account.objects.get(public_id=account) for account in accounts]
    return cast, own, advisory, digest, found, people


def own_pages(cast, host, digest, found):
    shared = next(one for one in found if one.run_by)
    unknown = next(one for one in found if one.verdict.value == "precondition-unknown")
    return (
        ("systems_of", cast.town),
        ("why_verdict", cast.town, found[0].id),
        ("why_verdict", cast.town, unknown.id),
        ("why_verdict", cast.town, shared.id),
        ("shared_devices", cast.town),
        ("host_measure", cast.town, host),
        ("hand_in_inventory", cast.town),
        ("hand_in_configuration", cast.town),
        ("inventory_headings", cast.town, digest),
        ("exploited_flaws", cast.town),
    )


def desk_pages(cast, advisory):
    return (
        ("advisory_touches", advisory),
        ("flaw_touches", CVE),
        ("systems_of", cast.town),
        ("shared_devices", cast.town),
        ("remediation",),
        ("names",),
        ("products",),
        ("who_is_hit",),
        ("amend_range",),
    )


@EVERY_SCREEN
def test_the_pages_fit_every_screen(town, open_page, signed_in, axe_clean, no_sideways, language, scheme, width):
    script = language == "nl"  # what axe needs; the other half of the screens is looked at without
    cast, host, advisory, digest, found, (ict, desk) = town
    for account, pages in ((ict, own_pages(cast, host, digest, found)), (desk, desk_pages(cast, advisory))):
        page = signed_in(open_page(language=language, scheme=scheme, width=width, script=script), account)
        for number, (name, *parts) in enumerate(pages):
            answer = page.goto(reverse(name, args=parts))
            assert answer.status == 200, name
            if SHOTS:
                who = "ict" if account is ict else "desk"
                page.screenshot(path=Path(SHOTS) / f"{who}-{number}-{name}-{language}-{width}.png", full_page=True)
            no_sideways(page)
            if script:
                axe_clean(page)


def test_a_use_is_confirmed_by_keyboard_alone_without_script(town, open_page, signed_in):
    cast, *_, (ict, _) = town
    page = signed_in(open_page(script=False), ict)
    page.goto(reverse("shared_devices", args=[cast.town]))
    page.get_by_role("button", name="Ja, wij gebruiken het").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Vastgelegd.").wait_for()
    assert page.get_by_role("button", name="Ja, wij gebruiken het").count() == 0
    assert "telt, bevestigd door wie het gebruikt" in page.content()
