"""How many stand where, at any moment of both axes of time; from the history that the fold keeps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from dijkwacht.cases.domain.axes import VALUES, Access, Axes, Axis, Misuse, Use, Weakness
from dijkwacht.cases.models import AxisHistory, Response
from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.asof import NOW, AsOf

Counts = Mapping[Axis, Mapping[str, int]]
_OF_CASE = "h.case_id = (SELECT id FROM cases_case WHERE public_id = %s)"


def axes_at(response_pk: int, asof: AsOf = NOW) -> Axes:
    """Return where a response stood on each axis at a moment; all unknown before anything was known."""
    known, recorded = _moments(asof)
    rows = AxisHistory.objects.filter(response=response_pk, known__contains=known, recorded__contains=recorded)
    found = dict(rows.values_list("axis", "value"))
    return Axes(
        Use(found.get("use", Use.UNKNOWN)),
        Weakness(found.get("weakness", Weakness.UNKNOWN)),
        Access(found.get("access", Access.UNKNOWN)),
        Misuse(found.get("misuse", Misuse.NOT_LOOKED)),
    )


def axis_counts(viewer: Viewer, case: UUID, asof: AsOf = NOW, *, by_sector: bool = False) -> Mapping[str, Counts]:
    """Return {scope: {axis: {value: how many responses}}} at a moment; scope is "" or, `by_sector`, the sector's key.

    The national desk counts all responses without seeing names; a sector desk its members; an organisation itself.
    Zero counts are in it, so that every value shows. Organisations without a response are not: the caller knows those.
    """
    whole, sectors = axis_table(viewer, case, asof)
    return sectors if by_sector else {"": whole}


def axis_table(viewer: Viewer, case: UUID, asof: AsOf = NOW) -> tuple[Counts, Mapping[str, Counts]]:
    """Return `axis_counts` over all and by sector in one query; responses without a sector are in the first only."""
    known, recorded = _moments(asof)
    counted, values = _counted(viewer, case)
    sql = (
        "SELECT grouping(r.sector) = 1, r.sector, h.axis, h.value, count(*) "  # noqa: S608 - constants
        f"FROM cases_axis_history h JOIN cases_response r ON r.id = h.response_id WHERE {_OF_CASE} "
        f"AND h.known @> %s::timestamptz AND h.recorded @> %s::timestamptz {counted} "
        "GROUP BY GROUPING SETS ((h.axis, h.value), (r.sector, h.axis, h.value))"
    )
    whole, sectors = _zeros(), dict[str, dict[Axis, dict[str, int]]]()
    with connection.cursor() as cursor:
        cursor.execute(sql, (case, known, recorded, *values))
        for over_all, sector, axis, value, count in cursor.fetchall():
            if over_all:
                whole[Axis(axis)][value] = count
            elif sector:
                sectors.setdefault(sector, _zeros())[Axis(axis)][value] = count
    return whole, sectors


def axis_series(
    viewer: Viewer, case: UUID, axis: Axis, moments: Sequence[datetime], *, recorded: datetime | None = None
) -> tuple[Mapping[str, int], ...]:
    """Return for each moment how many responses stood at each value by what was known then; moments in order."""
    return axis_spans(viewer, case, moments, recorded=recorded)[axis]


def axis_spans(
    viewer: Viewer, case: UUID, moments: Sequence[datetime], *, recorded: datetime | None = None
) -> Mapping[Axis, tuple[Mapping[str, int], ...]]:
    """Return `axis_series` of every axis in one pass over the history; `moments` in order of time.

    Each piece of history is counted once, under the first and after the last moment that it covers.
    """
    counted, values = _counted(viewer, case)
    tick = "interval '1 microsecond'"
    sql = (
        "SELECT h.axis, h.value, "  # noqa: S608 - constants
        f"coalesce(width_bucket(lower(h.known) - {tick}, %s::timestamptz[]), 0), "
        f"coalesce(width_bucket(upper(h.known) - {tick}, %s::timestamptz[]), %s), count(*) "
        f"FROM cases_axis_history h WHERE {_OF_CASE} AND h.recorded @> %s::timestamptz {counted} "
        "GROUP BY 1, 2, 3, 4"
    )
    listed = list(moments)
    at = recorded or datetime.now(UTC)  # noqa: TID251 - the edge: "as recorded by now"
    series: dict[Axis, list[dict[str, int]]] = {
        axis: [{str(value): 0 for value in VALUES[axis]} for _ in listed] for axis in Axis
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, (listed, listed, len(listed), case, at, *values))
        for axis, value, first, after, count in cursor.fetchall():
            for step in series[Axis(axis)][first:after]:
                step[value] += count
    return {axis: tuple(steps) for axis, steps in series.items()}


def names_withheld(viewer: Viewer, case: UUID) -> bool:
    """Return whether the viewer counts responses of organisations whose names are not the viewer's to see."""
    if not viewer.holds(Role.NATIONAL):
        return False
    rows = Response.objects.filter(case__public_id=case)
    seen = rows & Response.objects.all().visible_to(viewer)
    return rows.exclude(pk__in=seen.values("pk")).exists()


def _zeros() -> dict[Axis, dict[str, int]]:
    return {axis: {str(value): 0 for value in VALUES[axis]} for axis in Axis}


def _counted(viewer: Viewer, case: UUID) -> tuple[str, tuple[list[int], ...]]:
    """Return the condition, and its values, that keeps the responses that the viewer counts; none nationally."""
    if viewer.holds(Role.NATIONAL):
        return "", ()
    rows = Response.objects.all().visible_to(viewer).filter(case__public_id=case)
    return "AND h.response_id = ANY(%s)", (list(rows.values_list("pk", flat=True)),)


def _moments(asof: AsOf) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)  # noqa: TID251 - the edge: an axis of AsOf that is None means now
    return asof.known or now, asof.recorded or now
