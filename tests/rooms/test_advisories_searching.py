"""Searching advice: every order, page after page, what lists say of flaws, and nothing that is not yours."""

import json
from datetime import date
from pathlib import Path

import pytest

import provider_kit as kit
from dijkwacht.advisories import services
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.engine.marks import UnreadableList, read_epss, read_kev
from dijkwacht.advisories.selectors import Order, Sought, WrongCursor, search_advisories
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label

pytestmark = pytest.mark.django_db
CERT = new_id()
DESK = Viewer(new_id(), (Office(CERT, Role.DESK),))
BY_DESK = Actor(ActorKind.PERSON, "desk", DESK.account, CERT)
KEV = {
    "vulnerabilities": [
        {"cveID": "CVE-2026-0002", "dateAdded": "2026-03-01", "dueDate": "2026-03-20"},
        {
            "cveID": "CVE-2026-0004",
            "dateAdded": "2026-03-01",
            "dueDate": "2026-03-05",
            "knownRansomwareCampaignUse": "Known",
        },
    ]
}
EPSS = b"#score_date:2026-03-02T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.91234,0.9\nCVE-2026-0003,0.2,0.5\n"
REAL = Path(__file__).parents[3] / "shared" / "data" / "kev" / "known_exploited_vulnerabilities.json"


def document(number, score, version="1"):
    value = json.loads(kit.advisory(number, version))
    value["product_tree"] = {"full_product_names": [{"product_id": "p", "name": "Veldgate 1"}]}
    value["vulnerabilities"] = [
        {
            "cve": f"CVE-2026-{number:04}",
            "product_status": {"known_affected": ["p"]},
            "scores": [{"products": ["p"], "cvss_v3": {"version": "3.1", "baseScore": score, "vectorString": "x"}}],
        }
    ]
    return json.dumps(value).encode()


def receive(content, label=None):
    services.receive_advisory(
        content=content, actor=BY_DESK, handling=Handling(CERT, label, CERT), level=Level.VENDOR, validate=None
    )


@pytest.fixture
def five():
    for number, score in ((1, 5.0), (2, 9.8), (3, 7.5), (4, 9.8), (5, 3.1)):
        receive(document(number, score))
    services.import_kev(content=json.dumps(KEV).encode())
    services.import_epss(content=EPSS)


def titles(found):
    return [int(one.line.tracking_id[-2:]) for one in found.lines]


def walk(order, size):
    seen, after = [], ""
    while True:
        found = search_advisories(DESK, Sought(), order=order, after=after, size=size)
        seen += titles(found)
        after = found.after
        if not after:
            return seen


ORDERS = {
    Order.NEWEST: [5, 4, 3, 2, 1],
    Order.CVSS: [4, 2, 3, 1, 5],
    Order.EPSS: [1, 3, 5, 4, 2],
    Order.KEV: [4, 2, 5, 3, 1],
}


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize(("order", "expected"), ORDERS.items())
def test_every_order_gives_each_series_once_whatever_the_size_of_a_page(five, order, expected, size):
    assert walk(order, size) == expected


def test_what_the_lists_say_holds_for_advice_that_comes_later_too(five):
    receive(document(4, 9.8, "2"))
    (first, *_) = search_advisories(DESK, Sought(), order=Order.KEV).lines
    assert (first.line.version, first.line.versions, first.kev_due) == ("2", 2, date(2026, 3, 5))


SOUGHT = {
    "a word of the title": (Sought(words="veldgate version"), [5, 4, 3, 2, 1]),
    "a word that is nowhere": (Sought(words="grachtpoort"), []),
    "a CVE in any case": (Sought(name="cve-2026-0003"), [3]),
    "the issuer's number": (Sought(name="VG-2026-05"), [5]),
    "known to be misused": (Sought(exploited=True), [4, 2]),
    "another level": (Sought(level=Level.NATIONAL), []),
    "at least so grave": (Sought(least_cvss=8), [4, 2]),
}


@pytest.mark.parametrize(("sought", "expected"), SOUGHT.values(), ids=SOUGHT.keys())
def test_what_is_looked_for_is_found_and_counted(five, sought, expected):
    found = search_advisories(DESK, sought)
    assert titles(found) == expected
    assert found.total == len(expected)


def test_who_may_not_see_a_newer_version_finds_the_older_one(five):
    receive(document(3, 7.5, "2"), Label.RED)
    (mine,) = search_advisories(DESK, Sought(name="CVE-2026-0003")).lines
    (public,) = search_advisories(PUBLIC, Sought(name="CVE-2026-0003")).lines
    assert (mine.line.version, public.line.version, public.line.versions) == ("2", "1", 1)


@pytest.mark.parametrize("after", ["x", "e30", "WyJjdnNzIiwgbnVsbCwgMV0", "WyJuZXdlc3QiLCAibm90IGEgZGF5IiwgMV0"])
def test_a_place_that_does_not_exist_is_refused(after):
    with pytest.raises(WrongCursor):
        search_advisories(DESK, Sought(), after=after)


def test_the_page_shows_the_numbers_and_leads_further(client, five):
    page = client.get("/advisories/", {"by": "kev"}).content.decode()
    assert "2026-03-05" in page
    assert "0,91234" in page
    assert client.get("/advisories/", {"after": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("read", "content", "place"),
    [
        (read_kev, b"[", "/"),
        (read_kev, b'{"vulnerabilities": {}}', "/vulnerabilities"),
        (read_kev, b'{"vulnerabilities": [{"cveID": "x"}]}', "/vulnerabilities/0/cveID"),
        (
            read_kev,
            b'{"vulnerabilities": [{"cveID": "CVE-2026-0001", "dateAdded": "1 May"}]}',
            "/vulnerabilities/0/dateAdded",
        ),
        (read_epss, b"", "line 1"),
        (read_epss, b"cve,epss\nCVE-2026-0001,2\n", "row 1"),
        (read_epss, b"cve,epss\nCVE-2026-0001\n", "row 1"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(read, content, place):
    with pytest.raises(UnreadableList) as caught:
        read(content)
    assert caught.value.place == place


@pytest.mark.skipif(not REAL.is_file(), reason="the real catalogue lies beside the project, not in it")
def test_the_real_catalogue_is_read_whole():
    found = read_kev(REAL.read_bytes())
    assert len(found) == 1404
    assert found["CVE-2025-5777"].due == date(2025, 7, 11)
