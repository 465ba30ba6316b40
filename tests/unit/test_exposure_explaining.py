"""Where a build stands between the bounds of a source, what either value of a fact would mean, and how it was read."""

import pytest

from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.domain.remedies import Remedy, Said, remedy_of
from dijkwacht.exposure.domain.standing import seen_moment
from dijkwacht.exposure.domain.turning import turns
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import Bounds, Speech, Status, claim_of
from dijkwacht.exposure.engine.explaining import explained
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.notification.domain.hosts import DONE_WORDS, counts_for_users, deed_on_host, door_closed


def speech(*bounds):
    scheme = next(scheme for scheme in load_schemes().by_product.values() if scheme.name == "netscaler")
    claims = [claim_of(scheme, status, text, given) for status, text, given in bounds]
    assert None not in claims
    return Speech(scheme, tuple(claims))


def row(version, **facts):
    told = {name: Answer(value) for name, value in facts.items()}
    return Row(1, "Tweestroom", "ns1", "Citrix", "NetScaler ADC", version, facts=told)


BELOW = (Status.AFFECTED, "14.1 before 14.1-47.46", Bounds(high="14.1-47.46", train="14.1"))
ABOVE = (Status.FIXED, "14.1-47.46 and later", Bounds(low="14.1-47.46", train="14.1"))
OTHER = (Status.AFFECTED, "13.1 before 13.1-59.19", Bounds(high="13.1-59.19", train="13.1"))


@pytest.mark.parametrize(
    ("version", "verdict", "place", "covered"),
    [
        ("14.1-43.50", Exposure.AFFECTED, 0, ["14.1 before 14.1-47.46"]),
        ("14.1-47.45", Exposure.AFFECTED, 0, ["14.1 before 14.1-47.46"]),
        ("14.1-47.46", Exposure.FIXED, 0, ["14.1-47.46 and later"]),
        ("14.1-50.1", Exposure.FIXED, 1, ["14.1-47.46 and later"]),
    ],
)
def test_the_build_stands_in_order_between_the_bounds_of_its_own_line(version, verdict, place, covered):
    told = explained(speech(BELOW, ABOVE, OTHER), row(version), None)
    assert told.finding.verdict is verdict
    assert told.order.build == place
    assert [one.text for one in told.order.stretches if one.covers] == covered
    assert "13.1 before 13.1-59.19" not in [one.text for one in told.order.stretches]


def test_a_version_that_cannot_be_read_has_no_place_and_says_so():
    told = explained(speech(BELOW), row("laatste"), None)
    assert (told.reading.readable, told.order) == (False, None)
    coarse = explained(speech(BELOW), row("14.1"), None)
    assert (coarse.reading.readable, coarse.reading.exact, coarse.order) == (True, False, None)


def test_more_stretches_than_fit_keep_the_one_that_covers_the_build():
    many = [(Status.AFFECTED, f"14.1-{n}.1", Bounds(low=f"14.1-{n}.1", high=f"14.1-{n}.2")) for n in range(20, 50)]
    told = explained(speech(*many), row("14.1-45.1"), None)
    assert len(told.order.stretches) == 12
    assert [one.text for one in told.order.stretches if one.covers] == ["14.1-45.1"]


def test_every_answer_says_what_would_change_it():
    assert all(turns(verdict) for verdict in Exposure)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-02", "2026-03-02"),
        ("2-3-2026", "2026-03-02"),
        ("02/03/2026 14:30", "2026-03-02"),
        ("2026-03-02 14:30:00", "2026-03-02T13:30:00Z"),
        ("2026-03", "2026-03"),
        ("31-02-2026", None),
        ("gisteren", None),
        ("", None),
    ],
)
def test_when_a_row_was_seen_is_read_as_people_write_it(written, expected):
    found = seen_moment(written)
    assert (found.text() if found else None) == expected


def test_the_word_of_who_runs_a_system_is_named_and_its_entry_is_not_shown():
    said = Said(Remedy.DONE, new_id(), "De Drie Stromen")
    told = remedy_of(Exposure.AFFECTED, said)
    assert (told.answer, told.reasons[0].entries) == ("in-progress", ())
    assert told.reasons[0].text.nl == "De Drie Stromen zegt verholpen; de inventaris toont nog de oude versie"
    own = remedy_of(Exposure.AFFECTED, Said(Remedy.IN_PROGRESS, said.entry))
    assert own.reasons[0].entries == (said.entry,)


@pytest.mark.parametrize("done", sorted(DONE_WORDS))
def test_everything_that_can_be_recorded_on_a_shared_system_counts_for_its_users(done):
    kind, payload = deed_on_host(done, "14.1-47.46", ["CVE-2025-6543"])
    assert counts_for_users(kind).answer == "for-all"
    assert isinstance(payload, dict)


@pytest.mark.parametrize(
    ("devices", "scope"), [((), "all"), (("poort",), "all"), (("poort", "eigen"), "partly"), (("eigen",), "partly")]
)
def test_a_door_closed_at_the_device_is_all_of_the_access_of_who_knows_no_other(devices, scope):
    assert door_closed("poort", "De Drie Stromen", devices) == {"scope": scope, "what": "poort (De Drie Stromen)"}
