import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.entry import Entry, content_digest, row_text
from dijkwacht.journal.domain.export import UnreadableExport, lines_of, read_lines, removals_in
from dijkwacht.journal.domain.heads import Leaf, TreeHead, head_as_text, head_from_text, head_message, verify
from dijkwacht.journal.domain.merkle import EMPTY_ROOT, Frontier, leaf_hash, root_of
from dijkwacht.journal.engine import keys, store
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.canonical import canonical_text
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import read_moment

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY, ROGUE = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NOBODY = frozenset()


def entry(number, **more):
    payload = {"step": f"step {number}"}
    values = {
        "id": UUID(int=number + 1),
        "kind": "measure.done",
        "schema": 1,
        "category": Category.MEASURE,
        "actor": Actor(ActorKind.PERSON, "ciso", UUID(int=99)),
        "source": Source(),
        "origin": Origin.DECLARED,
        "label": Label.AMBER,
        "owner": UUID(int=98),
        "recorded_at": AT + timedelta(seconds=number),
        "payload": payload,
        "payload_text": canonical_text(payload),
        "position": number,
    }
    return Entry(**{**values, **more})


def leaf(number, *, remark="", **more):
    content = (b"salt", canonical_text({"remark": remark})) if remark else None
    one = entry(number, content_digest=content_digest(*content) if content else None, **more)
    return Leaf(number, leaf_hash(row_text(one)), one.id, one, content)


def head(leaves, key=KEY, at=AT):
    root = root_of(one.stored for one in leaves)
    signature = key.sign(head_message(len(leaves), root, at))
    return TreeHead(len(leaves), root, at, keys.public_hex(key), signature)


def check(leaves, heads, removals=NOBODY, witnessed=()):
    return verify(leaves, heads, removals, keys.holds, witnessed)


RECORD = [leaf(number, remark=f"remark {number}" if number % 2 else "") for number in range(9)]


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_roots_are_those_of_a_second_implementation(blobs):
    peer = InmemoryTree(algorithm="sha256")
    for blob in blobs:
        peer.append_entry(blob)
    expected = peer.get_root() if blobs else EMPTY_ROOT
    assert root_of(leaf_hash(blob) for blob in blobs) == expected


@pytest.mark.parametrize("size", range(20))
def test_a_frontier_goes_on_where_it_was_left(size):
    hashes = [leaf_hash(bytes([number])) for number in range(33)]
    first = Frontier()
    for one in hashes[:size]:
        first.append(one)
    second = Frontier(first.size, first.hashes)
    for one in hashes[size:]:
        second.append(one)
    assert second.root() == root_of(hashes)
    assert len(first.hashes) == size.bit_count()


def test_a_frontier_that_does_not_fit_its_size_is_refused():
    with pytest.raises(ValueError, match="3 leaves has 2 complete subtrees, not 1"):
        Frontier(3, [b""])


def test_an_untouched_record_is_green_and_says_what_it_holds():
    checked = check(RECORD, [head(RECORD[:4]), head(RECORD)])
    assert (checked.entries, checked.removed, checked.first_bad, checked.head.size) == (9, 0, None, 9)


def test_an_empty_record_is_green():
    assert check([], []).first_bad is None


@pytest.mark.parametrize("number", range(9))
def test_one_changed_word_in_a_row_names_the_entry(number):
    changed = [*RECORD]
    wrong = replace(RECORD[number].entry, payload_text=canonical_text({"step": "another"}))
    changed[number] = replace(RECORD[number], entry=wrong)
    bad = check(changed, [head(RECORD)]).first_bad
    assert (bad.position, bad.entry, bad.reason) == (number, UUID(int=number + 1), "the row is not what was recorded")


@pytest.mark.parametrize(
    ("change", "position", "reason"),
    [
        pytest.param(
            lambda r: [*r[:3], replace(r[3], content=(b"salt", "{}")), *r[4:]], 3, "content is not", id="content"
        ),
        pytest.param(
            lambda r: [*r[:3], replace(r[3], content=None), *r[4:]], 3, "without a removal", id="content gone"
        ),
        pytest.param(lambda r: [*r[:2], replace(r[2], content=(b"", "")), *r[3:]], 2, "was added", id="content added"),
        pytest.param(lambda r: [*r[:5], *r[6:]], 5, "position 5 is missing", id="a leaf dropped"),
        pytest.param(lambda r: r[:7], 7, "speaks of 9 entries, the record has 7", id="the end cut off"),
        pytest.param(lambda r: [*r, leaf(9)], 9, "no signed head", id="an entry put behind the last head"),
        pytest.param(lambda r: [*r[:4], replace(r[4], entry=None), *r[5:]], 4, "cannot be read", id="no row"),
        pytest.param(lambda r: [*r[:4], replace(r[4], agrees=False), *r[5:]], 4, "not what", id="a derived column"),
        pytest.param(
            lambda r: [*r[:4], replace(leaf(4, subject="x")), *r[5:]], 8, "does not extend", id="row and leaf changed"
        ),
        pytest.param(
            lambda r: [*r[:4], replace(r[5], position=4), replace(r[4], position=5), *r[6:]],
            8,
            "does not extend",
            id="two entries swapped",
        ),
    ],
)
def test_whatever_is_changed_is_found(change, position, reason):
    bad = check(change(RECORD), [head(RECORD)]).first_bad
    assert bad.position == position
    assert reason in bad.reason


def test_content_that_two_people_removed_leaves_the_record_green():
    without = [*RECORD[:3], replace(RECORD[3], content=None), *RECORD[4:]]
    checked = check(without, [head(RECORD)], frozenset({RECORD[3].id}))
    assert (checked.removed, checked.first_bad) == (1, None)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda good: replace(good, signature=bytes(64)), id="no signature"),
        pytest.param(lambda good: replace(good, signed_at=good.signed_at + timedelta(seconds=1)), id="another time"),
        pytest.param(lambda good: replace(good, key=keys.public_hex(ROGUE)), id="another key"),
        pytest.param(lambda good: replace(good, key="no key"), id="no key"),
    ],
)
def test_a_head_that_its_key_did_not_sign_is_found(forged):
    bad = check(RECORD, [forged(head(RECORD))]).first_bad
    assert "signature" in bad.reason


def test_a_complete_rewrite_signed_anew_is_caught_by_an_older_head_of_the_witness():
    witness = head(RECORD[:5])
    rewritten = [*RECORD[:2], leaf(2, subject="another story"), *RECORD[3:]]
    for key in (KEY, ROGUE):
        heads = [head(rewritten[:5], key), head(rewritten, key)]
        assert check(rewritten, heads).first_bad is None
        caught = check(rewritten, heads, witnessed=[witness]).first_bad
        assert (caught.position, "does not extend the head of 5" in caught.reason) == (4, True)
    assert check(RECORD, [head(RECORD)], witnessed=[witness]).first_bad is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "measure.failed"},
        {"schema": 2},
        {"category": Category.GATE},
        {"actor": Actor(ActorKind.MACHINE, "ciso", UUID(int=99))},
        {"source": Source(stated_by="x")},
        {"origin": Origin.RELAYED},
        {"label": Label.RED},
        {"owner": UUID(int=1)},
        {"recorded_at": AT - timedelta(microseconds=1)},
        {"case": UUID(int=1)},
        {"response": UUID(int=1)},
        {"organisation": UUID(int=1)},
        {"subject": "x"},
        {"happened": read_moment("2020-01")},
        {"known": read_moment("2020-01")},
        {"constituency": UUID(int=1)},
        {"recipients": frozenset({UUID(int=1)})},
        {"evidence": ("ab",)},
        {"corrects": UUID(int=1)},
        {"payload_text": "{}"},
        {"content_digest": b"x"},
        {"id": UUID(int=77)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_an_entry_counts_in_its_hash(change):
    assert row_text(entry(3, **change)) != row_text(entry(3))


def test_an_export_is_read_back_whole():
    removal = leaf(9, kind="content.removed", payload={"entry": str(UUID(int=4))})
    leaves, heads = [*RECORD, removal], [head(RECORD)]
    read = list(read_lines(lines_of(leaves, heads)))
    again = [item for item in read if isinstance(item, Leaf)]
    assert [one.stored for one in again] == [one.stored for one in leaves]
    assert [leaf_hash(row_text(one.entry)) for one in again] == [leaf_hash(row_text(one.entry)) for one in leaves]
    assert [one.content for one in again] == [one.content for one in leaves]
    assert [item for item in read if isinstance(item, TreeHead)] == heads
    payload = canonical_text({"entry": str(UUID(int=4))})
    named = replace(removal, entry=replace(removal.entry, payload={"entry": str(UUID(int=4))}, payload_text=payload))
    assert removals_in([*RECORD, named, replace(named, entry=None)]) == {UUID(int=4)}


@pytest.mark.parametrize("line", ["", "3", "[]", "{}", '{"leaf": {}}', '{"head": {"size": "many"}}', "{"])
def test_an_unreadable_line_is_named(line):
    good = next(lines_of(RECORD, []))
    with pytest.raises(UnreadableExport) as refused:
        list(read_lines([good, line]))
    assert refused.value.place == "line 2"


def test_a_head_is_read_back_from_what_a_witness_keeps():
    kept = head(RECORD)
    assert head_from_text(head_as_text(kept)) == kept
    assert keys.holds(kept.key, kept.message(), kept.signature)


def test_two_who_make_the_signing_key_at_once_end_with_one(tmp_path):
    first, second = (keys.public_hex(keys.signing_key(tmp_path / "keys")) for _ in range(2))
    assert first == second
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_stored_bytes_are_named_by_their_digest_and_erased_with_every_draft(tmp_path):
    digest = store.digest_of(b"x", 10)
    assert digest == hashlib.sha256(b"x").hexdigest()
    for _ in range(2):
        store.keep(tmp_path, b"x", digest)
    assert store.fetch(tmp_path, digest) == b"x"
    store.place(tmp_path, digest).with_name(f"{digest}.ab.part").write_bytes(b"x")
    store.erase(tmp_path, digest)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.fetch(tmp_path, digest) is None
    store.erase(tmp_path, digest)
