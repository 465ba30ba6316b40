"""Who in the nation runs what a source speaks of: one contiguous slice of the dictionary per range, in SQL.

The engine answers once per stretch between bounds, train, edition and set of facts; SQL does the rest. Builds whose
place in the order does not decide alone (unreadable versions, platforms, updates, epochs) are answered one by one.
Counted are rows whose product is settled; names that nobody knows yet are not in it, and `coverage` says how many.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import Speech, Statement
from dijkwacht.exposure.engine.installed import installed_of
from dijkwacht.exposure.engine.judging import Judge
from dijkwacht.exposure.models import Build, ImportedInventory
from dijkwacht.exposure.selectors.rows import row_of_build
from dijkwacht.kernel.actor import Viewer

_STRETCHES = """
    SELECT DISTINCT ON (train, line_edition, facts, stretch) id, train, line_edition, facts::text, stretch
    FROM (
        SELECT id, train, line_edition, facts, width_bucket(key, %s::bytea[]) AS stretch
        FROM exposure_build
        WHERE (product_id = %s OR (product_id = '' AND own_id = %s)) AND scheme = %s AND key IS NOT NULL
    ) placed
    ORDER BY train, line_edition, facts, stretch, id
"""
_ANSWERED = """
    SELECT b.id, a.rank
    FROM unnest(%s::text[], %s::text[], %s::jsonb[], %s::int[], %s::int[])
        AS a(train, line_edition, facts, stretch, rank)
    JOIN (
        SELECT id, train, line_edition, facts, width_bucket(key, %s::bytea[]) AS stretch
        FROM exposure_build
        WHERE (product_id = %s OR (product_id = '' AND own_id = %s)) AND scheme = %s AND key IS NOT NULL
    ) b USING (train, line_edition, facts, stretch)
"""
_RUN_BY = """
    SELECT i.organisation, min(r.rank), sum(i.count)::bigint
    FROM unnest(%s::bigint[], %s::int[]) AS r(build, rank)
    JOIN exposure_installed i ON i.build_id = r.build
    WHERE %s::uuid[] IS NULL OR i.organisation = ANY(%s::uuid[])
    GROUP BY i.organisation ORDER BY i.organisation
"""
_ALL = [b""]
_VERDICTS = tuple(Exposure)
MUTE = frozenset({Exposure.UNDETERMINED, Exposure.NAME_ONLY})


@dataclass(frozen=True, slots=True)
class Hit:
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
        return self.resolved * 100 // self.rows if self.rows else 0


def hits(
    statements: Iterable[Statement], *, organisations: Iterable[UUID] | None = None, as_of: date | None = None
) -> tuple[Hit, ...]:
    """Return the worst answer per organisation to these statements about one vulnerability, by organisation.

    `organisations` None: all; for services and for views that pass whom the viewer may see: it asks for no viewer.
    Three queries per statement and one.
    """
    answers = combined_answers(statements, as_of=as_of)
    ranks = [verdict.rank for verdict in answers.values()]
    narrowed = None if organisations is None else list(organisations)
    with connection.cursor() as cursor:
        cursor.execute(_RUN_BY, [list(answers), ranks, narrowed, narrowed])
        return tuple(Hit(organisation, _VERDICTS[rank], rows) for organisation, rank, rows in cursor.fetchall())


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
    # A source that names versions as texts is asked build by build.
    placed = not speech.literals
    found = _by_stretch(judge, product) if placed else {}
    for one in _one_by_one(product, judge, placed=placed).iterator():
        found[one.pk] = _verdict(judge, one)
    return found


def _by_stretch(judge: Judge, product: str) -> dict[int, Exposure]:
    where: list[Any] = [cuts_of(judge.speech), product, product, _scheme_name(judge)]
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES, where)
        stretches = cursor.fetchall()
        shown = Build.objects.in_bulk([row[0] for row in stretches])
        answers = [_verdict(judge, shown[row[0]]).rank for row in stretches]
        columns: list[Any] = [[row[at] for row in stretches] for at in range(1, 5)]
        cursor.execute(_ANSWERED, [*columns, answers, *where])
        return {build: _VERDICTS[rank] for build, rank in cursor.fetchall()}


def _one_by_one(product: str, judge: Judge, *, placed: bool) -> QuerySet[Build]:
    rows = Build.objects.filter(Q(product_id=product) | Q(product_id="", own_id=product))
    return rows.filter(Q(key=None) | ~Q(scheme=_scheme_name(judge))) if placed else rows


def _verdict(judge: Judge, build: Build) -> Exposure:
    return judge.verdict(installed_of(row_of_build(build), judge.scheme)).verdict


def _scheme_name(judge: Judge) -> str:
    return f"{judge.scheme.name} {judge.scheme.revision}"


def cuts_of(speech: Speech) -> list[bytes]:
    """Return every bound at which the answer of this speech may change, in order."""
    return sorted(set(_bounds(speech))) or _ALL


def _bounds(speech: Speech) -> Iterator[bytes]:
    for claim in speech.claims:
        yield from (bound for bound in (claim.low, claim.high) if bound is not None)
        for pair in (claim.line, claim.scope):
            yield from pair or ()


def coverage(viewer: Viewer) -> Coverage:
    """Return what stands behind the answers: the current inventories that the viewer may see; one query."""
    rows = ImportedInventory.objects.visible_to(viewer).filter(ended_at__isnull=True)
    found = rows.aggregate(organisations=Count("organisation", distinct=True), all=Sum("rows"), known=Sum("resolved"))
    return Coverage(found["organisations"], found["all"] or 0, found["known"] or 0)
