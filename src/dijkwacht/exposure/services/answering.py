"""Write the answers of a run: what is told once, each verdict as a narrow row by COPY, nothing that is unchanged."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from dijkwacht.exposure.engine.telling import Told
from dijkwacht.exposure.models import FLAW, Answer, Asset, AssetVerdict, Flaw, MatchingRun, RunPart
from dijkwacht.exposure.services.writing import known_by
from dijkwacht.journal.domain import Entry

BATCH = 10_000
ROWS = 500  # rows of inventories of which the answers are sent at once
_ANSWERS = """
    INSERT INTO exposure_answer
        (digest, same, product_id, verdict, reasons, range, advisory, advisory_version, considered)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::text[],
                         %s::text[], %s::jsonb[])
    ON CONFLICT (digest) DO NOTHING
"""
_TEXTS = ("product_id", "verdict", "reasons", "range", "advisory", "advisory_version", "considered")
_VERDICTS = "COPY exposure_assetverdict (part_id, asset_id, flaw_id, answer_id, public_id, called) FROM STDIN"
_VARIANT = {sign: "89ab"[int(sign, 16) & 3] for sign in "0123456789abcdef"}
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Given(NamedTuple):
    """What is told of one system by one row: the system's name without case, the row, and the answers by flaw.

    `listed`: what of that row makes it another one. `called`: the system's name where that row writes it otherwise.
    """

    system: str
    asset: int
    listed: tuple[str, str, int]
    told: Sequence[tuple[str, Told]]
    called: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs from the answers that stand: rows to write per organisation, and keys of rows to end."""

    fresh: Mapping[UUID, Sequence[Given]]
    over: Sequence[int]


def changes(given: Mapping[UUID, Sequence[Given]], vulnerabilities: Sequence[str]) -> Changed:
    """Compare the answers for these organisations with those that stand about these vulnerabilities.

    An answer is the same where verdict, reasons, range, advisory and everything considered are, and the row that
    decided lists the same version of the same product.
    """
    standing = _standing(list(given), vulnerabilities)
    fresh: dict[UUID, Sequence[Given]] = {}
    over: list[int] = []
    for organisation, answers in given.items():
        before = standing.get(organisation, {})
        other = [left for one in answers if (left := _other(before, one)) is not None] if before else answers
        over += [row.pk for row in before.values()]
        if other:
            fresh[organisation] = other
    return Changed(fresh, over)


class _Standing(NamedTuple):
    pk: int
    same: int
    listed: tuple[str, str, int]


def _other(before: dict[tuple[str, str], _Standing], one: Given) -> Given | None:
    """Return it without the answers that stand already, which are taken out of `before`; None where all do."""
    system, listed, left = one.system, one.listed, []
    for pair in one.told:
        key = (system, pair[0])
        row = before.get(key)
        if row is not None and row.same == pair[1].same and row.listed == listed:
            del before[key]
        else:
            left.append(pair)
    if len(left) == len(one.told):
        return one
    return one._replace(told=left) if left else None


def _standing(
    organisations: Sequence[UUID], vulnerabilities: Sequence[str]
) -> dict[UUID, dict[tuple[str, str], _Standing]]:
    flaws = {number: name for name, number in _flaws(vulnerabilities).items()}
    if not flaws:
        return {}
    rows = AssetVerdict.objects.filter(part__organisation__in=organisations, flaw__in=flaws, ended_at__isnull=True)
    told = ("part__organisation", "called", "asset_id", "flaw_id", "pk", "answer_id")
    listed = list(rows.values_list(*told))
    same = dict(Answer.objects.filter(pk__in={row[5] for row in listed}).values_list("pk", "same"))
    assets = {
        pk: (name.casefold(), (version, product, number))
        for pk, name, version, product, number in Asset.objects.filter(pk__in={row[2] for row in listed}).values_list(
            "pk", "name", "version", "product", "number"
        )
    }
    found: dict[UUID, dict[tuple[str, str], _Standing]] = {}
    for organisation, called, asset, flaw, pk, answer in listed:
        system, seen = assets[asset]
        key = (called.casefold() if called else system, flaws[flaw])
        found.setdefault(organisation, {})[key] = _Standing(pk, same[answer], seen)
    return found


def write(changed: Changed, run: MatchingRun, entry: Entry, certs: Mapping[UUID, UUID]) -> int:
    """End what no longer holds, write what is new or other, and return how many were written."""
    for start in range(0, len(changed.over), BATCH):
        rows = AssetVerdict.objects.filter(pk__in=changed.over[start : start + BATCH])
        rows.update(ended_at=entry.recorded_at, known_until=known_by(entry))
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
    cards = {id(one.told): one.told for given in changed.fresh.values() for one in given}
    ends = _ends(cards.values())
    with connection.cursor() as cursor, cursor.copy(_VERDICTS) as copy:
        written = 0
        for part in parts:
            for some in _some(changed.fresh[part.organisation]):
                copy.write(_lines(part.pk, some, ends))
                written += sum(len(one.told) for one in some)
    return written


def _some(given: Sequence[Given]) -> Iterator[Sequence[Given]]:
    for start in range(0, len(given), ROWS):
        yield given[start : start + ROWS]


def _ends(cards: Iterable[Sequence[tuple[str, Told]]]) -> dict[int, str]:
    """Store what is told and return, for each answer by its id, how the line of a row with it goes on."""
    told: dict[int, tuple[str, Told]] = {}
    for card in cards:
        told.update((id(pair[1]), pair) for pair in card)
    answers = _kept_answers(one for _, one in told.values())
    flaws = _kept_flaws({flaw for flaw, _ in told.values()})
    return {key: f"{flaws[flaw]}\t{answers[one.digest]}\t" for key, (flaw, one) in told.items()}


def _lines(part: int, given: Sequence[Given], ends: Mapping[int, str]) -> str:
    ids = random_ids(sum(len(one.told) for one in given))
    lines = []
    for one in given:
        begin, called = f"{part}\t{one.asset}\t", f"\t{one.called.translate(_ESCAPED)}\n"
        lines += [f"{begin}{ends[id(told)]}{new}{called}" for (_, told), new in zip(one.told, ids, strict=False)]
    return "".join(lines)


def random_ids(count: int) -> Iterator[str]:
    """Yield this many random ids of version 4 in hexadecimal; the system is asked for randomness once, not for each."""
    drawn = os.urandom(16 * count).hex()
    for at in range(0, 32 * count, 32):
        yield f"{drawn[at : at + 12]}4{drawn[at + 13 : at + 16]}{_VARIANT[drawn[at + 16]]}{drawn[at + 17 : at + 32]}"


def _flaws(names: Sequence[str]) -> dict[str, int]:
    return dict(Flaw.objects.filter(name__in=names).values_list("name", "pk"))


def _kept_flaws(names: Iterable[str]) -> dict[str, int]:
    """Return the keys of these flaws; in the order of their names, so that two writers never wait for each other."""
    wanted = sorted(names)
    known = _flaws(wanted)
    if len(known) < len(wanted):
        Flaw.objects.bulk_create([Flaw(name=name) for name in wanted if name not in known], ignore_conflicts=True)
        known = _flaws(wanted)
    return known


def _kept_answers(told: Iterable[Told]) -> dict[str, int]:
    """Return the keys of these answers by digest; those that are new are stored, in the order of their digests."""
    by_digest = {one.digest: one for one in told}
    known = _known_answers(list(by_digest))
    fresh = sorted(digest for digest in by_digest if digest not in known)
    if not fresh:
        return known
    columns: list[Any] = [fresh, [by_digest[digest].same for digest in fresh]]
    for name in _TEXTS:
        values = [by_digest[digest].columns[name] for digest in fresh]
        columns.append([value if isinstance(value, str) else json.dumps(value) for value in values])
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, columns)
    return known | _known_answers(fresh)


def _known_answers(digests: list[str]) -> dict[str, int]:
    return dict(Answer.objects.filter(digest__in=digests).values_list("digest", "pk"))


def clipped(flaw: str) -> str:
    """Return a vulnerability's name as it is stored."""
    return flaw[:FLAW]
