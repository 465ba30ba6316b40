"""The pages on which a desk chooses providers: what is added is what the person looked at."""

from ipaddress import ip_network

import pytest

import provider_kit as kit
from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.adapters.signatures import OpenPgp
from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.engine.fetching import locate
from dijkwacht.advisories.ports import Outside
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.reach import WrongNetwork, read_networks
from dijkwacht.organisations.models import Account
from organisations_cast import account_with, assemble, viewer

pytestmark = pytest.mark.django_db
URL = "https://provider.example"


@pytest.fixture
def town():
    return assemble()


@pytest.fixture
def desk(client, town):
    account = account_with("desk", town.town_cert)
    client.force_login(Account.objects.get(public_id=account))
    return client


@pytest.fixture
def provider(town):
    tree = kit.Tree(URL).add("vg-2026-01.json", kit.advisory(1)).add("vg-2026-02.json", kit.advisory(2), digest=False)
    web = kit.FolderWeb(tree.files)
    metadata = locate(web, f"{URL}/provider-metadata.json")
    actor = Actor(ActorKind.PERSON, "desk", organisation=town.town_cert)
    added = services.add_provider(actor=actor, owner=town.town_cert, metadata=metadata, level=Level.VENDOR)
    services.fetch_provider(provider=added, owner=town.town_cert, outside=Outside(web, OpenPgp()), validate=validate)
    return added


def test_the_list_says_what_is_here_and_what_is_not(desk, provider):
    page = desk.get("/advisories/providers/").content.decode()
    assert "Veldgate BV" in page
    assert "vertrouwde aanbieder" in page
    shown = desk.get(f"/advisories/providers/{provider}/").content.decode()
    assert "vg-2026-02.json" in shown
    assert "without a digest" in shown


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://provider.example/x", "Geen domein"), ("https://user@provider.example/x.json", "only HTTPS is used")],
)
def test_an_address_that_gives_nothing_is_said_at_its_field(desk, address, said):
    answer = desk.post("/advisories/providers/", {"address": address, "level": "vendor"})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_fetching_now_is_a_job_and_pausing_needs_the_version_looked_at(desk, provider, town):
    assert desk.post(f"/advisories/providers/{provider}/", {"deed": "fetch"}).status_code == 302
    stale = desk.post(f"/advisories/providers/{provider}/", {"deed": "pause", "expected": "0"})
    assert stale.status_code == 409
    desk.post(f"/advisories/providers/{provider}/", {"deed": "pause", "expected": "1"})
    assert selectors.provider(viewer("shift-lead", town.town_cert), provider).paused


@pytest.mark.parametrize("role", ["ciso", "director"])
def test_who_is_no_desk_finds_no_page(client, town, provider, role):
    client.force_login(Account.objects.get(public_id=account_with(role, town.town)))
    assert client.get("/advisories/providers/").status_code == 404
    assert client.get(f"/advisories/providers/{provider}/").status_code == 404


def test_a_network_is_read_from_the_setting():
    assert read_networks("10.1.0.0/16, fd00::/8") == (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    with pytest.raises(WrongNetwork):
        read_networks("10.1.0.1/16", "DIJKWACHT_PROVIDER_NETWORKS")
