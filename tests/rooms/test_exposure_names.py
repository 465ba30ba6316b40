"""Names: a spelling decided once counts for everybody, is in the record, and touches no more than it must."""

import pytest
from django.urls import reverse
from test_exposure_pages import advise, sign_in
from test_exposure_services import RECORD, bring, ict, run

from dijkwacht.exposure import selectors, services
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.models import Alias, AssetVerdict, Build
from dijkwacht.exposure.services import match_news
from dijkwacht.exposure.services.naming import UnreadableVocabulary, WrongMerge
from dijkwacht.journal.selectors import entries
from dijkwacht.kernel.errors import NotFound
from organisations_cast import NOW, assemble, viewer

pytestmark = pytest.mark.django_db
ODD = b"asset,vendor,product,version\nns1,Cytrics,Nutscaler Toegang,14.1-43.50\nx,Acme,Thing,1\n"
VOCABULARY = b'"vendor","product"\n"acme","thing"\n"acme","thing_firmware"\n"citrix","netscaler_gateway"\n'


@pytest.fixture
def cast():
    return assemble()


def decide(of, product="netscaler", **spelt):
    spelt = spelt or {"vendor": "Cytrics", "name": "Nutscaler Toegang"}
    return services.decide_alias(product=product, actor=ict(of), at=NOW, **spelt)


def test_a_decision_about_a_spelling_counts_for_every_organisation_and_stands_in_the_record(cast):
    bring(cast.town, ODD)
    bring(cast.other_town, ODD)
    assert run(cast.town).counts == {}
    decide(cast.town_cert)
    assert run(cast.town).counts == {"precondition-unknown": 1}
    assert run(cast.other_town).counts == {"precondition-unknown": 1}
    (entry,) = entries(viewer("desk", cast.town_cert), kinds=["alias.decided"])
    assert entry.payload == {"written": "Cytrics Nutscaler Toegang", "product": "NetScaler ADC and NetScaler Gateway"}


def test_spellings_that_differ_in_case_and_signs_only_are_one_decision_and_a_later_one_ends_it(cast):
    decide(cast.town_cert)
    decide(cast.town_cert, product="", vendor="CYTRICS", name="nutscaler-toegang")
    current = Alias.objects.get(source="desk", ended_at=None)
    assert (current.product.key, current.confidence, current.added_by) == (
        "cytrics:nutscaler toegang",
        100,
        cast.town_cert,
    )
    bring(cast.town, ODD)
    assert run(cast.town).counts == {}


def test_a_decision_changes_the_builds_of_its_spelling_and_no_others(cast):
    bring(cast.town, ODD)
    other = Build.objects.get(vendor="Acme")
    decide(cast.town_cert)
    placed = Build.objects.get(vendor="Cytrics")
    assert (placed.product_id, placed.train, placed.line_edition) == ("netscaler", "14.1", "-")
    assert placed.key
    assert Build.objects.get(pk=other.pk).product_id == ""


def test_merged_products_are_one_until_they_are_taken_apart(cast):
    bring(cast.town, ODD)
    decide(cast.town_cert, product="")
    services.merge_products(product="cytrics:nutscaler toegang", into="netscaler", actor=ict(cast.town_cert))
    assert run(cast.town).counts == {"precondition-unknown": 1}
    with pytest.raises(WrongMerge):
        services.merge_products(product="netscaler", into="cytrics:nutscaler toegang", actor=ict(cast.town_cert))
    services.split_product(product="cytrics:nutscaler toegang", actor=ict(cast.town_cert))
    assert run(cast.town).counts == {}
    assert Build.objects.get(vendor="Cytrics").product_id == "cytrics:nutscaler toegang"
    assert len(entries(viewer("desk", cast.town_cert), kinds=["alias.decided"])) == 3


def test_what_is_absent_or_says_nothing_is_refused(cast):
    assert services.seed_products() > 100
    assert services.seed_products() == 0
    with pytest.raises(NotFound):
        services.merge_products(product="no such", into="netscaler", actor=ict(cast.town_cert))
    with pytest.raises(WrongMerge):
        services.split_product(product="netscaler", actor=ict(cast.town_cert))
    with pytest.raises(WrongMerge):
        decide(cast.town_cert, name="-")


def test_the_vocabulary_gives_suggestions_beside_our_own_products(cast):
    services.seed_products()
    assert services.import_vocabulary(content=VOCABULARY) == 3
    assert services.import_vocabulary(content=VOCABULARY) == 0
    bring(cast.town, b"asset,vendor,product,version\na,Acme,Thing,1\nb,Cytrix,NetScaler Gatewy,13.1\n")
    desk = viewer("desk", cast.town_cert)
    found = {name.name: name for name in selectors.unknown_names(desk)}
    assert [(one.name, one.known) for one in found["Thing"].suggestions][:2] == [
        ("acme thing", False),
        ("acme thing firmware", False),
    ]
    assert found["NetScaler Gatewy"].suggestions[0].key == "netscaler"
    with pytest.raises(UnreadableVocabulary):
        services.import_vocabulary(content=b"a,b\n1,2\n")


def test_a_desk_sees_the_unknown_names_of_its_members_only(cast):
    bring(cast.town, ODD)
    seen = selectors.unknown_names(viewer("desk", cast.town_cert))
    others = viewer("desk", cast.health_cert)
    assert {one.name for one in seen} == {"Nutscaler Toegang", "Thing"}
    assert selectors.unknown_names(others) == ()
    with pytest.raises(NotFound):
        selectors.unknown_name(others, Build.objects.get(vendor="Cytrics").pk)


def test_a_name_is_decided_in_one_click_on_the_page(client, cast):
    services.seed_products()
    bring(cast.town, ODD)
    sign_in(client, "desk", cast.town_cert)
    page = reverse("names")
    assert "Nutscaler Toegang" in client.get(page).content.decode()
    build = Build.objects.get(vendor="Cytrics").pk
    assert client.post(reverse("decide_name"), {"build": build, "product": "netscaler"}).url == page
    assert "Nutscaler Toegang" not in client.get(page).content.decode().split('class="rows"')[-1]
    assert client.post(reverse("decide_name"), {"build": build, "product": ""}).status_code == 404
    html = client.get(reverse("products"), {"q": "Nutscaler"}).content.decode()
    assert "Nutscaler Toegang" in html
    assert client.post(reverse("products"), {"product": "netscaler", "into": "nothing"}).status_code == 422


@pytest.mark.parametrize("page", ["names", "products"])
def test_names_are_for_desks(client, cast, page):
    sign_in(client, "ciso", cast.town)
    assert client.get(reverse(page)).status_code == 404


def test_the_same_rows_are_one_build_in_the_dictionary(cast):
    bring(cast.town)
    bring(cast.other_town)
    assert Build.objects.count() == 2
    hits = selectors.hits(matcher_of([RECORD]).by_vulnerability["CVE-2025-6543"])
    assert {(hit.organisation, hit.verdict) for hit in hits} == {
        (cast.town, Exposure.AFFECTED),
        (cast.other_town, Exposure.AFFECTED),
    }


def test_a_decision_is_followed_by_itself_and_only_where_the_spelling_is_listed(cast):
    advise(cast.town_cert)
    bring(cast.town, ODD)
    bring(cast.other_town, b"asset,vendor,product,version\nx,Acme,Thing,1\n")
    match_news()
    assert AssetVerdict.objects.count() == 0
    decide(cast.town_cert)
    assert match_news() == 1
    (verdict,) = selectors.verdicts(viewer("ciso", cast.town), cast.town)
    assert (verdict.asset, verdict.product_id) == ("ns1", "netscaler")
    decide(cast.town_cert, product="")
    assert match_news() == 1
    assert selectors.verdicts(viewer("clerk", cast.town), cast.town) == ()
