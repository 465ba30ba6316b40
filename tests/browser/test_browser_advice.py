"""Advice in a real browser: list, one advisory, versions compared, file, providers; two languages, small and wide."""

import json

import pytest
from django.urls import reverse

import provider_kit as kit
from dijkwacht.advisories import services
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.models import Account
from organisations_cast import account_with, assemble

LOOKS = [("nl", "light", 320), ("en", "dark", 1280)]
LONG = "Kwetsbaarheid in Veldgate-toegangspoort-met-een-lange-naam: lezen van willekeurige bestanden zonder aanmelden"


def version(number, text, released, title):
    value = json.loads(kit.advisory(number, text))
    value["document"]["title"] = title
    value["document"]["tracking"]["current_release_date"] = released
    value["product_tree"] = {"full_product_names": [{"product_id": "p", "name": "Veldgate 13.0"}]}
    value["vulnerabilities"] = [{"cve": f"CVE-2026-{number:04}", "product_status": {"known_affected": ["p"]}}]
    return json.dumps(value).encode()


@pytest.fixture
def desk(live_server):
    """The desk's account, and the addresses of its pages of advice."""
    cast = assemble()
    account = account_with("desk", cast.town_cert, email="desk.met.een.lange.naam@gemeentewacht.example")
    actor = Actor(ActorKind.PERSON, "desk", account, cast.town_cert)
    made = {}
    for number, text, released, title in (
        (1, "1", "2026-01-05T10:00:00Z", LONG),
        (1, "2", "2026-02-05T10:00:00Z", f"{LONG} (herzien)"),
        (2, "1", "2026-01-07T10:00:00Z", "Flaw in Veldgate mail"),
    ):
        made[number] = services.receive_advisory(
            content=version(number, text, released, title),
            actor=actor,
            handling=Handling(cast.town_cert, Label.AMBER, cast.town_cert),
            level=Level.VENDOR,
        ).advisory
    first = made[1]
    about = {"advisory": first, "title": LONG, "label": Label.AMBER, "organisation": cast.town_cert, "actor": actor}
    services.comment_advisory(
        **about, comment="Fabrikant gebeld; hersteld build volgt morgen.\nZie ook https://x.example"
    )
    services.assign_advisory(**about, assignee=account, expected=0)
    pages = {
        "list": reverse("advisories"),
        "one": reverse("advisory", args=[first]),
        "compare": reverse("compare_advisory", args=[first]),
        "file": reverse("upload_advisory"),
        "providers": reverse("providers"),
        "write": reverse("write_advisory"),
    }
    return Account.objects.get(public_id=account), pages


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_of_advice_has_a_serious_fault(open_page, signed_in, axe_clean, no_sideways, desk, look):
    language, scheme, width = look
    account, pages = desk
    page = signed_in(open_page(width=width, height=800, language=language, scheme=scheme), account)
    for address in pages.values():
        assert page.goto(address).ok
        axe_clean(page)
        no_sideways(page)


def test_a_tired_person_reads_comments_and_finds_it_again(open_page, signed_in, desk):
    account, pages = desk
    page = signed_in(open_page(width=320, height=640, language="nl"), account)
    page.goto(pages["one"])
    page.get_by_role("button", name="Als gelezen markeren").click()
    page.get_by_text("U hebt deze versie gelezen.").wait_for()
    page.get_by_text("Een opmerking schrijven").click()
    page.get_by_label("Opmerking", exact=True).fill("Nog eens gebeld")
    page.locator("form[action$='comments/'] button").click()
    page.get_by_text("Nog eens gebeld").wait_for()
    page.goto(pages["list"] + "?mine=on")
    assert page.get_by_role("row").count() == 2  # the heading and the one
    page.goto(pages["list"] + "?unread=on")
    assert "Flaw in Veldgate mail" in page.content()
    assert "(herzien)" not in page.content()
