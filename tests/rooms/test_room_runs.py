"""Hunts over kept evidence: a verdict that the gate uses, findings judged one by one, new rules that change it."""

import pytest
from django.utils import timezone

from dijkwacht.cases.selectors import folded, own_story
from dijkwacht.containment.domain.gate import investigation_concluded
from dijkwacht.hunting import jobs
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.models import Custody, FoundSign, HuntRun
from dijkwacht.hunting.services import close_hunt, runs
from dijkwacht.hunting.services.judging import NeedsReason, NotJudged, judge_findings
from dijkwacht.hunting.services.loading import load_rules, search_changed
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.notification.models import NoticeRow
from hunting_evidence import local, window
from organisations_cast import contact
from response_cast import scene
from room_cast import ADDRESS, ICT, RULE, asked, done, keep, log, opened

pytestmark = pytest.mark.django_db
SIGN = (local(2020, 1, 10, 3, 4, 5), "/veldgate-drop/x")


@pytest.fixture
def made():
    played = scene()
    contact(played.cast.town, "mail", "ciso@tweestroom.example")
    return played


def loaded(made, content=RULE, name="drop.yml"):
    return load_rules(actor=ICT, organisation=made.cast.town, name=name, content=content, at=timezone.now())


def ran(made):
    return [entry for entry in own_story(made.response).entries if entry.kind == "hunt.ran"][-1]


def test_a_run_brings_verdict_and_coverage_into_the_response(made):
    keep(made.response, log(signs=[SIGN]))
    opened(made)
    run = done(asked(made, str(loaded(made).id)))
    assert (run.state, run.outcome["counts"]["compromise"] + run.outcome["counts"]["lead"]) == ("done", 1)
    state, _ = folded(made.response)
    mark = state.traces.hunts["eerste"]
    assert mark.verdict == run.verdict
    assert mark.result == "no-signs"
    told = ran(made).payload
    assert (told["run"], told["rules_digest"]) == (str(run.public_id), run.rules_digest)
    found = FoundSign.objects.get()
    assert found.line["line"] > 0
    assert "veldgate-drop" in found.line["text"]
    assert [line.deed for line in Custody.objects.order_by("pk")] == ["taken-in", "hunted"]


def test_evidence_of_a_part_of_the_window_says_nothing_about_the_rest(made):
    keep(made.response, log(start=(2020, 1, 8)))
    opened(made)
    run = done(asked(made, str(loaded(made, ADDRESS, "addresses.txt").id)))
    assert run.verdict == "no-signs-partial"
    assert any("web-access: niets over 24 december - 7 januari" in nl for nl, _ in run.outcome["said"])
    found = investigation(folded(made.response)[0], window()).coverage
    assert found.verdict.answer == "no-signs-partial"


def test_a_run_that_could_not_be_judged_covers_nothing(made):
    keep(made.response, log())
    opened(made)
    run = done(asked(made, str(loaded(made).id)))
    assert run.verdict == "not-evaluated"  # a Sigma rule without samples is never armed
    found = investigation(folded(made.response)[0], window()).coverage
    assert (found.full_days, found.verdict.answer) == (0, "no-signs-partial")


def test_each_device_is_a_unit_and_each_reason_names_its_device(made):
    keep(made.response, log(), device="ns-1")
    keep(made.response, log(start=(2020, 1, 8)), device="ns-2")
    opened(made)
    run = done(asked(made, str(loaded(made, ADDRESS, "addresses.txt").id)))
    assert [unit.device for unit in run.units.order_by("number")] == ["ns-1", "ns-2"]
    assert any(nl.startswith("ns-2: web-access: niets over 24 december") for nl, _ in run.outcome["said"])


def test_new_rules_search_again_and_change_the_verdict_visibly(made):
    keep(made.response, b"<?php // nothing a log would say: veldgate-drop ?>", "x.php")
    opened(made)
    first = done(asked(made, str(loaded(made, ADDRESS, "addresses.txt").id)))
    told = loaded(made, b'rule dropper { strings: $a = "veldgate-drop" condition: $a }', "found.yar")
    again = HuntRun.objects.get(public_id=told.runs[0])
    assert (again.again, again.was, len(again.packs)) == (True, first.verdict, 2)
    assert loaded(made).runs == ()  # the one that is under way ends first
    done(again)
    assert first.verdict == "not-evaluated"
    entry = ran(made)
    assert (entry.payload["was"], entry.payload["verdict"]) == (first.verdict, "signs-found")
    assert NoticeRow.objects.get().subject.endswith("ander oordeel na onderzoek")
    assert investigation(folded(made.response)[0], window()).coverage.verdict.answer == "signs-found"


def test_findings_are_judged_before_a_hunt_is_concluded(made):
    keep(made.response, log(signs=[SIGN]))
    opened(made)
    pack = str(loaded(made).id)
    run = done(asked(made, pack))
    rule = FoundSign.objects.get().rule
    with pytest.raises(NotJudged, match="Judge 1 findings"):
        close_hunt(actor=ICT, response=made.response, hunt="eerste")
    told = {"actor": ICT, "run": run.public_id, "rule": rule, "at": timezone.now()}
    with pytest.raises(NeedsReason):
        judge_findings(**told, judgement="benign", because=" ")
    with pytest.raises(NotFound):
        judge_findings(**told, judgement="perhaps", because="x")
    entry = judge_findings(**told, judgement="benign", because="our own scanner")
    assert (entry.kind, entry.payload["findings"]) == ("finding.judged", 1)
    again = done(asked(made, pack))
    assert FoundSign.objects.get(run=again).judgement == "benign"
    close_hunt(actor=ICT, response=made.response, hunt="eerste")


def test_a_unit_done_twice_gives_one_answer_and_one_entry(made):
    keep(made.response, log(signs=[SIGN]))
    opened(made)
    run = asked(made, str(loaded(made).id))
    begun = runs.begin_unit(run=run.public_id, unit=1)
    assert begun is not None
    done(run)
    jobs.search_unit(run=str(run.public_id), unit=1)
    late = runs.finish_unit(run=run.public_id, unit=1, findings=[], outcome={}, at=timezone.now())
    assert late is False
    assert FoundSign.objects.count() == 1
    assert [entry.kind for entry in own_story(made.response).entries].count("hunt.ran") == 1


def test_a_cancelled_run_leaves_no_verdict(made):
    keep(made.response, log())
    opened(made)
    run = asked(made, str(loaded(made).id))
    unit = runs.begin_unit(run=run.public_id, unit=1)
    assert runs.note_progress(unit=unit, done=5)
    runs.cancel_run(run=run.public_id, at=timezone.now())
    assert not runs.note_progress(unit=unit, done=6)
    assert done(run).state == "cancelled"
    assert folded(made.response)[0].traces.hunts["eerste"].ran is None


def test_a_unit_that_kills_its_workers_breaks_the_run_off(made):
    keep(made.response, log())
    opened(made)
    run = asked(made, str(loaded(made).id))
    for _ in range(3):
        assert runs.begin_unit(run=run.public_id, unit=1)
    assert runs.begin_unit(run=run.public_id, unit=1) is None
    run.refresh_from_db()
    assert (run.state, run.outcome["why"]) == ("broken", "begun three times and never ended")


def test_damaged_evidence_breaks_the_run_off_with_the_place(made, settings):
    file = keep(made.response, log())
    opened(made)
    run = asked(made, str(loaded(made).id))
    (settings.EVIDENCE_DIR / (piece := file.origin.parts.get().pieces[0])[:2] / piece).write_bytes(b"other")
    assert "bytes 0 to" in done(run).outcome["why"]
    assert list((settings.STATE_DIR / "evidence-work").iterdir()) == []


def test_what_cannot_be_searched_is_said(made):
    with pytest.raises(NotFound):
        asked(made, "citrix-2023-3519")
    opened(made)
    with pytest.raises(runs.NothingKept):
        asked(made, "citrix-2023-3519")
    keep(made.response, log())
    with pytest.raises(runs.NoRules):
        asked(made)
    for strange in ("no-such-pack", "../../etc", str(new_id())):
        with pytest.raises(NotFound):
            asked(made, strange)
    theirs = load_rules(actor=ICT, organisation=made.cast.other_town, name="x.yml", content=RULE, at=timezone.now()).id
    with pytest.raises(NotFound):
        asked(made, str(theirs))
    asked(made, str(loaded(made).id))
    with pytest.raises(runs.UnderWay):
        asked(made, str(loaded(made).id))


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("x.txt", b""), ("../x.json", b"{")])
def test_rules_that_cannot_be_read_are_refused_with_their_name(made, name, content):
    with pytest.raises(UnreadableRules) as refused:
        loaded(made, content, name)
    assert "tmp" not in str(refused.value)


def test_packs_that_did_not_change_are_not_run_again(made):
    keep(made.response, log())
    opened(made)
    run = done(asked(made, str(loaded(made).id)))
    assert search_changed(at=timezone.now()) == ()
    HuntRun.objects.filter(pk=run.pk).update(rules_digest="0" * 64)
    assert len(search_changed(at=timezone.now())) == 1


def test_rules_that_came_while_a_run_was_under_way_are_searched_with_in_the_night(made):
    keep(made.response, log())
    opened(made)
    under_way = asked(made, str(loaded(made).id))
    late = loaded(made, RULE.replace(b"title: ", b"title: late "), "late.yml")
    assert late.runs == ()
    done(under_way)
    (again,) = search_changed(at=timezone.now())
    assert str(late.id) in HuntRun.objects.get(public_id=again).packs
    assert search_changed(at=timezone.now()) == ()


def test_the_gate_does_not_take_covered_days_for_a_verdict_that_holds_back(made):
    opened(made)
    told = {"hunt": "eerste", "sources": ["web-access"], "covered": [["2019-12-24", "2020-01-16"]]}
    made.told(
        "hunt.ran", "2020-01-20", **told, result="no-signs", verdict="no-signs-partial", limits="3 regels", run=new_id()
    )
    close_hunt(actor=ICT, response=made.response, hunt="eerste")
    state, _ = folded(made.response)
    found = investigation_concluded(state, investigation(state, window()), timezone.now())
    assert found.state.value == "not-met"
    assert "open: eerste: onder voorbehoud: 3 regels" in found.text.nl
