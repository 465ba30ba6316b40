import re
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import journal_cast
import organisations_cast
from dijkwacht.journal import selectors, services
from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.selectors import viewer_for

CASE = UUID("00000000-0000-4000-8000-00000000000c")


@pytest.fixture
def cast(db):
    return organisations_cast.assemble()


@pytest.fixture
def browse():
    """Return a client that is signed in as a new account with this role at this organisation."""

    def as_(role, at, language="nl"):
        account = organisations_cast.account_with(role, at)
        client = Client()
        client.force_login(Account.objects.get(public_id=account), settings.AUTHENTICATION_BACKENDS[-1])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return as_


def write(cast, kind="measure.done", payload=None, **more):
    given = {"label": Label.AMBER, "owner": cast.town, "organisation": cast.town, "constituency": cast.town_cert}
    return journal_cast.append(kind, payload or {"step": "fix"}, **{**given, **more})


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Gedaan: Herstelversie installeren",
                "Súdwest-Tweestroom",
                "17 jan 2020",
                "achteraf ingevoerd",
                "TLP:AMBER",
            ],
        ),
        (
            "en",
            ["Done: Install the fixed build", "Súdwest-Tweestroom", "17 Jan 2020", "entered afterwards", "TLP:AMBER"],
        ),
    ],
)
def test_an_entry_is_a_sentence_with_its_times_source_label_and_place(cast, browse, language, said):
    write(
        cast,
        happened=read_moment("2020-01-17"),
        known=read_moment("2020-01-17"),
        source=Source("het college", "Raadsbrief", "vraag 3", "https://example.org/brief"),
    )
    services.sequence_once()
    shown = browse("ciso", cast.town, language).get(reverse("record"))
    for part in [*said, "het college", "Raadsbrief", "vraag 3", 'href="https://example.org/brief"']:
        assert part in shown.content.decode()


def test_each_sees_what_the_table_of_rules_allows_and_no_more(cast, browse):
    write(cast)
    write(cast, "cost.recorded", {"cents": 123456, "what": "inhuur"})
    write(cast, "press.reported", {"publisher": "De Krant", "claim": "dicht"}, label=Label.CLEAR)
    seen = {
        "ciso": {"Gedaan", "Kosten", "De Krant"},
        "desk": {"Gedaan", "De Krant"},
        "other": {"De Krant"},
        "operator": {"De Krant"},
        "public": {"De Krant"},
    }
    clients = {
        "ciso": browse("ciso", cast.town),
        "desk": browse("desk", cast.town_cert),
        "other": browse("ciso", cast.hospital),
        "operator": browse("operator", cast.town),
        "public": Client(),
    }
    for who, client in clients.items():
        text = text_of(client.get(reverse("record"), {"casus": ""}))
        assert {word for word in ("Gedaan", "Kosten", "De Krant") if word in text} >= seen[who] - {"Gedaan"}
        assert ("Kosten inhuur" in text) is (who == "ciso")
        assert ("Herstelversie installeren" in text) is (who in {"ciso", "desk"})


def test_an_entry_that_is_not_yours_looks_like_one_that_is_not_there(cast, browse):
    hidden = write(cast, "cost.recorded", {"cents": 1, "what": "inhuur"})
    desk = browse("desk", cast.town_cert)
    answers = [desk.get(reverse("record_entry", args=[entry])) for entry in (hidden.id, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert browse("ciso", cast.town).get(reverse("record_entry", args=[hidden.id])).status_code == 200


def test_one_entry_is_explained_down_to_its_proof_and_the_rule(cast, browse):
    stored = services.store_evidence(content=b"%PDF-1.7", name="<b>log</b>.pdf", owner=cast.town)
    first = write(cast, payload={"step": "fix", "remark": "<script>alert(1)</script>"}, evidence=[stored.digest])
    write(cast, corrects=first.id)
    services.sequence_once()
    page = browse("ciso", cast.town).get(reverse("record_entry", args=[first.id]))
    text = text_of(page)
    for part in (
        "een organisatie ziet alles van zichzelf",
        "vrije tekst, kan op grond van de wet worden verwijderd",
        "Een latere regel gaat over deze",
        stored.digest,
        str(first.id),
        "Ondertekend hoofd",
        "application/pdf",
    ):
        assert part in text
    assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<b>log" not in page.content.decode()


def test_free_text_is_shown_withheld_or_said_to_be_removed(cast, browse):
    entry = write(cast, payload={"step": "fix", "remark": "door Jansen"})
    own, desk = browse("ciso", cast.town), browse("desk", cast.town_cert)
    address = reverse("record_entry", args=[entry.id])
    assert "door Jansen" in text_of(own.get(address))
    withheld = text_of(desk.get(address))
    assert "Jansen" not in withheld
    assert "geeft die niet mee" in withheld
    two = {"requested_by": journal_cast.ACTOR.account, "approved_by": uuid4()}
    people = {**two, "ground": "AVG art. 17", "actor": journal_cast.ACTOR}
    services.remove_content(entry=entry.id, **people)
    removed = text_of(own.get(address))
    assert "Jansen" not in removed
    assert "De vrije tekst van deze regel is verwijderd" in removed


def test_filters_narrow_and_what_cannot_be_read_is_left_out(cast, browse):
    write(cast, "case.opened", {"title_nl": "Lek in de poort", "title_en": "Leak in the gate"}, case=CASE)
    write(cast, case=CASE)
    write(cast, "monitoring.raised", {"reason": "lek elders"})
    client = browse("ciso", cast.town)

    def found(**query):
        return len(re.findall(r'<tr id="entry-', client.get(reverse("record"), query).content.decode()))

    assert found(casus=CASE) == 2
    assert found(casus=CASE, onderwerp="measure") == 1
    assert found(soort="monitoring.raised") == 1
    assert found(organisatie=cast.town) == found() > 3
    assert found(organisatie=cast.hospital) == 0
    assert found(casus="<nonsense>", onderwerp="nonsense") == found()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Leak in the gate" in client.get(reverse("record")).content.decode()


def test_older_entries_follow_page_by_page_without_loss_or_repeat(cast, browse):
    for number in range(120):
        write(cast, payload={"step": f"stap {number}"})
    client, address, seen = browse("ciso", cast.town), reverse("record") + "?onderwerp=measure", []
    while address:
        html = client.get(address).content.decode()
        seen += re.findall(r"Gedaan: stap (\d+)<", html)
        more = re.search(r'href="([^"]+)" rel="next"', html)
        address = reverse("record") + more[1].replace("&amp;", "&") if more else ""
    assert seen == [str(number) for number in reversed(range(120))]


def test_the_bar_s_moment_holds_for_the_record(cast, browse):
    write(cast, payload={"step": "vroeg"}, known=read_moment("2020-01-17T11:00"))
    write(cast, payload={"step": "laat"}, known=read_moment("2020-01-27"))
    client = browse("ciso", cast.town)
    then = text_of(client.get(reverse("record"), {"bekend": "2020-01-17T12:00"}))
    assert ("Gedaan: vroeg" in then, "Gedaan: laat" in then) == (True, False)
    assert "Gedaan: vroeg" not in text_of(client.get(reverse("record"), {"vastgelegd": "2020-01-17T12:00"}))


def test_a_desk_s_look_is_logged_and_one_at_public_facts_is_not(cast, browse):
    shown = write(cast)
    write(cast, owner=cast.other_town, organisation=cast.other_town, label=Label.CLEAR, constituency=None)
    desk = browse("desk", cast.town_cert)
    desk.get(reverse("record"))
    desk.get(reverse("record_entry", args=[shown.id]))
    browse("ciso", cast.town).get(reverse("record"))
    ciso = viewer_for(
        organisations_cast.account_with("ciso", cast.town, email="second@tweestroom.example"), organisations_cast.NOW
    )
    assert sorted(look.what for look in selectors.looks_at(ciso, cast.town)) == ["entry", "record"]
    other = viewer_for(organisations_cast.account_with("ciso", cast.other_town), organisations_cast.NOW)
    assert selectors.looks_at(other, cast.other_town) == ()


def test_evidence_is_handed_out_as_bytes_to_its_owner_only(cast, browse):
    stored = services.store_evidence(content=b"<html>", name='a"\r\nb.html', owner=cast.town)
    address = reverse("record_evidence", args=[stored.digest])
    given = browse("ciso", cast.town).get(address)
    assert (given.content, given["Content-Type"]) == (b"<html>", "application/octet-stream")
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert browse("desk", cast.town_cert).get(address).status_code == 404
    assert browse("operator", cast.town).get(address).status_code == 404


def test_a_page_costs_a_fixed_number_of_queries(cast, browse):
    client = browse("desk", cast.town_cert)

    def queries(address):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    entry = write(cast)
    few = queries(reverse("record"))
    for _ in range(20):
        write(cast)
    assert queries(reverse("record")) == few <= 12
    assert queries(reverse("record_entry", args=[entry.id])) <= 16
