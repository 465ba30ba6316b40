"""A fictional ICT service runs one gateway for three towns in a Citrix week: what it does counts, decisions stay.

ICT-dienst De Drie Stromen, its towns and their CERT are invented; the builds and days are those of CVE-2025-6543.
"""

import json
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.cases.domain.axes import Access, Weakness
from dijkwacht.cases.selectors import folded, responses_of
from dijkwacht.cases.services import open_response, take_in_matching
from dijkwacht.containment.selectors import gate_for
from dijkwacht.exposure import services as exposing
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.selectors import matched_since, verdict_counts, verdicts
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.notification.selectors import notices_seen
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import stated
from dijkwacht.organisations.services import begin_membership
from organisations_cast import ALWAYS, DESK_WORK, account_with, organisation
from record_explains import assert_journal_explains
from response_cast import scene

pytestmark = pytest.mark.django_db
CVE = "CVE-2025-6543"
DEVICE, SERVICE = "poort-stromen", "ICT-dienst De Drie Stromen"
RECORD = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {"cveId": CVE, "state": "PUBLISHED", "dateUpdated": "2025-06-26T00:00:00Z"},
    "containers": {"cna": {"affected": [], "descriptions": [{"lang": "en", "value": "x"}]}},
}
OLD, FIXED = "14.1-43.50", "14.1-47.48"


@dataclass
class Story:
    """Who plays: the service, its towns, their CERT; a browser; the case."""

    client: object
    service: UUID
    towns: dict[str, UUID]
    cert: UUID
    case: UUID

    def as_of(self, role, where):
        """Sign in as somebody with this role there."""
        address = f"{role}.{where}@accounts.example"
        row = Account.objects.filter(email=address).first()
        row = row or Account.objects.get(public_id=account_with(role, where, email=address))
        self.client.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")

    def eyes(self, town, role=Role.CISO):
        return Viewer(None, (Office(town, role),), frozenset({self.cert}))

    def hand_in(self, build):
        """Let the service hand in its inventory."""
        ict = Actor(ActorKind.PERSON, "ict", organisation=self.service)
        rows = f"{DEVICE};Citrix;NetScaler ADC;{build};gateway=yes\nmail;Acme;Post;3;\n"
        row = f"asset;vendor;product;version;config\n{rows}"
        now = timezone.now()
        exposing.import_inventory(organisation=self.service, content=row.encode(), name="cmdb.csv", actor=ict, at=now)
        documents = documents_seen(self.eyes(self.service))
        exposing.run_matching(organisations=[self.service], documents=documents, actor=ict, at=now)

    def name_users(self):
        self.as_of("ict", self.service)
        for name in self.towns:
            told = {"device": DEVICE, "user": name, "since": "2025-01-01", "source": ""}
            assert self.post("share_device", self.service, data=told).status_code == 302

    def post(self, name, *args, data):
        return self.client.post(reverse(name, args=args), data, headers={"accept-language": "en"})

    def page(self, name, *args):
        answer = self.client.get(reverse(name, args=args), headers={"accept-language": "en"})
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def use_of(self, town):
        """Return the use that the town's own page offers to answer or end."""
        return stated(timezone.now(), users=[town])[0]

    def confirm(self, town, answer="yes"):
        self.as_of("ciso", town)
        use = self.use_of(town).use
        assert self.post("answer_use", town, use, data={"answer": answer}).status_code == 302

    def response(self, town):
        return next(row.id for row in responses_of(self.eyes(town), case=self.case, organisation=town))

    def record_done(self, **told):
        self.as_of("ict", self.service)
        host = self.use_of(next(iter(self.towns.values()))).host
        data = {"case": str(self.case), "build": "", "vulnerabilities": "", **told}
        answer = self.post("host_measure", self.service, host, data=data)
        assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def story(client, db):
    made = scene()
    made.case_told("case.linked", "2025-06-25", what="vulnerability", ref=CVE)
    cert = made.cast.town_cert
    third = organisation("Nieuw-Tweevoort", "municipality", sector="municipalities")
    service = organisation(SERVICE, "other")
    for member in (third, service):
        begin_membership(organisation=member, cert=cert, period=ALWAYS, actor=DESK_WORK)
    desk = Actor(ActorKind.PERSON, "desk", organisation=cert)
    handling = Handling(owner=cert, label=Label.AMBER, constituency=cert)
    receive_advisory(content=json.dumps(RECORD).encode(), actor=desk, handling=handling, level=Level.VENDOR)
    towns = {"Súdwest-Tweestroom": made.cast.town, "'s-Waterdam": made.cast.other_town, "Nieuw-Tweevoort": third}
    told = Story(client, service, towns, cert, made.case)
    told.hand_in(OLD)
    for town in (made.cast.other_town, third):
        open_response(actor=desk, case=made.case, organisation=town)
    return told


def test_nothing_is_shared_before_the_town_confirms_and_then_the_answer_reaches_it_marked(story):
    story.name_users()
    town, other, third = story.towns.values()
    assert verdicts(story.eyes(town), town) == ()
    story.as_of("ciso", town)
    assert f"{SERVICE} says that it runs {DEVICE} for you. Is that so?" in story.page("shared_devices", town)
    story.confirm(town)
    (seen,) = verdicts(story.eyes(town), town)
    assert (seen.asset, seen.verdict, seen.run_by, seen.organisation) == (DEVICE, Exposure.AFFECTED, SERVICE, town)
    assert f"on a device run by {SERVICE}" in story.page("systems_of", town)
    assert verdicts(story.eyes(other), other) == ()
    story.confirm(third, answer="no")
    assert verdicts(story.eyes(third), third) == ()
    story.as_of("ict", story.service)
    page = story.page("shared_devices", story.service)
    assert all(name.replace("'", "&#x27;") in page for name in story.towns)
    assert "refused: the organisation says that it does not use it" in page


def test_users_do_not_see_each_other_and_others_see_nothing(story):
    story.name_users()
    names = list(story.towns)
    for town in story.towns.values():
        story.confirm(town)
    town = story.towns[names[0]]
    story.as_of("ciso", town)
    for page in (story.page("shared_devices", town), story.page("systems_of", town)):
        assert not any(name.replace("'", "&#x27;") in page for name in names[1:])
    told = entries(story.eyes(town), kinds=["host.use_stated", "host.use_answered"])
    assert {entry.organisation for entry in told} == {town}
    assert story.client.get(reverse("shared_devices", args=[story.service])).status_code == 404
    story.as_of("ciso", story.service)
    assert story.client.get(reverse("shared_devices", args=[town])).status_code == 404
    other = story.towns[names[1]]
    story.as_of("ciso", other)
    answer = story.post("end_use", other, story.use_of(town).use, data={"until": ""})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("label", "town_sees", "desk_sees"),
    [("TLP:AMBER", True, True), ("TLP:AMBER+STRICT", True, False), ("TLP:RED", False, False)],
)
def test_the_operators_label_says_how_far_the_answer_goes(story, label, town_sees, desk_sees):
    story.name_users()
    town = next(iter(story.towns.values()))
    story.confirm(town)
    story.as_of("ict", story.service)
    host = story.use_of(town).host
    assert story.post("label_device", story.service, host, data={"label": label}).status_code == 302
    assert bool(verdicts(story.eyes(town), town)) is town_sees
    desk = Viewer(None, (Office(story.cert, Role.DESK),), frozenset())
    assert bool(verdicts(desk, town)) is desk_sees
    counted = verdict_counts(desk, story.cert, vulnerabilities=[CVE])
    assert counted[Exposure.AFFECTED] == 1 + desk_sees  # the service itself, and the town


def test_a_desk_states_a_use_with_its_source_and_it_counts_at_once(story):
    town, other, _ = story.towns.values()
    story.as_of("desk", story.cert)
    told = {"device": DEVICE, "user": "SUDWEST TWEESTROOM", "since": "2025-01-01", "source": ""}
    assert story.post("share_device", story.service, data=told).status_code == 422
    told["source"] = "regeling De Drie Stromen, artikel 4"
    assert story.post("share_device", story.service, data=told).status_code == 302
    assert [one.run_by for one in verdicts(story.eyes(town), town)] == [SERVICE]
    assert verdicts(story.eyes(other), other) == ()
    story.as_of("ciso", town)
    assert "regeling De Drie Stromen, artikel 4" in story.page("shared_devices", town)
    unknown = {**told, "user": "Nergenshuizen"}
    story.as_of("desk", story.cert)
    assert story.post("share_device", story.service, data=unknown).status_code == 422


def test_a_patch_by_the_service_counts_for_each_town_and_what_each_decides_stays_its_own(story):
    story.name_users()
    towns = list(story.towns.values())
    for town in towns[:2]:
        story.confirm(town)
        take_in_matching(organisation=town)
    before = {town: folded(story.response(town))[0] for town in towns}
    assert [before[town].axes.weakness for town in towns] == [Weakness.OPEN, Weakness.OPEN, Weakness.UNKNOWN]

    story.record_done(done="closed", happened="2025-06-26T18:00", told="De poort is dicht")
    story.record_done(
        done="fix", build=FIXED, vulnerabilities=f"{CVE}, CVE-2019-19781", happened="2025-06-27", told="Bijgewerkt"
    )
    story.record_done(done="effective", happened="2025-06-28", told="Gecontroleerd")

    for town in towns[:2]:
        response = story.response(town)
        state, _ = folded(response)
        assert (state.axes.weakness, state.axes.access) == (Weakness.FIXED_CHECKED, Access.CLOSED)
        assert state.sessions_ended == ()
        gate = gate_for(story.eyes(town), response, timezone.now())
        assert gate.one("fix-installed").state is ConditionState.MET
        assert f"on {DEVICE} by {SERVICE}" in gate.one("fix-installed").text.en
        assert gate.one("sessions-ended").state is ConditionState.NOT_RECORDED
        assert gate.one("decision").state is not ConditionState.MET
        assert_journal_explains(response)
        notices = notices_seen(story.eyes(town), story.case, town)
        assert {notice.subject for notice in notices} == {
            "[TLP:AMBER] De poort is dicht",
            "[TLP:AMBER] Bijgewerkt",
            "[TLP:AMBER] Gecontroleerd",
        }
        (done,) = entries(story.eyes(town), response=response, kinds=["measure.done"])
        assert (done.source.stated_by, done.source.document) == (SERVICE, DEVICE)
    untouched, _ = folded(story.response(towns[2]))
    assert untouched.measures == {}
    assert notices_seen(story.eyes(towns[2]), story.case, towns[2]) == ()


def test_a_newer_inventory_of_the_service_reaches_its_users_by_itself(story):
    story.name_users()
    town = next(iter(story.towns.values()))
    story.confirm(town)
    take_in_matching(organisation=town)
    start = timezone.now()
    story.hand_in(FIXED)
    assert town in matched_since(start)
    take_in_matching(organisation=town)
    state, _ = folded(story.response(town))
    assert state.devices[DEVICE].build == FIXED
    assert state.devices[DEVICE].verdicts[CVE] is Exposure.FIXED


def test_ending_the_use_ends_the_sharing_and_keeps_what_was_done(story):
    story.name_users()
    town, other, _ = story.towns.values()
    story.confirm(town)
    story.confirm(other)
    take_in_matching(organisation=town)
    story.record_done(done="fix", build=FIXED, happened="2025-06-27", told="Bijgewerkt")
    story.as_of("ciso", town)
    assert story.post("end_use", town, story.use_of(town).use, data={"until": ""}).status_code == 302
    assert verdicts(story.eyes(town), town) == ()
    assert [one.run_by for one in verdicts(story.eyes(other), other)] == [SERVICE]
    take_in_matching(organisation=town)
    state, _ = folded(story.response(town))
    assert DEVICE not in state.devices
    assert ("fix", DEVICE) in state.measures
    story.record_done(done="effective", happened="2025-06-28", told="Gecontroleerd")
    assert "[TLP:AMBER] Gecontroleerd" not in {one.subject for one in notices_seen(story.eyes(town), story.case, town)}


def test_who_does_not_run_the_system_records_nothing_on_it(story):
    story.name_users()
    town = next(iter(story.towns.values()))
    story.confirm(town)
    host = story.use_of(town).host
    story.as_of("ict", town)
    for owner in (town, story.service):
        assert story.client.get(reverse("host_measure", args=[owner, host])).status_code == 404
        assert story.post("label_device", owner, host, data={"label": "TLP:CLEAR"}).status_code == 404
    with pytest.raises(NotFound):
        gate_for(story.eyes(story.service), story.response(town), timezone.now())


def test_a_system_of_the_same_name_that_another_one_runs_is_never_shown(story):
    town, other, third = story.towns.values()
    ict = Actor(ActorKind.PERSON, "ict", organisation=third)
    rows = f"asset;vendor;product;version;config\n{DEVICE};Citrix;NetScaler ADC;{OLD};gateway=yes\n".encode()
    now = timezone.now()
    exposing.import_inventory(organisation=third, content=rows, name="cmdb.csv", actor=ict, at=now)
    exposing.run_matching(organisations=[third], documents=documents_seen(story.eyes(third)), actor=ict, at=now)
    story.name_users()
    story.confirm(town)
    story.as_of("ict", third)
    assert story.post("share_device", third, data={"device": "vpn", "user": "'s-Waterdam"}).status_code == 302
    story.as_of("ciso", other)
    for use in stated(now, users=[other]):
        assert story.post("answer_use", other, use.use, data={"answer": "yes"}).status_code == 302
    assert len(stated(now, users=[other])) == 2
    for use in (town, other):
        assert [(one.run_by, one.asset) for one in verdicts(story.eyes(use), use)] == [(SERVICE, DEVICE)]
