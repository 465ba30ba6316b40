"""The plain core works on a machine without Django and without network: tried in a process that refuses sockets."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import house
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dijkwacht.cli.commands import COMMANDS
from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.entry import Entry, content_digest, row_text
from dijkwacht.journal.domain.export import lines_of
from dijkwacht.journal.domain.heads import Leaf, TreeHead, head_message
from dijkwacht.journal.domain.merkle import leaf_hash, root_of
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin

# One program for every case: refuse sockets, run the code, then say on stderr what was loaded against the rule.
GUARD = """
import sys
def refuse(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError("the plain core opened a socket: " + event)
sys.addaudithook(refuse)
try:
    exec(compile(sys.argv.pop(1), "case", "exec"))
finally:
    loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"django", "psycopg", "procrastinate"})
    sys.stderr.write("LOADED " + ",".join(loaded) + "\\n")
"""
RUN = "from dijkwacht.cli.main import run; run()"
OWNER = UUID("7e57ab1e-0000-4000-8000-000000000001")
AT = datetime(2026, 1, 17, 11, tzinfo=UTC)


def guarded(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `code` with `words` as its arguments, in a process whose sockets are refused."""
    return subprocess.run(
        [sys.executable, "-c", GUARD, code, *words], capture_output=True, text=True, check=False, cwd=house.ROOT
    )


def loaded(ran: subprocess.CompletedProcess[str]) -> list[str]:
    """Return which forbidden packages were loaded."""
    last = next(line for line in reversed(ran.stderr.splitlines()) if line.startswith("LOADED"))
    return [name for name in last.removeprefix("LOADED ").split(",") if name]


def pure_module_names() -> list[str]:
    names = []
    for path in house.source_modules():
        parts = path.relative_to(house.SOURCE.parent).with_suffix("").parts
        if parts[1] == "kernel" or {"domain", "engine"} & set(parts[2:]):
            names.append(".".join(part for part in parts if part != "__init__"))
    return names


def test_every_pure_module_can_be_imported_without_django_and_network():
    names = pure_module_names()
    assert len(names) > 20
    ran = guarded("import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)", *names)
    assert ran.returncode == 0, ran.stderr
    assert loaded(ran) == []


def test_a_core_that_loads_django_would_be_noticed():
    assert loaded(guarded("import django")) == ["django"]


def test_a_core_that_opens_a_socket_would_be_noticed():
    ran = guarded("import socket; socket.socket()")
    assert ran.returncode != 0
    assert "opened a socket" in ran.stderr


def test_an_advisory_is_validated_without_django_and_network(tmp_path):
    advisory = tmp_path / "advisory.json"
    advisory.write_text(json.dumps(ADVISORY), encoding="utf-8")
    ran = guarded(RUN, "advisory", "validate", str(advisory), "--json")
    assert ran.returncode in {0, 1}, ran.stderr
    assert json.loads(ran.stdout)["format"] == "csaf-2.0"
    assert loaded(ran) == []


def test_an_inventory_is_matched_without_django_and_network(tmp_path):
    advisory, inventory = tmp_path / "advisory.json", tmp_path / "inventory.csv"
    advisory.write_text(json.dumps(ADVISORY), encoding="utf-8")
    inventory.write_text(
        "organisation,asset,vendor,product,version\nBrakwaterland,gw1,Citrix,NetScaler Gateway,13.0-47.22\n",
        encoding="utf-8",
    )
    ran = guarded(RUN, "match", "--advisory", str(advisory), "--inventory", str(inventory), "--json")
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert lines[-1]["summary"]["rows"] == 1
    assert loaded(ran) == []


@pytest.fixture
def record(tmp_path):
    """An export of three entries, one of them with content, under a head that a fresh key signed."""
    key = Ed25519PrivateKey.generate()
    leaves = []
    for position, what in enumerate(["Closed", "Patched", "Reopened"]):
        salted = (b"0123456789abcdef", json.dumps({"note": what})) if position == 1 else None
        entry = an_entry(position, what, content_digest(*salted) if salted else None)
        leaves.append(Leaf(position, leaf_hash(row_text(entry)), entry.id, entry, salted))
    root = root_of(leaf.stored for leaf in leaves)
    signature = key.sign(head_message(len(leaves), root, AT))
    head = TreeHead(len(leaves), root, AT, key.public_key().public_bytes_raw().hex(), signature)
    file = tmp_path / "record.jsonl"
    file.write_text("\n".join(lines_of(leaves, [head])) + "\n", encoding="utf-8")
    return file


def an_entry(position: int, what: str, digest: bytes | None) -> Entry:
    payload = {"step": what}
    return Entry(
        id=UUID(int=position + 1),
        kind="measure.done",
        schema=1,
        category=Category.MEASURE,
        actor=Actor(ActorKind.PERSON, "ict"),
        source=Source(),
        origin=Origin.DECLARED,
        label=Label.AMBER,
        owner=OWNER,
        recorded_at=AT,
        payload=payload,
        payload_text=canonical_text(payload),
        content_digest=digest,
        position=position,
    )


def test_an_export_is_verified_without_django_and_network(record):
    ran = guarded(RUN, "journal", "verify", "--export", str(record), "--json")
    assert ran.returncode == 0, ran.stderr + ran.stdout
    answer = json.loads(ran.stdout)
    assert (answer["ok"], answer["entries"], answer["first_bad"]) == (True, 3, None)
    assert loaded(ran) == []


def test_an_export_in_which_a_word_was_changed_is_refused(record):
    record.write_text(record.read_text(encoding="utf-8").replace("Patched", "Ignored", 1), encoding="utf-8")
    ran = guarded(RUN, "journal", "verify", "--export", str(record), "--json")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["first_bad"]["position"] == 1


@pytest.mark.parametrize(
    ("name", "words", "needs"),
    [
        ("match", [], False),
        ("advisory", ["validate", "x.json"], False),
        ("journal", ["verify", "--export", "x"], False),
        ("journal", ["verify"], True),
    ],
)
def test_the_table_of_commands_says_who_needs_django(name, words, needs):
    assert COMMANDS[name].needs_django(words) is needs


ADVISORY = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "publisher": {"category": "vendor", "name": "Fictional vendor", "namespace": "https://vendor.example"},
        "title": "A flaw in NetScaler Gateway, made up for this test",
        "tracking": {
            "current_release_date": "2026-01-17T10:00:00Z",
            "id": "FICT-2026-0001",
            "initial_release_date": "2026-01-17T10:00:00Z",
            "revision_history": [{"date": "2026-01-17T10:00:00Z", "number": "1", "summary": "First version."}],
            "status": "final",
            "version": "1",
        },
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Citrix",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "NetScaler Gateway",
                        "branches": [
                            {
                                "category": "product_version",
                                "name": "13.0-47.22",
                                "product": {"name": "Citrix NetScaler Gateway 13.0-47.22", "product_id": "P1"},
                            }
                        ],
                    }
                ],
            }
        ]
    },
    "vulnerabilities": [
        {
            "cve": "CVE-2019-19781",
            "notes": [{"category": "description", "text": "Made up."}],
            "product_status": {"known_affected": ["P1"]},
            "remediations": [{"category": "none_available", "details": "None yet.", "product_ids": ["P1"]}],
        }
    ],
}
