"""Fetching from a provider over real TLS on loopback: what a good one gives, and what every bad one comes to."""

import time
from ipaddress import ip_network
from pathlib import Path

import pytest

import provider_kit as kit
from dijkwacht.advisories.adapters.signatures import OpenPgp
from dijkwacht.advisories.adapters.web import HttpsWeb
from dijkwacht.advisories.domain.providers import ProviderRole, Unfetched, WrongProvider
from dijkwacht.advisories.engine.fetching import fetch_document, keys_of, listing, locate

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
REAL = Path(__file__).parents[3] / "shared" / "data" / "csaf" / "cisa-ot" / "2019"


@pytest.fixture
def peer(tmp_path):
    with kit.served(tmp_path) as server:
        yield server


@pytest.fixture
def web(peer):
    with HttpsWeb(LOOPBACK, authority=peer.authority, whole_seconds=1.5) as opened:
        yield opened


@pytest.fixture(params=["https", "folder"])
def either(request, tmp_path):
    """The real web and its stand-in, each with the same three files: the promises of the port hold for both."""
    files = {"a.json": b"{}", "long.json": b"x" * 5000}
    if request.param == "folder":
        yield "https://provider.example", kit.FolderWeb(files)
        return
    with kit.served(tmp_path) as server:
        server.files = files
        with HttpsWeb(LOOPBACK, authority=server.authority) as opened:
            yield server.url, opened


def test_a_file_comes_as_it_is(either):
    url, web = either
    assert web.get(f"{url}/a.json", 100) == b"{}"


def test_nothing_here_is_told_apart_from_trouble(either):
    url, web = either
    with pytest.raises(Unfetched) as caught:
        web.get(f"{url}/b.json", 100)
    assert caught.value.missing


def test_more_than_asked_for_is_refused(either):
    url, web = either
    with pytest.raises(Unfetched, match="too large") as caught:
        web.get(f"{url}/long.json", 4999)
    assert not caught.value.missing
    assert len(web.get(f"{url}/long.json", 5000)) == 5000


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (kit.redirects_to("/a.json"), "redirects without end"),
        (kit.redirects_to("http://localhost/a.json"), "only HTTPS"),
        (kit.redirects_to("https://user@localhost/a.json"), "only HTTPS"),
        (kit.redirects_to("https://192.0.2.1:1/a.json"), "inside a network|no connection|no answer"),
        (kit.breaks_off, "broke off"),
        (kit.never_ends, "too large"),
        (kit.drips, "no answer in time"),
        (kit.drips_headers, "no answer in time|broke off"),
        (kit.packed, "packed"),
    ],
    ids=[
        "redirect loop",
        "to plain http",
        "with a user",
        "elsewhere",
        "breaks off",
        "for ever",
        "drips",
        "head",
        "gzip",
    ],
)
def test_a_bad_peer_costs_little_and_says_what_it_did(peer, web, fault, said):
    peer.faults["a.json"] = fault
    began = time.monotonic()
    with pytest.raises(Unfetched, match=said):
        web.get(f"{peer.url}/a.json", 1_000_000)
    assert time.monotonic() - began < 10


def test_a_busy_peer_is_asked_once_more(peer, web):
    peer.files["a.json"] = b"{}"
    peer.faults["a.json"] = kit.busy_once
    assert web.get(f"{peer.url}/a.json", 100) == b"{}"


def test_ten_redirects_are_followed(peer, web):
    peer.files["10.json"] = b"{}"
    peer.faults.update({f"{n}.json": kit.redirects_to(f"/{n + 1}.json") for n in range(10)})
    assert web.get(f"{peer.url}/0.json", 100) == b"{}"


def test_our_own_network_is_not_fetched_from(peer):
    peer.files["a.json"] = b"{}"
    with HttpsWeb(authority=peer.authority) as closed, pytest.raises(Unfetched, match="inside a network"):
        closed.get(f"{peer.url}/a.json", 100)


def test_a_certificate_that_nobody_vouches_for_is_refused(peer):
    with HttpsWeb(LOOPBACK) as stranger, pytest.raises(Unfetched, match="no connection"):
        stranger.get(f"{peer.url}/a.json", 100)


def test_a_provider_is_found_by_its_address_and_its_documents_come_signed(peer, web):
    tree = kit.Tree(peer.url).add("vg-2026-01.json", kit.advisory(1))
    peer.files = tree.files
    metadata = locate(web, f"{peer.url}/provider-metadata.json")
    keys = keys_of(web, OpenPgp(), metadata)
    (listed,) = listing(web, metadata).documents
    fetched = fetch_document(web, OpenPgp(), listed, metadata.role, keys)
    assert (metadata.role, fetched.verdict.answer, fetched.content) == (ProviderRole.TRUSTED, "yes", kit.advisory(1))


def test_a_key_that_is_another_one_than_promised_is_refused(peer, web):
    tree = kit.Tree(peer.url).add("vg-2026-01.json", kit.advisory(1))
    peer.files = {**tree.files, "key.asc": str(kit.Tree(peer.url).certificate).encode()}
    metadata = locate(web, f"{peer.url}/provider-metadata.json")
    with pytest.raises(WrongProvider, match="another one"):
        keys_of(web, OpenPgp(), metadata)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real documents lie beside the project, not in it")
def test_real_documents_come_through_a_directory_with_their_real_digests(peer, web):
    """A year of real documents with the digests that were published; their key is not among the data, so unsigned."""
    names = sorted(path.name for path in REAL.glob("*.json"))[:40]
    tree = kit.Tree(peer.url, role="csaf_provider", rolie=False).publish(public_openpgp_keys=[])
    lines = [f"2019/{name}" for name in names]
    tree.files["changes.csv"] = "".join(f'"{line}","2019-01-01T00:00:00Z"\n' for line in lines).encode()
    for line in lines:
        tree.files[line] = (REAL / Path(line).name).read_bytes()
        tree.files[f"{line}.sha512"] = (REAL / f"{Path(line).name}.sha512").read_bytes()
    peer.files = tree.files
    found = listing(web, locate(web, f"{peer.url}/provider-metadata.json"))
    assert len(found.documents) == 40
    verdicts = [fetch_document(web, OpenPgp(), one, ProviderRole.PROVIDER, ()).verdict for one in found.documents]
    assert {verdict.answer for verdict in verdicts} == {"yes"}
