"""The pages of checks: register, permit, start, take back, hand in; both desks see what contradicts a claim."""

import json

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dijkwacht.cases.selectors import own_story
from dijkwacht.journal.selectors import entries
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.jobs import check, repeat
from dijkwacht.verification.models import ProbePermission, ProbeRun, ProbeTarget
from dijkwacht.verification.services import revoke
from gateway_emulator import emulated
from hostile_forms import HOSTILE, SHOWN
from hostile_stage import sign_in
from organisations_cast import viewer
from response_cast import scene
from verification_stand import OWNER, PLACE, checked, stand

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}
ADDRESS = {"address": "https://portaal.tweestroom.example", "device": "ns1", "fingerprint": "", "own": "on"}
GIVEN = {"methods": ["reachability"], "days": "31", "every_hours": "24", "decided_by": "college"}


@pytest.fixture
def here(settings):
    settings.PROBE_NETWORKS, settings.PROBE_PLACE, settings.PROBE_SIDE = "127.0.0.0/8", PLACE, "outside"
    return django_settings


def shown(client, name, *arguments, **more):
    return client.get(reverse(name, args=arguments), headers=NL, **more).content.decode()


def posted(client, name, *arguments, **given):
    return client.post(reverse(name, args=arguments), given, headers=NL)


def checks(made):
    return [entry for entry in own_story(made.response).entries if entry.kind == "check.recorded"]


def test_an_address_is_registered_permitted_and_taken_back(client):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    assert "Er is geen adres geregistreerd" in shown(client, "checks_of", made.cast.town)
    answer = posted(client, "checks_of", made.cast.town, **ADDRESS)
    target = ProbeTarget.objects.get()
    assert answer.url == reverse("check_target", args=[target.public_id])
    page = shown(client, "check_target", target.public_id)
    assert "er mag nog niets aan gevraagd worden" in page
    assert "GET /vpn/../vpns/" in page
    posted(client, "permit_checks", target.public_id, **GIVEN)
    permission = ProbePermission.objects.get()
    assert "Toegestaan door college" in shown(client, "check_target", target.public_id)
    assert posted(client, "revoke_checks", target.public_id, permission="").status_code == 404
    posted(client, "revoke_checks", target.public_id, permission=permission.public_id)
    assert "Er geldt er geen" in shown(client, "check_target", target.public_id)
    posted(client, "withdraw_target", target.public_id)
    assert "Niet meer geregistreerd" in shown(client, "check_target", target.public_id)
    kinds = ["target.registered", "probe.permitted", "probe.revoked", "target.withdrawn"]
    listed = entries(viewer("clerk", made.cast.town), organisation=made.cast.town, kinds=kinds)
    assert [entry.kind for entry in listed] == kinds


@pytest.mark.parametrize(
    "changed",
    [{"own": ""}, {"address": "https://a.example/pad"}, {"address": "localhost"}, {"fingerprint": "ab12"}],
)
def test_what_is_no_address_of_ones_own_is_not_registered(client, changed):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    assert posted(client, "checks_of", made.cast.town, **{**ADDRESS, **changed}).status_code == 422
    assert not ProbeTarget.objects.exists()


def test_what_is_typed_with_an_address_comes_back_as_text(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    posted(client, "checks_of", made.cast.town, **{**ADDRESS, "device": HOSTILE})
    target = ProbeTarget.objects.get().public_id
    for page in (shown(client, "checks_of", made.cast.town), shown(client, "check_target", target)):
        assert SHOWN in page
        assert "<script>alert(1)" not in page
        assert SHOWN + "49" not in page


def test_the_same_address_twice_is_refused_in_words(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    posted(client, "checks_of", made.cast.town, **ADDRESS)
    again = posted(client, "checks_of", made.cast.town, **ADDRESS)
    assert again.status_code == 422
    assert "al geregistreerd" in again.content.decode()


def test_a_check_is_started_done_by_the_job_and_shown(client, here):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    with emulated("unmitigated") as gateway:
        standing = stand(made.cast.town, gateway.port, methods=(Method.TRAVERSAL,))
        posted(client, "start_check", standing.target)
        run = ProbeRun.objects.get()
        assert "Er loopt een controle" in shown(client, "check_target", standing.target)
        assert gateway.connections == 0
        check(str(run.public_id))
        check(str(run.public_id))  # a job that runs twice does not ask twice
        assert gateway.connections == 1
    page = shown(client, "check_target", standing.target)
    for words in ("niet beperkt", "het pad kwam erdoor", "nooit met een echt apparaat", "<svg", PLACE):
        assert words in page
    assert len(checks(made)) == 1
    posted(client, "start_check", standing.target)
    assert "hoogstens eens per 2 minuten" in shown(client, "check_target", standing.target)


def test_an_address_in_a_network_that_is_not_of_this_place_gets_no_packet(client, settings):
    settings.PROBE_PLACE, settings.PROBE_NETWORKS = PLACE, ""
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    with emulated("standing") as gateway:
        standing = stand(made.cast.town, gateway.port)
        posted(client, "start_check", standing.target)
        check(str(ProbeRun.objects.get().public_id))
        assert gateway.connections == 0
    assert "geen openbaar adres" in shown(client, "check_target", standing.target)
    assert not checks(made)


def test_without_a_place_nothing_is_started(client):
    made = scene()
    sign_in(client, "ciso", made.cast.town)
    standing = stand(made.cast.town)
    posted(client, "start_check", standing.target)
    assert "geen plek" in shown(client, "check_target", standing.target)
    assert not ProbeRun.objects.exists()


def test_the_repeating_job_asks_for_what_is_due(here):
    made = scene()
    stand(made.cast.town, every_hours=24)
    repeat(0)
    repeat(0)
    assert ProbeRun.objects.filter(scheduled=True).count() == 1


@pytest.mark.parametrize("name", ["start_check", "permit_checks", "revoke_checks", "withdraw_target", "type_in_result"])
def test_a_desk_sees_the_checks_of_its_member_and_can_do_none_of_it(client, here, name):
    made = scene()
    with emulated("standing") as gateway:
        standing = stand(made.cast.town, gateway.port)
        checked(standing, methods=(Method.REACHABILITY,))
        sign_in(client, "desk", made.cast.town_cert)
        page = shown(client, "check_target", standing.target)
        assert "er antwoordt iets" in page
        assert "<form" not in page.split("<main", 1)[1]
        asked = gateway.connections
        assert posted(client, name, standing.target, permission=standing.permission, **GIVEN).status_code == 404
        assert gateway.connections == asked


def test_a_desk_asks_and_the_organisation_is_told(client):
    made = scene()
    sign_in(client, "desk", made.cast.town_cert)
    assert posted(client, "ask_for_checks", made.cast.town, reason="U staat op de lijst").status_code == 302
    sign_in(client, "ciso", made.cast.town)
    page = shown(client, "checks_of", made.cast.town)
    assert "Uw desk vraagt een controle toe te staan" in page
    assert "U staat op de lijst" in page
    assert posted(client, "ask_for_checks", made.cast.town, reason="x").status_code == 404


def test_what_somebody_saw_elsewhere_is_typed_in_and_handed_in(client):
    made = scene()
    sign_in(client, "ict", made.cast.town)
    standing = stand(made.cast.town)
    posted(client, "type_in_result", standing.target, place="thuis", found="open", side="outside")
    permit = json.loads(client.get(reverse("permission_file", args=[standing.target])).content)
    result = {"method": "reachability", "outcome": "closed", "reasons": [], "limits": [], "exchanges": []}
    value = {
        "format": "dijkwacht-probe-1", "target": permit["target"], "permission": permit["permission"],
        "place": "een andere stad", "side": "outside", "at": timezone.now().isoformat(), "results": [result],
    }  # fmt: skip
    file = SimpleUploadedFile("answer.json", json.dumps(value).encode())
    assert posted(client, "hand_in_results", standing.target, file=file).status_code == 302
    assert [entry.text("where_from") for entry in checks(made)] == ["thuis", "een andere stad"]
    bad = SimpleUploadedFile("answer.json", b"{}")
    assert posted(client, "hand_in_results", standing.target, file=bad).status_code == 422
    revoke(actor=OWNER, permission=standing.permission, at=timezone.now())
    late = SimpleUploadedFile("answer.json", json.dumps({**value, "at": "2020-01-01T12:00:00Z"}).encode())
    answer = posted(client, "hand_in_results", standing.target, file=late)
    assert answer.status_code == 422
    assert posted(client, "type_in_result", standing.target, place="x", found="open", side="outside").status_code == 404


def test_a_check_that_contradicts_a_claim_shows_on_both_desks_with_the_two_facts(client):
    made = scene()
    made.told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
    with emulated("standing") as gateway:
        checked(stand(made.cast.town, gateway.port), methods=(Method.REACHABILITY,), side=Side.OUTSIDE)
    two_facts = ("opgegeven: dicht (voordeur)", "van buiten bereikbaar", "gezien van oefenplek", "18 jan 2020")
    sign_in(client, "ciso", made.cast.town)
    for page in (shown(client, "now"), shown(client, "response", made.response)):
        assert all(words in page for words in two_facts)
    sign_in(client, "desk", made.cast.town_cert)
    for page in (shown(client, "member", made.cast.town), shown(client, "response", made.response)):
        assert all(words in page for words in two_facts)
    matrix = client.get(reverse("members"), {"toon": "tegenspraak"}, headers=NL).content.decode()
    assert "Súdwest-Tweestroom" in matrix
    assert "zegt dicht, is van buiten bereikbaar" in matrix
