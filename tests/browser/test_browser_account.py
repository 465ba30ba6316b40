"""Signing in and the account's own pages, in a real browser, in both languages, without faults."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from django.contrib.auth import get_user_model

PASSWORD = "walk the dike at night"
PAGES = [
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/password/change/",
]


@pytest.fixture
def account(live_server):
    return get_user_model().objects.create_user("ciso@waterhoven.example", PASSWORD)


def sign_in(page, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("E-mailadres").fill("ciso@waterhoven.example")
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_load_state()


def confirm(page):
    """Give the password again, as the account's own pages ask before they change anything."""
    assert "/reauthenticate/" in page.url
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def code_of(secret):
    """Return the six digits that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_the_right_password_opens_and_the_wrong_one_says_why_not(page, account, axe_clean):
    sign_in(page, "not this one")
    assert page.url.endswith("/accounts/login/")
    assert page.get_by_role("alert").is_visible()
    axe_clean(page)
    sign_in(page)
    assert page.get_by_role("link", name="Uitloggen").is_visible()


def test_nobody_signs_up(page, live_server):
    assert page.request.get("/accounts/signup/").status == 404
    page.goto("/accounts/login/")
    assert page.locator("a[href*=signup]").count() == 0


@pytest.mark.parametrize("look", [{"language": "nl"}, {"language": "en", "scheme": "dark"}], ids=["day", "night"])
def test_the_pages_of_an_account_have_no_serious_fault(open_page, account, signed_in, axe_clean, look):
    page = signed_in(open_page(**look), account)
    for address in PAGES:
        assert page.goto(address).ok
        axe_clean(page)


def test_the_pages_of_an_account_fit_a_screen_of_320(open_page, account, signed_in, no_sideways):
    page = signed_in(open_page(width=320, height=640), account)
    for address in PAGES:
        page.goto(address)
        no_sideways(page)


def test_a_second_factor_is_set_up_asked_for_and_backed_by_codes(page, account, axe_clean, no_sideways):
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    axe_clean(page)
    confirm(page)
    axe_clean(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("main form button").click()
    page.wait_for_url("**/recovery-codes/")
    axe_clean(page)
    codes = page.locator("#recovery_codes code").all_inner_texts()
    assert len(codes) == 10
    page.goto("/accounts/2fa/recovery-codes/")
    axe_clean(page)
    assert page.locator("#recovery_codes").count() == 0
    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_load_state()
    sign_in(page)
    assert "/2fa/authenticate" in page.url
    axe_clean(page)
    page.set_viewport_size({"width": 320, "height": 640})
    no_sideways(page)
    page.locator("input[name=code]").fill(codes[0])
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Uitloggen").is_visible()


def test_a_passkey_is_added_and_opens_without_a_password(page, account):
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm(page)
    page.locator("input[name=name]").fill("laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/**recovery**")
    page.goto("/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_load_state()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Inloggen met een toegangssleutel").click()
    page.get_by_role("link", name="Uitloggen").wait_for()
