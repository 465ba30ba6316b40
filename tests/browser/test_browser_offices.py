"""Roles, a password by telephone and removal by law in a real browser: languages, small screens, keyboard."""

import pytest
from django.urls import reverse

from dijkwacht.journal.selectors import entries
from dijkwacht.organisations.models import Account, EntryRemovalAsk
from organisations_cast import NOW, account_with, assemble, contact, viewer

LOOKS = [("nl", "light"), ("en", "dark")]


@pytest.fixture
def town(live_server):
    """The town, its CISO, and the addresses of the pages that its CISO opens."""
    cast = assemble()
    ciso = account_with("ciso", cast.town, email="ciso.met.een.lange.naam@sudwest-tweestroom.example")
    clerk = account_with("clerk", cast.town, email="griffie@tweestroom.example")
    contact(cast.town, "mail", "verdwijnend.adres@elders.example", person="Voornaam Achternaam")
    contact(cast.town, "phone", "0881234567", person="Voornaam Achternaam")
    entry, asked = entries(viewer("director", cast.town), organisation=cast.town, kinds=["contact.recorded"])
    EntryRemovalAsk.objects.create(
        entry=asked.id,
        owner=cast.town,
        parts=["content"],
        ground="AVG art. 17, op verzoek van de betrokkene",
        asked_by=clerk,
        asked_role="director",
        asked_at=NOW,
    )
    return Account.objects.get(public_id=ciso), {
        "roles": reverse("roles", args=[cast.town]),
        "standing": reverse("standing", args=[cast.town]),
        "password": reverse("renew_password", args=[cast.town, clerk]),
        "removal": reverse("remove_from_record", args=[entry.id]),
        "asked": reverse("remove_from_record", args=[asked.id]),
        "doing": reverse("entry_removal", args=[asked.id]),
    }


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_no_page_has_a_serious_fault_on_a_screen_of_320(
    open_page, signed_in, axe_clean, no_sideways, town, language, scheme
):
    account, pages = town
    page = signed_in(open_page(width=320, height=640, language=language, scheme=scheme), account)
    for address in pages.values():
        assert page.goto(address).ok
        axe_clean(page)
        no_sideways(page)


def test_a_role_is_given_by_keyboard_without_script(open_page, signed_in, town):
    account, pages = town
    page = signed_in(open_page(script=False, width=320, height=640), account)
    page.goto(pages["roles"])
    page.locator("#id_email").fill("nieuw@tweestroom.example")
    page.keyboard.press("Enter")
    page.get_by_text("De rol is gegeven.").wait_for()
    assert "nieuw@tweestroom.example" in page.locator("main ul.plain").inner_text()


def test_a_password_is_shown_once(open_page, signed_in, no_sideways, town):
    account, pages = town
    page = signed_in(open_page(width=320, height=640), account)
    page.goto(pages["password"])
    page.get_by_role("button", name="Geef een nieuw wachtwoord").click()
    assert page.locator("code.token").inner_text().count("-") >= 3
    no_sideways(page)
    page.goto(pages["password"])
    assert page.locator("code.token").count() == 0
