"""Store what is told together, each card once; writers take flaws, answers and cards in order and never deadlock."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from dijkwacht.exposure.engine.telling import Card, Told, card_digest
from dijkwacht.exposure.models import Flaw

_ANSWERS = """
    INSERT INTO exposure_answer
        (digest, same, product_id, verdict, reasons, range, advisory, advisory_version, considered)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::text[],
                         %s::text[], %s::jsonb[])
    ON CONFLICT (digest) DO NOTHING
"""
_TEXTS = ("product_id", "verdict", "reasons", "range", "advisory", "advisory_version", "considered")
_KNOWN_ANSWERS = "SELECT digest, id FROM exposure_answer WHERE digest = ANY(%s::text[])"
_KNOWN_CARDS = "SELECT digest, id FROM exposure_card WHERE digest = ANY(%s::text[])"
_CARDS = """
    INSERT INTO exposure_card (digest, counts) SELECT * FROM unnest(%s::text[], %s::jsonb[])
    ON CONFLICT (digest) DO NOTHING RETURNING digest, id
"""
_LINES = "COPY exposure_cardline (card_id, flaw_id, answer_id) FROM STDIN"
_WHOLE = """
    SELECT l.card_id, f.name, n.digest, n.verdict FROM exposure_cardline l
    JOIN exposure_flaw f ON f.id = l.flaw_id JOIN exposure_answer n ON n.id = l.answer_id
    WHERE l.card_id = ANY(%s::int[])
"""


class Line(NamedTuple):
    """One answer of a card as it is stored: vulnerability, the answer's digest, verdict."""

    flaw: str
    answer: str
    verdict: str


class Piece(tuple[Line, ...]):
    """Some lines of a card that is stored, to be a card of their own."""

    __slots__ = ()

    @property
    def digest(self) -> str:
        """Return what tells it from every other card."""
        return card_digest((line.flaw, line.answer) for line in self)


def lines_of(cards: Iterable[int]) -> dict[int, Piece]:
    """Return all lines of these cards; one query."""
    found: dict[int, list[Line]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, [list(cards)])
        for card, *line in cursor.fetchall():
            found.setdefault(card, []).append(Line(*line))
    return {card: Piece(lines) for card, lines in found.items()}


def kept_cards(told: Iterable[Card], pieces: Iterable[Piece] = ()) -> dict[str, int]:
    """Return the keys of these cards by digest; what is new of them is stored."""
    by_digest: dict[str, Card | Piece] = {one.digest: one for one in told}
    by_digest |= {one.digest: one for one in pieces}
    known = _keys(_KNOWN_CARDS, list(by_digest))
    fresh = {digest: by_digest[digest] for digest in sorted(by_digest) if digest not in known}
    return known | _stored(fresh) if fresh else known


def _stored(fresh: Mapping[str, Card | Piece]) -> dict[str, int]:
    new = {told.digest: told for card in fresh.values() if isinstance(card, Card) for _, told in card}
    lines = {digest: _lines(card) for digest, card in fresh.items()}
    answers = _kept_answers(new, {line.answer for listed in lines.values() for line in listed})
    flaws = _kept_flaws({line.flaw for listed in lines.values() for line in listed})
    counts = [json.dumps(Counter(line.verdict for line in listed)) for listed in lines.values()]
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(lines), counts])
        own = dict(cursor.fetchall())
        with cursor.copy(_LINES) as copy:
            for digest, key in own.items():
                begin = f"{key}\t"
                copy.write("".join([f"{begin}{flaws[one.flaw]}\t{answers[one.answer]}\n" for one in lines[digest]]))
    # What another writer stored meanwhile has its lines already.
    others = [digest for digest in lines if digest not in own]
    return own | _keys(_KNOWN_CARDS, others) if others else own


def _lines(card: Card | Piece) -> Sequence[Line]:
    return card if isinstance(card, Piece) else [Line(flaw, told.digest, told.word) for flaw, told in card]


def _kept_flaws(names: Iterable[str]) -> dict[str, int]:
    """Return the keys of these flaws; in the order of their names, so that two writers never wait for each other."""
    wanted = sorted(names)
    known = flaw_keys(wanted)
    if len(known) < len(wanted):
        Flaw.objects.bulk_create([Flaw(name=name) for name in wanted if name not in known], ignore_conflicts=True)
        known = flaw_keys(wanted)
    return known


def flaw_keys(names: Sequence[str]) -> dict[str, int]:
    """Return the keys of those of these vulnerabilities that ever had an answer; one query."""
    return _keys("SELECT name, id FROM exposure_flaw WHERE name = ANY(%s::text[])", names)


def _kept_answers(told: Mapping[str, Told], digests: Iterable[str]) -> dict[str, int]:
    """Return the keys of these answers by digest; those that are new are stored, in the order of their digests."""
    known = _keys(_KNOWN_ANSWERS, list(digests))
    fresh = sorted(digest for digest in told if digest not in known)
    if not fresh:
        return known
    columns: list[Any] = [fresh, [told[digest].same for digest in fresh]]
    for name in _TEXTS:
        values = [told[digest].columns[name] for digest in fresh]
        columns.append([value if isinstance(value, str) else json.dumps(value) for value in values])
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, columns)
    return known | _keys(_KNOWN_ANSWERS, fresh)


def _keys(query: str, names: Sequence[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(names)])
        return dict(cursor.fetchall())
