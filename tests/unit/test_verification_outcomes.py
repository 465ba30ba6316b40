"""A result of its own for every way of answering, and what it says about a claim."""

import pytest

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.verification.domain.claims import Claimed, bearing
from dijkwacht.verification.domain.contradiction import Contradiction, Told
from dijkwacht.verification.domain.methods import LIMITS, METHOD_WORDS, NO_PERMISSION, REQUESTS, STEP_OF, Method, Side
from dijkwacht.verification.domain.outcomes import (
    OUTCOME_WORDS,
    Ending,
    Exchange,
    Judgement,
    Outcome,
    judge,
    next_request,
)
from dijkwacht.verification.domain.running import NotAResult, read_handed, read_result, result_of, written

FOLDER, FILE = (request.path for request in REQUESTS[Method.TRAVERSAL])
OWN_WORDS = f"<p>{NO_PERMISSION} on this server.</p>".encode()


def answered(path, status, body=b""):
    return Exchange(path, Ending.ANSWERED, status, body, len(body), 0.1)


@pytest.mark.req("S2.8", breaks="dijkwacht.verification.domain.outcomes.judge")
def test_the_body_decides_where_the_status_is_the_same():
    stopped = judge(Method.TRAVERSAL, [answered(FOLDER, 403, b"denied"), answered(FILE, 403, b"denied")])
    through = judge(Method.TRAVERSAL, [answered(FOLDER, 403, OWN_WORDS)])
    assert (stopped.outcome, through.outcome) == (Outcome.MITIGATED, Outcome.UNMITIGATED)
    assert stopped.reasons
    assert through.excerpt == NO_PERMISSION


@pytest.mark.parametrize(
    ("exchanges", "outcome"),
    [
        ([answered(FOLDER, 403), answered(FILE, 200, b"[global]\n")], "unmitigated"),
        ([answered(FOLDER, 403), answered(FILE, 200, b"<html>")], "unclear"),
        ([answered(FOLDER, 403)], "unclear"),
        ([answered(FOLDER, 404), answered(FILE, 404)], "unclear"),
        ([answered(FOLDER, 302), answered(FILE, 403)], "unclear"),
        ([answered(FOLDER, 200, b"You don&#39;t have permission to access /vpns/")], "unmitigated"),
        ([answered(FOLDER, 403), Exchange(FILE, Ending.NO_CONNECTION)], "no-reply"),
        ([], "unclear"),
    ],
)
def test_the_traversal_test_says_no_more_than_it_saw(exchanges, outcome):
    assert judge(Method.TRAVERSAL, exchanges).outcome == outcome


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        (Ending.REFUSED, "closed"),
        (Ending.NO_CONNECTION, "no-reply"),
        (Ending.SILENT, "no-reply"),
        (Ending.CUT_OFF, "tarpit"),
        (Ending.CERTIFICATE, "wrong-certificate"),
        (Ending.BROKEN, "unclear"),
    ],
)
def test_what_did_not_answer_is_never_judged_as_an_answer(method, ending, outcome):
    found = judge(method, [Exchange("/", ending, detail="x", size=3, seconds=15.0)])
    assert found.outcome == outcome
    assert "{" not in found.reasons[0].text.nl + found.reasons[0].text.en


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("method", Method)
def test_every_result_states_its_limits(method, side):
    found = judge(method, [Exchange("/", Ending.REFUSED)], side=side)
    other = "binnen" if side is Side.OUTSIDE else "buiten"
    assert any(f"zegt niets over {other}" in one.nl or f"over wat {other}" in one.nl for one in found.limits)


@pytest.mark.parametrize(
    ("body", "outcome", "build"),
    [
        (bytes.fromhex("1f8b0808") + (1579524387).to_bytes(4, "little") + b"\x02\x03rdx", "stamp-read", "12.1-55.18"),
        (bytes.fromhex("1f8b0808") + (1579524388).to_bytes(4, "little"), "stamp-read", ""),
        (bytes.fromhex("1f8b0808") + bytes(4), "unclear", ""),
        (bytes.fromhex("1f8b0808") + b"\x01", "unclear", ""),
        (b"<html>", "unclear", ""),
    ],
)
def test_a_time_stamp_is_read_from_bytes_four_to_seven(body, outcome, build):
    found = judge(Method.STAMP, [answered("/x.json.gz", 200, body)])
    assert (found.outcome, found.build) == (outcome, build)


def test_a_stamp_of_a_build_where_the_mitigation_fails_says_so():
    body = bytes.fromhex("1f8b0808") + (1543395386).to_bytes(4, "little")
    found = judge(Method.STAMP, [answered("/x.json.gz", 200, body)])
    assert [reason.code for reason in found.reasons] == ["stamp", "unsound-build"]


def test_the_second_request_is_sent_only_where_the_first_left_it_open():
    assert next_request(Method.TRAVERSAL, []).path == FOLDER
    assert next_request(Method.TRAVERSAL, [answered(FOLDER, 403)]).path == FILE
    assert next_request(Method.TRAVERSAL, [answered(FOLDER, 403, OWN_WORDS)]) is None
    assert next_request(Method.TRAVERSAL, [Exchange(FOLDER, Ending.REFUSED)]) is None
    assert next_request(Method.TRAVERSAL, [answered(FOLDER, 403), answered(FILE, 403)]) is None
    assert next_request(Method.REACHABILITY, [answered("/", 200)]) is None


def test_every_method_and_outcome_has_its_words_and_its_limits_are_small():
    assert set(METHOD_WORDS) == set(REQUESTS) == set(STEP_OF) == set(Method)
    assert set(OUTCOME_WORDS) == set(Outcome)
    assert LIMITS.total <= 15
    assert all(request.enough <= 4096 for listed in REQUESTS.values() for request in listed)


def found(method, outcome, build=""):
    return Judgement(method, Outcome(outcome), (), (), build=build)


@pytest.mark.req("S2.17", breaks="dijkwacht.verification.domain.claims.bearing")
@pytest.mark.parametrize(
    ("judged", "claimed", "side", "step", "answer"),
    [
        (found(Method.REACHABILITY, "open"), Claimed(), Side.OUTSIDE, "close-access", "does-not-work"),
        (found(Method.REACHABILITY, "closed"), Claimed(), Side.OUTSIDE, "close-access", "works"),
        (found(Method.REACHABILITY, "no-reply"), Claimed(), Side.OUTSIDE, "close-access", "inconclusive"),
        (found(Method.REACHABILITY, "open"), Claimed(), Side.INSIDE, "close-access", "inconclusive"),
        (found(Method.TRAVERSAL, "mitigated"), Claimed(), Side.OUTSIDE, "mitigate", "works"),
        (found(Method.TRAVERSAL, "closed"), Claimed(), Side.OUTSIDE, "mitigate", "inconclusive"),
        (
            found(Method.TRAVERSAL, "mitigated"),
            Claimed(build="12.1-50.28", vulnerabilities=("CVE-2019-19781",)),
            Side.OUTSIDE, "mitigate", "inconclusive",
        ),
        (
            found(Method.TRAVERSAL, "unmitigated"),
            Claimed(frozenset({("fix", ""), ("mitigate", "")})),
            Side.OUTSIDE, "fix", "does-not-work",
        ),
        (found(Method.STAMP, "stamp-read", "12.1-55.18"), Claimed(build="12.1-55.18"), Side.OUTSIDE, "fix", "works"),
        (found(Method.STAMP, "stamp-read", ""), Claimed(build="12.1-55.18"), Side.OUTSIDE, "fix", "inconclusive"),
        (
            found(Method.STAMP, "stamp-read", "12.1-50.28"),
            Claimed(build="12.1-55.18"), Side.OUTSIDE, "fix", "does-not-work",
        ),
    ],
)  # fmt: skip
def test_what_a_check_says_about_a_claim(judged, claimed, side, step, answer):
    told = bearing(judged, claimed, side)
    assert [getattr(part, "answer", part) for part in told] == [step, answer]


@pytest.mark.parametrize(
    ("measures", "device", "expected"),
    [
        ([("fix", "a"), ("fix", "")], "a", "a"),
        ([("fix", "")], "a", ""),
        ([("fix", "a")], "", "a"),
        ([("fix", "a"), ("fix", "b")], "", None),
        ([("fix", "a")], "b", None),
        ([], "", None),
    ],
)
def test_a_check_of_one_device_speaks_of_its_own_measure(measures, device, expected):
    assert Claimed(frozenset(measures)).device_of("fix", device) == expected


def test_a_contradiction_reads_as_two_facts():
    at = read_moment("2020-01-17")
    claim, against = (
        Told(Text("opgegeven: dicht", "declared: closed"), at),
        Told(Text("van buiten bereikbaar", "reachable from outside"), at),
    )
    assert Contradiction("x", claim, against).sentence.nl == "opgegeven: dicht, maar van buiten bereikbaar"


def test_a_result_reads_back_as_it_was_written():
    kept = result_of(judge(Method.TRAVERSAL, [answered(FOLDER, 403, OWN_WORDS)]))
    assert read_result(written(kept)) == kept
    assert NO_PERMISSION in kept.excerpt
    assert len(kept.exchanges[0].digest) == 64


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"format": "other"}, {"format": "dijkwacht-probe-1", "results": []},
     {"format": "dijkwacht-probe-1", "results": [{"method": "x", "outcome": "open"}]},
     {"format": "dijkwacht-probe-1", "results": "x"}],
)  # fmt: skip
def test_a_file_that_holds_no_results_is_refused(value):
    with pytest.raises(NotAResult):
        read_handed(value)
