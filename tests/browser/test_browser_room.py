"""The evidence room in a real browser: every page fits every screen, and a file is handed in and judged by keyboard."""

import hashlib
import os
import random
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from screens import EVERY_SCREEN

from dijkwacht.cases.services import record
from dijkwacht.hunting import jobs
from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.models import FoundSign, HuntRun, KeptFile, Upload
from dijkwacht.hunting.services import keeping, runs
from dijkwacht.hunting.services.loading import load_rules
from dijkwacht.journal.services import store_evidence
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
SHELL = b"Jan 10 12:00:05 <local7.notice> ns1 bash[211]: root on /dev/pts/0 "
OWN_TRACE = SHELL + b'shell_command="grep NSC_USER /var/log/x"\n'
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
    keep(made.response, OWN_TRACE, "bash.log", device="ns-1")
    report = store_evidence(content=b"%PDF-1.7 made up", name="verslag.pdf", owner=made.cast.town).digest
    told = {"kind": "evidence.secured", "payload": {"what": ["httpaccess.log"]}, "evidence": (report,)}
    record(actor=ICT, response=made.response, **told)
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


@EVERY_SCREEN
def test_the_pages_fit_every_screen(town, open_page, signed_in, axe_clean, no_sideways, language, scheme, width):
    _, account, places, _ = town
    page = signed_in(open_page(language=language, scheme=scheme, width=width), account)
    for name, place in places.items():
        page.goto(place)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{language}-{width}.png", full_page=True)
        axe_clean(page)
        no_sideways(page)


def test_a_large_file_goes_in_parts_by_script_and_becomes_one_file(town, page, signed_in, tmp_path):
    _, account, places, _ = town
    large = tmp_path / "nscore.bin"
    large.write_bytes(random.Random(4).randbytes(PART + 1234))  # noqa: S311 - made evidence
    signed_in(page, account).goto(places["room"])
    page.get_by_label("Bestand", exact=True).set_input_files(large)
    page.get_by_label("Van welk apparaat").fill("ns-1")
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_role("link", name="nscore.bin").or_(page.get_by_text("wordt nagerekend")).first.wait_for()
    upload = Upload.objects.get(name="nscore.bin")
    assert (upload.state, upload.parts.count(), upload.device) == ("joining", 2, "ns-1")
    file = KeptFile.objects.get(public_id=keeping.join_upload(upload=upload.public_id, at=AT))
    assert file.sha256 == hashlib.sha256(large.read_bytes()).hexdigest()


def test_a_large_file_that_stopped_goes_on_with_the_part_that_is_missing(town, page, signed_in, tmp_path):
    made, account, places, _ = town
    content = random.Random(5).randbytes(PART + 99)  # noqa: S311 - made evidence
    (tmp_path / "half.bin").write_bytes(content)
    actor = Actor(ActorKind.PERSON, "ict", account=account.public_id)
    promise = {"response": made.response, "name": "half.bin", "size": len(content), "device": "ns-1", "at": AT}
    begun = keeping.begin_upload(actor=actor, **promise)
    keeping.put_part(upload=begun, number=1, sha256=hashlib.sha256(content[:PART]).hexdigest(), content=content[:PART])
    signed_in(page, account).goto(places["room"])
    page.get_by_text("ontbreekt nog: deel 2").wait_for()
    page.get_by_label("Bestand", exact=True).set_input_files(tmp_path / "half.bin")
    page.get_by_label("Van welk apparaat").fill("ns-1")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "/parts/" in request.url else None)
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_role("row", name="half.bin").get_by_text("wordt nagerekend").wait_for()
    upload = Upload.objects.get(name="half.bin")
    assert (upload.public_id, upload.state, len(sent)) == (begun, "joining", 1)


def test_without_script_a_large_file_is_refused_with_what_to_do(town, open_page, signed_in, tmp_path):
    _, account, places, _ = town
    large = tmp_path / "nscore.bin"
    large.write_bytes(bytes(PART + 1))
    page = signed_in(open_page(script=False), account)
    page.goto(places["room"])
    page.get_by_label("Bestand", exact=True).set_input_files(large)
    page.get_by_role("button", name="Bewaren").click()
    page.get_by_text("Zonder script is een bestand hooguit 16 MiB").first.wait_for()
    assert not Upload.objects.filter(name="nscore.bin").exists()


def test_a_finding_is_judged_by_keyboard_alone_and_nothing_is_chosen_beforehand(town, page, signed_in):
    _, account, places, _ = town
    signed_in(page, account).goto(places["again"])
    choice = page.get_by_label("Oordeel").first
    assert choice.input_value() == ""
    choice.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("gezien in de bundel")
    page.keyboard.press("Enter")
    page.get_by_text("Het is vastgelegd.").first.wait_for()
    assert FoundSign.objects.filter(judgement="true", because="gezien in de bundel").exists()
