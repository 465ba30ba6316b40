"""Summer 2025: exploitation turns out to be older, a window grows, and a hunt that was complete becomes partial."""

from dataclasses import dataclass

import pytest

from dijkwacht.cases.domain.state import misuse_axis
from dijkwacht.cases.selectors import response_for
from dijkwacht.cases.services import Record, open_case, open_response, record_case_fact, record_many
from dijkwacht.hunting.domain.growth import growth
from dijkwacht.hunting.services import recompute_window
from dijkwacht.journal.services import sequence_once
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, read_moment
from record_explains import assert_journal_explains

TOWN, DESK = new_id(), new_id()
CISO = Actor(ActorKind.PERSON, "ciso", new_id(), TOWN)
COVERED = ["2025-06-20", "2025-07-03"]
VIEWER = Viewer(CISO.account, (Office(TOWN, Role.CISO),))


@dataclass
class Summer:
    case: object
    response: object

    def as_known(self, known):
        return response_for(VIEWER, self.response, AsOf(known=read_moment(known).earliest))


def exploited(case, since, known):
    record_case_fact(
        actor=CISO,
        case=case,
        kind="exploitation.known",
        payload={"vulnerabilities": ["CVE-2025-6543"], "since": since},
        label=Label.CLEAR,
        owner=DESK,
        known=read_moment(known),
    )


def done(kind, payload, day):
    return Record(kind, payload, happened=read_moment(day), known=read_moment(day))


@pytest.fixture
def summer(db):
    case = open_case(
        actor=CISO,
        owner=DESK,
        label=Label.CLEAR,
        title=Text("Verzonnen zomer", "Invented summer"),
        steps=["fix", "hunt"],
        known=read_moment("2025-06-17"),
    )
    exploited(case, "2025-06-25", "2025-06-30")
    response = open_response(actor=CISO, case=case, organisation=TOWN, known=read_moment("2025-06-30"))
    record_many(
        actor=CISO,
        response=response,
        records=[
            done("use.declared", {"use": "uses", "product": "NetScaler"}, "2025-06-30"),
            done("measure.done", {"step": "fix", "vulnerabilities": ["CVE-2025-6543"]}, "2025-07-01"),
            done("hunt.opened", {"hunt": "h1"}, "2025-07-02"),
            done(
                "hunt.ran",
                {"hunt": "h1", "result": "no-signs", "covered": [["2025-06-20", "2025-07-03"]]},
                "2025-07-04",
            ),
        ],
    )
    recompute_window(response=response, at=read_moment("2025-07-05").latest, known=read_moment("2025-07-05"))
    exploited(case, "2025-05", "2025-07-22")
    recompute_window(response=response, at=read_moment("2025-07-22").latest, known=read_moment("2025-07-22"))
    sequence_once()
    return Summer(case, response)


def test_the_complete_hunt_becomes_partial_when_exploitation_turns_out_older(summer):
    assert summer.as_known("2025-07-10T00:00").state.axes.misuse == "no-signs-covered"
    assert summer.as_known("2025-07-24T00:00").state.axes.misuse == "no-signs-partial"
    assert_journal_explains(summer.response)


def test_the_window_grew_back_to_the_first_of_may_and_says_why(summer):
    before = summer.as_known("2025-07-10T00:00").state.window
    after = summer.as_known("2025-07-24T00:00").state.window
    assert before.dates()[0].isoformat() == "2025-06-25"
    assert after.dates()[0].isoformat() == "2025-05-01"
    assert growth(before, after).days == 55
    grown = [entry for entry in summer.as_known("2025-07-24T00:00").entries if entry.kind == "window.grown"]
    assert len(grown) == 1
    assert "mei 2025" in grown[0].text("because") or "langer" in grown[0].text("because")


def test_a_hunt_that_covers_nothing_of_the_window_is_not_complete(summer):
    state = summer.as_known("2025-07-24T00:00").state
    later = Window(read_moment("2025-08-01").earliest, read_moment("2025-08-02").earliest)
    assert misuse_axis(state.traces, later) == "no-signs-partial"
