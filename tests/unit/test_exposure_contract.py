"""Sentences of CONTRACTS.md on `dijkwacht match`, each with small documents of its own; the sentence stands above."""

import json
from datetime import UTC, date, datetime

import pytest
import typer
from typer.testing import CliRunner

from dijkwacht.exposure.commands.matching import match
from dijkwacht.exposure.engine.amendments import read_amendment

app = typer.Typer()
app.command()(match)
RUN = CliRunner()
GATEWAY, SAML = {"fact": "gateway", "is": "yes"}, {"fact": "saml", "is": "yes"}


def record(*affected, cve="CVE-2099-1", updated="2025-07-01T10:00:00Z"):
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": cve, "state": "PUBLISHED", "dateUpdated": updated},
        "containers": {"cna": {"affected": list(affected)}},
    }


def block(product, *versions, vendor="NetScaler", default="unaffected"):
    said = {"versions": list(versions)} if versions else {}
    return {"vendor": vendor, "product": product, "defaultStatus": default, **said}


def below(version, bound):
    return {"version": version, "lessThan": bound, "status": "affected", "versionType": "custom"}


def document(number, statuses, leaves, *, publisher="https://acme.example", released="2025-07-01T10:00:00Z"):
    """Make a CSAF document on Acme Boxer; `leaves` are (id, category, name) under the product's name."""
    branches = [
        {"category": category, "name": name, "product": {"name": f"Acme Boxer {name}", "product_id": key}}
        for key, category, name in leaves
    ]
    product = {"category": "product_name", "name": "Boxer", "branches": branches}
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": "t",
            "publisher": {"category": "vendor", "name": "Acme", "namespace": publisher},
            "tracking": {
                "id": number,
                "version": "1.0.0",
                "status": "final",
                "initial_release_date": released,
                "current_release_date": released,
                "revision_history": [{"number": "1.0.0", "date": released, "summary": "s"}],
            },
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Acme", "branches": [product]}]},
        "vulnerabilities": [{"cve": "CVE-2099-1", "product_status": statuses}],
    }


def amendment(*ranges, advisory="CVE-2099-1", at="2025-06-24", product="ADC", vendor="NetScaler", **extra):
    return {
        "amends": {"advisory": advisory, "vulnerability": "CVE-2099-1"},
        "by": "desk",
        "at": at,
        "because": "b",
        "source": "s",
        "ranges": [{"vendor": vendor, "product": product, **item} for item in ranges],
        **extra,
    }


def answers(folder, advisories, rows, amendments=()):
    """Return the lines of the answers; `rows` are vendor,product,version,config, each an asset of its own."""
    words = []
    for flag, documents in (("advisory", advisories), ("amendment", amendments)):
        for number, value in enumerate(documents):
            file = folder / f"{flag}{number}.json"
            file.write_text(json.dumps(value))
            words += [f"--{flag}", str(file)]
    inventory = folder / "inventory.csv"
    lines = [f"X,a{number},{row}" for number, row in enumerate(rows)]
    inventory.write_text("\n".join(["organisation,asset,vendor,product,version,config", *lines, ""]))
    done = RUN.invoke(app, [*words, "--inventory", str(inventory), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()][:-1]


def verdicts(folder, advisories, rows, amendments=()):
    told = {line["asset"]: line["verdict"] for line in answers(folder, advisories, rows, amendments)}
    return [told.get(f"a{number}") for number in range(len(rows))]


def boxer(*versions):
    return [f"Acme,Boxer,{version}," for version in versions]


def netscaler(config, *versions):
    return [f"Citrix,NetScaler ADC,{version},{config}" for version in versions]


# The contract says: "an advisory of its own (id `amendment:` + vulnerability, version = `at`)"
@pytest.mark.parametrize("at", ["2025-06-24", "2025-06-24T12:00:00Z", "2025-06-24T14:00+02:00"])
def test_an_amendment_of_its_own_has_its_time_as_written_for_a_version(tmp_path, at):
    alone = amendment({"to": "2.0", "status": "affected"}, advisory=None, at=at, product="Boxer", vendor="Acme")
    unrelated = record(block("Other", below("0", "1"), vendor="Zed"), cve="CVE-2099-2")
    (line,) = answers(tmp_path, [unrelated], boxer("1.0"), [alone])
    assert line["advisory"] == {"id": "amendment:CVE-2099-1", "version": at}


def test_a_time_that_yaml_hands_over_as_a_time_is_written_as_it_stood():
    ranges = [{"vendor": "Acme", "product": "Boxer", "to": "2.0", "status": "affected"}]
    root = {"amends": {"advisory": None, "vulnerability": "CVE-2099-1"}, "ranges": ranges}
    times = (datetime(2025, 6, 24, 12, tzinfo=UTC), date(2025, 6, 24))
    assert [read_amendment({**root, "at": at}).version for at in times] == ["2025-06-24T12:00:00Z", "2025-06-24"]


# The contract says: "a source revision newer than `at` that contradicts it stays in `considered` and adds the reason"
@pytest.mark.parametrize(("at", "disagrees"), [("2025-07-01T09:59:59Z", True), ("2025-07-01T10:00:00Z", False)])
def test_a_revision_of_the_same_day_disagrees_where_it_is_later(tmp_path, at, disagrees):
    over = amendment({"to": "3.0", "status": "affected"}, at=at, product="Boxer", vendor="Acme")
    source = record(block("Boxer", below("2.0", "2.5"), vendor="Acme"))
    lines = answers(tmp_path, [source], boxer("2.6", "1.5"), [over])
    assert [line["verdict"] for line in lines] == ["affected", "affected"]
    assert [("newer revision disagrees" in line["reasons"]) for line in lines] == [disagrees, disagrees]
    told = [[one["verdict"] for one in line["considered"]] for line in lines]
    assert told == ([["affected", "fixed"], ["affected", "not-affected"]] if disagrees else [["affected"]] * 2)


# The contract says: "An amendment replaces what the source says for the (product, train, edition) it names, and only
# that"
def test_the_precondition_of_an_amendment_is_not_asked_of_a_train_that_it_does_not_name(tmp_path):
    source = record(block("ADC", below("14.1", "43.56"), below("13.1", "58.32")))
    over = amendment({"train": "13.1", "edition": "-", "to": "13.1-59.19", "status": "affected"}, precondition=GATEWAY)
    rows = netscaler("gateway=no", "14.1-43.50", "13.1-59.1", "13.0-92.1")
    assert verdicts(tmp_path, [source], rows, [over]) == ["affected", "precondition-not-met", "precondition-not-met"]


def test_an_amendment_with_nothing_but_a_precondition_asks_it_of_all_that_the_source_says(tmp_path):
    over = amendment(precondition=GATEWAY)
    source = record(block("Boxer", below("2.0", "2.5"), vendor="Acme"))
    rows = ["Acme,Boxer,2.1,gateway=no", "Acme,Boxer,2.1,gateway=ja", "Acme,Boxer,2.1,", "Acme,Boxer,2.5,"]
    told = ["precondition-not-met", "affected", "precondition-unknown", "fixed"]
    assert verdicts(tmp_path, [source], rows, [over]) == told


# The contract says: "The precondition is asked wherever the version side says ... `version-unknown`: false ->
# `precondition-not-met`"
@pytest.mark.parametrize(
    ("config", "missing", "bare", "low", "high"),
    [
        ("gateway=no;saml=yes", "version-unknown", "version-unknown", "precondition-not-met", "affected"),
        ("gateway=yes;saml=no", "version-unknown", "version-unknown", "affected", "precondition-not-met"),
        ("gateway=no;saml=no", "precondition-not-met", "precondition-not-met", *["precondition-not-met"] * 2),
    ],
)
def test_of_ranges_with_conditions_of_their_own_all_must_be_unmet(tmp_path, config, missing, bare, low, high):
    source = record(block("ADC", below("13.1", "58.32")))
    over = amendment(
        {"train": "13.1", "edition": None, "to": "13.1-50.1", "status": "affected", "precondition": GATEWAY},
        {"train": "13.1", "edition": None, "from": "13.1-50.1", "status": "affected", "precondition": SAML},
    )
    rows = netscaler(config, "", "13.1", "13.1-40.1", "13.1-55.1")
    assert verdicts(tmp_path, [source], rows, [over]) == [missing, bare, low, high]


# The contract says: "newest revision per advisory"; two publishers may use one number
def test_advisories_of_two_publishers_with_one_number_both_speak(tmp_path):
    leaves = [("a", "product_version_range", "<2.5")]
    one = document("SA-1", {"known_not_affected": ["a"]}, leaves, released="2025-08-01T10:00:00Z")
    other = document("SA-1", {"known_affected": ["a"]}, leaves, publisher="https://zed.example")
    assert verdicts(tmp_path, [one, other], boxer("2.4")) == ["affected"]
    same = document("SA-1", {"known_affected": ["a"]}, leaves)
    assert verdicts(tmp_path, [one, same], boxer("2.4")) == ["not-affected"]


# The contract says: "`affected`: inside an affected range"; CSAF 3.2.3.9: first and last affected, first fixed
@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ({"first_affected": ["a"], "last_affected": ["b"]}, "not-affected affected affected affected fixed"),
        ({"first_affected": ["a"], "first_fixed": ["b"]}, "not-affected affected affected fixed fixed"),
        ({"first_affected": ["a"], "fixed": ["b"]}, "not-affected affected affected fixed fixed"),
        ({"first_affected": ["a"]}, "not-affected affected affected affected affected"),
        ({"last_affected": ["b"]}, "affected affected affected affected fixed"),
    ],
)
def test_first_and_last_affected_versions_make_a_range(tmp_path, statuses, told):
    source = document("SA-1", statuses, [("a", "product_version", "2.0"), ("b", "product_version", "2.5")])
    assert verdicts(tmp_path, [source], boxer("1.9", "2.0", "2.3", "2.5", "2.6")) == told.split()


def test_several_stretches_are_kept_apart(tmp_path):
    leaves = [(key, "product_version", text) for key, text in zip("abcd", ("2.0", "2.5", "3.0", "3.4"), strict=True)]
    source = document("SA-1", {"first_affected": ["a", "c"], "last_affected": ["b", "d"]}, leaves)
    rows = boxer("1.9", "2.3", "2.6", "3.2", "3.5")
    assert verdicts(tmp_path, [source], rows) == ["not-affected", "affected", "fixed", "affected", "fixed"]


# The contract says: "only a range or version that includes the train, or a product entry naming it, is a statement"
def test_a_product_entry_that_names_a_train_speaks_for_that_train(tmp_path):
    source = record(
        block("NetScaler ADC 13.0", default="affected"), block("NetScaler ADC 13.1", below("13.1", "59.19"))
    )
    rows = netscaler("", "13.0-92.1", "13.1-59.18", "13.1-59.19", "14.1-1.1", "12.1-65.1")
    assert verdicts(tmp_path, [source], rows) == ["affected", "affected", "fixed", "not-affected", "out-of-support"]


# The contract says: "A bound given for a train or edition speaks for that one only"
@pytest.mark.parametrize(
    ("product", "version", "expected"),
    [
        ("NetScaler ADC 13.1-FIPS", "37.234", "affected"),
        ("NetScaler ADC 13.1-FIPS", "37.235", "fixed"),
        ("NetScaler ADC FIPS", "13.1-37.235", "fixed"),
        ("NetScaler Gateway 13.1 FIPS and NDcPP", "13.1-37.235", "fixed"),
        ("NetScaler ADC 13.1", "13.1-37.235", "fixed"),
        ("NetScaler ADC 13.1", "13.1-58.31", "affected"),
    ],
)
def test_train_and_edition_may_stand_in_the_name_of_the_product(tmp_path, product, version, expected):
    source = record(block("ADC", below("13.1", "58.32"), below("13.1-FIPS", "37.235")))
    assert verdicts(tmp_path, [source], [f"Citrix,{product},{version},"]) == [expected]


# Nothing is said of how large an advisory may be: one of 20 MB is answered, in time that grows with its products
def test_a_large_document_takes_time_in_proportion(tmp_path):
    leaves = [(f"p{number}", "product_version_range", f"<{number}.1") for number in range(20_000)]
    source = document("SA-1", {"known_affected": [key for key, _, _ in leaves]}, leaves)
    source["document"]["notes"] = [{"category": "other", "text": "x" * 18_000_000}]
    assert verdicts(tmp_path, [source], boxer("19999.0", "19999.1")) == ["affected", "fixed"]
