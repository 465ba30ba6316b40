"""Fetching from providers into the record: what is taken in, what is refused and why, and what a second run does."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import provider_kit as kit
from dijkwacht.advisories import selectors, services
from dijkwacht.advisories.adapters.signatures import OpenPgp
from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.providers import DocumentState
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.engine.fetching import locate
from dijkwacht.advisories.models import Intake
from dijkwacht.advisories.ports import Outside
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.kernel.identifiers import new_id

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 13
URL = "https://provider.example"
CERT, OTHER = new_id(), new_id()
DESK = Viewer(new_id(), (Office(CERT, Role.DESK),))
OTHER_DESK = Viewer(new_id(), (Office(OTHER, Role.DESK),))
BY_DESK = Actor(ActorKind.PERSON, "desk", DESK.account, CERT)


@pytest.fixture
def tree():
    tree = kit.Tree(URL)
    for number in (1, 2, 3):
        tree.add(f"vg-2026-0{number}.json", kit.advisory(number), updated=f"2026-03-0{number}T10:00:00Z")
    return tree


def added(tree):
    metadata = locate(kit.FolderWeb(tree.files), f"{URL}/provider-metadata.json")
    return services.add_provider(actor=BY_DESK, owner=CERT, metadata=metadata, level=Level.VENDOR)


def run(provider, tree, web=None):
    outside = Outside(web or kit.FolderWeb(tree.files), OpenPgp())
    return services.fetch_provider(provider=provider, owner=CERT, outside=outside, validate=validate)


def states(provider):
    return selectors.provider(DESK, provider).counts


def test_everything_that_is_listed_comes_in_once(tree):
    provider = added(tree)
    first, second = run(provider, tree), run(provider, tree)
    assert (first.listed, first.taken, first.unchanged) == (3, 3, 0)
    assert (second.taken, second.unchanged) == (0, 3)
    assert len(selectors.advisories(DESK)) == 3
    told = [entry.kind for entry in entries(DESK) if entry.kind.startswith("provider.")]
    assert sorted(told) == ["provider.added", "provider.fetched"]


def test_a_document_more_costs_few_questions_and_one_that_is_here_none(tree):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            run(provider, tree)
        told = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        return len(told), sum("advisories_providerdocument" in sql for sql in told)

    provider = added(tree)
    first = questions()
    for number in range(4, 9):
        tree.add(f"vg-2026-0{number}.json", kit.advisory(number), updated=f"2026-03-0{number}T10:00:00Z")
    second, third = questions(), questions()
    each = (second[0] - third[0]) / 5
    assert each <= MOST_QUESTIONS
    assert first[1] - 1 == 3
    assert second[1] - 1 == 5
    assert third[1] == 1


def test_what_became_of_a_large_document_is_told_when_a_job_read_it(tree):
    value = json.loads(kit.advisory(9))
    value["document"]["notes"] = [{"category": "general", "title": "x", "text": "x" * (services.LARGE + 1)}]
    tree.add("vg-2026-09.json", json.dumps(value).encode(), updated="2026-03-09T10:00:00Z")
    broken = b'{"document": "' + b"x" * (services.LARGE + 1)
    tree.add("vg-2026-10.json", broken, updated="2026-03-10T10:00:00Z")
    provider = added(tree)
    run(provider, tree)
    assert states(provider)[DocumentState.WAITING] == 2
    for intake in Intake.objects.all():
        services.read_intake(intake=intake.public_id, validate=validate)
    assert DocumentState.WAITING not in states(provider)
    assert (states(provider)[DocumentState.TAKEN], states(provider)[DocumentState.QUARANTINED]) == (4, 1)
    assert run(provider, tree).unchanged == 5


def test_a_new_version_is_fetched_and_the_rest_is_left_alone(tree):
    provider = added(tree)
    run(provider, tree)
    tree.add("vg-2026-02.json", kit.advisory(2, "2"), updated="2026-03-09T10:00:00Z")
    web = kit.FolderWeb(tree.files)
    assert run(provider, tree, web).taken == 1
    assert [url for url in web.asked if url.endswith(".json") and "2026/" in url] == [f"{URL}/2026/vg-2026-02.json"]
    (line,) = [line for line in selectors.advisories(DESK) if line.tracking_id == "VG-2026-02"]
    assert (line.version, line.versions) == ("2", 2)


LIES = {
    "another digest": (lambda tree, path: tree.files.update({f"{path}.sha512": b"0" * 128}), "digest is another"),
    "no digest": (lambda tree, path: [tree.files.pop(f"{path}.{one}") for one in ("sha256", "sha512")], "without a d"),
    "no signature": (lambda tree, path: tree.files.pop(f"{path}.asc"), "without a signature"),
    "another's signature": (
        lambda tree, path: tree.files.update({f"{path}.asc": tree.files["2026/vg-2026-03.json.asc"]}),
        "signature is not good",
    ),
    "changed on the way": (lambda tree, path: tree.files.update({path: kit.advisory(9)}), "digest is another"),
}


@pytest.mark.parametrize(("lie", "said"), LIES.values(), ids=LIES.keys())
def test_a_trusted_provider_is_held_to_its_promise_and_the_rest_of_the_feed_is_kept(tree, lie, said):
    lie(tree, "2026/vg-2026-02.json")
    provider = added(tree)
    outcome = run(provider, tree)
    assert (outcome.taken, outcome.refused) == (2, 1)
    (document,) = selectors.documents_in_trouble(DESK, provider)
    assert document.state is DocumentState.REFUSED
    assert said in document.said


def test_what_was_refused_is_taken_in_when_it_was_put_right(tree):
    right = tree.files.pop("2026/vg-2026-02.json.asc")
    provider = added(tree)
    assert run(provider, tree).refused == 1
    tree.files["2026/vg-2026-02.json.asc"] = right
    assert run(provider, tree).taken == 1
    assert selectors.documents_in_trouble(DESK, provider) == ()


def test_a_provider_that_promises_less_may_leave_digest_and_signature_out():
    tree = kit.Tree(URL, role="csaf_provider", rolie=False)
    tree.add("vg-2026-01.json", kit.advisory(1), digest=False, signature=False)
    assert run(added(tree), tree).taken == 1


def test_one_bad_document_goes_to_quarantine_and_one_that_is_gone_is_told(tree):
    tree.add("vg-2026-04.json", b'{"document": ')
    del tree.files["2026/vg-2026-03.json"]
    provider = added(tree)
    outcome = run(provider, tree)
    assert (outcome.taken, outcome.quarantined, outcome.unfetched) == (2, 1, 1)
    assert states(provider)[DocumentState.QUARANTINED] == 1


def test_a_run_that_is_broken_off_goes_on_where_it_stopped(tree):
    class BreaksDown(kit.FolderWeb):
        def get(self, url, most):
            if url.endswith("vg-2026-02.json"):
                raise KeyboardInterrupt
            return super().get(url, most)

    provider = added(tree)
    with pytest.raises(KeyboardInterrupt):
        run(provider, tree, BreaksDown(tree.files))
    outcome = run(provider, tree)
    assert (outcome.taken, outcome.unchanged) == (2, 1)


def test_two_runs_at_once_are_one(tree):
    provider = added(tree)

    class Nested(kit.FolderWeb):
        def get(self, url, most):
            with pytest.raises(services.Running):
                run(provider, tree)
            return super().get(url, most)

    assert run(provider, tree, Nested(tree.files)).taken == 3


CHANGES = {
    "other keys": lambda tree: tree.publish(
        public_openpgp_keys=[{"fingerprint": "ab" * 20, "url": f"{URL}/key.asc"}],
    ),
    "a lesser role": lambda tree: tree.publish(role="csaf_provider"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_provider_that_changed_is_not_fetched_from_until_the_desk_confirms(tree, change):
    provider = added(tree)
    change(tree)
    assert "channel" in run(provider, tree).error
    assert selectors.advisories(DESK) == ()
    metadata = locate(kit.FolderWeb(tree.files), f"{URL}/provider-metadata.json")
    seen = selectors.provider(DESK, provider)
    services.confirm_provider(
        actor=BY_DESK, owner=CERT, provider=provider, metadata=metadata, because="gebeld", expected=seen.version
    )
    assert selectors.provider(DESK, provider).fingerprints == metadata.fingerprints
    with pytest.raises(Conflict):
        services.pause_provider(actor=BY_DESK, owner=CERT, provider=provider, paused=True, expected=seen.version)


def test_bad_lines_of_a_feed_are_told_and_lose_nothing_else(tree):
    feed = json.loads(tree.files["feed.json"])
    feed["feed"]["entry"] += [{"id": "x"}, "nonsense", {"link": [{"rel": "self", "href": "http://elsewhere/x.json"}]}]
    tree.files["feed.json"] = json.dumps(feed).encode()
    provider = added(tree)
    outcome = run(provider, tree)
    assert (outcome.taken, outcome.unfetched) == (3, 1)
    assert any("no address of a document" in said for said in outcome.deviations)


def test_the_directory_is_read_where_the_feed_cannot_be(tree):
    metadata = json.loads(tree.files["provider-metadata.json"])
    metadata["distributions"].append({"directory_url": URL})
    tree.files["provider-metadata.json"] = json.dumps(metadata).encode()
    tree.files["feed.json"] = b"<html>"
    assert run(added(tree), tree).taken == 3


def test_paths_that_leave_the_directory_are_not_followed():
    tree = kit.Tree(URL, role="csaf_provider", rolie=False)
    tree.add("vg-2026-01.json", kit.advisory(1))
    tree.files["changes.csv"] += b'"../secret.json","x"\n"https://elsewhere/x.json","x"\n"/etc/passwd.json","x"\n'
    outcome = run(added(tree), tree)
    assert (outcome.listed, outcome.taken) == (1, 1)
    assert len(outcome.deviations) == 3


def test_a_provider_is_found_by_its_domain_in_the_order_of_the_standard(tree):
    web = kit.FolderWeb(
        {".well-known/security.txt": b"Contact: x\nCSAF: https://provider.example/provider-metadata.json"}
    )
    web.files |= tree.files
    assert locate(web, "provider.example").fingerprints == (tree.certificate.fingerprint,)
    assert [url.removeprefix(f"{URL}/") for url in web.asked] == [
        ".well-known/csaf/provider-metadata.json",
        ".well-known/security.txt",
        "provider-metadata.json",
    ]


def test_another_desks_provider_does_not_exist(tree):
    provider = added(tree)
    assert selectors.providers(OTHER_DESK) == ()
    assert selectors.documents_in_trouble(OTHER_DESK, provider) == ()
    with pytest.raises(NotFound):
        selectors.provider(OTHER_DESK, provider)
    with pytest.raises(NotFound):
        services.pause_provider(actor=BY_DESK, owner=OTHER, provider=provider, paused=True)


def test_a_provider_is_added_once(tree):
    added(tree)
    with pytest.raises(services.KnownProvider):
        added(tree)
