"""Write the answers of a run: what is told once, each verdict as a narrow row by COPY, nothing that is unchanged."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from dijkwacht.exposure.engine.telling import Told
from dijkwacht.exposure.models import FLAW, Answer, AssetVerdict, Flaw, MatchingRun, RunPart
from dijkwacht.exposure.services.writing import known_by
from dijkwacht.journal.domain import Entry

BATCH = 10_000
_ANSWERS = """
    INSERT INTO exposure_answer
        (digest, same, product_id, verdict, reasons, range, advisory, advisory_version, considered)
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::text[],
                         %s::text[], %s::jsonb[])
    ON CONFLICT (digest) DO NOTHING
"""
_TEXTS = ("product_id", "verdict", "reasons", "range", "advisory", "advisory_version", "considered")
_VERDICTS = "COPY exposure_assetverdict (part_id, asset_id, flaw_id, answer_id, called) FROM STDIN"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Given:
    """The answer for one system and one flaw: by its name without case, the row that decided, and how it is called.

    `listed`: what of that row makes it another one. `called`: the system's name where that row writes it otherwise.
    """

    system: str
    flaw: str
    asset: int
    listed: tuple[str, str, int]
    told: Told
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
    standing: dict[UUID, dict[tuple[str, str], _Standing]] = {}
    for organisation, system, flaw, row in _standing(list(given), vulnerabilities):
        standing.setdefault(organisation, {})[system, flaw] = row
    fresh: dict[UUID, Sequence[Given]] = {}
    over: list[int] = []
    for organisation, answers in given.items():
        before = standing.get(organisation, {})
        other = [one for one in answers if not _stays(before, one)] if before else answers
        over += [row.pk for row in before.values()]
        if other:
            fresh[organisation] = other
    return Changed(fresh, over)


@dataclass(frozen=True, slots=True)
class _Standing:
    pk: int
    same: int
    listed: tuple[str, str, int]


def _stays(before: dict[tuple[str, str], _Standing], one: Given) -> bool:
    key = (one.system, one.flaw)
    row = before.get(key)
    if row is None or row.same != one.told.same or row.listed != one.listed:
        return False
    del before[key]
    return True


def _standing(
    organisations: Sequence[UUID], vulnerabilities: Sequence[str]
) -> Iterator[tuple[UUID, str, str, _Standing]]:
    flaws = {number: name for name, number in _flaws(vulnerabilities).items()}
    if not flaws:
        return
    rows = AssetVerdict.objects.filter(part__organisation__in=organisations, flaw__in=flaws, ended_at__isnull=True)
    told = ("part__organisation", "called", "asset__name", "flaw_id", "pk", "answer_id", "asset__version")
    found = list(rows.values_list(*told, "asset__product", "asset__number"))
    same = dict(Answer.objects.filter(pk__in={row[5] for row in found}).values_list("pk", "same"))
    for organisation, called, name, flaw, pk, answer, version, product, number in found:
        standing = _Standing(pk, same[answer], (version, product, number))
        yield organisation, (called or name).casefold(), flaws[flaw], standing


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
    answers = _kept_answers(one.told for told in changed.fresh.values() for one in told)
    flaws = _kept_flaws({one.flaw for told in changed.fresh.values() for one in told})
    written = 0
    with connection.cursor() as cursor, cursor.copy(_VERDICTS) as copy:
        for part in parts:
            for lines in _lines(part.pk, changed.fresh[part.organisation], flaws, answers):
                copy.write("".join(lines))
                written += len(lines)
    return written


def _lines(
    part: int, given: Sequence[Given], flaws: Mapping[str, int], answers: Mapping[str, int]
) -> Iterator[list[str]]:
    for start in range(0, len(given), BATCH):
        yield [
            f"{part}\t{one.asset}\t{flaws[one.flaw]}\t{answers[one.told.digest]}\t{one.called.translate(_ESCAPED)}\n"
            for one in given[start : start + BATCH]
        ]


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
    wanted = {id(one): one for one in told}
    by_digest = {one.digest: one for one in wanted.values()}
    known = _known_answers(list(by_digest))
    fresh = sorted(digest for digest in by_digest if digest not in known)
    if not fresh:
        return known
    columns: list[list[object]] = [fresh, [by_digest[digest].same for digest in fresh]]
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
