import json
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

import journal_cast as cast
from dijkwacht.journal import selectors, services
from dijkwacht.journal.domain.heads import TreeHead, head_as_text, head_message
from dijkwacht.journal.engine import keys
from dijkwacht.kernel.window import read_moment

TWO = {"requested_by": cast.person(1), "approved_by": cast.person(8), "ground": "AVG art. 17", "actor": cast.ACTOR}


@pytest.fixture
def record(committed):
    """Three entries with places: the second has content, moments, evidence, everything a row can hold."""
    first = cast.append("measure.done", {"step": "first"})
    full = cast.append(
        "measure.done",
        {"step": "second", "remark": "by hand", "vulnerabilities": ["CVE-2019-19781"]},
        case=uuid4(),
        response=uuid4(),
        organisation=cast.MUNICIPALITY,
        subject="adc-1",
        constituency=cast.CERT,
        recipients=[cast.HOSPITAL],
        happened=read_moment("2020-01-17"),
        known=read_moment("2020-01-18T09:00"),
        evidence=["ab" * 32],
        corrects=first.id,
    )
    cast.append("measure.done", {"step": "third"})
    services.sequence_once()
    return full


ROW_CHANGES = {
    "public_id": "gen_random_uuid()",
    "kind": "'measure.dong'",
    "schema": "schema + 1",
    "category": "'gate'",
    "case": "gen_random_uuid()",
    "response": "gen_random_uuid()",
    "organisation": "NULL",
    "subject": "'adc-2'",
    "happened": "'2020-01-16'",
    "happened_from": "happened_from + interval '1 microsecond'",
    "known": "'2020-01-1x'",
    "known_from": "known_from + interval '1 microsecond'",
    "known_by": "known_by - interval '1 day'",
    "recorded_at": "recorded_at - interval '1 microsecond'",
    "actor_kind": "'pxrson'",
    "actor_role": "'cisp'",
    "actor_account": "NULL",
    "actor_organisation": "gen_random_uuid()",
    "source": "source || ' '",
    "origin": "'verified'",
    "label": "'TLP:CLEAR'",
    "owner": "gen_random_uuid()",
    "constituency": "NULL",
    "recipients": "'{}'",
    "evidence": "'{}'",
    "corrects": "NULL",
    "payload_text": "replace(payload_text, 'second', 'secone')",
    "content_digest": "set_byte(content_digest, 0, 255 - get_byte(content_digest, 0))",
}
MACHINERY = {"id", "txid", "payload"}
"""Not statements: the numbers by which tables find each other, and a column that the database derives itself."""


def test_one_change_in_any_column_of_a_row_names_the_entry(record, postgres):
    told = {}
    with cast.as_superuser(postgres) as hand:
        columns = ", ".join(f'"{name}"' for name in sorted(set(ROW_CHANGES) | {"id", "txid"}))
        hand.execute("CREATE TABLE kept AS SELECT * FROM journal_entry")
        for column, value in ROW_CHANGES.items():
            hand.execute(f"UPDATE journal_entry SET \"{column}\" = {value} WHERE subject = 'adc-1'")  # noqa: S608 - ours
            bad = selectors.verify_record().first_bad
            told[column] = (bad.position, bad.entry == record.id) if bad else None
            hand.execute("DELETE FROM journal_entry")
            hand.execute(f"INSERT INTO journal_entry ({columns}) SELECT {columns} FROM kept")  # noqa: S608 - ours
    assert told == {column: (1, column != "public_id") for column in ROW_CHANGES}
    assert selectors.verify_record().first_bad is None


@pytest.mark.django_db
def test_every_column_of_a_row_is_tried():
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'journal_entry'")
        assert {name for (name,) in cursor.fetchall()} == set(ROW_CHANGES) | MACHINERY


@pytest.mark.parametrize(
    ("statement", "position", "reason"),
    [
        pytest.param(
            "UPDATE journal_content SET body = replace(body, 'hand', 'hane')",
            1,
            "content is not",
            id="a word of content",
        ),
        pytest.param("UPDATE journal_content SET salt = salt || '\\x00'", 1, "content is not", id="the salt"),
        pytest.param(
            "INSERT INTO journal_content SELECT id, '\\x00', '{}' FROM journal_entry ORDER BY id LIMIT 1",
            0,
            "content was added",
            id="content put to an entry that had none",
        ),
        pytest.param(
            "UPDATE journal_leaf SET leaf_hash = set_byte(leaf_hash, 0, 255 - get_byte(leaf_hash, 0)) "
            "WHERE position = 1",
            1,
            "not what was recorded",
            id="the leaf",
        ),
        pytest.param("DELETE FROM journal_leaf WHERE position = 1", 1, "is missing", id="a leaf taken out"),
        pytest.param("DELETE FROM journal_entry WHERE subject = 'adc-1'", 1, "is missing", id="a row taken out"),
        pytest.param(
            "DELETE FROM journal_leaf WHERE position = 2", 2, "head speaks of 3 entries", id="the last leaf taken off"
        ),
        pytest.param("DELETE FROM journal_head", 0, "no signed head", id="the heads taken away"),
        pytest.param(
            "UPDATE journal_head SET signature = set_byte(signature, 5, 255 - get_byte(signature, 5))",
            2,
            "signature",
            id="the signature",
        ),
        pytest.param(
            "UPDATE journal_head SET signed_at = signed_at - interval '1 day'", 2, "signature", id="the time of signing"
        ),
        pytest.param(
            "UPDATE journal_head SET root = set_byte(root, 5, 255 - get_byte(root, 5))", 2, "not extend", id="the root"
        ),
    ],
)
def test_what_is_changed_beside_the_rows_is_found_too(record, postgres, statement, position, reason):
    with cast.as_superuser(postgres) as hand:
        assert hand.execute(statement).rowcount == 1
    bad = selectors.verify_record().first_bad
    assert bad is not None
    assert bad.position == position
    assert reason in bad.reason


def test_a_green_record_says_how_much_it_checked(record, dijkwacht):
    done = dijkwacht("journal", "verify", "--json")
    head = selectors.latest_head()
    assert (done.returncode, json.loads(done.stdout)) == (
        0,
        {
            "entries": 3,
            "pending": 0,
            "ok": True,
            "first_bad": None,
            "removed": 0,
            "tree_head": json.loads(json.dumps(head_as_text(head))),
        },
    )
    assert "the key that stands in the record itself" in done.stderr


def test_removed_and_pending_are_counted(record, dijkwacht):
    services.remove_content(entry=record.id, **TWO)
    told = json.loads(dijkwacht("journal", "verify", "--json").stdout)
    assert (told["entries"], told["pending"], told["removed"], told["ok"]) == (3, 1, 1, True)
    services.sequence_once()
    told = json.loads(dijkwacht("journal", "verify", "--json").stdout)
    assert (told["entries"], told["pending"], told["removed"], told["ok"]) == (4, 0, 1, True)


def test_a_changed_byte_ends_with_one_and_names_the_entry(record, postgres, dijkwacht):
    with cast.as_superuser(postgres) as hand:
        hand.execute("UPDATE journal_entry SET payload_text = replace(payload_text, 'second', 'secone')")
    done = dijkwacht("journal", "verify", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["first_bad"] == {
        "position": 1,
        "entry": str(record.id),
        "reason": "the row is not what was recorded",
    }
    spoken = dijkwacht("journal", "verify")
    assert (spoken.returncode, spoken.stdout) == (1, "")
    assert str(record.id) in spoken.stderr


def test_a_full_rewrite_with_a_fresh_signature_passes_alone_and_fails_the_witness(
    record, postgres, dijkwacht, tmp_path
):
    witness = tmp_path / "head.json"
    witness.write_text(json.dumps(head_as_text(selectors.latest_head())))
    assert dijkwacht("journal", "verify", "--head", witness).returncode == 0

    with cast.as_superuser(postgres) as hand:
        hand.execute("UPDATE journal_entry SET payload_text = replace(payload_text, 'second', 'secone')")
        hand.execute("DELETE FROM journal_leaf")
        hand.execute("DELETE FROM journal_head")
    (settings.KEYS_DIR / "head.key").unlink()
    services.sequence_once()

    assert dijkwacht("journal", "verify").returncode == 0
    caught = dijkwacht("journal", "verify", "--json", "--head", witness)
    assert caught.returncode == 1
    assert "does not extend the head of 3 entries" in json.loads(caught.stdout)["first_bad"]["reason"]


def test_every_line_of_a_witness_s_file_is_held_against_the_record(record, dijkwacht, tmp_path):
    lines = [json.dumps(head_as_text(selectors.latest_head()))]
    cast.append("measure.done", {"step": "fourth"})
    services.sequence_once()
    lines.append(json.dumps(head_as_text(selectors.latest_head())))
    witness = tmp_path / "heads.jsonl"
    witness.write_text("\n".join(lines) + "\n")
    assert dijkwacht("journal", "verify", "--head", witness).returncode == 0
    forged = _signed_anew(selectors.latest_head(), root=bytes(32), size=3)
    witness.write_text(json.dumps(head_as_text(forged)) + "\n" + lines[1])
    assert dijkwacht("journal", "verify", "--head", witness).returncode == 1


def test_a_head_of_a_longer_record_shows_that_the_end_was_cut_off(record, dijkwacht, tmp_path):
    longer = _signed_anew(selectors.latest_head(), root=bytes(32), size=9)
    witness = tmp_path / "head.json"
    witness.write_text(json.dumps(head_as_text(longer)))
    caught = dijkwacht("journal", "verify", "--json", "--head", witness)
    assert caught.returncode == 1
    assert "speaks of 9 entries, the record has 3" in json.loads(caught.stdout)["first_bad"]["reason"]


def test_the_key_from_elsewhere_decides_whose_signature_counts(record, dijkwacht, tmp_path):
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text(selectors.latest_head().key + "\n")
    wrong.write_text("ab" * 32)
    trusted = dijkwacht("journal", "verify", "--key", right)
    assert trusted.returncode == 0
    assert "the key that stands in the record itself" not in trusted.stderr
    assert dijkwacht("journal", "verify", "--key", wrong).returncode == 1


def test_an_export_is_checked_on_a_machine_without_database_and_django(record, dijkwacht, tmp_path):
    services.remove_content(entry=record.id, **TWO)
    services.sequence_once()
    file = tmp_path / "record.jsonl"
    assert dijkwacht("journal", "export", file).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    done = _bare("journal", "verify", "--export", file, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["entries"], told["removed"], told["ok"]) == (0, 4, 1, True)
    loaded = (
        "import sys; from dijkwacht.cli import main; sys.argv[1:] = sys.argv[1:]; code = main._dispatch(sys.argv[1:])"
    )
    without = subprocess.run(
        [
            sys.executable,
            "-c",
            loaded + "; assert 'django' not in sys.modules",
            "journal",
            "verify",
            f"--export={file}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert without.returncode == 0, without.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("second", "secone", id="another word"),
        pytest.param("TLP:AMBER", "TLP:AMBEQ", id="a label that does not exist"),
        pytest.param("by hand", "by hans", id="content"),
    ],
)
def test_a_changed_export_names_the_entry(record, dijkwacht, tmp_path, old, new):
    file = tmp_path / "record.jsonl"
    dijkwacht("journal", "export", file)
    lines = file.read_text().splitlines()
    lines[1] = lines[1].replace(old, new)
    file.write_text("\n".join(lines) + "\n")
    done = _bare("journal", "verify", "--json", "--export", file)
    bad = json.loads(done.stdout)["first_bad"]
    assert (done.returncode, bad["position"], bad["entry"]) == (1, 1, str(record.id))


def test_an_export_taken_while_others_write_is_whole(record, dijkwacht, tmp_path):
    heads = selectors.proof.heads_in_order()
    with selectors.proof.snapshot():
        before = [leaf.position for leaf in selectors.proof.leaves_in_order()]
        with psycopg.connect(_address(), autocommit=True) as other:
            other.execute(
                "INSERT INTO journal_head SELECT size + 1, root, signed_at, key, signature, frontier FROM journal_head"
            )
        assert [head.size for head in heads] == [3]
    assert before == [0, 1, 2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["verify", "--export", "absent"], "absent", id="no such export"),
        pytest.param(["verify", "--export", "broken"], "broken, line 1", id="no export"),
        pytest.param(["verify", "--export", "bytes"], "bytes, line 1", id="not even text"),
        pytest.param(["verify", "--export", "empty", "--head", "absent"], "absent", id="no such head"),
        pytest.param(["verify", "--export", "empty", "--head", "broken"], "broken", id="no head"),
        pytest.param(["verify", "--export", "empty", "--head", "empty"], "empty", id="an empty head"),
        pytest.param(["verify", "--export", "empty", "--key", "broken"], "64 hexadecimal", id="no key"),
        pytest.param(["verify", "--export", "empty", "--wat"], "No such option", id="no such option"),
    ],
)
def test_unreadable_input_ends_with_two_and_says_where(tmp_path, words, told):
    (tmp_path / "broken").write_text('{"leaf": 3}')
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").write_text("")
    done = _bare("journal", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_an_export_never_overwrites(record, dijkwacht, tmp_path):
    file = tmp_path / "kept"
    file.write_text("kept")
    done = dijkwacht("journal", "export", file)
    assert done.returncode == 2
    assert "kept" in done.stderr
    assert file.read_text() == "kept"


@pytest.fixture
def dijkwacht(committed, tmp_path):
    """Run the real command on the test's database."""

    def run(*words):
        environment = {
            "DATABASE_URL": _address(),
            "DIJKWACHT_STATE": str(settings.STATE_DIR),
            "DIJKWACHT_SECRET_KEY": "only-in-tests-" * 5,
        }
        return _bare(*words, cwd=tmp_path, **environment)

    return run


def _address():
    entry = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        user=entry["USER"], password=entry["PASSWORD"], host=entry["HOST"], port=entry["PORT"], dbname=entry["NAME"]
    )


def _bare(*words, cwd=None, **environment):
    return subprocess.run(
        [sys.executable, "-m", "dijkwacht.cli.main", *map(str, words)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _signed_anew(head, *, root, size):
    key = keys.signing_key(settings.KEYS_DIR)
    signature = key.sign(head_message(size, root, head.signed_at))
    return TreeHead(size, root, head.signed_at, keys.public_hex(key), signature)
