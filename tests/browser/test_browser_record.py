import os
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from screens import EVERY_SCREEN

import journal_cast
import organisations_cast
from dijkwacht.journal import services
from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.models import Account

SHOTS = os.environ.get("SHOTS_OF_THE_RECORD", "")


@pytest.fixture
def told(live_server):
    """A town whose response is told in a few entries, and its CISO's account."""
    cast = organisations_cast.assemble()
    case = uuid4()

    def write(kind, payload, **more):
        place = {"owner": cast.town, "organisation": cast.town, "constituency": cast.town_cert, "case": case}
        return journal_cast.append(kind, payload, **{**place, **more})

    letter = Source("het college", "Raadsbrief over de poort", "vraag 3", "https://example.org/brief")
    write("case.opened", {"title_nl": "Lek in de poort, januari 2020", "title_en": "Leak in the gate, January 2020"})
    write(
        "access.closed",
        {"scope": "all", "what": "thuiswerken", "ground": "advice"},
        happened=read_moment("2020-01-17T09:30"),
        known=read_moment("2020-01-17"),
        source=letter,
    )
    stored = services.store_evidence(content=b"%PDF-1.7", name="logboek.pdf", owner=cast.town)
    done = write(
        "measure.done",
        {
            "step": "fix",
            "device": "adc-1",
            "build": "13.0-47.24",
            "remark": "Met de hand, buiten het onderhoudsvenster.",
        },
        happened=read_moment("2020-01-24"),
        evidence=[stored.digest],
        label=Label.AMBER_STRICT,
    )
    write("measure.verified", {"step": "fix", "result": "effective"}, corrects=done.id)
    services.sequence_once()
    write("monitoring.raised", {"reason": "de poort stond open", "until": "2020-02"})
    account = organisations_cast.account_with("ciso", cast.town)
    return done, Account.objects.get(public_id=account)


@pytest.fixture
def reader(open_page, signed_in):
    """Open a window as the holder of an account."""
    return lambda account, **how: signed_in(open_page(**how), account)


@EVERY_SCREEN
def test_the_record_and_an_entry_fit_every_screen(told, reader, axe_clean, no_sideways, language, scheme, width):
    done, account = told
    page = reader(account, language=language, scheme=scheme, width=width)
    for name, address in (("record", reverse("record")), ("entry", reverse("record_entry", args=[done.id]))):
        page.goto(address)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{language}-{scheme}-{width}.png", full_page=True)
        axe_clean(page)
        no_sideways(page)


def test_the_record_is_chosen_from_by_keyboard_alone(told, page, signed_in):
    _, account = told
    signed_in(page, account).goto(reverse("record"))
    page.get_by_label("Onderwerp").focus()
    page.keyboard.type("Maatregelen")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**onderwerp=measure**")
    assert page.locator("tbody tr").count() == 3
    page.get_by_role("link", name="Gedaan: Herstelversie installeren").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/record/*-*/")
    assert page.get_by_role("heading", name="Gedaan: Herstelversie installeren").is_visible()
