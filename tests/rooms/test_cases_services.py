"""Services of cases: rows that the journal explains, both axes of time, two people at once, two facts at once."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from dijkwacht.cases import services
from dijkwacht.cases.domain.access import open_restrictions
from dijkwacht.cases.domain.axes import Access, Misuse, Use, Weakness
from dijkwacht.cases.models import Response
from dijkwacht.cases.selectors import desk_rows, folded, response_for, responses_of
from dijkwacht.cases.services import Attached, SomebodyElseWasFirst
from dijkwacht.journal.domain.kind import WrongPayload
from dijkwacht.journal.models import EntryRow, EvidenceRow
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from homes_cast import FLAW, actor_of, assemble, case_fact, day, hours, record
from record_explains import assert_journal_explains

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return assemble()


def people_of(organisation, cert):
    return Viewer(new_id(), (Office(organisation, Role.CISO),), frozenset({cert}))


def row_of(response):
    return Response.objects.get(public_id=response)


def test_every_row_of_the_exercise_is_what_its_entries_fold_to(exercise):
    for response in exercise.responses.values():
        assert_journal_explains(response)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Waterhoven", (Use.USES, Weakness.FIXED_UNCHECKED, Access.CLOSED, Misuse.NO_SIGNS_PARTIAL)),
        ("Hoogwaarden", (Use.USES, Weakness.OPEN, Access.OPEN, Misuse.NOT_LOOKED)),
        ("Lage Vaart", (Use.USES, Weakness.OPEN, Access.PARTLY, Misuse.NOT_LOOKED)),
        ("Oudmeer", (Use.USES, Weakness.FIXED_CHECKED, Access.REOPENED, Misuse.NO_SIGNS_PARTIAL)),
        ("’t Zand", (Use.DOES_NOT_USE, Weakness.NOT_APPLICABLE, Access.NOT_APPLICABLE, Misuse.NOT_LOOKED)),
    ],
)
def test_axes_are_kept_apart(exercise, name, expected):
    row = row_of(exercise.responses[name])
    assert (row.use, row.weakness, row.access, row.misuse) == expected


def test_a_second_flaw_opens_the_weakness_of_everybody_who_fixed_only_the_first(exercise):
    case_fact(
        exercise.case, exercise.cert, "fix.published", happened=day(0), vulnerabilities=["CVE-2020-8193"], builds=["x"]
    )
    for name in ("Waterhoven", "Oudmeer"):
        assert assert_journal_explains(exercise.responses[name]).axes.weakness is Weakness.OPEN


def test_a_stale_version_is_told_and_records_nothing(exercise):
    response, of = exercise.responses["Waterhoven"], exercise.members["Waterhoven"]
    seen = row_of(response).version
    record(response, "measure.started", of=of, step="reopen")
    before = EntryRow.objects.count()
    for write in (
        lambda: services.record(
            actor=actor_of(of),
            response=response,
            kind="measure.done",
            payload={"step": "reopen"},
            expected_version=seen,
        ),
        lambda: services.answer(
            actor=actor_of(of),
            response=response,
            kind="measure.done",
            payload={"step": "reopen"},
            attached=[Attached("ns.log", b"lines")],
            expected_version=seen,
        ),
    ):
        with pytest.raises(SomebodyElseWasFirst):
            write()
    assert EntryRow.objects.count() == before
    assert not EvidenceRow.objects.exists()
    assert row_of(response).version == seen + 1


def test_an_answer_carries_its_file_and_the_same_version_succeeds(exercise):
    response, of = exercise.responses["Waterhoven"], exercise.members["Waterhoven"]
    entry = services.answer(
        actor=actor_of(of),
        response=response,
        kind="measure.done",
        payload={"step": "hunt"},
        attached=[Attached("../ns.log", b"lines of a log")],
        expected_version=row_of(response).version,
    )
    kept = EvidenceRow.objects.get(piece=False)
    assert entry.evidence == (kept.digest,)
    assert (kept.name, kept.owner, kept.constituency) == ("ns.log", of, exercise.cert)
    assert_journal_explains(response)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("measure.done", {}),
        ("measure.blocked", {"step": "fix", "missing": "contract"}),
        ("restriction.imposed", {"what": "thuiswerken"}),
        ("access.closed", {"scope": "a bit", "what": "x"}),
        ("monitoring.raised", {"reason": "x", "until": "2026-02-30"}),
    ],
)
def test_what_does_not_fit_its_kind_is_refused_and_leaves_the_rows_alone(exercise, kind, payload):
    response = exercise.responses["Waterhoven"]
    before = row_of(response).version
    with pytest.raises(WrongPayload):
        services.record(actor=actor_of(exercise.cert), response=response, kind=kind, payload=payload)
    assert row_of(response).version == before


def test_unknown_responses_and_cases_are_not_found(exercise):
    actor = actor_of(exercise.cert)
    with pytest.raises(NotFound):
        services.record(actor=actor, response=new_id(), kind="measure.started", payload={"step": "fix"})
    with pytest.raises(NotFound):
        services.answer(actor=actor, response=new_id(), kind="measure.started", payload={"step": "fix"})
    with pytest.raises(NotFound):
        case_fact(new_id(), exercise.cert, "exploitation.known", vulnerabilities=[FLAW], since="2020-01")
    with pytest.raises(NotFound):
        services.open_response(actor=actor, case=new_id(), organisation=exercise.members["Zilverberg"])
    with pytest.raises(NotFound):
        services.take_in(case=new_id())


def test_an_organisation_responds_once_to_a_case(exercise):
    with pytest.raises(services.AlreadyResponding):
        services.open_response(
            actor=actor_of(exercise.cert), case=exercise.case, organisation=exercise.members["Oudmeer"]
        )


def test_what_was_known_then_differs_exactly_by_the_entries_known_between(exercise):
    viewer = people_of(exercise.members["Waterhoven"], exercise.cert)
    response = exercise.responses["Waterhoven"]
    earlier, later = day(4).latest, day(2).latest
    before = response_for(viewer, response, AsOf(known=earlier))
    after = response_for(viewer, response, AsOf(known=later))
    between = {entry.id for entry in after.entries} - {entry.id for entry in before.entries}
    expected = {entry.id for entry in after.entries if earlier < entry.known_by <= later}
    assert between == expected
    assert between
    assert before.state.axes.weakness is Weakness.OPEN
    assert after.state.axes.weakness is Weakness.FIXED_UNCHECKED


def test_what_was_recorded_then_knows_nothing_of_what_was_entered_later(exercise):
    viewer = people_of(exercise.members["Waterhoven"], exercise.cert)
    response = exercise.responses["Waterhoven"]
    long_before = timezone.now() - timedelta(days=2)
    assert response_for(viewer, response, AsOf(recorded=long_before)).entries == ()
    known = response_for(viewer, response, AsOf(known=long_before))
    assert known.entries
    assert folded(response, AsOf(recorded=long_before))[0].axes.use is Use.UNKNOWN


def test_advice_that_another_room_appended_is_taken_in_once(exercise):
    cert = exercise.cert

    @one_transaction
    def advise():
        append(
            kind="reopening.advised",
            actor=actor_of(cert, "desk"),
            payload={"issuer": "Waterwacht", "version": "4", "builds": ["13.0-47.24"]},
            label=Label.AMBER,
            owner=cert,
            case=exercise.case,
            constituency=cert,
        )

    advise()
    assert services.take_in(case=exercise.case)
    assert not services.take_in(case=exercise.case)
    for response in exercise.responses.values():
        assert_journal_explains(response)
    assert folded(exercise.responses["Waterhoven"])[1].reopening[-1].version == "4"


def test_a_fact_of_the_case_bumps_every_response_so_that_nobody_answers_on_old_advice(exercise):
    before = {name: row_of(response).version for name, response in exercise.responses.items()}
    case_fact(exercise.case, exercise.cert, "mitigation.unsound", happened=day(0), step="mitigate", builds=["13.0"])
    assert {name: row_of(response).version - 1 for name, response in exercise.responses.items()} == before


def test_restrictions_open_and_lift(exercise):
    response, of = exercise.responses["Waterhoven"], exercise.members["Waterhoven"]
    assert [one.what for one in open_restrictions(folded(response)[0].door)] == ["thuiswerken"]
    record(response, "restriction.lifted", of=of, happened=hours(1), key="thuiswerken")
    assert open_restrictions(assert_journal_explains(response).door) == ()


def test_a_step_without_an_answer_is_overdue_once_its_term_has_passed(exercise):
    desk = Viewer(new_id(), (Office(exercise.cert, Role.DESK),))
    rows = {row.organisation: row for row in desk_rows(desk, exercise.case, timezone.now())}
    assert rows[exercise.members["Hoogwaarden"]].overdue == 1
    assert rows[exercise.members["Waterhoven"]].overdue == 0
    early = {row.organisation: row for row in desk_rows(desk, exercise.case, timezone.now() - timedelta(days=1))}
    assert early[exercise.members["Hoogwaarden"]].overdue == 0


def test_outsiders_and_neighbours_see_no_response_and_the_desk_sees_all_of_its_members(exercise):
    neighbour = people_of(exercise.members["Oudmeer"], exercise.cert)
    desk = Viewer(new_id(), (Office(exercise.cert, Role.DESK),))
    outsider = people_of(new_id(), new_id())
    assert [row.id for row in responses_of(neighbour, case=exercise.case)] == [exercise.responses["Oudmeer"]]
    assert {row.id for row in responses_of(desk, case=exercise.case)} == set(exercise.responses.values())
    assert responses_of(outsider) == ()
    for viewer in (neighbour, outsider):
        with pytest.raises(NotFound):
            response_for(viewer, exercise.responses["Waterhoven"])


def test_the_desk_sees_the_value_on_misuse_but_no_hunt_cost_or_question(exercise):
    desk = Viewer(new_id(), (Office(exercise.cert, Role.DESK),))
    view = response_for(desk, exercise.responses["Waterhoven"])
    kinds = {entry.kind for entry in view.entries}
    assert view.state.axes.misuse is Misuse.NO_SIGNS_PARTIAL
    assert not kinds & {"hunt.ran", "hunt.opened", "cost.recorded", "question.received", "evidence.secured"}
    assert not view.state.traces.hunts


def at_once(*works):
    """Run each in a thread of its own with a connection of its own; return what went wrong."""
    faults = []

    def run(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever a thread meets must fail the test
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return faults


def link_four(exercise):
    for number in range(4):
        case_fact(exercise.case, exercise.cert, "case.linked", what="vulnerability", ref=f"CVE-2020-{number + 10_000}")


def start_three(exercise, name):
    for step in ("recover", "account", "reopen"):
        record(exercise.responses[name], "measure.started", of=exercise.members[name], step=step)


@pytest.mark.django_db(transaction=True)
def test_facts_of_the_case_and_answers_at_once_end_without_deadlock_and_all_are_there(committed):
    exercise = assemble()
    answering = ("Waterhoven", "Oudmeer")
    answers = [partial(start_three, exercise, name) for name in answering]
    assert not at_once(partial(link_four, exercise), partial(link_four, exercise), *answers)
    for name in (*answering, "Hoogwaarden"):
        assert_journal_explains(exercise.responses[name])
        assert len(folded(exercise.responses[name])[1].flaws) == 5
    for name in answering:
        state, _ = folded(exercise.responses[name])
        assert {step for step, _ in state.measures} >= {"recover", "account", "reopen"}
    connections.close_all()


def test_a_case_may_begin_without_cve_and_patch(exercise):
    case = services.open_case(
        actor=Actor(ActorKind.PERSON, "desk", organisation=exercise.cert),
        owner=exercise.cert,
        label=Label.AMBER_STRICT,
        title=Text("Voorwaarschuwing", "Pre-warning"),
    )
    member = people_of(exercise.members["Waterhoven"], exercise.cert)
    own = Viewer(new_id(), (Office(exercise.cert, Role.DESK),))
    assert responses_of(own, case=case) == ()
    with pytest.raises(NotFound):
        response_for(member, case)


def test_the_last_word_is_the_newest_that_the_member_is_known_to_have_said(exercise):
    row = row_of(exercise.responses["Hoogwaarden"])
    assert row.last_word_at == day(7).latest
    record(exercise.responses["Hoogwaarden"], "measure.started", of=row.organisation, step="fix")
    assert row_of(exercise.responses["Hoogwaarden"]).last_word_at > day(1).latest
