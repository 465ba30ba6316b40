"""What moves what: a revision its own flaws, an inventory its own organisation, a name its own product."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from test_exposure_pages import advise
from test_exposure_services import CVE, NEW, OLD, RECORD, bring, ict, run
from test_exposure_slices import advisory, inventory

from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure import selectors, services
from dijkwacht.exposure.engine.matching import compiled, matcher_of
from dijkwacht.exposure.models import Answer, Asset, AssetVerdict, MatchingRun, RunPart
from dijkwacht.exposure.selectors.rows import row_of_asset
from dijkwacht.exposure.services import import_inventory, match_news, run_matching
from dijkwacht.exposure.services.answering import random_ids
from dijkwacht.kernel.asof import AsOf
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db
HEAD = b"asset,vendor,product,version,config\n"


@pytest.fixture
def cast():
    return assemble()


def compare(towns, documents):
    return run_matching(organisations=towns, documents=documents, actor=ict(towns[0]), at=NOW)


def stored(town):
    """Return what is stored of a town as the engine would say it."""
    return {
        (row.asset_name, row.vulnerability): (
            row.verdict,
            tuple((reason["code"], reason["nl"], reason["en"]) for reason in row.answer.reasons),
            row.answer.range,
            row.answer.advisory,
            row.answer.advisory_version,
            row.answer.product_id,
            tuple(row.considered),
        )
        for row in AssetVerdict.objects.of(town).filter(ended_at=None).whole()
    }


def told(town, documents):
    """Return what the engine answers to all rows of a town at once, as for a file."""
    assets = Asset.objects.filter(inventory__organisation=town, inventory__ended_at=None)
    rows = {asset.pk: asset for asset in assets.select_related("inventory", "build").order_by("inventory", "number")}
    return {
        (match.asset, match.vulnerability): (
            match.verdict,
            tuple((reason.code, reason.text.nl, reason.text.en) for reason in match.reasons),
            match.range or "",
            match.advisory,
            match.advisory_version,
            match.product,
            tuple((rows[item.source_row].number, item.advisory, item.verdict) for item in match.considered),
        )
        for match in matcher_of(documents).match(("", row_of_asset(row)) for row in rows.values())
    }


def several(dice, rows):
    """Return an inventory in which systems have several rows, some with remarks, some written in two ways."""
    head, *lines = inventory(dice, rows).decode().splitlines()
    mixed = [line.replace(f"dev{n}", f"{'DEV' if n % 7 == 0 else 'dev'}{n // 3}") for n, line in enumerate(lines)]
    return "\n".join([head, *mixed, "dev1,=Citrix,ADC,13.1-49.13,gateway=perhaps,"]).encode()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_stored_is_to_the_letter_what_the_engine_answers_to_all_rows_at_once(cast, seed):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    for town in (cast.town, cast.other_town):
        content = several(dice, 90)
        import_inventory(organisation=town, content=content, name="x.csv", actor=ict(town), at=NOW)
    documents = [advisory(dice, number) for number in range(20)]
    ran = compare([cast.town, cast.other_town], documents)
    for town in (cast.town, cast.other_town):
        assert stored(town) == told(town, documents)
    assert ran.changed == sum(ran.counts.values()) == AssetVerdict.objects.count() > 100
    assert compare([cast.town, cast.other_town], documents).changed == 0
    more = [*documents, advisory(dice, 99)]
    compare([cast.town, cast.other_town], more)
    assert stored(cast.town) == told(cast.town, more)


@pytest.mark.parametrize("seed", range(3))
def test_advice_added_to_what_was_compiled_says_what_all_of_it_compiled_at_once_says(cast, seed):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    import_inventory(organisation=cast.town, content=several(dice, 90), name="x", actor=ict(cast.town), at=NOW)
    rows = [row_of_asset(row) for row in Asset.objects.select_related("inventory", "build").order_by("number")]
    documents = [advisory(dice, number) for number in range(20)]
    grown = compiled(documents[:7])
    list(grown.matcher().match(("", row) for row in rows))
    grown = grown.extended(documents[7:])
    assert list(grown.matcher().match(("", row) for row in rows)) == list(
        matcher_of(documents).match(("", row) for row in rows)
    )
    assert grown.extended(documents[:1]) is None


def test_the_same_answer_of_a_new_revision_writes_nothing_and_stays_of_the_revision_that_gave_it(cast):
    bring(cast.town)
    run(cast.town)
    before = list(AssetVerdict.objects.values_list("pk", "part", "answer", "ended_at"))
    newer = replace(RECORD, version="2026-01-01", current_release=RECORD.current_release + timedelta(days=70))
    assert compare([cast.town], [newer]).changed == 0
    assert list(AssetVerdict.objects.values_list("pk", "part", "answer", "ended_at")) == before
    assert (RunPart.objects.count(), MatchingRun.objects.count()) == (1, 2)


def test_what_is_said_of_many_systems_stands_once(cast):
    rows = b"".join(b"ns%d,Citrix,NetScaler ADC,14.1-43.50,gateway=yes\n" % number for number in range(30))
    for town in (cast.town, cast.other_town):
        bring(town, HEAD + rows)
    assert run([cast.town, cast.other_town]).changed == 60
    assert (Answer.objects.count(), RunPart.objects.count()) == (1, 2)
    seen = selectors.verdicts(viewer("ciso", cast.town), cast.town)
    assert {item.considered[0].row for item in seen} == set(range(1, 31))


def test_new_advice_is_compared_about_its_own_flaws_where_its_product_is_listed_and_nowhere_else(cast):
    advise(cast.town_cert)
    bring(cast.town)
    bring(cast.other_town, HEAD + b"x,Acme,Thing,1,\n")
    assert match_news() == 1
    (first,) = MatchingRun.objects.all()
    assert first.vulnerabilities == [CVE]
    assert match_news() <= 1  # the ten seconds before are looked at again
    assert AssetVerdict.objects.count() == 1
    assert set(RunPart.objects.values_list("organisation", flat=True)) == {cast.town}


def test_a_new_inventory_moves_its_own_organisation_only(cast):
    for town in (cast.town, cast.other_town):
        bring(town)
    run([cast.town, cast.other_town])
    others = list(AssetVerdict.objects.of(cast.other_town).values_list("pk", "ended_at"))
    bring(cast.town, NEW)
    assert run(cast.town).changed == 1
    assert list(AssetVerdict.objects.of(cast.other_town).values_list("pk", "ended_at")) == others


def test_a_decision_about_a_name_moves_the_systems_of_that_name_only(cast):
    odd = HEAD + b"ns1,Cytrics,Nutscaler Toegang,14.1-43.50,gateway=yes\nns2,Citrix,NetScaler ADC,14.1-43.50,\n"
    advise(cast.town_cert)
    bring(cast.town, odd)
    bring(cast.other_town)
    match_news()
    before = set(AssetVerdict.objects.values_list("pk", flat=True))
    services.decide_alias(
        product="netscaler", vendor="Cytrics", name="Nutscaler Toegang", actor=ict(cast.town_cert), at=NOW
    )
    match_news()
    fresh = AssetVerdict.objects.exclude(pk__in=before).whole()
    assert [(row.organisation, row.asset_name) for row in fresh] == [(cast.town, "ns1")]
    assert not AssetVerdict.objects.filter(pk__in=before).exclude(ended_at=None).exists()


def test_the_answers_of_a_day_stay_those_of_that_day(cast):
    bring(cast.town)
    first = run(cast.town)
    bring(cast.town, NEW)
    run(cast.town)
    ciso = viewer("ciso", cast.town)
    then = AsOf(recorded=first.entry.recorded_at)
    assert [item.verdict.value for item in selectors.verdicts(ciso, cast.town, asof=then)] == ["affected"]
    assert [item.verdict.value for item in selectors.verdicts(ciso, cast.town)] == ["fixed"]


def test_advice_that_is_known_is_not_read_again_and_counts_all_the_same(cast):
    advise(cast.town_cert)
    eyes = viewer("desk", cast.town_cert)
    seen = documents_seen(eyes)
    assert (len(seen.marks), len(seen), seen[0].identifier) == (1, 1, CVE)
    assert documents_seen(eyes).marks == seen.marks
    bring(cast.town, OLD)
    assert compare([cast.town], documents_seen(eyes)).changed == 1
    unread = documents_seen(eyes)
    compare([cast.town], unread)
    assert "_all" not in vars(unread)


def test_ids_are_random_and_of_version_four():
    drawn = list(random_ids(1000))
    assert len(set(drawn)) == 1000
    assert {(one[12], one[16] in "89ab", len(one)) for one in drawn} == {("4", True, 32)}
