"""The evidence room in a real browser: every page fits every screen, and a file is handed in and judged by keyboard."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.hunting import jobs
from dijkwacht.hunting.models import HuntRun
from dijkwacht.hunting.services import keeping, runs
from dijkwacht.hunting.services.loading import load_rules
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import give_consent
from hunting_evidence import local
from organisations_cast import account_with
from response_cast import AT, scene
from room_cast import ICT, asked, done, keep, log, opened

SHOTS = os.environ.get("SHOTS_OF_THE_ROOM", "")
LIST = b"indicator,type,class,title\nveldgate-drop.example,domain,compromise,Uitwijkadres van de indringer\n"
SIGNS = [
    (local(2020, 1, 10, 3, 4, 5), "/vpns/portal/../veldgate-drop.example/x"),
    (local(2020, 1, 11, 3, 4, 5), "/vpn/../vpns/cfg/smb.conf"),
]


@pytest.fixture
def town(live_server):
    """A town that keeps evidence of two devices, searched twice; one run waits; and its ICT engineer's account."""
    made = scene()
    made.told("window.stated", "2020-01-21", start="2019-12-24", end="2020-01-16", reason="eigen logbestanden")
    first = keep(made.response, log(signs=SIGNS), device="ns-1")
    second = keep(made.response, log(start=(2020, 1, 8)), "httpaccess.log.0", device="ns-2")
    for file in (first, second):
        jobs.index(str(file.public_id))
    upload = keeping.begin_upload(actor=ICT, response=made.response, name="nscore.gz", size=5, at=AT, device="ns-1")
    opened(made)
    opened(made, "nazorg")
    run = done(asked(made, "citrix-2019-19781"))
    loaded = load_rules(actor=ICT, organisation=made.cast.town, name="lijst.csv", content=LIST, at=timezone.now())
    again = done(HuntRun.objects.get(public_id=loaded.runs[0]))
    waiting = asked(made, "citrix-2019-19781", hunt="nazorg")
    unit = runs.begin_unit(run=waiting.public_id, unit=1)
    runs.note_progress(unit=unit, done=unit.size)
    ciso = Actor(ActorKind.PERSON, "ciso", organisation=made.cast.town)
    give_consent(organisation=made.cast.town, to=ConsentTo.FORENSIC_PARTNER, period=read_period("2020-01"), actor=ciso)
    account = Account.objects.get(public_id=account_with("ict", made.cast.town))
    places = {
        "room": reverse("evidence", args=[made.response]),
        "file": reverse("evidence_file", args=[first.public_id]),
        "custody": reverse("evidence_custody", args=[made.response]),
        "run": reverse("hunt_run", args=[run.public_id]),
        "again": reverse("hunt_run", args=[again.public_id]),
        "progress": reverse("hunt_run", args=[waiting.public_id]),
        "hunts": reverse("hunts", args=[made.response]),
        "standing": reverse("standing", args=[made.cast.town]),
    }
    return made, account, places, upload


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("en", "dark")])
def test_the_pages_fit_every_screen(town, open_page, signed_in, axe_clean, no_sideways, language, scheme, width):
    _, account, places, _ = town
    page = signed_in(open_page(language=language, scheme=scheme, width=width), account)
    for name, place in places.items():
        page.goto(place)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{language}-{width}.png", full_page=True)
        axe_clean(page)
        no_sideways(page)
