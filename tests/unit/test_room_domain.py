"""What the evidence room decides without a database: parts, quota, and one verdict over several devices."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.hunting.domain.coverage import coverage
from dijkwacht.hunting.domain.intake import PART, length_of, may_take, missing_parts, parts_of
from dijkwacht.hunting.domain.running import Answer, joined_verdict, mark_of, result_of, run_sentence, unit_key
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, read_moment
from hunting_evidence import window

AN_ID = UUID("7e57ab1e-0000-4000-8000-000000000001")


def span(first, last):
    return Window(datetime(2020, 1, first, tzinfo=UTC), datetime(2020, 1, last, tzinfo=UTC))


def answer(verdict, *covered, device="ns", **counts):
    return Answer(device, verdict, covered, (Text("reden", "reason"),), counts)


@pytest.mark.parametrize(("size", "parts", "last"), [(0, 1, 0), (1, 1, 1), (PART, 1, PART), (PART + 1, 2, 1)])
def test_a_file_is_cut_into_parts_that_make_it_whole(size, parts, last):
    assert (parts_of(size), length_of(size, parts)) == (parts, last)
    assert sum(length_of(size, number) for number in range(-1, parts + 3)) == size


def test_missing_parts_are_numbered_in_order():
    assert missing_parts(5 * PART, {4, 1}) == (2, 3, 5)
    assert missing_parts(0, set()) == (1,)


@pytest.mark.parametrize(
    ("size", "used", "free", "answered"),
    [(10, 90, 10, "yes"), (11, 90, 99, "over-quota"), (10, 0, 9, "disk-full"), (-1, 0, 9, "too-large")],
)
def test_quota_and_disk_decide_before_the_first_byte(size, used, free, answered):
    assert may_take(size, used, 100, free).answer == answered


@pytest.mark.parametrize(
    ("verdicts", "joined"),
    [
        (["no-signs-covered", "signs-found"], "signs-found"),
        (["not-evaluated", "signs-found"], "signs-found"),
        (["no-signs-covered", "no-signs-covered"], "no-signs-covered"),
        (["no-signs-covered", "no-signs-partial"], "no-signs-partial"),
        (["no-signs-covered", "not-evaluated"], "no-signs-partial"),
        (["not-evaluated", "not-evaluated"], "not-evaluated"),
        ([], "not-evaluated"),
    ],
)
def test_no_device_makes_the_verdict_over_another_rosier(verdicts, joined):
    assert joined_verdict([answer(one) for one in verdicts]).verdict == joined
    assert joined_verdict([answer(one) for one in reversed(verdicts)]).verdict == joined


def test_a_day_counts_only_where_every_device_covers_it():
    found = joined_verdict(
        [answer("no-signs-partial", span(1, 5), span(8, 12)), answer("no-signs-partial", span(3, 10), device="twin")]
    )
    assert found.covered == (span(3, 5), span(8, 10))
    assert [reason.nl for reason in found.reasons] == ["ns: reden", "twin: reden"]


def test_findings_are_counted_over_all_devices():
    found = joined_verdict([answer("no-signs-partial", attempt=2), answer("no-signs-partial", attempt=1, lead=4)])
    assert found.counts == {"attempt": 3, "lead": 4}
    assert result_of(found.verdict, found.counts) == "attempts"
    assert result_of("no-signs-partial", {"lead": 4, "attempt": 0}) == "no-signs"
    assert result_of("not-evaluated", {"attempt": 1}) == "not-evaluated"
    assert result_of("signs-found", {}) == "signs"


def test_a_unit_has_one_name_wherever_it_is_done_and_another_for_other_rules():
    window = span(1, 5)
    assert unit_key(["a", "b"], "r", window) == unit_key(["b", "a"], "r", window)
    others = {unit_key(["a"], "r", window), unit_key(["a"], "s", window), unit_key(["a"], "r", span(1, 6))}
    assert len(others) == 3


def test_a_finding_is_known_by_rule_and_bytes_not_by_its_words():
    line = {"rule": "r", "evidence_blake3": "b", "member": None, "offset": 3, "length": 4, "text": "t", "title": "x"}
    assert mark_of(line) == mark_of({**line, "title": "y", "path": "renamed"})
    assert mark_of(line) != mark_of({**line, "offset": 4})


@pytest.mark.parametrize(
    ("verdict", "answered"),
    [("no-signs-covered", "no-signs-covered"), ("no-signs-partial", "no-signs-partial"), ("", "no-signs-covered")],
)
def test_covered_days_do_not_outdo_the_verdict_of_the_run(verdict, answered):
    at = read_moment("2020-01-20")
    mark = HuntMark("h", at, AN_ID, covered=(span(1, 9),), result="no-signs", verdict=verdict, ran=at)
    assert coverage(span(2, 8), [mark]).verdict.answer == answered


@pytest.mark.parametrize(
    ("verdict", "covered", "said"),
    [
        ("no-signs-covered", "2019-12-24", "Geen sporen gevonden over alle 24 dagen."),
        (
            "no-signs-partial",
            "2020-01-08",
            "Geen sporen gevonden over 9 van 24 dagen; over 15 kunnen we niets zeggen.",
        ),
        (
            "no-signs-partial",
            "",
            "Geen sporen gevonden in wat er is; over geen enkele dag spreken alle nodige bronnen.",
        ),
        ("not-evaluated", "", "Er kon niets worden beoordeeld."),
    ],
)
def test_a_run_ends_in_a_sentence_no_more_certain_than_its_verdict(verdict, covered, said):
    whole = window()
    parts = (window(covered),) if covered else ()
    assert run_sentence(verdict, {}, whole, parts).nl == said
    assert "Er zijn sporen gevonden: 1 spoor" in run_sentence("signs-found", {"reached": 1}, whole, parts).nl
