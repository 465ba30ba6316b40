"""Who in the nation runs what a source speaks of: one contiguous slice of the dictionary per range, in SQL.

The engine answers once per stretch between bounds, train, edition and set of facts; SQL tells who lists the builds of
each. Builds whose place in the order does not decide alone (unreadable versions, platforms, updates, epochs) are
answered one by one. Counted are rows whose product is settled; names that nobody knows yet are not in it, and
`coverage` says how many.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Sum

from dijkwacht.exposure.domain.conditions import read_answer
from dijkwacht.exposure.domain.standing import share_known
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import Statement
from dijkwacht.exposure.engine.installed import installed_of
from dijkwacht.exposure.engine.judging import Judge
from dijkwacht.exposure.models import Build, ImportedInventory
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.kernel.actor import Viewer

_BUILDS = """
    SELECT id, key, train, line_edition, facts::text, scheme FROM exposure_build WHERE product_id = %s
    UNION ALL
    SELECT id, key, train, line_edition, facts::text, scheme FROM exposure_build WHERE product_id = '' AND own_id = %s
"""
_WORST = """
    SELECT i.organisation, min(r.rank) AS rank, sum(i.count)::bigint AS rows
    FROM unnest(%s::bigint[], %s::int[]) AS r(build, rank) JOIN exposure_installed i ON i.build_id = r.build
"""
_EACH = " GROUP BY i.organisation"
_RUN_BY = f"{_WORST}{_EACH} ORDER BY i.organisation"
# Two halves: where there is enough to read, the database lets two of its processes read one each.
_RUN_BY_HALVES = f"""
    SELECT organisation, min(rank), sum(rows)::bigint FROM ({_WORST}{_EACH} UNION ALL {_WORST}{_EACH}) AS halves
    GROUP BY organisation ORDER BY organisation
"""  # noqa: S608 - both parts stand above
_RUN_BY_SOME = f"{_WORST} AND i.organisation = ANY(%s::uuid[]) {_EACH} ORDER BY i.organisation"
_WHO = """
    SELECT c.cell, string_agg(uuid_send(i.organisation), ''::bytea)
    FROM unnest(%s::bigint[], %s::int[]) AS c(build, cell)
    JOIN exposure_installed i ON i.build_id = c.build
    GROUP BY c.cell
"""
_VERDICTS = tuple(Exposure)
_ID = 16  # bytes of an organisation's id
HALVED = 1000  # builds from which on two halves are faster than one whole
SOME = 10  # organisations that are looked up one by one; asked for more, all are read and the others left out
MUTE = frozenset({Exposure.UNDETERMINED, Exposure.NAME_ONLY})


class Hit(NamedTuple):
    """The worst answer for one organisation, and how many rows of its inventories have an answer at all."""

    organisation: UUID
    verdict: Exposure
    rows: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands behind "no match": organisations with an inventory, its rows, and how many name a settled product."""

    organisations: int
    rows: int
    resolved: int

    @property
    def share(self) -> int:
        """Return the percentage of rows of a settled product, rounded down; 0 where there are no rows."""
        return share_known(self.resolved, self.rows)


def hits(
    statements: Iterable[Statement], *, organisations: Iterable[UUID] | None = None, as_of: date | None = None
) -> tuple[Hit, ...]:
    """Return the worst answer per organisation to these statements about one vulnerability, by organisation.

    `organisations` None: all; for services and for views that pass whom the viewer may see: it asks for no viewer.
    One query per statement and one.
    """
    return hits_among(combined_answers(statements, as_of=as_of), organisations=organisations)


def hits_among(answers: Mapping[int, Exposure], *, organisations: Iterable[UUID] | None = None) -> tuple[Hit, ...]:
    """Return the worst of these answers per organisation, given by the key of the build; one query."""
    builds, ranks = list(answers), [verdict.rank for verdict in answers.values()]
    wanted = None if organisations is None else frozenset(organisations)
    with connection.cursor() as cursor:
        if wanted is not None and len(wanted) <= SOME:
            cursor.execute(_RUN_BY_SOME, [builds, ranks, list(wanted)])
        elif len(builds) < HALVED:
            cursor.execute(_RUN_BY, [builds, ranks])
        else:
            cursor.execute(_RUN_BY_HALVES, [builds[::2], ranks[::2], builds[1::2], ranks[1::2]])
        found = cursor.fetchall()
    left = found if wanted is None else [row for row in found if row[0] in wanted]
    return tuple([Hit(organisation, _VERDICTS[rank], rows) for organisation, rank, rows in left])


def combined_answers(statements: Iterable[Statement], *, as_of: date | None = None) -> dict[int, Exposure]:
    """Return the answer of all these statements together for each build that they speak of, by the build's key."""
    told: dict[int, set[Exposure]] = {}
    for statement in statements:
        for build, verdict in build_answers(statement, as_of=as_of).items():
            told.setdefault(build, set()).add(verdict)
    return {build: _worst(verdicts) for build, verdicts in told.items()}


def _worst(verdicts: set[Exposure]) -> Exposure:
    """Return the answer that counts: what cannot tell does not vote where another source tells, as in the engine."""
    return min(verdicts - MUTE or verdicts, key=lambda verdict: verdict.rank)


def build_answers(statement: Statement, *, as_of: date | None = None) -> dict[int, Exposure]:
    """Return the answer for each build of the statement's product in the dictionary, by the build's key."""
    speech, product = statement.speech, statement.product
    if speech is None:
        return {}
    judge = Judge(speech, as_of or statement.released)
    builds = _builds(product)
    placed = _Placing(judge)
    answers = [placed.verdict(build) for build in builds]
    found = {build.id: verdict for build, verdict in zip(builds, answers, strict=True) if verdict is not None}
    found |= _one_by_one(judge, [build.id for build, told in zip(builds, answers, strict=True) if told is None])
    return found


class _Place(NamedTuple):
    """A build as the dictionary places it; `key` None where its place does not decide alone."""

    id: int
    key: bytes | None
    train: str
    edition: str
    facts: str
    scheme: str


class _Placing:
    """Answers by place, once per stretch between bounds, train, edition and set of facts."""

    def __init__(self, judge: Judge) -> None:
        self._judge, self._scheme = judge, _scheme_name(judge)
        self._told: dict[tuple[object, ...], Exposure] = {}

    def verdict(self, build: _Place) -> Exposure | None:
        """Return the verdict, None where more than the place decides."""
        judge = self._judge
        if build.key is None or build.scheme != self._scheme or not judge.by_place:
            return None
        key = (judge.stretch_of(build.key), build.train, build.edition, build.facts)
        found = self._told.get(key)
        if found is None:
            facts = {name: read_answer(value) for name, value in json.loads(build.facts).items()}
            finding = judge.placed(build.key, build.train or None, build.edition, facts)
            found = self._told[key] = finding.verdict
        return found


def _scheme_name(judge: Judge) -> str:
    return f"{judge.scheme.name} {judge.scheme.revision}"


def _builds(product: str) -> list[_Place]:
    with connection.cursor() as cursor:
        cursor.execute(_BUILDS, [product, product])
        return [_Place(*row) for row in cursor.fetchall()]


def _one_by_one(judge: Judge, builds: list[int]) -> dict[int, Exposure]:
    if not builds:
        return {}
    rows = Build.objects.filter(pk__in=builds).iterator()
    return {row.pk: judge.verdict(installed_of(row_of_build(row), judge.scheme)).verdict for row in rows}


def tally(flaws: Mapping[str, Sequence[Statement]], *, as_of: date | None = None) -> dict[str, Counter[Exposure]]:
    """Return for each vulnerability how many organisations have which worst answer: everything compared, none written.

    Product by product: two queries for each that the statements speak of, however many do. For services: it asks for no
    viewer.
    """
    by_product: dict[str, dict[str, list[Statement]]] = {}
    for flaw, statements in flaws.items():
        for statement in statements:
            if statement.speech is not None:
                by_product.setdefault(statement.product, {}).setdefault(flaw, []).append(statement)
    bits = _Bits()
    found: dict[str, dict[int, int]] = {flaw: {} for flaw in flaws}
    for product, asked in by_product.items():
        _add_product(product, asked, bits, found, as_of)
    return {flaw: _worst_of(ranks) for flaw, ranks in found.items()}


class _Bits:
    """Sets of organisations as numbers: one bit for each organisation that was met."""

    def __init__(self) -> None:
        self._bit: dict[bytes, int] = {}

    def of(self, listed: bytes) -> int:
        """Return the set of these organisations, given as their ids one after another."""
        known = self._bit
        where = [known.setdefault(listed[at : at + _ID], len(known)) for at in range(0, len(listed), _ID)]
        flags = bytearray(len(known) // 8 + 1)
        for bit in where:
            flags[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(flags, "little")


def _add_product(
    product: str,
    asked: Mapping[str, list[Statement]],
    bits: _Bits,
    found: dict[str, dict[int, int]],
    as_of: date | None,
) -> None:
    """Cut the product's builds into cells within which no answer changes, and ask once who lists each cell."""
    judges = {
        flaw: [Judge(one.speech, as_of or one.released) for one in statements if one.speech is not None]
        for flaw, statements in asked.items()
    }
    placing = {flaw: [_Placing(judge) for judge in held] for flaw, held in judges.items()}
    everyone = [judge for held in judges.values() for judge in held]
    cuts = sorted({cut for judge in everyone for cut in judge.cuts})
    # Where the sources do not all speak in places of one scheme, each build is a cell of its own.
    schemes = {_scheme_name(judge) for judge in everyone}
    alike = schemes if len(schemes) == 1 and all(judge.by_place for judge in everyone) else set()
    cells: dict[object, tuple[int, _Place]] = {}
    ids, numbers = [], []
    for build in _builds(product):
        placed = build.key is not None and build.scheme in alike
        place = (bisect_right(cuts, build.key or b""), *build[2:]) if placed else build.id
        number, _ = cells.setdefault(place, (len(cells), build))
        ids.append(build.id)
        numbers.append(number)
    with connection.cursor() as cursor:
        cursor.execute(_WHO, [ids, numbers])
        who = {number: bits.of(bytes(listed)) for number, listed in cursor.fetchall()}
    shown = {number: build for number, build in cells.values() if number in who}
    for flaw, held in placing.items():
        ranks = found[flaw]
        for number, verdict in _cell_answers(shown, judges[flaw], held).items():
            ranks[verdict.rank] = ranks.get(verdict.rank, 0) | who[number]


def _cell_answers(cells: Mapping[int, _Place], judges: list[Judge], placing: list[_Placing]) -> dict[int, Exposure]:
    told: dict[int, set[Exposure]] = {number: set() for number in cells}
    for judge, placed in zip(judges, placing, strict=True):
        rest: dict[int, int] = {}
        for number, build in cells.items():
            verdict = placed.verdict(build)
            if verdict is None:
                rest[build.id] = number
            else:
                told[number].add(verdict)
        for build_id, verdict in _one_by_one(judge, list(rest)).items():
            told[rest[build_id]].add(verdict)
    return {number: _worst(verdicts) for number, verdicts in told.items()}


def _worst_of(ranks: Mapping[int, int]) -> Counter[Exposure]:
    counts: Counter[Exposure] = Counter()
    before = 0
    for rank in sorted(ranks):
        counts[_VERDICTS[rank]] = (ranks[rank] & ~before).bit_count()
        before |= ranks[rank]
    return +counts


def listing(builds: Sequence[int]) -> frozenset[UUID]:
    """Return who lists one of these builds, given by their keys; for services: it asks for no viewer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT organisation FROM exposure_installed WHERE build_id = ANY(%s)", [list(builds)])
        return frozenset(organisation for (organisation,) in cursor.fetchall())


def coverage(viewer: Viewer) -> Coverage:
    """Return what stands behind the answers: the current inventories that the viewer may see; one query."""
    rows = ImportedInventory.objects.visible_to(viewer).filter(ended_at__isnull=True)
    found = rows.aggregate(organisations=Count("organisation", distinct=True), all=Sum("rows"), known=Sum("resolved"))
    return Coverage(found["organisations"], found["all"] or 0, found["known"] or 0)
