"""What an inventory holds reaches the response: as devices that matching observed, with builds and verdicts."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.cases.domain.axes import Use, Weakness
from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import take_in_all_matching, take_in_matching
from dijkwacht.exposure import services as exposing
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.selectors import matched_since
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from record_explains import assert_journal_explains
from response_cast import scene

CVE = "CVE-2025-6543"
HEADER = "asset;vendor;product;version;config\n"
OLD, NEW = "ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes\n", "ns1;Citrix;NetScaler ADC;14.1-47.48;gateway=yes\n"
RECORD = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {"cveId": CVE, "state": "PUBLISHED", "dateUpdated": "2025-06-26T00:00:00Z"},
    "containers": {"cna": {"affected": [], "descriptions": [{"lang": "en", "value": "x"}]}},
}


@pytest.fixture
def played(db):
    made = scene()
    made.case_told("case.linked", "2025-06-25", what="vulnerability", ref=CVE)
    cert = made.cast.town_cert
    desk = Actor(ActorKind.PERSON, "desk", organisation=cert)
    handling = Handling(owner=cert, label=Label.AMBER, constituency=cert)
    receive_advisory(content=json.dumps(RECORD).encode(), actor=desk, handling=handling, level=Level.VENDOR)
    return made


def hand_in(played, *rows):
    """Take in an inventory of the town and compare it, as its page does."""
    town = played.cast.town
    ict = Actor(ActorKind.PERSON, "ict", organisation=town)
    content = (HEADER + "".join(rows)).encode()
    exposing.import_inventory(
        organisation=town, content=content, name="cmdb.csv", actor=ict, at=timezone.now(), called="Súdwest-Tweestroom"
    )
    eyes = Viewer(None, (Office(town, Role.CISO),), frozenset({played.cast.town_cert}))
    documents = documents_seen(eyes)
    return exposing.run_matching(organisations=[town], documents=documents, actor=ict, at=timezone.now())


def test_a_system_of_the_inventory_becomes_an_observed_device_of_the_response(played):
    hand_in(played, OLD, "printer;Acme;Laser;1\n")

    (entry,) = take_in_matching(organisation=played.cast.town)

    assert (entry.kind, entry.origin, entry.actor.kind) == ("device.stated", Origin.OBSERVED, ActorKind.MACHINE)
    state = assert_journal_explains(played.response)
    device = state.devices["ns1"]
    assert (device.build, device.verdicts) == ("14.1-43.50", {CVE: Exposure.AFFECTED})
    assert (state.axes.use, state.use.origin) == (Use.USES, Origin.OBSERVED)
    assert state.axes.weakness is Weakness.OPEN


def test_what_is_known_is_not_recorded_again_and_a_newer_build_is(played):
    hand_in(played, OLD)
    assert len(take_in_matching(organisation=played.cast.town)) == 1
    assert take_in_matching(organisation=played.cast.town) == ()
    hand_in(played, NEW)
    assert len(take_in_matching(organisation=played.cast.town)) == 1
    state, facts = folded(played.response)
    assert state.devices["ns1"].verdicts == {CVE: Exposure.FIXED}
    assert facts.flaws.keys() >= {CVE}


def test_only_open_responses_of_the_organisation_itself_follow(played):
    hand_in(played, OLD)
    assert take_in_matching(organisation=played.cast.other_town) == ()
    played.told("response.closed", "2026-01-01")
    assert take_in_matching(organisation=played.cast.town) == ()


def test_the_job_follows_what_changed_since_it_last_ran(played):
    hand_in(played, OLD)
    assert take_in_all_matching() == 1
    assert take_in_all_matching() == 0
    assert matched_since(timezone.now() + timedelta(minutes=5)) == frozenset()
    assert matched_since(None) == {played.cast.town}


def test_a_device_that_a_newer_inventory_no_longer_lists_is_gone_and_one_that_people_named_stays(played):
    hand_in(played, OLD, OLD.replace("ns1", "ns2"))
    take_in_matching(organisation=played.cast.town)
    played.told("device.stated", "2025-06-26", device="oude doos", product="NetScaler ADC", build="12.1-50.28")
    hand_in(played, OLD)

    (entry,) = take_in_matching(organisation=played.cast.town)

    assert (entry.kind, entry.text("device"), entry.origin) == ("device.gone", "ns2", Origin.OBSERVED)
    assert set(assert_journal_explains(played.response).devices) == {"ns1", "oude doos"}
    assert take_in_matching(organisation=played.cast.town) == ()


def test_a_device_that_comes_back_is_there_again(played):
    for rows in ((OLD,), (NEW.replace("ns1", "ns9"),), (OLD,)):
        hand_in(played, *rows)
        take_in_matching(organisation=played.cast.town)
    assert set(folded(played.response)[0].devices) == {"ns1"}
