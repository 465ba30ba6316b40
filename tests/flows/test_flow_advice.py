"""Advice on its way: from the maker down to a member, whole or not, in time or overdue, public or held back."""

import pytest

from dijkwacht.advisories.domain.following import Deed, action_perspective, overdue_actions
from dijkwacht.advisories.domain.publishing import published_on
from dijkwacht.advisories.domain.receiving import repaired_in_time
from dijkwacht.advisories.domain.reopening import reopening_holds
from dijkwacht.advisories.domain.summary import Action, Fix, Summary, fixes_available
from dijkwacht.advisories.domain.words import Level, Outcome
from dijkwacht.advisories.domain.written import Handling, Written
from dijkwacht.advisories.selectors import advisories, advisory_page, reopening_advice
from dijkwacht.advisories.services import record_publication, write_by_hand
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.kernel.window import read_moment

CERT = new_id()
DESK = Viewer(new_id(), (Office(CERT, Role.DESK),))
BY_DESK = Actor(ActorKind.PERSON, "desk", DESK.account, CERT)
TO_MEMBERS = Handling(CERT, Label.AMBER, CERT)
WORKAROUND = Action("mitigate", audience="ziekenhuizen", deadline=read_moment("2019-12-24"))


def warned(finding="Omweg om de inlogpagina heen", actions=(WORKAROUND,)):
    """A fictional care CERT warns its members by hand in December."""
    return write_by_hand(
        written=Written(
            issuer="Zorgwacht",
            level=Level.SECTOR,
            version="1",
            summary=Summary("Veldgate: neem de omweg", actions=actions),
            finding=finding,
            issued=read_moment("2019-12-18"),
        ),
        actor=BY_DESK,
        handling=TO_MEMBERS,
        known=read_moment("2019-12-18"),
    )


def published_fixes(crisis):
    """What the recorded sources say became available, one fix per maintenance line."""
    found = entries(PUBLIC, case=crisis.case, kinds=["fix.published"])
    return tuple(
        Fix(build.partition("-")[0], build, entry.happened) for entry in found for build in entry.texts("builds")
    )


@pytest.mark.req("S1.11", breaks="dijkwacht.advisories.domain.summary.fixes_available")
def test_the_updates_came_line_by_line_over_the_weekend_and_later(citrix_2020):
    fixes = published_fixes(citrix_2020)
    on_monday = fixes_available(fixes, read_moment("2020-01-20T09:00").earliest)
    a_week_later = fixes_available(fixes, read_moment("2020-01-25T00:00").earliest)
    assert {line: fix.build for line, fix in on_monday.items()} == {"11.1": "11.1-63.15", "12.0": "12.0-63.13"}
    assert set(a_week_later) == {"10.5", "11.1", "12.0", "12.1", "13.0"}


@pytest.mark.req("S1.13", breaks="dijkwacht.advisories.domain.reopening.reopening_holds")
@pytest.mark.parametrize(
    ("known", "build", "answer"),
    [
        ("2020-01-19T12:00", "11.1-63.15", "not-recorded"),
        ("2020-01-22T12:00", "11.1-63.15", "holds"),
        ("2020-01-22T12:00", "12.1-55.18", "other-build"),
        ("2020-01-22T12:00", None, "build-not-recorded"),
    ],
)
def test_the_sector_certs_word_on_reopening_is_bound_to_the_builds_it_means(citrix_2020, known, build, answer):
    at = read_moment(known).earliest
    given = reopening_advice(PUBLIC, case=citrix_2020.case, asof=AsOf(known=at))
    assert reopening_holds(given, build, at).answer == answer


@pytest.mark.req("S0.3", breaks="dijkwacht.advisories.domain.receiving.repaired_in_time")
def test_repaired_on_18_june_is_in_time_for_one_flaw_and_says_nothing_of_the_next(citrix_2025):
    told = {
        name: min(line.issued for line in advisories(PUBLIC, case=citrix_2025.case, vulnerability=name) if line.issued)
        for name in ("CVE-2025-5777", "CVE-2025-6543")
    }
    fixed = {"CVE-2025-5777": read_moment("2025-06-18"), "CVE-2025-6543": None}
    due = {"CVE-2025-5777": read_moment("2025-07-11"), "CVE-2025-6543": read_moment("2025-07-21")}
    answers = {name: repaired_in_time(None, told[name], fixed[name], due[name]).answer for name in told}
    assert answers == {"CVE-2025-5777": "in-time", "CVE-2025-6543": "not-recorded"}


@pytest.mark.req("S4.12", breaks="dijkwacht.advisories.domain.following.overdue_actions")
@pytest.mark.django_db
def test_a_missing_workaround_was_visible_as_overdue_on_the_day_itself():
    actions = advisory_page(DESK, warned()).line.summary.actions
    done = [Deed("mitigate", read_moment("2020-01-14"))]
    overdue = {
        day: [late.action.step for late in overdue_actions(actions, done, read_moment(day).earliest)]
        for day in ("2019-12-24", "2019-12-25", "2020-01-13", "2020-01-15")
    }
    assert overdue == {"2019-12-24": [], "2019-12-25": ["mitigate"], "2020-01-13": ["mitigate"], "2020-01-15": []}


@pytest.mark.req("S4.15", "S4.17", breaks="dijkwacht.advisories.domain.publishing.published_on")
@pytest.mark.django_db
def test_why_nothing_stood_on_the_website_since_december_is_on_record():
    advisory = warned()
    for channel, outcome, when, because in (
        ("deelnemersplatform", Outcome.PUBLISHED, "2019-12-18", ""),
        ("e-mail", Outcome.PUBLISHED, "2019-12-18", ""),
        ("website", Outcome.WITHHELD, "2019-12-18", "deelnemers kregen het rechtstreeks"),
        ("website", Outcome.PUBLISHED, "2020-01-17", "de omvang"),
    ):
        record_publication(
            advisory=advisory,
            actor=BY_DESK,
            handling=TO_MEMBERS,
            channel=channel,
            outcome=outcome,
            decided=read_moment(when),
            because=because,
            known=read_moment(when),
        )
    then = advisory_page(DESK, advisory, asof=AsOf(known=read_moment("2020-01-10").earliest)).publications
    now = advisory_page(DESK, advisory).publications
    assert published_on("deelnemersplatform", then).answer == "published"
    assert "deelnemers kregen het rechtstreeks" in published_on("website", then).reasons[0].text.nl
    assert (published_on("website", then).answer, published_on("website", now).answer) == ("withheld", "published")


@pytest.mark.req("S4.16", breaks="dijkwacht.advisories.domain.following.action_perspective")
@pytest.mark.django_db
def test_members_get_finding_what_to_do_and_until_when():
    whole = advisory_page(DESK, warned()).line.summary
    states = [condition.state for condition in action_perspective("omweg", whole)]
    assert states == [ConditionState.MET] * 3
    without_term = action_perspective("omweg", Summary("x", actions=(Action("mitigate"),)))
    assert [c.key for c in without_term if c.state is ConditionState.NOT_RECORDED] == ["deadline"]
