"""The exposed window: what bounds it, how it errs, and that it never narrows by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dijkwacht.hunting.domain.growth import bound_texts, growth, may_shrink, outermost, relied_on
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.kernel.window import Window, midnight, read_moment, window_between
from response_story import case_told, story, told

NOW = datetime(2020, 2, 1, 11, tzinfo=UTC)
FLAW = "CVE-2019-19781"


def exploited(since, flaw=FLAW):
    return case_told("exploitation.known", since, vulnerabilities=[flaw], since=since)


def fixed(at, step="fix", **more):
    return told("measure.done", at, step=step, **more)


def closed(at, scope="all"):
    return told("access.closed", at, scope=scope, what="voordeur", ground="advice")


def stated(start=None, end=None, reason=None):
    return told("window.stated", "2020-01-21", start=start, end=end, reason=reason)


def in_service(since, device="vpn-1", build="12.1-50.28"):
    return told("device.stated", "2020-01-13", device=device, product="NetScaler", build=build, in_service_since=since)


def reopened(at):
    return told("access.reopened", at, decided_by="college", gate="met", open_conditions=[])


def window_of(*entries, now=NOW):
    state, facts = story(*entries)
    return exposed_window(state, facts, now)


def days(first, last):
    return window_between(read_moment(first), read_moment(last))


@pytest.mark.parametrize(
    ("name", "entries", "expected"),
    [
        ("exploitation to a closing", [exploited("2020-01-09"), closed("2020-01-18")], ("2020-01-09", "2020-01-18")),
        ("months round outwards", [exploited("2020-01"), closed("2020-01")], ("2020-01-01", "2020-01-31")),
        (
            "the device was not there yet",
            [exploited("2020-01-09"), in_service("2020-01-12"), closed("2020-01-18")],
            ("2020-01-12", "2020-01-18"),
        ),
        (
            "an old device does not widen beyond exploitation",
            [exploited("2020-01-09"), in_service("2017-05-01"), closed("2020-01-18")],
            ("2020-01-09", "2020-01-18"),
        ),
        (
            "no exploitation known: since the build is in service",
            [in_service("2019-11-04"), closed("2020-01-18")],
            ("2019-11-04", "2020-01-18"),
        ),
        (
            "the earliest exploitation counts",
            [exploited("2020-01-11"), exploited("2020-01-09"), closed("2020-01-18")],
            ("2020-01-09", "2020-01-18"),
        ),
        (
            "a fix before the closing",
            [exploited("2020-01-09"), fixed("2020-01-15"), closed("2020-01-18")],
            ("2020-01-09", "2020-01-15"),
        ),
        (
            "a fix behind the closed door: the closing counts",
            [exploited("2020-01-09"), closed("2020-01-18"), fixed("2020-01-24"), reopened("2020-01-27")],
            ("2020-01-09", "2020-01-18"),
        ),
        (
            "opened again before the fix: the fix counts",
            [exploited("2020-01-09"), closed("2020-01-11"), reopened("2020-01-14"), fixed("2020-01-20")],
            ("2020-01-09", "2020-01-20"),
        ),
        (
            "own statement widens at once",
            [exploited("2020-01-09"), fixed("2020-01-15"), stated("2019-12-24", "2020-01-16")],
            ("2019-12-24", "2020-01-16"),
        ),
        (
            "own statement does not narrow without a reason",
            [exploited("2020-01-09"), closed("2020-01-18"), stated("2020-01-12", "2020-01-16")],
            ("2020-01-09", "2020-01-18"),
        ),
        (
            "own statement narrows with a reason",
            [exploited("2020-01-09"), closed("2020-01-18"), stated("2020-01-12", "2020-01-16", "logbestanden")],
            ("2020-01-12", "2020-01-16"),
        ),
        (
            "only the own statement is known",
            [stated("2019-12-24", "2020-01-16", "brief")],
            ("2019-12-24", "2020-01-16"),
        ),
        (
            "outermost of two devices",
            [
                exploited("2020-01-09"),
                in_service("2020-01-10", "vpn-1"),
                in_service("2019-06-01", "vpn-2"),
                fixed("2020-01-20", device="vpn-1"),
                fixed("2020-01-15", device="vpn-2"),
            ],
            ("2020-01-09", "2020-01-20"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_window_runs_between_what_supports_it(name, entries, expected):
    assert window_of(*entries).window == days(*expected)


def test_24_december_to_16_january_is_24_days():
    found = window_of(exploited("2020-01-09"), fixed("2020-01-16"), stated("2019-12-24", "2020-01-16"))
    assert found.window == Window(midnight(date(2019, 12, 24)), midnight(date(2020, 1, 17)))
    assert found.window.days() == 24
    assert found.start.basis.nl == "eigen opgave: 24 december 2019"
    assert "naar buiten afgerond" in found.start.errs.nl
    assert found.end.entries


def test_window_goes_on_until_now_while_nothing_ended_it():
    found = window_of(exploited("2020-01-09"), closed("2020-01-18", scope="partly"))
    assert found.end.goes_on
    assert found.window.end == NOW


@pytest.mark.parametrize(
    ("name", "entries", "ends"),
    [
        ("a mitigation counts", [fixed("2020-01-10", "mitigate")], True),
        ("not once a check found it wanting", [
            fixed("2020-01-10", "mitigate"),
            told("measure.verified", "2020-01-11", step="mitigate", result="not-effective"),
        ], False),
        ("not once it was invalidated", [
            fixed("2020-01-10", "mitigate"),
            told("measure.invalidated", "2020-01-17", step="mitigate", because="het advies is ingetrokken"),
        ], False),
        ("not on an unsound build", [
            fixed("2020-01-10", "mitigate", build="12.1-50.28"),
            case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"]),
        ], False),
        ("on a sound build it does", [
            fixed("2020-01-10", "mitigate", build="13.0-41.20"),
            case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"]),
        ], True),
        ("not on a build that nobody recorded", [
            fixed("2020-01-10", "mitigate"),
            case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"]),
        ], False),
        ("on such a build it does where a check found it effective", [
            fixed("2020-01-10", "mitigate"),
            told("measure.verified", "2020-01-10", step="mitigate", result="effective"),
            case_told("mitigation.unsound", "2020-01-16", step="mitigate", builds=["12.1-50.28"]),
        ], True),
        ("done differently counts where equivalent", [
            told("measure.deviated", "2020-01-10", step="mitigate", instead="allow-list", reason="dienst nodig",
                 equivalent=True),
        ], True),
        ("and not where it is not", [
            told("measure.deviated", "2020-01-10", step="mitigate", instead="niets", reason="dienst nodig",
                 equivalent=False),
        ], False),
        ("a fix for another flaw does not", [fixed("2020-01-10", vulnerabilities=["CVE-2025-5777"])], False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_only_a_measure_still_held_effective_ends_the_window(name, entries, ends):
    found = window_of(exploited("2020-01-09"), *entries)
    assert found.end.goes_on is not ends
    if ends:
        assert found.window == days("2020-01-09", "2020-01-10")


def test_narrowing_names_its_reason_and_what_it_would_have_been():
    found = window_of(exploited("2020-01-09"), closed("2020-01-18"), stated("2020-01-12", None, "pas toen aangezet"))
    assert "pas toen aangezet" in found.start.basis.nl
    assert "9 januari 2020" in found.start.basis.nl


def test_refused_narrowing_is_said():
    found = window_of(exploited("2020-01-09"), closed("2020-01-18"), stated("2020-01-12"))
    assert "telt niet" in found.start.basis.nl


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([exploited("2020-01-09"), fixed("2019-12-24", "mitigate")], "al dicht voor het begin"),
        ([closed("2020-01-18")], "het begin is niet vastgelegd"),
        (
            [exploited("2020-01-09"), told("use.declared", "2020-01-10", product="NetScaler", use="does-not-use")],
            "niet gebruikt",
        ),
    ],
)
def test_without_a_window_the_reason_is_said(entries, words):
    found = window_of(*entries)
    assert found.window is None
    assert words in found.why_none.nl


def test_a_device_fixed_for_one_flaw_stays_exposed_to_the_other():
    entries = (
        exploited("2025-05", "CVE-2025-6543"),
        exploited("2025-06-20", "CVE-2025-5777"),
        fixed("2025-06-18", vulnerabilities=["CVE-2025-5777"]),
        fixed("2025-07-02", "second-fix", vulnerabilities=["CVE-2025-6543"]),
    )
    found = window_of(*entries, now=datetime(2025, 8, 1, tzinfo=UTC))
    assert found.window == days("2025-05-01", "2025-07-02")


def test_earlier_exploitation_makes_the_window_grow_and_says_by_what():
    before = window_of(exploited("2025-06-25"), fixed("2025-07-02"), now=datetime(2025, 8, 1, tzinfo=UTC)).window
    entries = (exploited("2025-06-25"), exploited("2025-05"), fixed("2025-07-02"))
    after = window_of(*entries, now=datetime(2025, 8, 1, tzinfo=UTC)).window
    grown = growth(before, after)
    assert grown.days == 55
    assert "1 mei - 24 juni" in grown.text.nl


def test_nothing_grew_where_the_window_is_inside_the_old_one():
    old = days("2020-01-09", "2020-01-18")
    assert growth(old, old) is None
    assert growth(old, days("2020-01-10", "2020-01-12")) is None
    assert growth(None, old) is None


@pytest.mark.parametrize(
    ("name", "entries", "expected"),
    [
        ("a closing was recorded", [exploited("2020-01-09"), closed("2020-01-18")], True),
        ("nothing was recorded", [exploited("2020-01-09")], False),
        ("a reason was recorded", [
            exploited("2020-01-09"), closed("2020-01-20"), stated("2020-01-12", "2020-01-16", "logbestanden"),
        ], True),
    ],
)  # fmt: skip
def test_the_record_shrinks_only_for_what_is_recorded(name, entries, expected):
    old = days("2020-01-09", "2020-02-28")
    assert may_shrink(old, window_of(*entries)) is expected


@pytest.mark.parametrize(
    ("window", "texts"),
    [
        (days("2019-12-24", "2020-01-16"), ("2019-12-24", "2020-01-16")),
        (Window(datetime(2020, 1, 9, 7, 30, tzinfo=UTC), midnight(date(2020, 1, 19))),
         ("2020-01-09T07:30:00Z", "2020-01-18")),
    ],
)  # fmt: skip
def test_bounds_are_written_as_days_where_they_are_whole_days(window, texts):
    assert bound_texts(window) == texts
    assert window_between(*(read_moment(text) for text in texts)) == window


DAYS = st.dates(date(2019, 11, 1), date(2020, 1, 25)).map(date.isoformat)
FACTS = st.one_of(
    DAYS.map(exploited),
    st.tuples(DAYS, DAYS).map(lambda pair: stated(*sorted(pair))),
    DAYS.map(lambda day: told("measure.invalidated", day, step="mitigate", because="ingetrokken")),
    DAYS.map(lambda day: case_told("mitigation.unsound", day, step="mitigate", builds=["12.1-50"])),
)


@settings(max_examples=60, deadline=None)
@given(first=DAYS, facts=st.lists(FACTS, max_size=4), more=FACTS)
def test_more_knowledge_never_shrinks_the_window(first, facts, more):
    known = [exploited(first), fixed("2020-01-26", "mitigate", build="13.0-41.20"), *facts]
    before = window_of(*known).window
    after = window_of(*known, more).window
    if more.kind == "window.stated":
        known = [entry for entry in known if entry.kind != "window.stated"]
        before = window_of(*known).window
    assert after.start <= before.start
    assert after.end >= before.end


@settings(max_examples=60, deadline=None)
@given(first=DAYS, shut=DAYS, own=st.tuples(DAYS, DAYS), reason=st.sampled_from([None, "logbestanden"]))
def test_window_never_narrows_without_a_reason(first, shut, own, reason):
    first, shut = sorted((first, shut))
    computed = window_of(exploited(first), closed(shut)).window
    start, end = sorted(own)
    found = window_of(exploited(first), closed(shut), stated(start, end, reason)).window
    if reason is None:
        assert outermost(computed, found) == found
    else:
        assert found == days(start, end)


@settings(max_examples=40, deadline=None)
@given(starts=st.lists(st.integers(0, 80), min_size=2, max_size=2), lengths=st.lists(st.integers(1, 40), min_size=2))
def test_growth_is_what_the_outermost_adds(starts, lengths):
    base = midnight(date(2020, 3, 1))
    old, new = (
        Window(base + timedelta(days=at), base + timedelta(days=at + length))
        for at, length in zip(starts, lengths[:2], strict=True)
    )
    hull = outermost(old, new)
    grown = growth(old, hull)
    assert (grown is None) == (hull == old)


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ([], []),
        ([told("hunt.opened", "2020-01-17", hunt="eerste")], []),
        ([told("hunt.ran", "2020-01-17", hunt="eerste", result="no-signs")], ["hunt"]),
        ([closed("2020-01-18"), reopened("2020-01-27")], ["gate"]),
        (
            [
                told(
                    "risk.accepted",
                    "2020-01-22",
                    accepted_by="directie",
                    holds_mandate=True,
                    reason="zorg",
                    watch_until="2020-03-01",
                    cert_informed=True,
                )
            ],
            ["risk"],
        ),
        ([told("monitoring.lowered", "2020-02-01", criterion_met="rustig", decided_by="CISO")], ["monitoring"]),
    ],
)
def test_what_relied_on_the_window_is_named(entries, codes):
    state, _ = story(told("response.opened", "2020-01-13"), *entries)
    assert [reason.code for reason in relied_on(state)] == codes
    assert all(reason.entries for reason in relied_on(state))
