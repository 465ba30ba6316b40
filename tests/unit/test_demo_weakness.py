"""A mitigation helps against the flaw it names, and entries that move nothing are known."""

from dijkwacht.cases.domain.axes import Weakness
from dijkwacht.cases.domain.facts import MOVING
from response_story import case_told, story, told


def test_a_mitigation_of_the_first_flaw_does_not_shield_from_the_second():
    entries = [
        case_told("case.opened", "2026-01-01", title_nl="x", title_en="x"),
        case_told("fix.published", "2026-01-02", vulnerabilities=["CVE-1"], builds=["2"]),
        told("use.declared", "2026-01-02", use="uses", product="x"),
        told("measure.done", "2026-01-03", step="mitigate", vulnerabilities=["CVE-1"]),
    ]
    assert story(*entries)[0].axes.weakness is Weakness.MITIGATED
    second = case_told("fix.published", "2026-01-09", vulnerabilities=["CVE-2"], builds=["3"])
    assert story(*entries, second)[0].axes.weakness is Weakness.OPEN


def test_an_inquiry_moves_no_response_and_an_earlier_exploitation_does():
    assert "inquiry.sent" not in MOVING
    assert {"exploitation.known", "fix.published", "mitigation.unsound", "entry.corrected"} <= MOVING
