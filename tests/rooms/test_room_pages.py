"""The evidence room as people use it: without script, verdict first, nothing for who may not see it."""

import base64
import shutil
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from api_client import program
from dijkwacht.cases.selectors import own_story
from dijkwacht.hunting.commands.evidence import CannotRead, app
from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.models import Custody, FoundSign, HuntRun, KeptFile, RulePack, Upload
from dijkwacht.hunting.services import keeping
from dijkwacht.hunting.services.keeping import join_upload
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.selectors import viewer_for
from dijkwacht.organisations.services import give_consent, withdraw_consent
from hostile_stage import sign_in
from hunting_evidence import local
from organisations_cast import account_with
from response_cast import AT, scene
from room_cast import ADDRESS, RULE, asked, done, keep, log, opened, sha

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
SIGN = (local(2020, 1, 10, 3, 4, 5), "/veldgate-drop/x")


def named(name, content):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def made():
    return scene()


@pytest.fixture
def searched(made, client):
    """A town whose ICT loaded a rule by the page and whose kept log was searched with it."""
    sign_in(client, "ict", made.cast.town)
    content = log(signs=[SIGN])
    keep(made.response, content)
    opened(made)
    client.post(reverse("evidence_rules", args=[made.response]), {"rules": named("drop.yml", RULE)})
    page = client.get(reverse("evidence", args=[made.response]), headers=NL).content.decode()
    pack = page.split('name="packs" value="')[-1].split('"')[0]
    answer = client.post(reverse("start_hunt_run", args=[made.response]), {"hunt": "eerste", "packs": [pack]})
    run = HuntRun.objects.get()
    assert answer.url == reverse("hunt_run", args=[run.public_id])
    return run


def test_a_file_is_handed_in_by_a_plain_form_and_its_custody_is_shown(made, client):
    sign_in(client, "ict", made.cast.town)
    given = {"file": named("../ns.log", b"one line\n"), "device": "ns-1", "label": "TLP:AMBER"}
    assert client.post(reverse("evidence_hand_in", args=[made.response]), given).status_code == 302
    join_upload(upload=Upload.objects.get().public_id, at=AT)
    file = KeptFile.objects.get()
    for _ in range(2):
        page = client.get(reverse("evidence_file", args=[file.public_id]), headers=NL).content.decode()
    assert sha(b"one line\n") in page
    assert "bekeken" in page
    assert [one.deed for one in Custody.objects.order_by("pk")] == ["taken-in", "looked"]
    assert "ns.log" in client.get(reverse("evidence", args=[made.response])).content.decode()


def test_a_file_beyond_the_quota_is_refused_at_its_field(made, client, settings):
    settings.EVIDENCE_QUOTA_BYTES = 3
    sign_in(client, "ict", made.cast.town)
    given = {"file": named("ns.log", b"four"), "device": "", "label": "TLP:AMBER"}
    answer = client.post(reverse("evidence_hand_in", args=[made.response]), given, headers=NL)
    assert answer.status_code == 422
    assert "uw organisatie mag" in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_run_shows_its_progress_then_its_verdict_first(searched, client):
    place = reverse("hunt_run", args=[searched.public_id])
    waiting = client.get(place, headers=NL).content.decode()
    assert 'hx-trigger="every 3s"' in waiting
    part = client.get(place, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    done(searched)
    html = client.get(place, headers=NL).content.decode()
    assert html.index('class="stand"') < html.index("veldgate-drop")
    assert "toegang tot de webserver: " in html
    assert html.count("cover-covered") >= 24
    assert "hx-trigger" not in html


def test_a_finding_stands_between_the_lines_beside_it(searched, client):
    done(searched)
    html = client.get(reverse("hunt_run", args=[searched.public_id]), headers=NL).content.decode()
    found = html.partition('<ol class="findings">')[2].partition("</ol>")[0]
    assert found.count('<code class="beside">') == 4
    assert found.index("beside") < found.index("veldgate-drop") < found.rindex("beside")


SHELL = """title: Times of files set back
id: 7e57ab1e-0000-4000-8000-00000000bbbb
level: high
logsource: {product: netscaler, service: shell-log}
detection: {keywords: [touch -t], condition: keywords}
"""


def test_a_trace_of_the_scan_itself_is_labelled_on_the_page(made, client):
    sign_in(client, "ict", made.cast.town)
    line = (
        "Jan 10 12:00:05 <local7.notice> ns1 bash[211]: root on /dev/pts/0 shell_command=\"grep 'touch -t' /var/log/x\""
    )
    keep(made.response, f"{line}\n".encode(), "bash.log")
    opened(made)
    client.post(reverse("evidence_rules", args=[made.response]), {"rules": named("shell.yml", SHELL.encode())})
    pack = str(RulePack.objects.get().public_id)
    run = done(asked(made, pack))
    html = client.get(reverse("hunt_run", args=[run.public_id]), headers=NL).content.decode()
    assert '<strong class="own-trace">het zoeken zelf</strong>' in html
    assert "1 van deze regels is een spoor van het zoeken zelf" in html
    assert "aanwijzing, bewijst op zich niets" in html


def test_findings_are_judged_on_the_page_and_a_stale_judgement_is_not_taken(made, searched, client):
    done(searched)
    place = reverse("judge_findings", args=[searched.public_id])
    version = own_story(made.response).version
    given = {"rule": FoundSign.objects.get().rule, "judgement": "benign", "because": "onze scanner"}
    client.post(place, {**given, "version": version - 1})
    assert FoundSign.objects.get().judgement == ""
    client.post(place, {**given, "because": "", "version": version})
    assert FoundSign.objects.get().judgement == ""
    client.post(place, {**given, "version": version})
    assert FoundSign.objects.get().judged_by == "ict"


def test_the_cert_sees_counts_and_no_name_rule_or_path(made, searched, client):
    done(searched)
    place = reverse("hand_out_evidence", args=[searched.public_id])
    assert client.post(place, {"what": "counts"}).status_code == 302
    entry = next(one for one in own_story(made.response).entries if one.kind == "evidence.handed_out")
    assert {line["class"] for line in entry.payload["counts"]} == {"compromise", "reached", "attempt", "lead"}
    sign_in(client, "desk", made.cast.town_cert)
    html = client.get(reverse("record_entry", args=[entry.id])).content.decode()
    for secret in ("veldgate-drop", "httpaccess", "203.0.113.7", "A page that no visitor"):
        assert secret not in html
    assert client.get(reverse("hunt_run", args=[searched.public_id])).status_code == 404


PARTNER = {"what": "files", "to": "Spoorzoekers BV", "ground": "opdracht 7"}


def consented(made, since="2020-01"):
    actor = Actor(ActorKind.PERSON, "ciso", organisation=made.cast.town)
    give_consent(organisation=made.cast.town, to=ConsentTo.FORENSIC_PARTNER, period=read_period(since), actor=actor)


def unpacked(answer, folder):
    """Unpack a bundle with tar alone and return what sha256sum says of it."""
    folder.mkdir()
    content = b"".join(answer.streaming_content)
    subprocess.run(["tar", "-x", "-C", folder], input=content, check=True)
    return subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_nothing_is_handed_to_a_partner_before_after_or_without_consent(made, searched, client):
    done(searched)
    place = reverse("hand_out_evidence", args=[searched.public_id])

    def refused():
        page = client.post(place, PARTNER, headers=NL, follow=True).content.decode()
        return "loopt nu geen toestemming" in page and not Custody.objects.filter(deed="handed-out").exists()

    assert refused()
    consented(made, "2019-01")
    actor = Actor(ActorKind.PERSON, "ciso", organisation=made.cast.town)
    town, to = made.cast.town, ConsentTo.FORENSIC_PARTNER
    withdraw_consent(organisation=town, to=to, until=read_moment("2019-12-31"), actor=actor)
    assert refused(), "it ended with the consent"
    consented(made)
    assert client.post(place, {"what": "files", "to": "Spoorzoekers BV"}).status_code == 302
    assert not Custody.objects.filter(deed="handed-out").exists(), "the agreement is not named"
    assert client.post(place, PARTNER).status_code == 200
    entry = next(one for one in own_story(made.response).entries if one.kind == "evidence.handed_out")
    assert entry.payload["ground"] == "toestemming sinds 2020-01; opdracht 7"
    assert Custody.objects.get(deed="handed-out").told == "Spoorzoekers BV"


def test_consent_to_a_partner_shows_no_name_to_the_national_desk(made):
    consented(made)
    desk = account_with("national", made.cast.national, email="national@accounts.example")
    assert made.cast.town not in viewer_for(desk, AT).named_for_national


def test_the_bundle_verifies_with_sha256sum_tar_and_jq_and_findings_of_a_second_run_are_the_same_bytes(
    made, searched, client, tmp_path
):
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed; scripts/debian jq does it")
    consented(made)
    done(searched)
    again = done(asked(made, *searched.packs))
    texts = []
    for name, run in (("first", searched), ("second", again)):
        checked = unpacked(client.post(reverse("hand_out_evidence", args=[run.public_id]), PARTNER), tmp_path / name)
        assert checked.returncode == 0, checked.stderr
        assert checked.stdout.count(": OK") == 3 + KeptFile.objects.count()
        read = ["jq", "-e", "-s", 'length > 0 and all(.[]; .text | contains("veldgate-drop"))', "findings.jsonl"]
        assert subprocess.run(read, cwd=tmp_path / name, capture_output=True, check=False).returncode == 0
        read = ["jq", "-r", ".verdict", "run.json"]
        told = subprocess.run(read, cwd=tmp_path / name, capture_output=True, text=True, check=True).stdout
        assert told.strip() == run.verdict
        texts.append((tmp_path / name / "findings.jsonl").read_bytes())
    assert texts[0] == texts[1]
    (tmp_path / "first" / "run.json").write_text("{}")
    changed = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "first", capture_output=True, check=False
    )
    assert changed.returncode == 1


@pytest.mark.parametrize(("role", "office"), [("ict", "other_town"), ("desk", "town_cert"), ("national", "national")])
def test_what_is_anothers_is_not_found(made, searched, client, role, office):
    file = KeptFile.objects.get().public_id
    upload = Upload.objects.get().public_id
    sign_in(client, role, getattr(made.cast, office))
    for name, of in [("evidence", made.response), ("evidence_file", file), ("hunt_run", searched.public_id)]:
        assert client.get(reverse(name, args=[of])).status_code == 404
    for name, of in [
        ("evidence_hand_in", made.response),
        ("evidence_rules", made.response),
        ("start_hunt_run", made.response),
        ("give_up_upload", upload),
        ("cancel_hunt_run", searched.public_id),
        ("judge_findings", searched.public_id),
        ("hand_out_evidence", searched.public_id),
    ]:
        assert client.post(reverse(name, args=[of])).status_code == 404
    assert HuntRun.objects.get().state == "waiting"


def test_a_run_is_cancelled_by_its_page(searched, client):
    client.post(reverse("cancel_hunt_run", args=[searched.public_id]))
    assert "gestaakt" in client.get(reverse("hunt_run", args=[searched.public_id]), headers=NL).content.decode()


def test_rules_that_are_none_are_refused_at_their_field(made, client):
    sign_in(client, "ict", made.cast.town)
    answer = client.post(reverse("evidence_rules", args=[made.response]), {"rules": named("x.exe", ADDRESS)})
    assert answer.status_code == 422


def test_the_command_keeps_a_file_of_two_parts_and_says_what_it_cannot_read(made, tmp_path):
    email = "command@accounts.example"
    account_with("ict", made.cast.town, email=email)
    file = tmp_path / "core.bin"
    file.write_bytes(bytes(PART) + b"end")
    words = ["add", str(file), "--response", str(made.response), "--account", email]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    upload = Upload.objects.get()
    assert (upload.state, upload.parts.count(), upload.modified_at is not None) == ("joining", 2, True)
    assert join_upload(upload=upload.public_id, at=AT)
    gone = CliRunner().invoke(app, ["add", str(tmp_path / "none"), *words[2:]])
    assert isinstance(gone.exception, CannotRead)
    stranger = account_with("ict", made.cast.other_town, email="other@accounts.example")
    assert stranger
    refused = CliRunner().invoke(app, [*words[:-1], "other@accounts.example"])
    assert isinstance(refused.exception, NotFound)


def test_a_program_sends_parts_and_watches_the_run(made):
    opened(made)
    ict, other = program("ict", made.cast.town), program("ict", made.cast.other_town)
    content = log(signs=[SIGN])
    place = f"/responses/{made.response}/evidence"
    promised = {"name": "httpaccess.log", "size": len(content), "label": "TLP:AMBER"}
    assert other.post(place, promised).status_code == 404
    upload = ict.post(place, promised).json()["id"]
    part = {"number": 1, "sha256": sha(content)}
    file = {"name": "part", "content": base64.b64encode(content).decode()}
    assert ict.post(f"/evidence-uploads/{upload}/finish").status_code >= 400
    assert ict.post(f"/evidence-uploads/{upload}/parts", {**part, "sha256": "0" * 64, "file": file}).status_code >= 400
    assert other.post(f"/evidence-uploads/{upload}/parts", {**part, "file": file}).status_code == 404
    assert ict.post(f"/evidence-uploads/{upload}/parts", {**part, "file": file}).status_code < 300
    assert ict.post(f"/evidence-uploads/{upload}/finish").status_code < 300
    join_upload(upload=upload, at=AT)
    run = ict.post(f"/responses/{made.response}/runs", {"hunt": "eerste", "packs": ["citrix-2026"]}).json()["id"]
    done(HuntRun.objects.get(public_id=run))
    told = ict.get(f"/hunt-runs/{run}").json()
    assert told["verdict"] == "no-signs-partial"
    assert other.get(f"/hunt-runs/{run}").status_code == 404


def test_an_upload_that_stopped_says_what_is_missing_and_the_same_choice_goes_on(made, client):
    sign_in(client, "ict", made.cast.town)
    begin, room = (reverse(name, args=[made.response]) for name in ("evidence_begin", "evidence"))
    promise = {"name": "core.gz", "size": PART + 4, "device": "ns-1", "label": "TLP:AMBER"}
    places = client.post(begin, promise).json()
    assert places["have"] == {}
    assert "ontbreekt nog: deel 1, 2" in client.get(room, headers=NL).content.decode()
    last = {"number": 2, "sha256": sha(b"last"), "file": named("part", b"last")}
    assert client.post(places["part"], last).status_code == 204
    html = client.get(room, headers=NL).content.decode()
    assert "ontbreekt nog: deel 1<" in html
    assert "kies hieronder hetzelfde bestand opnieuw" in html

    again = client.post(begin, promise).json()
    assert (again["part"], again["have"]) == (places["part"], {"2": sha(b"last")})
    assert client.post(begin, {**promise, "anew": "1"}).json()["part"] != places["part"]
    assert client.post(begin, {**promise, "size": PART + 5}).json()["have"] == {}
    sign_in(client, "ciso", made.cast.town)
    assert client.post(begin, promise).json()["have"] == {}


def test_an_upload_with_every_part_is_finished_by_a_button_without_script(made, client):
    sign_in(client, "ict", made.cast.town)
    begin, room = (reverse(name, args=[made.response]) for name in ("evidence_begin", "evidence"))
    places = client.post(begin, {"name": "ns.log", "size": 4, "label": "TLP:AMBER"}).json()
    page = {"accept": "text/html", "accept-language": "nl"}
    early = client.post(places["finish"], headers=page, follow=True).content.decode()
    assert "Delen van dit bestand zijn niet binnengekomen" in early
    client.post(places["part"], {"number": 1, "sha256": sha(b"last"), "file": named("part", b"last")})
    assert places["finish"] in client.get(room, headers=NL).content.decode()
    assert client.post(places["finish"], headers=page).url == room
    assert Upload.objects.get().state == "joining"


def test_the_command_goes_on_where_an_upload_of_the_same_file_stopped(made, tmp_path):
    email = "goes-on@accounts.example"
    account = account_with("ict", made.cast.town, email=email)
    file = tmp_path / "core.gz"
    file.write_bytes(bytes(PART) + b"last")
    actor = Actor(ActorKind.PERSON, "ict", account)
    promise = {"response": made.response, "name": "core.gz", "size": PART + 4, "at": AT}
    begun = keeping.begin_upload(actor=actor, **promise)
    keeping.put_part(upload=begun, number=2, sha256=sha(b"last"), content=b"last")
    ran = CliRunner().invoke(app, ["add", str(file), "--response", str(made.response), "--account", email])
    assert ran.exit_code == 0, ran.output
    assert str(begun) in ran.output
    upload = Upload.objects.get()
    assert (upload.state, upload.parts.count()) == ("joining", 2)
