"""Saturday night: mail refuses, single sign-on is silent; a CISO on a phone closes the door, and so does her desk."""

import socket
from pathlib import Path

import axe_playwright_python
import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

import homes_cast
from dijkwacht.cases.selectors import own_story
from dijkwacht.kernel.origin import Origin
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.reporting.services.desk_folders import take_out, write_folder

PASSWORD = "walk the dike at night"
PHONE = {"width": 320, "height": 640}
HERS, OTHERS = "Hoogwaarden", "’t Zand"


@pytest.fixture
def nothing_listens():
    """A port that refuses: for mail and for single sign-on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def night(live_server, nothing_listens):
    """The exercise, with mail and single sign-on configured and dead."""
    url = f"http://127.0.0.1:{nothing_listens}"
    app = {"provider_id": "sso", "name": "SSO", "client_id": "x", "secret": "x", "settings": {"server_url": url}}
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=nothing_listens,
        OIDC_URL=url,
        OIDC_NAME="Inloggen via uw organisatie",
        SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}},
    ):
        yield homes_cast.assemble()


def account(night, name, role):
    row = night.account(name, role)
    row.set_password(PASSWORD)
    row.save()
    return row


def sign_in(page, row, no_sideways):
    """Try single sign-on, be told that it is dead, and sign in the local way."""
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Inloggen via uw organisatie").click()
    expect(page.get_by_role("alert")).to_contain_text("antwoordt niet")
    no_sideways(page)
    page.get_by_label("E-mailadres").fill(row.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("link", name="Uitloggen")).to_be_visible()


def close_the_door(page, response):
    page.goto(f"/reacties/{response}/vastleggen/dicht/")
    page.get_by_label("Hoeveel ging dicht?").select_option("all")
    page.get_by_label("Wat ging dicht?").fill("inloggen van buiten")
    if page.get_by_label("Wie vertelde het u").count():
        page.get_by_label("Wie vertelde het u").select_option("role:ciso")
    page.get_by_role("button", name="Vastleggen").click()
    page.wait_for_url(f"**/reacties/{response}/")


def shape(response):
    """Return the closing as the record has it, its origin and who recorded it apart."""
    entry = next(one for one in own_story(response).entries if one.kind == "access.closed")
    return (entry.kind, entry.schema, entry.category, entry.label, dict(entry.payload)), entry.origin


def test_she_reports_the_door_closed_and_so_does_her_desk_for_another(open_page, night, axe_clean, no_sideways):
    hers, others = night.responses[HERS], night.responses[OTHERS]
    phone = open_page(**PHONE)
    sign_in(phone, account(night, HERS, "ciso"), no_sideways)
    phone.goto("/wat-nu/")
    expect(phone.get_by_role("heading", name="Advies: wat veranderde").or_(phone.locator("#advice"))).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Overweeg uitschakelen")
    no_sideways(phone)
    axe_clean(phone)
    close_the_door(phone, hers)
    no_sideways(phone)

    desk = open_page()
    sign_in(desk, account(night, "cert", "desk"), no_sideways)
    close_the_door(desk, others)
    expect(desk.locator("#told-for")).to_be_visible()

    (declared, own), (told, relayed) = shape(hers), shape(others)
    assert declared == told
    assert (own, relayed) == (Origin.DECLARED, Origin.RELAYED)

    member = open_page(**PHONE)
    sign_in(member, account(night, OTHERS, "ciso"), no_sideways)
    member.goto(f"/reacties/{others}/")
    expect(member.locator("main")).to_contain_text("nog niet bevestigd")
    no_sideways(member)
    member.get_by_role("button", name="Ja, zo is het gezegd").click()
    expect(member.locator("main")).to_contain_text("bevestigd door de organisatie")
    axe_clean(member)


def test_the_desks_folder_opens_from_a_stick(browser, night, axe_clean, no_sideways, tmp_path):
    desk = viewer_for(night.account("cert", "desk").public_id, timezone.now())
    write_folder(take_out(viewer=desk, at=timezone.now()), tmp_path / "STICK")
    context = browser.new_context(viewport=PHONE, java_script_enabled=True)
    context.add_init_script(path=str(Path(axe_playwright_python.__file__).parent / "axe.min.js"))
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "STICK" / "index.html").as_uri())
    page.get_by_role("link", name="Nederlands").click()
    expect(page.locator("main")).to_contain_text("Waterhoven")
    no_sideways(page)
    axe_clean(page)
    page.get_by_role("link", name="Waterhoven").click()
    expect(page.locator("main")).to_contain_text("06 00 00 00 00")
    expect(page.locator("footer")).to_contain_text("Waterwacht")
    expect(page.locator(".label").first).to_have_css("font-weight", "700")
    no_sideways(page)
    axe_clean(page)
    page.get_by_role("link", name="Deelnemers").click()
    page.get_by_role("link", name="Bellijst").first.click()
    expect(page.locator("main")).to_contain_text("☐ gesproken")
    assert all(url.startswith("file:") for url in asked)
    context.close()


def test_the_night_sheet_and_the_answer_sheet_fit_a_phone(open_page, night, signed_in, axe_clean, no_sideways):
    row = account(night, "Waterhoven", "ciso")
    page = signed_in(open_page(**PHONE), row)
    response = night.responses["Waterhoven"]
    for address in (
        f"/night/{night.members['Waterhoven']}/",
        f"/reacties/{response}/antwoordblad/",
        f"/reacties/{response}/overtypen/",
        f"/responses/{response}/gate/close/",
    ):
        assert page.goto(address).ok
        no_sideways(page)
        axe_clean(page)
