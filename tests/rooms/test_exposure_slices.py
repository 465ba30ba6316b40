"""The two engines agree: SQL over the dictionary and the engine over rows give the same answers, whatever comes."""

import random
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from test_exposure_services import ict

from dijkwacht.advisories.engine.values import Affected, CveStatus, Document, Format, VersionStatement, Vulnerability
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.models import Asset, Build
from dijkwacht.exposure.selectors import hits
from dijkwacht.exposure.selectors.rows import row_of_asset, row_of_build
from dijkwacht.exposure.selectors.slices import SOME, build_answers, combined_answers, tally
from dijkwacht.exposure.services import import_inventory
from organisations_cast import NOW, assemble

pytestmark = pytest.mark.django_db
NETSCALER = ("NetScaler ADC", "NetScaler Gateway", "ADC", "netscaler adc fips")
TRAINS = ("11.1", "12.0", "12.1", "13.0", "13.1", "14.1")
FACTS = ("", "gateway=yes", "gateway=no", "aaa=yes;gateway=no", "gateway=onbekend")
MAKERS = (("Fortinet", "FortiOS"), ("Veldgate BV", "Poort"), ("Veldgate BV", "Poort Manager"))
FLAWS = ("CVE-2025-5777", "CVE-2025-6543", "CVE-2025-7775", "CVE-2019-19781")


def netscaler_version(dice):
    train = dice.choice(TRAINS)
    shapes = (
        f"{train}-{dice.randint(1, 70)}.{dice.randint(1, 60)}",
        f"{train}.{dice.randint(1, 70)}.1",
        train,
        "",
        "?",
    )
    return dice.choices(shapes, (20, 4, 2, 1, 1))[0]


def dotted(dice):
    return ".".join(str(dice.randint(0, 9)) for _ in range(dice.choice((1, 2, 3, 3, 3, 4))))


def inventory(dice, rows):
    lines = ["asset,vendor,product,version,config,platform"]
    for number in range(rows):
        if dice.random() < 0.6:
            maker, name, version = dice.choice(("Citrix", "NetScaler")), dice.choice(NETSCALER), netscaler_version(dice)
        else:
            (maker, name), version = dice.choice(MAKERS), dotted(dice)
        platform = dice.choice(("", "", "", "Windows", "VPX"))
        lines.append(f"dev{number},{maker},{name},{version},{dice.choice(FACTS)},{platform}")
    return "\n".join(lines).encode()


def advisory(dice, number):
    flaw = dice.choice(FLAWS) if dice.random() < 0.4 else f"CVE-2026-{10000 + number}"
    maker, name = ("NetScaler", "ADC") if flaw in FLAWS else dice.choice((*MAKERS, ("NetScaler", "ADC")))
    statements = []
    for _ in range(dice.randint(1, 3)):
        if maker == "NetScaler":
            train = dice.choice(TRAINS)
            bound = f"{dice.randint(1, 70)}.{dice.randint(1, 60)}"
            statements.append(VersionStatement(train, CveStatus.AFFECTED, less_than=bound))
        else:
            low, high = sorted((dotted(dice), dotted(dice)))
            statements.append(VersionStatement(low, CveStatus.AFFECTED, less_than=high))
    default = dice.choice((CveStatus.UNAFFECTED, CveStatus.UNKNOWN, CveStatus.AFFECTED))
    affected = Affected(maker, name, tuple(statements), default)
    day = datetime(2025, dice.randint(1, 12), 1, tzinfo=UTC)
    return Document(
        Format.CVE_5,
        f"ADV-{number}",
        "1",
        flaw,
        maker,
        status="PUBLISHED",
        current_release=day,
        vulnerabilities=(Vulnerability(flaw, flaw, affected=(affected,)),),
    )


@pytest.mark.parametrize("seed", range(6))
def test_slices_in_sql_and_the_engine_over_rows_give_the_same_answers(seed):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    cast = assemble()
    owners = (cast.town, cast.other_town)
    for owner in owners:
        content = inventory(dice, 120)
        taken = import_inventory(organisation=owner, content=content, name="x.csv", actor=ict(owner), at=NOW)
        assert taken.state == "imported"
    documents = [advisory(dice, number) for number in range(25)]
    matcher = matcher_of(documents)
    assets = {asset.pk: asset for asset in Asset.objects.select_related("inventory", "build")}
    given = list(matcher.match(("", row_of_asset(asset)) for asset in assets.values()))
    engine = {
        (found.vulnerability, assets[found.row.number].build_id): found.verdict
        for found in given
        if found.verdict is not Exposure.NAME_ONLY
    }
    store = {
        (flaw, build): verdict
        for flaw, statements in matcher.by_vulnerability.items()
        for build, verdict in combined_answers(statements).items()
    }
    assert store == engine
    assert len(set(store.values())) > 4
    counts = tally(matcher.by_vulnerability)
    for flaw, statements in matcher.by_vulnerability.items():
        everybody = hits(statements)
        assert counts[flaw] == Counter(hit.verdict for hit in everybody)
        only = tuple(hit for hit in everybody if hit.organisation == cast.town)
        assert hits(statements, organisations=[cast.town]) == only
        assert hits(statements, organisations=[cast.town, *(uuid4() for _ in range(SOME))]) == only
    flaw = given[0].vulnerability
    counted = {hit.organisation: hit.verdict for hit in hits(matcher.by_vulnerability[flaw])}
    assert counted == {
        UUID(organisation): min(
            (one.verdict for one in given if (one.organisation, one.vulnerability) == (organisation, flaw)),
            key=lambda one: one.rank,
        )
        for organisation in {one.organisation for one in given if one.vulnerability == flaw}
    }


def test_the_index_of_a_build_holds_all_that_is_asked_of_who_lists_it_and_the_table_is_often_vacuumed():
    # Which plan the planner takes depends on what it counted of the table when; benchmarks show that it takes this one.
    index = "SELECT pg_get_indexdef('exposure_installed_listed_once'::regclass)"
    often = "SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE oid = 'exposure_installed'::regclass"
    with connection.cursor() as cursor:
        assert "(build_id, organisation) INCLUDE (count)" in cursor.execute(index).fetchone()[0]
        assert "autovacuum_vacuum_insert_scale_factor=0.01" in cursor.execute(often).fetchone()[0]


def test_each_build_gets_the_answer_of_the_engine_for_the_shipped_amendments():
    dice = random.Random(19781)  # noqa: S311 - the same data each time, no secret
    cast = assemble()
    import_inventory(organisation=cast.town, content=inventory(dice, 400), name="x", actor=ict(cast.town), at=NOW)
    documents = [advisory(dice, number) for number in range(40)]
    matcher = matcher_of(documents)
    asked = [one for flaw in FLAWS for one in matcher.by_vulnerability.get(flaw, ()) if one.product == "netscaler"]
    assert {one.vulnerability for one in asked} >= {"CVE-2025-5777", "CVE-2025-6543"}
    for statement in asked:
        alone = matcher_of([d for d in documents if d.identifier == statement.advisory])
        for build, verdict in build_answers(statement).items():
            row = row_of_build(Build.objects.get(pk=build), asset="a")
            (engine,) = [m for m in alone.match([("", row)]) if m.vulnerability == statement.vulnerability]
            assert (engine.verdict, row.version) == (verdict, row.version)
