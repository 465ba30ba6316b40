"""MCL and the minister's answers, January - February 2020."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from dijkwacht.cases.domain.told import promises, statements, warnings_and_actions
from dijkwacht.disclosure.domain import Audience, Category, Fact, decide, may_tell
from dijkwacht.kernel.actor import Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import read_moment
from dijkwacht.organisations.domain.grounds import Data
from dijkwacht.organisations.selectors import may_share


@pytest.fixture
def mcl(citrix_2020):
    return citrix_2020.of("mcl")


@pytest.mark.req("S4.8", breaks="dijkwacht.cases.domain.told.statements")
def test_what_the_hospital_told_the_minister_stays_relayed_and_says_who_said_it(mcl):
    safety = [one for one in statements(mcl.state.told) if one.grade == "care-not-endangered"]
    assert [(one.origin, one.source.stated_by, one.source.locator) for one in safety] == [
        (Origin.RELAYED, "minister voor Medische Zorg", "MCL aan de minister")
    ]


@pytest.mark.req("S4.10", breaks="dijkwacht.cases.domain.hunts.traced")
def test_a_compromise_is_confirmed_by_a_named_office_with_its_report(citrix_2020):
    cbg = citrix_2020.of("cbg")
    assert cbg.state.axes.misuse == "confirmed"
    assert cbg.state.traces.misuse.named_by == "minister voor Medische Zorg"
    reports = [entry for entry in cbg.state.told if entry.kind == "report.filed"]
    assert [report.text("authority") for report in reports] == ["NCSC"]


@pytest.mark.req("S4.12", breaks="dijkwacht.cases.domain.told.warnings_and_actions")
def test_warnings_stand_against_actions_each_with_who_states_it(mcl):
    lines = warnings_and_actions(mcl.entries)
    kinds = [line.kind for line in lines]
    assert kinds.count("warning") == 6
    assert kinds[-1] == "measure.failed"
    assert [line.at for line in lines[:1]] == [read_moment("2019-12-17")]
    assert {line.source.stated_by for line in lines if line.kind == "measure.failed"} == {"minister voor Medische Zorg"}


@pytest.mark.req("S4.14", "S4.23", breaks="dijkwacht.cases.domain.told.promises")
def test_the_cause_and_the_study_of_obligatory_participation_are_promises_still_open(citrix_2020, mcl):
    assert [(one.key, one.kept) for one in promises(mcl.state.told)] == [("oorzaak", None)]
    study = [(one.to, one.due, one.kept) for one in promises(citrix_2020.of("vws").state.told)]
    assert study == [("Tweede Kamer", read_moment("2020-06"), None)]


@pytest.mark.req("S4.27", breaks="dijkwacht.organisations.domain.grounds.ground_allows")
def test_names_may_go_to_the_sector_cert_from_the_designation_on_and_nothing_the_other_way(citrix_2020):
    ids = citrix_2020.made.organisations
    january, february = (datetime(2020, month, 15, tzinfo=UTC) for month in (1, 2))
    assert may_share(ids["ncsc"], ids["zcert"], january)[Data.ORGANISATION_NAMES].answer == "no"
    assert may_share(ids["ncsc"], ids["zcert"], february)[Data.ORGANISATION_NAMES].answer == "yes"
    assert may_share(ids["zcert"], ids["ncsc"], february)[Data.ORGANISATION_NAMES].answer == "no"


@pytest.mark.req("S4.18", breaks="dijkwacht.disclosure.domain.decide")
def test_only_members_receive_the_sector_certs_advice():
    cert, member, outsider = uuid4(), uuid4(), uuid4()
    advice = Fact(Category.ADVICE, Label.AMBER, cert, cert)
    inside = Viewer(uuid4(), (Office(member, Role.CISO),), frozenset({cert}))
    outside = Viewer(uuid4(), (Office(outsider, Role.CISO),))
    assert decide(inside, advice).answer == "yes"
    assert decide(outside, advice).answer == "no"


@pytest.mark.req("S4.28", breaks="dijkwacht.disclosure.domain.may_tell")
def test_what_may_be_told_is_asked_per_fact_and_audience_with_a_reason():
    cert, municipality = uuid4(), uuid4()
    theirs = Fact(Category.ADVICE, Label.AMBER, cert, cert)
    own = Fact(Category.MEASURE, Label.AMBER, municipality, cert)
    assert may_tell(theirs, Audience.COUNCIL, municipality).answer == "no"
    assert may_tell(own, Audience.COUNCIL, municipality).answer == "yes"
    assert may_tell(theirs, Audience.SECTOR_CERT, municipality).answer == "yes"
    assert (
        may_tell(theirs, Audience.COUNCIL, municipality).reasons[0].text.nl
        == "label TLP:AMBER laat dit publiek niet toe"
    )
