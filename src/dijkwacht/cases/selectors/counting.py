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
    known, recorded = _moments(asof)
    scope = "r.sector" if by_sector else "''"
    sql = (
        f"SELECT {scope}, h.axis, h.value, count(*) FROM cases_axis_history h "  # noqa: S608 - two constants
        "JOIN cases_response r ON r.id = h.response_id JOIN cases_case c ON c.id = h.case_id "
        "WHERE c.public_id = %s AND h.known @> %s::timestamptz AND h.recorded @> %s::timestamptz AND r.id = ANY(%s) "
        "GROUP BY 1, 2, 3"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (case, known, recorded, _counted(viewer, case)))
        rows = cursor.fetchall()
    found: dict[str, dict[Axis, dict[str, int]]] = {}
    for key, axis, value, count in [("", None, None, 0), *rows]:
        table = found.setdefault(key, {a: {str(v): 0 for v in VALUES[a]} for a in Axis})
        if axis is not None:
            table[Axis(axis)][value] = count
    if by_sector:
        found.pop("", None)
    return found


def axis_series(
    viewer: Viewer, case: UUID, axis: Axis, moments: Sequence[datetime], *, recorded: datetime | None = None
) -> tuple[Mapping[str, int], ...]:
    """Return for each moment how many responses stood at each value by what was known then, in one query."""
    sql = (
        "SELECT m.i, h.value, count(*) FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS m(at, i) "
        "JOIN cases_axis_history h ON h.known @> m.at AND h.recorded @> %s::timestamptz AND h.axis = %s "
        "JOIN cases_case c ON c.id = h.case_id AND c.public_id = %s "
        "WHERE h.response_id = ANY(%s) GROUP BY 1, 2"
    )
    at = recorded or datetime.now(UTC)  # noqa: TID251 - the edge: "as recorded by now"
    series = [{str(value): 0 for value in VALUES[axis]} for _ in moments]
    with connection.cursor() as cursor:
        cursor.execute(sql, (list(moments), at, axis.value, case, _counted(viewer, case)))
        for index, value, count in cursor.fetchall():
            series[index - 1][value] = count
    return tuple(series)


def _counted(viewer: Viewer, case: UUID) -> list[int]:
    rows = Response.objects.filter(case__public_id=case)
    if not viewer.holds(Role.NATIONAL):
        rows = rows & Response.objects.all().visible_to(viewer)
    return list(rows.values_list("pk", flat=True))


def _moments(asof: AsOf) -> tuple[datetime, datetime]:
    now = datetime.now(UTC)  # noqa: TID251 - the edge: an axis of AsOf that is None means now
    return asof.known or now, asof.recorded or now
