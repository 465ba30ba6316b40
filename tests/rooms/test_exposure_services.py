"""Inventories, declarations, runs of matching and amendments: rows with their entries, from-until, and who may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dijkwacht.advisories.engine.values import (
    Affected,
    CveStatus,
    Document,
    Format,
    Product,
    ProductStatus,
    Remediation,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.exposure import selectors, services
from dijkwacht.exposure.domain.standing import Use
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import UnreadableAmendment
from dijkwacht.exposure.models import Asset, AssetVerdict, ImportedInventory, UseDeclaration
from dijkwacht.journal.selectors import entries, evidence_for, quarantined
from dijkwacht.kernel.actor import PUBLIC, Actor, ActorKind
from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import read_moment
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db

OLD = b"asset,vendor,product,version,config\nns1,Citrix,NetScaler ADC,14.1-43.50,gateway=yes\nx,Acme,Thing,1,\n"
NEW = b"asset,vendor,product,version,config\nns1,Citrix,NetScaler ADC,14.1-47.48,gateway=yes\n"
CVE = "CVE-2025-6543"
RECORD = Document(
    Format.CVE_5,
    CVE,
    "2025-10-21",
    CVE,
    "Citrix",
    status="PUBLISHED",
    current_release=datetime(2025, 10, 21, tzinfo=UTC),
    vulnerabilities=(
        Vulnerability(
            CVE,
            CVE,
            affected=(
                Affected(
                    "NetScaler",
                    "ADC",
                    (VersionStatement("14.1", CveStatus.AFFECTED, less_than="47.46"),),
                    CveStatus.UNAFFECTED,
                ),
            ),
        ),
    ),
)


@pytest.fixture
def cast():
    return assemble()


def ict(of):
    return Actor(ActorKind.PERSON, "ict", organisation=of)


def bring(of, content=OLD, **kwargs):
    return services.import_inventory(organisation=of, content=content, name="cmdb.csv", actor=ict(of), at=NOW, **kwargs)


def run(of, **kwargs):
    listed = of if isinstance(of, list) else [of]
    return services.run_matching(organisations=listed, documents=[RECORD], actor=ict(listed[0]), at=NOW, **kwargs)


def test_an_inventory_is_one_entry_with_counts_and_digest_and_its_bytes_are_kept(cast):
    imported = bring(cast.town, seen=read_moment("2026-03-01"))
    ciso = viewer("ciso", cast.town)
    entry = entries(ciso, organisation=cast.town, kinds=["inventory.imported"])[-1]
    assert (imported.state, imported.rows, imported.resolved, imported.unresolved) == ("imported", 2, 1, 1)
    assert {key: entry.payload[key] for key in ("rows", "resolved", "unresolved", "digest", "seen")} == {
        "rows": 2,
        "resolved": 1,
        "unresolved": 1,
        "digest": imported.digest,
        "seen": "2026-03-01",
    }
    assert evidence_for(ciso, imported.digest)[1] == OLD
    assert entry.evidence == (imported.digest,)


def test_the_same_bytes_again_change_nothing_and_newer_ones_end_the_older(cast):
    bring(cast.town)
    assert bring(cast.town).state == "known"
    assert ImportedInventory.objects.count() == 1
    assert bring(cast.town, NEW).state == "imported"
    assert bring(cast.town, NEW, kind="SBOM").state == "imported"
    ciso = viewer("ciso", cast.town)
    assert [item.source for item in selectors.inventories(ciso, cast.town)] == ["SBOM", "inventory"]
    assert [asset.version for asset in selectors.assets(ciso, cast.town)] == ["14.1-47.48", "14.1-47.48"]


def test_an_unreadable_file_goes_to_quarantine_and_leaves_the_store_as_it_was(cast):
    imported = bring(cast.town, b"wat,is,dit\n1,2,3\n")
    assert (imported.state, ImportedInventory.objects.count(), Asset.objects.count()) == ("quarantined", 0, 0)
    kept = quarantined(viewer("ciso", cast.town))[0]
    assert kept.digest == imported.digest
    assert "headings not understood: wat, is, dit" in kept.message


def test_rows_of_another_organisation_are_not_taken_in(cast):
    header = "organisatie;systeem;leverancier;product;versie"
    lines = f"{header}\nSúdwest-Tweestroom;a;Citrix;ADC;1\n's-Waterdam;b;Citrix;ADC;1"
    imported = bring(cast.town, lines.encode(), called="Súdwest-Tweestroom")
    assert (imported.rows, [bad.number for bad in imported.bad_rows]) == (2, [2])
    assert [asset.name for asset in selectors.assets(viewer("ciso", cast.town), cast.town)] == ["a"]


def test_a_run_keeps_its_answers_with_reasons_and_the_journal_gets_one_entry(cast):
    bring(cast.town)
    ran = run(cast.town)
    ciso = viewer("ciso", cast.town)
    (verdict,) = selectors.verdicts(ciso, cast.town)
    assert (verdict.asset, verdict.vulnerability, verdict.verdict) == ("ns1", CVE, Exposure.AFFECTED)
    assert verdict.reasons[0].text.nl
    assert [(item.row, item.verdict) for item in verdict.considered] == [(1, Exposure.AFFECTED)]
    (entry,) = entries(ciso, organisation=cast.town, kinds=["matching.ran"])
    assert entry.payload["counts"] == [{"verdict": "affected", "count": 1}]
    assert (entry.payload["run"], entry.payload["rows"]) == (str(ran.run), 2)


def test_an_unchanged_answer_writes_nothing_and_a_newer_build_ends_the_old_one(cast):
    bring(cast.town)
    assert (run(cast.town).changed, run(cast.town).changed) == (1, 0)
    bring(cast.town, NEW)
    assert run(cast.town).changed == 1
    ciso = viewer("ciso", cast.town)
    assert [verdict.verdict for verdict in selectors.verdicts(ciso, cast.town)] == [Exposure.FIXED]
    assert AssetVerdict.objects.count() == 2


def test_a_system_that_left_the_inventory_has_no_answer_any_more(cast):
    bring(cast.town)
    run(cast.town)
    bring(cast.town, b"asset,vendor,product,version\nx,Acme,Thing,1\n")
    run(cast.town)
    assert selectors.verdicts(viewer("ciso", cast.town), cast.town) == ()


def test_what_was_known_on_a_day_is_told_by_the_rows_of_that_day(cast):
    bring(cast.town, known=read_moment("2025-06-18"))
    run(cast.town, known=read_moment("2025-06-26"))
    bring(cast.town, NEW, known=read_moment("2025-08-27"))
    run(cast.town, known=read_moment("2025-08-27"))
    ciso = viewer("ciso", cast.town)

    def told(day):
        asof = AsOf(known=read_moment(day).latest)
        return [verdict.verdict.value for verdict in selectors.verdicts(ciso, cast.town, asof=asof)]

    assert [told(day) for day in ("2025-06-20", "2025-06-26", "2025-08-30")] == [[], ["affected"], ["fixed"]]
    before = AsOf(recorded=datetime(2025, 6, 26, tzinfo=UTC))
    assert selectors.verdicts(ciso, cast.town, asof=before) == ()


def test_the_desk_sees_its_members_others_see_nothing(cast):
    for town in (cast.town, cast.other_town, cast.hospital):
        bring(town)
    run([cast.town, cast.other_town, cast.hospital])
    desk = viewer("desk", cast.town_cert)
    assert len(selectors.verdicts(desk, cast.town)) == 1
    counts = selectors.verdict_counts(desk, cast.town_cert, vulnerabilities=[CVE])
    assert counts[Exposure.AFFECTED] == 2
    assert sum(counts.values()) == 2
    outsider = viewer("ciso", cast.outsider)
    for stranger in (desk, outsider, viewer("ciso", cast.town), PUBLIC):
        assert selectors.verdicts(stranger, cast.hospital) == ()
        assert selectors.assets(stranger, cast.hospital) == ()
        assert not any(selectors.verdict_counts(stranger, cast.health_cert, vulnerabilities=[CVE]).values())
    with pytest.raises(NotFound):
        selectors.systems_page(outsider, cast.town, NOW)


def test_a_declaration_holds_until_the_next_one(cast):
    say = {"organisation": cast.town, "product": "Citrix NetScaler", "actor": ict(cast.town), "at": NOW}
    services.declare_use(**say, use=Use.DOES_NOT_USE, known=read_moment("2020-01-10"))
    services.declare_use(**{**say, "product": "NetScaler ADC"}, use=Use.USES, known=read_moment("2020-01-20"))
    ciso = viewer("ciso", cast.town)
    assert [item.said.use for item in selectors.declarations(ciso, cast.town)] == [Use.USES]
    then = AsOf(known=read_moment("2020-01-15").latest)
    assert [item.said.use for item in selectors.declarations(ciso, cast.town, asof=then)] == [Use.DOES_NOT_USE]


def test_a_declaration_against_the_inventory_is_shown_as_a_contradiction(cast):
    bring(cast.town)
    services.declare_use(
        organisation=cast.town, product="NetScaler ADC", use=Use.DOES_NOT_USE, actor=ict(cast.town), at=NOW
    )
    page = selectors.systems_page(viewer("ciso", cast.town), cast.town, NOW + timedelta(hours=1))
    assert (page.uses[0].answer.answer, page.uses[0].answer.reasons[1].code) == ("uses", "contradiction")


def test_a_desks_amendment_counts_for_its_members_in_the_next_run(cast):
    bring(cast.town, NEW)
    assert run(cast.town).counts == {"fixed": 1}
    amendment = {
        "amends": {"advisory": None, "vulnerability": CVE},
        "by": "desk",
        "because": "the vendor withdrew the fix",
        "source": "telephone",
        "ranges": [
            {
                "vendor": "Citrix",
                "product": "ADC",
                "train": "14.1",
                "edition": "-",
                "to": "14.1-47.49",
                "status": "affected",
            }
        ],
    }
    desk = Actor(ActorKind.PERSON, "desk", organisation=cast.town_cert)
    say = {"owner": cast.town_cert, "actor": desk, "at": NOW, "constituency": cast.town_cert}
    entry = services.amend_range(**say, amendment=amendment)
    assert entry.payload["ranges"] == [{"range": "14.1 < 14.1-47.49", "status": "affected"}]
    assert run(cast.town).counts == {"affected": 1}
    with pytest.raises(UnreadableAmendment):
        services.amend_range(**say, amendment={**amendment, "ranges": [{"product": "ADC", "status": "perhaps"}]})


def test_the_database_keeps_one_current_declaration_per_product(cast):
    entry = services.declare_use(
        organisation=cast.town, product="X", use=Use.USES, actor=ict(cast.town), at=NOW, label=Label.AMBER
    )
    row = UseDeclaration.objects.get(entry=entry.id)
    row.pk = None
    row.public_id = cast.town
    with pytest.raises(IntegrityError, match="exposure_use_one_current_per_product"), transaction.atomic():
        row.save(force_insert=True)


def advised(version, details):
    leaf = Product("P", "Citrix NetScaler ADC < 14.1-47.46", "Citrix", "", "NetScaler ADC", None, "< 14.1-47.46")
    flaw = Vulnerability(
        CVE,
        CVE,
        remediations=(Remediation("vendor_fix", details, product_ids=("P",)),),
        statuses=((ProductStatus.KNOWN_AFFECTED, ("P",)),),
    )
    day = datetime(2025, 10, int(version), tzinfo=UTC)
    return Document(
        Format.CSAF_2_1, "A-1", version, "A", "Citrix", current_release=day, products=(leaf,), vulnerabilities=(flaw,)
    )


def test_a_newer_revision_is_brought_up_only_where_what_is_to_be_done_changed(cast):
    bring(cast.town)
    changed = [
        services.run_matching(organisations=[cast.town], documents=[one], actor=ict(cast.town), at=NOW).changed
        for one in (advised("1", "Wait for it"), advised("2", "Wait  for it"), advised("3", "Update to 14.1-47.46"))
    ]
    assert changed == [1, 0, 1]
    (told,) = selectors.verdicts(viewer("ciso", cast.town), organisation=cast.town)
    assert told.reasons[1].text.en == "the source gives a fix: Update to 14.1-47.46"
