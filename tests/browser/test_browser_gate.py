"""The gate, the hunts and recovery in a real browser: they fit every screen, and reopening works by keyboard alone."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from screens import EVERY_SCREEN

from dijkwacht.cases.domain.axes import Access
from dijkwacht.cases.selectors import folded
from dijkwacht.organisations.models import Account
from organisations_cast import account_with
from response_cast import scene

SHOTS = os.environ.get("SHOTS_OF_THE_GATE", "")
PLACES = (("gate", ()), ("hunts", ()), ("recovery", ()), ("gate_deed", ("reopen",)), ("hunt_deed", ("run",)))


@pytest.fixture
def town(live_server):
    """A town that closed, looked at nine of 24 days and has a few things not yet back; and its CISO's account."""
    made = scene()
    made.case_told("reopening.advised", "2020-01-20", issuer="Gemeentewacht", version="3", builds=["12.1-55.18"])
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    made.told("window.stated", "2020-01-21", start="2019-12-24", end="2020-01-16", reason="eigen logbestanden")
    made.told("hunt.opened", "2020-01-17", hunt="eerste", questions=["access", "attempts", "extent"])
    covered = [["2020-01-08", "2020-01-16"]]
    made.told(
        "hunt.ran",
        "2020-01-20",
        hunt="eerste",
        sources=["webserver", "shell-log"],
        covered=covered,
        result="no-signs",
        limits="oudere logbestanden waren overschreven",
    )
    made.told("measure.done", "2020-01-20", step="fix", build="12.1-55.24")
    made.told("restriction.imposed", "2020-01-18", key="thuis", what="thuiswerken", who="medewerkers", where="thuis")
    made.told("system.off", "2020-01-18", system="zaaksysteem", tier="primary", process="vergunningen")
    made.told("link.broken", "2020-01-18", partner="waterschap")
    made.told(
        "wave.planned", "2020-01-19", wave="kern", number=1, systems=["zaaksysteem"], criteria=["schoon", "getest"]
    )
    made.told("wave.criterion", "2020-01-20", wave="kern", criterion="schoon", met=True, name="A. Voorbeeld")
    made.told(
        "function.stated", "2020-01-18", system="NetScaler", function="thuiswerken", who="medewerkers", where="thuis"
    )
    for number, day in enumerate(("2020-01-06", "2020-01-13", "2020-01-20", "2020-01-27", "2020-02-03")):
        amount = 100 - 8 * number - number % 2
        made.told("backlog.measured", day, unit="burgerzaken", kind="paper", open=True, amount=amount)
    return made, Account.objects.get(public_id=account_with("ciso", made.cast.town))


@EVERY_SCREEN
def test_the_pages_fit_every_screen(town, open_page, signed_in, axe_clean, no_sideways, language, scheme, width):
    made, account = town
    page = signed_in(open_page(language=language, scheme=scheme, width=width), account)
    for name, parts in PLACES:
        page.goto(reverse(name, args=[made.response, *parts]))
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
        axe_clean(page)
        no_sideways(page)


def test_reopening_against_the_gate_by_keyboard_alone(town, page, signed_in):
    made, account = town
    signed_in(page, account).goto(reverse("gate", args=[made.response]))
    page.get_by_role("link", name="Heropening vastleggen").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Wie besloot").focus()
    page.keyboard.type("college")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Vastleggen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("schrijf op waarom").first.wait_for()
    assert folded(made.response)[0].axes.access is Access.CLOSED

    page.get_by_label("Reden").focus()
    page.keyboard.type("de zorg kan niet wachten")
    page.get_by_role("button", name="Vastleggen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("heropend tegen de toets in").first.wait_for()
    assert folded(made.response)[0].axes.access is Access.REOPENED_AGAINST_GATE
