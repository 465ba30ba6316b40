"""News is compared where it may touch: nobody else is visited, and nobody is told of advice that is not his to see."""

import json
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_exposure_events import stored, told
from test_exposure_services import bring
from test_exposure_slices import inventory

from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.domain.written import Handling
from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.advisories.services import receive_advisory
from dijkwacht.exposure.models import AssetVerdict
from dijkwacht.exposure.services import match_news
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.labels import Label
from organisations_cast import assemble, organisation, viewer

pytestmark = pytest.mark.django_db
HEAD = b"asset,vendor,product,version,config\n"
GATE = HEAD + b"gate,Veldgate,Poort,1.0,\n"
OTHER = HEAD + b"x,Acme,Thing,1,\n"
CVE = "CVE-2026-70001"
ODD = b"""old,Veldgate BV,Poortje,1.0,,
gate,Citrix,Netscaler Gatewy,13.1,,
three,Veldgate BV,Poort Manager 3,3.1,,
nine,Veldgate BV,Poort Manager 3,9.1,,
fort,Fortinet,FortiOS 7,7.2.1,,
"""


@pytest.fixture
def cast():
    return assemble()


def tell(cert, below, *, flaw=CVE, names=("Veldgate", "Poort"), label=Label.AMBER, to=()):
    """Let a CERT take in a record that says that versions below one are affected."""
    block = {
        "vendor": names[0],
        "product": names[1],
        "defaultStatus": "unaffected",
        "versions": [{"version": "0", "lessThan": below, "status": "affected", "versionType": "custom"}],
    }
    record = {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": flaw, "state": "PUBLISHED", "dateUpdated": f"2026-0{1 + bool(to)}-01T00:00:00Z"},
        "containers": {"cna": {"affected": [block], "descriptions": [{"lang": "en", "value": "x"}]}},
    }
    receive_advisory(
        content=json.dumps(record).encode(),
        actor=Actor(ActorKind.PERSON, "desk", organisation=cert),
        handling=Handling(owner=cert, label=label, constituency=cert, recipients=frozenset(to)),
        level=Level.VENDOR,
    )


def verdicts():
    rows = AssetVerdict.objects.filter(ended_at__isnull=True).whole()
    return {row.organisation: row.verdict.value for row in rows}


def test_a_version_for_one_organisation_counts_for_that_one_and_not_for_its_neighbour(cast):
    for town in (cast.town, cast.other_town):
        bring(town, GATE)
    tell(cast.town_cert, "0.5")
    tell(cast.town_cert, "2.0", label=Label.RED, to=[cast.town])
    assert match_news() == 2
    assert verdicts() == {cast.town: "affected", cast.other_town: "fixed"}


def test_who_is_not_spoken_of_costs_no_query(cast):
    def asked(flaw):
        tell(cast.town_cert, "2.0", flaw=flaw)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert match_news() == 1
        return len(queries)

    bring(cast.town, GATE)
    bring(cast.other_town, OTHER)
    asked("CVE-2026-70001")
    few = asked("CVE-2026-70002")
    for number in range(4):
        bring(organisation(f"Buur {number}", "municipality", sector="municipalities"), OTHER)
    assert asked("CVE-2026-70003") == few


def test_an_answer_that_stands_is_looked_at_again_when_its_advice_turns_to_another_product(cast):
    bring(cast.town, GATE)
    tell(cast.town_cert, "2.0")
    assert match_news() == 1
    tell(cast.town_cert, "2.0", names=("Acme", "Anders"), to=[cast.town])
    assert match_news() == 1
    assert verdicts() == {}


@pytest.mark.parametrize("seed", range(2))
def test_what_news_leaves_is_to_the_letter_what_the_engine_answers(cast, seed):
    dice = random.Random(seed)  # noqa: S311 - the same data each time, no secret
    for town in (cast.town, cast.other_town):
        bring(town, inventory(dice, 60) + b"\n" + ODD)
    for number in range(12):
        names = dice.choice((("Fortinet", "FortiOS"), ("Veldgate BV", "Poort"), ("Veldgate BV", "Poort Manager")))
        tell(
            cast.town_cert, f"{dice.randint(1, 9)}.{dice.randint(0, 9)}", flaw=f"CVE-2026-{80000 + number}", names=names
        )
        if number % 5 == 4:
            match_news()
    match_news()
    documents = list(documents_seen(viewer("ciso", cast.town)))
    for town in (cast.town, cast.other_town):
        told_of = {key: value for key, value in told(town, documents).items() if key[1].startswith("CVE-2026-8")}
        assert stored(town) == told_of
    assert len(stored(cast.town)) > 20
