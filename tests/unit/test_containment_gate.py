"""The gate: for every condition a table of facts and how it then stands; it informs and never locks."""

from datetime import UTC, datetime

import pytest

from dijkwacht.containment.domain.conditions import (
    advised_build,
    cert_advice,
    evidence_secured,
    fix_checked,
    fix_installed,
    secrets_replaced,
    sessions_ended,
)
from dijkwacht.containment.domain.gate import (
    CONDITION_WORDS,
    Surroundings,
    decision_taken,
    gate,
    gate_sentence,
    investigation_concluded,
    open_conditions,
    reopening,
)
from dijkwacht.containment.domain.mandate import Decision, is_ciso_alone, may_decide, risk_accepted
from dijkwacht.containment.domain.order import closing_ground, deviation_verdict, safe_order
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.domain.window import exposed_window
from dijkwacht.kernel.verdict import Condition
from response_story import CERT, RESPONSE, case_told, story, told

AT = datetime(2020, 1, 22, 11, tzinfo=UTC)
OURS = frozenset({CERT})
COLLEGE = Decision("college van B en W", holds_mandate=True)


def advised(at="2020-01-20", builds=("12.1-55.18",), version="3", issuer="IBD"):
    return case_told("reopening.advised", at, issuer=issuer, version=version, builds=list(builds))


def revoked(at="2020-01-21", version="3", issuer="IBD"):
    return case_told("reopening.revoked", at, issuer=issuer, version=version)


def device(name="vpn-1", build=""):
    return told("device.stated", "2020-01-13", device=name, product="NetScaler", build=build or None)


def done(step="fix", at="2020-01-20", **more):
    return told("measure.done", at, step=step, **more)


def checked(result="effective", step="fix", at="2020-01-21", **more):
    return told("measure.verified", at, step=step, result=result, **more)


FLAW = case_told("case.linked", "2019-12-17", what="vulnerability", ref="CVE-2019-19781")
PATCH = case_told(
    "fix.published", "2020-01-19", vulnerabilities=["CVE-2019-19781"], builds=["12.1-55.18"], issuer="leverancier"
)
EXPLOITED = case_told("exploitation.known", "2020-01-09", vulnerabilities=["CVE-2019-19781"], since="2020-01-09")
DOOR_SHUT = told("access.closed", "2020-01-18", scope="all", what="voordeur", ground="advice")
STATED = told("window.stated", "2020-01-21", start="2019-12-24", end="2020-01-16", reason="brief")


def hunt(key="eerste", at="2020-01-17", **more):
    return told("hunt.opened", at, hunt=key, questions=["access"], **more)


def ran(covered=(("2020-01-08", "2020-01-16"),), at="2020-01-20", key="eerste", result="no-signs"):
    pairs = [list(pair) for pair in covered]
    return told("hunt.ran", at, hunt=key, sources=["webserver"], covered=pairs, result=result)


def ended(key="eerste", at="2020-01-21"):
    return told("hunt.closed", at, hunt=key)


WHOLE = (("2019-12-24", "2020-01-16"),)
REBUILT = told("system.rebuilt", "2020-01-21")
REPLACED = told("secrets.replaced", "2020-01-21", what=["wachtwoorden", "sleutels", "certificaten"])


def accepted(by="gemeentesecretaris", at="2020-01-22", **more):
    values = {"holds_mandate": True, "reason": "zorg", "watch_until": "2020-03-01", "cert_informed": True, **more}
    return told("risk.accepted", at, accepted_by=by, **values)


@pytest.mark.parametrize(
    ("name", "entries", "constituencies", "state"),
    [
        ("advice stands", [advised()], OURS, "met"),
        ("revoked", [advised(), revoked()], OURS, "not-met"),
        ("revoked after the moment of looking", [advised(), revoked("2020-01-23")], OURS, "met"),
        ("an older version does not revive", [advised(version="2", at="2020-01-19"), advised(), revoked()], OURS,
         "not-met"),
        ("a newer version stands", [advised(version="2", at="2020-01-19"), revoked("2020-01-20", "2"),
                                    advised(version="4", at="2020-01-21")], OURS, "met"),
        ("not yet given", [advised("2020-01-24")], OURS, "not-recorded"),
        ("nothing recorded", [], OURS, "not-recorded"),
        ("in no constituency", [], frozenset(), "nobody"),
        ("advice of another constituency is not ours", [advised()], frozenset({RESPONSE}), "not-recorded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_cert_advice(name, entries, constituencies, state):
    _, facts = story(*entries)
    found = cert_advice(facts, AT, constituencies)
    assert found.state == state
    assert found.text
    assert bool(found.remedy) is (state != "met")


@pytest.mark.parametrize(
    ("name", "entries", "state"),
    [
        ("no build stated", [advised(), done()], "not-recorded"),
        ("a device without a build", [advised(), device("vpn-1", "12.1-55.18"), device("vpn-2")], "not-recorded"),
        ("the named build", [advised(), done(build="12.1-55.18")], "met"),
        ("another build", [advised(), done(build="12.1-50.28")], "not-met"),
        ("newer by the scheme", [advised(), done(build="12.1-56.00")], "met"),
        ("one of two devices", [advised(), device("a", "12.1-55.18"), device("b", "12.1-50.28")], "not-met"),
        ("the fix replaces what was stated", [advised(), device("a", "12.1-50.28"),
                                              done(device="a", build="12.1-55.18")], "met"),
        ("advice without builds", [advised(builds=()), done(build="12.1-50.28")], "met"),
        ("no advice", [done(build="12.1-55.18")], "not-recorded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_advised_build(name, entries, state):
    folded, facts = story(*entries)
    found = advised_build(folded, facts, AT, OURS, lambda installed, named: installed >= named)
    assert found.state == state


@pytest.mark.parametrize(
    ("name", "entries", "state"),
    [
        ("installed", [FLAW, PATCH, done()], "met"),
        ("nothing recorded", [FLAW, PATCH], "not-recorded"),
        ("no fix exists yet", [FLAW], "nobody"),
        ("only mitigated", [FLAW, PATCH, done("mitigate")], "not-recorded"),
        ("begun", [FLAW, PATCH, told("measure.started", "2020-01-20", step="fix")], "not-met"),
        ("one of two devices", [FLAW, PATCH, device("a"), device("b"), done(device="a")], "not-met"),
        ("both devices", [FLAW, PATCH, device("a"), device("b"), done(device="a"), done(device="b")], "met"),
        ("for another flaw", [FLAW, PATCH, done(vulnerabilities=["CVE-2019-0001"])], "not-met"),
        ("found not to work", [FLAW, PATCH, done(), checked("not-effective")], "not-met"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_fix_installed(name, entries, state):
    assert (
        fix_installed(*story(told("use.declared", "2020-01-10", use="uses", product="NetScaler"), *entries)).state
        == state
    )


@pytest.mark.parametrize(
    ("name", "entries", "state", "words"),
    [
        ("no check", [FLAW, PATCH, done()], "not-recorded", "niet vastgelegd"),
        ("effective, method stated", [FLAW, PATCH, done(), checked(method="scan")], "met", "methode: scan"),
        ("effective, method not stated", [FLAW, PATCH, done(), checked()], "met", "methode niet in de bron vermeld"),
        ("not effective", [FLAW, PATCH, done(), checked("not-effective")], "not-met", "niet of niet zeker"),
        ("inconclusive", [FLAW, PATCH, done(), checked("inconclusive")], "not-met", "niet of niet zeker"),
        ("one of two devices", [FLAW, PATCH, device("a"), device("b"), done(device="a"), done(device="b"),
                                checked(device="a")], "not-recorded", "niet vastgelegd"),
        ("a step of its own", [FLAW, PATCH, done(), done("verify", "2020-01-21")], "met", "methode"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_fix_checked(name, entries, state, words):
    found = fix_checked(*story(*entries))
    assert found.state == state
    assert words in found.text.nl


SESSIONS = told("sessions.ended", "2020-01-21", what=["ica", "pcoip"])
EARLY_SESSIONS = told("sessions.ended", "2020-01-18", what=["ica"])


@pytest.mark.parametrize(
    ("name", "entries", "state"),
    [
        ("nothing", [done()], "not-recorded"),
        ("after the fix", [done(), SESSIONS], "met"),
        ("before the fix", [done(), EARLY_SESSIONS], "not-met"),
        ("the same day counts", [done(at="2020-01-21"), SESSIONS], "met"),
        ("as a measure", [done(), done("end-sessions", "2020-01-21")], "met"),
        ("not applicable, with why", [done(), told("measure.not_applicable", "2020-01-21", step="end-sessions",
                                                   why="geen sessies")], "met"),
        ("one of two devices", [device("a"), device("b"), done(),
                                told("sessions.ended", "2020-01-21", what=["ica"], device="a")], "not-met"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_sessions_ended(name, entries, state):
    assert sessions_ended(story(*entries)[0]).state == state


@pytest.mark.parametrize(
    ("name", "entries", "state"),
    [
        ("nothing", [done()], "not-recorded"),
        ("after the fix", [done(), REPLACED], "met"),
        ("before the fix", [done(at="2020-01-24"), REPLACED], "not-met"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_secrets_replaced(name, entries, state):
    assert secrets_replaced(story(told("response.opened", "2020-01-13"), *entries)[0]).state == state


def secured(at):
    return told("evidence.secured", at, what=["geheugen", "logbestanden"])


@pytest.mark.parametrize(
    ("name", "entries", "state", "words"),
    [
        ("nothing", [done()], "not-recorded", "niet vastgelegd"),
        ("before the fix", [secured("2020-01-18"), done()], "met", "is veiliggesteld"),
        ("after the fix", [secured("2020-01-21"), done()], "met", "pas na het herstel"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_evidence_secured(name, entries, state, words):
    found = evidence_secured(story(*entries)[0])
    assert found.state == state
    assert words in found.text.nl


def investigated(*entries, grown=None, at=AT):
    state, facts = story(EXPLOITED, DOOR_SHUT, STATED, *entries)
    window = exposed_window(state, facts, at).window
    return investigation_concluded(state, investigation(state, window), at, grown)


@pytest.mark.parametrize(
    ("name", "entries", "state", "words"),
    [
        ("no hunt", [], "not-recorded", "geen onderzoek"),
        ("open, not run", [hunt()], "not-met", "24 december - 16 januari loopt nog"),
        ("open, partly covered", [hunt(), ran()], "not-met", "9 van 24 dagen"),
        ("open, though all is covered", [hunt(), ran(WHOLE)], "not-met", "loopt nog"),
        ("route a", [hunt(), ran(WHOLE), ended()], "met", "helemaal gedekt"),
        ("closed, partly covered", [hunt(), ran(), ended()], "not-met", "24 december - 7 januari"),
        ("closed, days not stated", [hunt(), ran(()), ended()], "not-recorded", "welke dagen"),
        ("route b", [hunt(), ran(), ended(), REBUILT, REPLACED], "met", "opnieuw opgebouwd"),
        ("rebuilt, secrets kept", [hunt(), ran(), ended(), REBUILT], "not-met", "9 van 24"),
        ("secrets replaced, not rebuilt", [hunt(), ran(), ended(), REPLACED], "not-met", "9 van 24"),
        ("route c", [hunt(), ran(), ended(), accepted()], "met", "aanvaard door gemeentesecretaris"),
        ("route c by the CISO alone", [hunt(), ran(), ended(), accepted("CISO")], "not-met", "CISO"),
        ("suspected misuse leaves route b", [
            hunt(), ran(WHOLE), ended(), told("misuse.suspected", "2020-01-21", named_by="CISO"), accepted(),
        ], "not-met", "vermoed of bevestigd"),
        ("suspected, rebuilt and replaced", [
            hunt(), ran(WHOLE), ended(), told("misuse.suspected", "2020-01-21", named_by="CISO"), REBUILT, REPLACED,
        ], "met", "opnieuw opgebouwd"),
        ("signs without a word about misuse", [hunt(), ran(WHOLE, result="signs"), ended()], "not-met", "vermoed"),
        ("a second hunt is open", [hunt(), ran(WHOLE), ended(), hunt("tweede", "2020-01-22")], "not-met", "loopt nog"),
        ("a planned follow-up is no obstacle", [
            hunt(), ran(WHOLE), ended(), hunt("vervolg", "2020-01-22", follow_up=True, due="2020-02-01"),
        ], "met", "helemaal gedekt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_investigation_is_concluded_by_three_routes(name, entries, state, words):
    found = investigated(*entries)
    assert found.state == state
    assert words in found.text.nl


def test_a_risk_accepted_over_a_shorter_window_counts_no_more():
    entries = (hunt(), ran(), ended(), accepted(at="2020-01-22"))
    later = datetime(2026, 4, 1, tzinfo=UTC)
    assert investigated(*entries, grown=None).state == "met"
    found = investigated(*entries, grown=later)
    assert found.state == "not-met"
    assert "kortere kwetsbare periode" in found.text.nl


@pytest.mark.parametrize(
    ("name", "more", "answer"),
    [
        ("all there", {}, "accepted"),
        ("no mandate", {"holds_mandate": False}, "no-mandate"),
        ("CERT not informed", {"cert_informed": False}, "cert-not-informed"),
        ("the term is over", {"watch_until": "2020-01-20"}, "term-over"),
        ("the CISO alone", {"by": "de CISO"}, "ciso-alone"),
        ("the CISO and a director", {"by": "CISO en directeur"}, "accepted"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_risk_is_accepted_only_as_route_c_asks(name, more, answer):
    state, _ = story(accepted(**more))
    assert risk_accepted(state, AT).answer == answer
    assert risk_accepted(story(hunt())[0], AT).answer == "none"


@pytest.mark.parametrize(
    ("offices", "alone"),
    [
        ("CISO", True),
        ("de CISO", True),
        ("plaatsvervangend CISO", True),
        ("CISO en plaatsvervangend CISO", True),
        ("Chief Information Security Officer", True),
        ("CISO en gemeentesecretaris", False),
        ("college van burgemeester en wethouders", False),
        ("precisordirecteur", False),
    ],
)
def test_the_ciso_alone_is_recognised(offices, alone):
    assert is_ciso_alone(offices) is alone


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        (COLLEGE, "yes"),
        (Decision("", holds_mandate=True), "nobody-named"),
        (Decision("CISO", holds_mandate=True), "ciso-alone"),
        (Decision("teamleider ICT", holds_mandate=False), "no-mandate"),
    ],
)
def test_who_may_decide(decision, answer):
    assert may_decide(decision).answer == answer


@pytest.mark.parametrize(
    ("entries", "decision", "state"),
    [
        ([DOOR_SHUT], None, "not-recorded"),
        ([DOOR_SHUT], COLLEGE, "met"),
        ([DOOR_SHUT], Decision("CISO", holds_mandate=True), "not-met"),
        ([DOOR_SHUT, told("access.reopened", "2020-01-27", decided_by="college", gate="met")], None, "met"),
        ([DOOR_SHUT, told("access.reopened", "2020-01-27", decided_by="CISO", gate="met")], None, "not-met"),
        (
            [DOOR_SHUT, told("access.reopened", "2020-01-27", decided_by="niet in de bron vermeld", gate="not-asked")],
            None,
            "not-recorded",
        ),
    ],
)
def test_decision_taken(entries, decision, state):
    assert decision_taken(story(*entries)[0], decision).state == state


ALL = (
    FLAW, PATCH, EXPLOITED, STATED, advised(), secured("2020-01-18"), DOOR_SHUT, done(build="12.1-55.18"), checked(),
    SESSIONS, REPLACED, hunt(), ran(WHOLE), ended(),
)  # fmt: skip
SHOWN = dict.fromkeys(CONDITION_WORDS)


def conditions(*entries, decision=COLLEGE):
    state, facts = story(*entries)
    found = investigation(state, exposed_window(state, facts, AT).window)
    return reopening(state, facts, found, AT, Surroundings(OURS, decision=decision))


def test_gate_is_met_when_every_condition_is():
    found = conditions(*ALL)
    assert [condition.key for condition in found] == list(SHOWN)
    assert gate(found).answer == "met"
    assert open_conditions(found) == ()
    assert gate_sentence(found).nl == "Aan alle voorwaarden voor heropenen is voldaan."


@pytest.mark.parametrize(
    ("left_out", "key"),
    [
        (advised(), "cert-advice"),
        (checked(), "fix-checked"),
        (SESSIONS, "sessions-ended"),
        (REPLACED, "secrets-replaced"),
        (secured("2020-01-18"), "evidence-secured"),
        (ended(), "investigation"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gate_names_the_condition_that_is_open(left_out, key):
    found = conditions(*(entry for entry in ALL if entry.id != left_out.id))
    assert key in {condition.key for condition in open_conditions(found)}
    assert gate(found).answer == "not-met"
    assert key in {reason.code for reason in gate(found).reasons}


def test_gate_waits_for_the_investigation_though_the_advice_is_there():
    entries = [EXPLOITED, FLAW, advised(builds=()), DOOR_SHUT, STATED, done(), hunt()]
    found = {condition.key: condition for condition in conditions(*entries, decision=None)}
    assert found["cert-advice"].state == "met"
    assert found["investigation"].state == "not-met"
    silent = {"advised-build", "fix-checked", "sessions-ended", "secrets-replaced", "evidence-secured", "decision"}
    assert {key for key, condition in found.items() if condition.state == "not-recorded"} == silent
    assert "24 december - 16 januari" in gate_sentence(found.values()).nl


def test_a_condition_is_never_a_boolean():
    assert all(isinstance(condition, Condition) for condition in conditions(*ALL))
    assert gate(()).answer == "not-met"


@pytest.mark.parametrize(
    ("name", "entries", "answer"),
    [
        ("nothing yet", [], "secure-first"),
        ("secured", [secured("2020-01-18")], "safe"),
        ("secured before", [secured("2020-01-18"), done()], "safe"),
        ("fixed before", [done(), secured("2020-01-21")], "evidence-at-risk"),
        ("fixed, never secured", [done()], "evidence-at-risk"),
        ("the same day is not counted against anybody", [secured("2020-01-20"), done()], "safe"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_fixing_before_securing_evidence_is_warned_against(name, entries, answer):
    found = safe_order(story(told("response.opened", "2020-01-13"), *entries)[0])
    assert found.answer == answer
    assert found.reasons


def deviated(instead="toegang van buiten gesloten", reason="dienst op kantoor blijft", equivalent=True):
    return told(
        "measure.deviated", "2020-01-18", step="close-access", instead=instead, reason=reason, equivalent=equivalent
    )


@pytest.mark.parametrize(
    ("entries", "alternatives", "answer"),
    [
        ([deviated()], (), "equivalent"),
        ([deviated(equivalent=False)], (), "deviates"),
        ([deviated()], ("toegang van buiten gesloten",), "followed"),
        ([done("close-access")], (), "as-advised"),
        ([], (), "as-advised"),
    ],
)
def test_deviation_tells_what_was_done_instead_and_why(entries, alternatives, answer):
    state, _ = story(told("response.opened", "2020-01-13"), *entries)
    found = deviation_verdict(state.measure("close-access"), alternatives)
    assert found.answer == answer
    if answer in {"equivalent", "deviates", "followed"}:
        assert [reason.code for reason in found.reasons] == ["instead", "reason"]


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([], "not-closed"),
        ([told("access.closed", "2025-07-17", scope="all", what="alles", ground="precaution")], "precaution"),
        ([told("access.closed", "2025-07-17", scope="all", what="alles")], "not-stated"),
    ],
)
def test_closing_names_its_ground(entries, answer):
    assert closing_ground(story(told("response.opened", "2020-01-13"), *entries)[0]).answer == answer
