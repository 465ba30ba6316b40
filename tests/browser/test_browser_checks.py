"""The pages of checks in a real browser: they fit every screen, and a check is permitted and started by keyboard."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from screens import EVERY_SCREEN

from dijkwacht.organisations.models import Account
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.permission import BETWEEN
from dijkwacht.verification.models import ProbeRun
from gateway_emulator import emulated
from organisations_cast import account_with
from response_cast import scene
from verification_stand import PLACE, checked, stand

SHOTS = os.environ.get("SHOTS_OF_THE_CHECKS", "")


@pytest.fixture
def town(live_server, settings):
    """A town that says it is closed while a check from outside gets an answer; its CISO and its desk."""
    settings.PROBE_PLACE, settings.PROBE_NETWORKS, settings.PROBE_SIDE = PLACE, "127.0.0.0/8", "outside"
    made = scene()
    made.told("device.stated", "2020-01-10", device="ns1", product="NetScaler ADC", build="12.1-50.28")
    made.told("measure.done", "2020-01-14", step="mitigate", device="ns1")
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    now = timezone.now() - 4 * BETWEEN
    with emulated("unmitigated") as gateway:
        standing = stand(made.cast.town, gateway.port, device="ns1", every_hours=24, at=now)
        checked(standing, methods=(Method.REACHABILITY,), side=Side.INSIDE, place="kantoor", at=now)
        checked(standing, at=now + BETWEEN)
    accounts = [account_with(role, at) for role, at in (("ciso", made.cast.town), ("desk", made.cast.town_cert))]
    return made, standing, [Account.objects.get(public_id=account) for account in accounts]


@EVERY_SCREEN
def test_the_pages_fit_every_screen(town, open_page, signed_in, axe_clean, no_sideways, language, scheme, width):
    made, standing, (ciso, desk) = town
    own = (("checks_of", made.cast.town), ("check_target", standing.target), ("response", made.response), ("now",))
    seen = (("checks_of", made.cast.town), ("check_target", standing.target), ("member", made.cast.town), ("members",))
    for account, pages in ((ciso, own), (desk, seen)):
        page = signed_in(open_page(language=language, scheme=scheme, width=width), account)
        for name, *parts in pages:
            page.goto(reverse(name, args=parts))
            if SHOTS:
                who = "ciso" if account is ciso else "desk"
                page.screenshot(path=Path(SHOTS) / f"{who}-{name}-{language}-{width}.png", full_page=True)
            axe_clean(page)
            no_sideways(page)


def test_a_check_is_started_by_keyboard_alone_without_script(town, open_page, signed_in):
    _, standing, (ciso, _) = town
    page = signed_in(open_page(script=False), ciso)
    page.goto(reverse("check_target", args=[standing.target]))
    page.get_by_role("button", name=f"Nu controleren van {PLACE}").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Kijk opnieuw").wait_for()
    assert ProbeRun.objects.filter(state="queued").count() == 1
