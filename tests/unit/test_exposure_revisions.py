"""A newer revision takes the place of the one before in what was compiled, and says what compiling anew says."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import compiled, matcher_of

MAKERS = (("Acme", "Poort"), ("Acme", "Brug"), ("Sluis", "Gateway"), ("NetScaler", "ADC"))
NAMES = (*MAKERS, ("Acme", "Poort Enterprise"), ("", "Brug"), ("Citrix", "ADC"))


def dotted(dice):
    return ".".join(str(dice.randint(1, 20)) for _ in range(3))


def flaws_of(dice, number, maker, name):
    """Return one or two vulnerabilities of a product; some are told of by several advisories."""
    found = []
    for part in range(dice.randint(1, 2)):
        low, high = sorted((dotted(dice), dotted(dice)))
        statement = VersionStatement(low, CveStatus.AFFECTED, less_than=high)
        default = dice.choice((CveStatus.UNAFFECTED, CveStatus.UNKNOWN, CveStatus.AFFECTED))
        cve = f"CVE-2026-{dice.choice((7, 8, 9, 100 + 10 * number + part))}"
        found.append(Vulnerability(cve, cve, affected=(Affected(maker, name, (statement,), default),)))
    return tuple(found)


def advisory(dice, number):
    maker, name = dice.choice(MAKERS)
    day = datetime(2025, dice.randint(1, 12), 1, tzinfo=UTC)
    flaws = flaws_of(dice, number, maker, name)
    return Document(
        Format.CVE_5,
        f"ADV-{number}",
        "1",
        "",
        maker,
        status="PUBLISHED",
        current_release=day,
        vulnerabilities=flaws,
    )


def revision(dice, number, before):
    affected = before.vulnerabilities[0].affected[0]
    flaws = flaws_of(dice, 50 + number, affected.vendor, affected.product)
    later = before.current_release + timedelta(days=400)
    return replace(before, version="2", current_release=later, vulnerabilities=flaws)


def rows(dice):
    return [
        Row(number, "gemeente", f"s{number}", vendor, product, dotted(dice))
        for number, (vendor, product) in enumerate(dice.choice(NAMES) for _ in range(60))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_newer_revision_in_the_place_of_the_one_before_says_what_all_compiled_anew_says(seed):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    documents, asked = [advisory(dice, number) for number in range(12)], rows(dice)
    grown = compiled(documents)
    before = list(grown.matcher().match(("", row) for row in asked))
    newer = list(documents)
    for number in (0, 5, 11):
        newer[number] = revision(dice, number, documents[number])
    revised = grown.revised([newer[number] for number in (5, 0, 11)])
    assert revised is not None
    expected = matcher_of(newer)
    assert list(revised.matcher().match(("", row) for row in asked)) == list(expected.match(("", row) for row in asked))
    assert revised.matcher().by_vulnerability.keys() == expected.by_vulnerability.keys()
    assert [revised.matcher().alone(row) for row in asked] == [expected.alone(row) for row in asked]
    assert (
        list(grown.matcher().match(("", row) for row in asked))
        == before
        != list(expected.match(("", row) for row in asked))
    )
    assert [one.told for one in revised.said.values()] == [f"{one.identifier} {one.version}" for one in newer]


def test_what_is_not_newer_or_names_products_otherwise_is_compiled_anew():
    dice = random.Random(1)  # noqa: S311 - the same data each time, no secret
    documents = [advisory(dice, number) for number in range(4)]
    grown = compiled(documents)
    assert grown.revised([documents[2]]) is None
    assert grown.revised([advisory(dice, 9)]) is None
    newer = revision(dice, 2, documents[2])
    (flaw, *_) = newer.vulnerabilities
    renamed = replace(flaw, affected=(replace(flaw.affected[0], product="Kade"),))
    assert grown.revised([replace(newer, vulnerabilities=(renamed,))]) is None
    assert grown.revised([newer]) is not None
