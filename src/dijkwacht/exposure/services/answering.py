"""Write the answers of a run: what is told once, what a system was told as a narrow row, nothing that is unchanged."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from dijkwacht.exposure.engine.telling import Card
from dijkwacht.exposure.models import FLAW, FLAW_BITS, MatchingRun, RunPart
from dijkwacht.exposure.services.carding import Piece, flaw_keys, kept_cards, lines_of
from dijkwacht.exposure.services.writing import known_by
from dijkwacht.journal.domain import Entry

FEW = 100  # vulnerabilities; for more of them all rows of an organisation are read
_ROWS = "COPY exposure_cardheld (part_id, asset_id, card_id, public_id, called) FROM STDIN"
_STANDING = """
    SELECT p.organisation, h.id, h.card_id, c.digest, CASE WHEN h.called = '' THEN a.name ELSE h.called END,
        a.version, a.product, a.number
    FROM exposure_runpart p
    JOIN exposure_cardheld h ON h.part_id = p.id AND h.ended_at IS NULL
    JOIN exposure_card c ON c.id = h.card_id
    JOIN exposure_asset a ON a.id = h.asset_id
    WHERE p.organisation = ANY(%(organisations)s::uuid[])
"""
_SPEAKING = " AND h.card_id IN (SELECT card_id FROM exposure_cardline WHERE flaw_id = ANY(%(flaws)s::int[]))"
_SAID = """
    SELECT l.card_id, l.flaw_id, n.same FROM exposure_cardline l JOIN exposure_answer n ON n.id = l.answer_id
    WHERE l.card_id = ANY(%s::int[]) AND l.flaw_id = ANY(%s::int[])
"""
_PARTED = """
    INSERT INTO exposure_cardheld (public_id, asset_id, part_id, card_id, called, ended_at, known_until)
    SELECT h.public_id, h.asset_id, h.part_id, t.gone, h.called, %s, %s
    FROM exposure_cardheld h JOIN unnest(%s::bigint[], %s::int[]) AS t(id, gone) USING (id)
"""
_KEPT = """
    UPDATE exposure_cardheld h SET card_id = t.rest FROM unnest(%s::bigint[], %s::int[]) AS t(id, rest)
    WHERE h.id = t.id
"""
_ENDED = "UPDATE exposure_cardheld SET ended_at = %s, known_until = %s WHERE id = ANY(%s::bigint[])"
_VARIANT = {sign: "89ab"[int(sign, 16) & 3] for sign in "0123456789abcdef"}
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TAIL = "0" * (FLAW_BITS // 4)


class Given(NamedTuple):
    """What is told of one system by one row: the system's name without case, the row, and the answers by flaw.

    `listed`: what of that row makes it another one. `called`: the system's name where that row writes it otherwise.
    """

    system: str
    asset: int
    listed: tuple[str, str, int]
    told: Card
    called: str = ""


class Over(NamedTuple):
    """What of a standing row ends: the card that it holds, and which of its vulnerabilities."""

    card: int
    flaws: set[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs from the answers that stand: rows to write per organisation, and what ends of standing rows."""

    fresh: Mapping[UUID, Sequence[Given]]
    over: Mapping[int, Over]


class _Row(NamedTuple):
    pk: int
    card: int
    digest: str
    listed: tuple[str, str, int]


_Standing = dict[str, list[_Row]]
_Said = Mapping[int, Mapping[str, int]]


def changes(given: Mapping[UUID, Sequence[Given]], vulnerabilities: Sequence[str]) -> Changed:
    """Compare the answers for these organisations with those that stand about these vulnerabilities.

    An answer is the same where verdict, reasons, range, advisory and everything considered are, and the row that
    decided lists the same version of the same product.
    """
    flaws = flaw_keys(vulnerabilities)
    standing = _standing(list(given), list(flaws.values())) if flaws else {}
    left = {
        organisation: _without_same(answers, standing[organisation]) if organisation in standing else answers
        for organisation, answers in given.items()
    }
    said = _said({row.card for systems in standing.values() for rows in systems.values() for row in rows}, flaws)
    fresh: dict[UUID, Sequence[Given]] = {}
    over: dict[int, Over] = {}
    for organisation, answers in left.items():
        other = _others(answers, standing[organisation], said, over) if organisation in standing else answers
        if other:
            fresh[organisation] = other
    return Changed(fresh, over)


def _standing(organisations: Sequence[UUID], flaws: Sequence[int]) -> dict[UUID, _Standing]:
    query = _STANDING + _SPEAKING if len(flaws) <= FEW else _STANDING
    found: dict[UUID, _Standing] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, {"organisations": list(organisations), "flaws": list(flaws)})
        for organisation, pk, card, digest, name, version, product, number in cursor.fetchall():
            systems = found.setdefault(organisation, {})
            systems.setdefault(name.casefold(), []).append(_Row(pk, card, digest, (version, product, number)))
    return found


def _without_same(answers: Sequence[Given], standing: _Standing) -> list[Given]:
    """Return those of these answers of which no row holds the very card; rows that do are taken out of `standing`."""
    left = []
    for one in answers:
        rows = standing.get(one.system, ())
        same = next((row for row in rows if row.listed == one.listed and row.digest == one.told.digest), None)
        if same is None:
            left.append(one)
        else:
            standing[one.system].remove(same)
    return left


def _said(cards: Iterable[int], flaws: Mapping[str, int]) -> _Said:
    """Return what these cards say of these vulnerabilities, as far as it makes an answer another one."""
    names = {key: name for name, key in flaws.items()}
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [list(cards), list(names)])
        for card, flaw, same in cursor.fetchall():
            found.setdefault(card, {})[names[flaw]] = same
    return found


class _Line(NamedTuple):
    row: _Row
    same: int


def _others(answers: Sequence[Given], standing: _Standing, said: _Said, over: dict[int, Over]) -> list[Given]:
    """Return these answers without those that stand already; what stands and was not told again goes into `over`."""
    before = {
        (system, flaw): _Line(row, same)
        for system, rows in standing.items()
        for row in rows
        for flaw, same in said.get(row.card, {}).items()
    }
    fresh = [left for one in answers if (left := _other(before, one)) is not None]
    for (_, flaw), (row, _) in before.items():
        over.setdefault(row.pk, Over(row.card, set())).flaws.add(flaw)
    return fresh


def _other(before: dict[tuple[str, str], _Line], one: Given) -> Given | None:
    """Return it without the answers that stand already, which are taken out of `before`; None where all do."""
    left = []
    for pair in one.told:
        key = (one.system, pair[0])
        line = before.get(key)
        if line is not None and line.same == pair[1].same and line.row.listed == one.listed:
            del before[key]
        else:
            left.append(pair)
    if len(left) == len(one.told):
        return one
    return one._replace(told=Card(left)) if left else None


def write(changed: Changed, run: MatchingRun, entry: Entry, certs: Mapping[UUID, UUID]) -> int:
    """End what no longer holds, write what is new or other, and return how many answers were written."""
    parted = _parted(changed.over)
    told = {id(one.told): one.told for given in changed.fresh.values() for one in given}
    cards = kept_cards(told.values(), [piece for pieces in parted.values() for piece in pieces])
    _end(changed.over, parted, cards, entry)
    if not changed.fresh:
        return 0
    parts = RunPart.objects.bulk_create(
        RunPart(
            run=run,
            organisation=organisation,
            entry=entry.id,
            label=entry.label.value,
            owner=organisation,
            constituency=certs.get(organisation),
            known_by=known_by(entry),
            recorded_at=entry.recorded_at,
        )
        for organisation in sorted(changed.fresh)
    )
    with connection.cursor() as cursor, cursor.copy(_ROWS) as copy:
        for part in parts:
            copy.write(_lines(part.pk, changed.fresh[part.organisation], cards))
    return sum(len(one.told) for given in changed.fresh.values() for one in given)


_Pieces = tuple[Piece, Piece]


def _parted(over: Mapping[int, Over]) -> dict[int, _Pieces]:
    """Return what ends and what stands of the cards of which some answers end and others stand, by the row's key."""
    whole = lines_of({one.card for one in over.values()}) if over else {}
    return {
        key: (
            Piece(line for line in whole[one.card] if line.flaw in one.flaws),
            Piece(line for line in whole[one.card] if line.flaw not in one.flaws),
        )
        for key, one in over.items()
        if len(one.flaws) < len(whole[one.card])
    }


def _end(over: Mapping[int, Over], parted: Mapping[int, _Pieces], cards: Mapping[str, int], entry: Entry) -> None:
    """End these rows; one of which some answers stand is parted in two, and keeps what stands."""
    if not over:
        return
    ends = [entry.recorded_at, known_by(entry)]
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [*ends, [key for key in over if key not in parted]])
        if parted:
            gone = [cards[pieces[0].digest] for pieces in parted.values()]
            rest = [cards[pieces[1].digest] for pieces in parted.values()]
            cursor.execute(_PARTED, [*ends, list(parted), gone])
            cursor.execute(_KEPT, [list(parted), rest])


def _lines(part: int, given: Sequence[Given], cards: Mapping[str, int]) -> str:
    ids = (f"{new[: -len(_TAIL)]}{_TAIL}" for new in random_ids(len(given)))
    keys = (f"{part}\t{one.asset}\t{cards[one.told.digest]}" for one in given)
    names = (one.called.translate(_ESCAPED) for one in given)
    return "".join([f"{key}\t{new}\t{name}\n" for key, new, name in zip(keys, ids, names, strict=True)])


def random_ids(count: int) -> Iterator[str]:
    """Yield this many random ids of version 4 in hexadecimal; the system is asked for randomness once, not for each."""
    drawn = os.urandom(16 * count).hex()
    for at in range(0, 32 * count, 32):
        yield f"{drawn[at : at + 12]}4{drawn[at + 13 : at + 16]}{_VARIANT[drawn[at + 16]]}{drawn[at + 17 : at + 32]}"


def clipped(flaw: str) -> str:
    """Return a vulnerability's name as it is stored."""
    return flaw[:FLAW]
