"""The desk's page for one advisory: who is touched, who not, about whom nothing can be told, and what changed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from test_exposure_pages import advise, sign_in

from dijkwacht.advisories.models import Advisory
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import services
from dijkwacht.exposure.domain.remedies import Remedy
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.domain.touching import Touch, touch_of
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.models import AssetVerdict, RunPart
from dijkwacht.exposure.selectors import touched_page, verdicts
from dijkwacht.journal.selectors import looks_at
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.organisations.services import begin_membership, record_shared_host, use_host
from organisations_cast import ALWAYS, DESK_WORK, assemble, organisation

pytestmark = pytest.mark.django_db
CVE = "CVE-2025-6543"
HEAD = "asset;vendor;product;version;config\n"


@pytest.fixture
def cast():
    made = assemble()
    advise(made.town_cert)
    return made


def desk(cast):
    return Viewer(None, (Office(cast.town_cert, Role.DESK),), frozenset())


def bring(cast, of, *rows):
    ict = Actor(ActorKind.PERSON, "ict", organisation=of)
    now = timezone.now()
    content = (HEAD + "".join(f"{row}\n" for row in rows)).encode()
    services.import_inventory(organisation=of, content=content, name="cmdb.csv", actor=ict, at=now)
    eyes = Viewer(None, (Office(of, Role.ICT),), frozenset({cast.town_cert}))
    services.run_matching(organisations=[of], documents=documents_seen(eyes), actor=ict, at=now)
    return eyes


def member(cast, name):
    made = organisation(name, "municipality", sector="municipalities")
    begin_membership(organisation=made, cert=cast.town_cert, period=ALWAYS, actor=DESK_WORK)
    return made


def page(cast, **filters):
    return touched_page(desk(cast), cast.town_cert, (CVE,), timezone.now(), **filters)


@pytest.fixture
def played(cast):
    """Four members: affected, unclear, with nothing of the kind, and without inventory; a hospital is no member."""
    bring(cast, cast.town, "ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes", "ns2;Citrix;NetScaler ADC;14.1-47.48;")
    bring(cast, cast.other_town, "ns1;Citrix;NetScaler ADC;14.1-43.50;")
    bring(cast, member(cast, "Mailstad"), "mail;Acme;Post;3;")
    member(cast, "Nergenstad")
    bring(cast, cast.hospital, "ns1;Citrix;NetScaler ADC;14.1-43.50;gateway=yes")
    return cast


def test_members_stand_worst_first_each_with_its_reason_and_silence_is_never_not_affected(played):
    found = page(played)
    told = [(one.name, one.touch) for one in found.members]
    assert told == [
        ("Súdwest-Tweestroom", Touch.AFFECTED),
        ("'s-Waterdam", Touch.UNCLEAR),
        ("Mailstad", Touch.UNSPOKEN),
        ("Nergenstad", Touch.NO_INVENTORY),
    ]
    assert found.counts[Touch.CLEAR] == 0
    assert "14.1-47.46" in found.members[0].reason.en
    assert (found.members[0].systems, found.members[0].share) == (2, 100)
    assert found.members[2].share == 0


@pytest.mark.parametrize(
    ("worst", "listed", "touch"),
    [
        (Exposure.OUT_OF_SUPPORT, True, Touch.AFFECTED),
        (Exposure.NAME_ONLY, True, Touch.UNCLEAR),
        (Exposure.FIXED, True, Touch.CLEAR),
        (None, True, Touch.UNSPOKEN),
        (None, False, Touch.NO_INVENTORY),
    ],
)
def test_the_worst_answer_decides_how_an_organisation_stands(worst, listed, touch):
    assert touch_of(worst, listed=listed) is touch


def test_filters_and_what_changed_since_a_day_ago(played):
    assert [one.name for one in page(played, touch=Touch.UNCLEAR).members] == ["'s-Waterdam"]
    new = page(played, changed=True).members
    assert {(one.name, one.word_before.en) for one in new} == {
        ("Súdwest-Tweestroom", "no answer yet"),
        ("'s-Waterdam", "no answer yet"),
    }
    long_ago = timezone.now() - timezone.timedelta(days=3)
    RunPart.objects.update(recorded_at=long_ago, known_by=long_ago)
    assert page(played, changed=True).members == ()
    bring(played, played.town, "ns1;Citrix;NetScaler ADC;14.1-47.48;gateway=yes")
    (one,) = page(played, changed=True).members
    assert (one.name, one.before, one.touch) == ("Súdwest-Tweestroom", Touch.AFFECTED, Touch.CLEAR)
    assert AssetVerdict.objects.count() > 3


def test_clause_13_is_counted_over_all_and_by_hand(played):
    before = page(played)
    assert before.remedies == {"not-remediated": 1, "in-progress": 0, "done": 1, "unknown": 1}
    eyes = Viewer(None, (Office(played.town, Role.ICT),), frozenset({played.town_cert}))
    ict = Actor(ActorKind.PERSON, "ict", organisation=played.town)
    first = verdicts(eyes, played.town)[0]
    services.state_remedy(
        organisation=played.town, verdict=first.id, remedy=Remedy.IN_PROGRESS, actor=ict, at=timezone.now()
    )
    after = page(played)
    assert after.remedies == {"not-remediated": 0, "in-progress": 1, "done": 1, "unknown": 1}
    assert after.members[0].not_remediated == 0


def test_a_device_run_by_another_counts_for_the_member_that_uses_it(played):
    user = member(played, "Meelifterveen")
    host = record_shared_host(name="ns1", operator=played.town)
    use_host(host=host, organisation=user, period=ALWAYS, actor=DESK_WORK)
    one = next(one for one in page(played).members if one.organisation == user)
    assert (one.touch, one.reason.en) == (Touch.AFFECTED, "on a device run by Súdwest-Tweestroom")
    assert one.changed
    long_ago = timezone.now() - timezone.timedelta(days=3)
    RunPart.objects.update(recorded_at=long_ago, known_by=long_ago)
    assert page(played, changed=True).members == ()


def test_the_page_is_the_desks_alone_and_its_looks_are_logged(client, played, django_assert_max_num_queries):
    advisory = Advisory.objects.get().public_id
    where = [reverse("advisory_touches", args=[advisory]), reverse("flaw_touches", args=[CVE])]
    sign_in(client, "ciso", played.town)
    assert {client.get(one).status_code for one in where} == {404}
    sign_in(client, "desk", played.health_cert)
    assert client.get(where[0]).status_code == 404
    sign_in(client, "desk", played.town_cert)
    for one in where:
        client.get(one)
        with django_assert_max_num_queries(12):
            answer = client.get(one, headers={"accept-language": "nl"})
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "1 kwetsbaar, 1 nog niet te zeggen, 0 niet kwetsbaar" in html
        assert "Ziekenhuis De Plas" not in html
    eyes = Viewer(None, (Office(played.town, Role.CISO),), frozenset())
    assert [look.what for look in looks_at(eyes, played.town)] == ["systems"]


def test_use_alone_is_no_answer(played):
    ict = Actor(ActorKind.PERSON, "ict")
    services.declare_use(
        organisation=played.town, product="NetScaler ADC", use=Use.DOES_NOT_USE, actor=ict, at=timezone.now()
    )
    assert page(played).counts[Touch.AFFECTED] == 1
