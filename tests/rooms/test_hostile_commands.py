"""`dijkwacht advisory add` and `dijkwacht inventory add` as people type them: the real command, another process."""

import json
import os
import subprocess
import sys

import pytest

from dijkwacht.advisories.selectors import advisories
from dijkwacht.exposure.models import Asset, AssetVerdict
from dijkwacht.journal.models import QuarantineRow
from organisations_cast import account_with, assemble, viewer

pytestmark = pytest.mark.django_db
CSV = "asset;vendor;product;version\nns1;Citrix;NetScaler ADC;14.1-43.50\n"
RECORD = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {"cveId": "CVE-2025-6543", "state": "PUBLISHED", "dateUpdated": "2025-06-26T00:00:00Z"},
    "containers": {"cna": {"affected": [], "descriptions": [{"lang": "en", "value": "x"}]}},
}


@pytest.fixture
def typed(committed, tmp_path):
    """A committed cast, and a function that types `dijkwacht ...` in a folder of its own."""
    cast = assemble()
    account_with("desk", cast.town_cert, email="desk@accounts.example")
    account_with("ict", cast.town, email="ict@accounts.example")
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": committed, "DIJKWACHT_STATE": str(tmp_path / "state")}

    def dijkwacht(*words):
        command = [sys.executable, "-m", "dijkwacht.cli.main", *words]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return cast, dijkwacht


def test_advice_and_inventory_go_in_by_command_and_are_compared(typed, tmp_path):
    cast, dijkwacht = typed
    (tmp_path / "cve.json").write_text(json.dumps(RECORD))
    (tmp_path / "cmdb.csv").write_text(CSV)

    advice = dijkwacht("advisory", "add", "cve.json", "--account", "desk@accounts.example")
    assert (advice.returncode, advice.stdout) == (0, ""), advice.stderr
    assert advice.stderr.splitlines()[-1].startswith("received: ")
    (line,) = advisories(viewer("ciso", cast.town))
    assert line.summary.names == ("CVE-2025-6543",)

    by = ("--organisation", "súdwest tweestroom", "--account", "ict@accounts.example")
    done = dijkwacht("inventory", "add", "cmdb.csv", *by)
    assert done.returncode == 0, done.stderr
    assert "imported: 1 rows, 1 of a known product" in done.stderr
    assert AssetVerdict.objects.get().asset_name == "ns1"


def test_a_file_that_cannot_be_read_ends_with_2_and_stands_in_quarantine(typed, tmp_path):
    _, dijkwacht = typed
    (tmp_path / "cut.json").write_text(json.dumps(RECORD)[:60])
    (tmp_path / "cut.csv").write_text("what,is,this\n1,2,3\n")

    advice = dijkwacht("advisory", "add", "cut.json", "--account", "desk@accounts.example")
    by = ("--organisation", "Súdwest-Tweestroom", "--account", "ict@accounts.example")
    inventory = dijkwacht("inventory", "add", "cut.csv", *by)

    assert (advice.returncode, inventory.returncode) == (2, 2)
    assert "cut.json, line 1" in advice.stderr
    assert "cut.csv" in inventory.stderr
    assert "Traceback" not in advice.stderr + inventory.stderr
    assert sorted(QuarantineRow.objects.values_list("what", flat=True)) == ["advisory", "inventory"]
    assert Asset.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("advisory", "add", "x.json", "--account", "nobody@accounts.example"), "no account with this address"),
        (("advisory", "add", "x.json", "--account", "ict@accounts.example"), "Only an account with a desk's"),
        (("advisory", "add", "x.json", "--account", "desk@accounts.example"), "cannot be opened"),
        (
            ("inventory", "add", "x.csv", "--organisation", "'s-Waterdam", "--account", "ict@accounts.example"),
            "There is nothing here that you may see",
        ),
    ],
)
def test_who_may_not_or_what_is_not_there_is_told_in_a_sentence(typed, words, said):
    _, dijkwacht = typed
    done = dijkwacht(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
