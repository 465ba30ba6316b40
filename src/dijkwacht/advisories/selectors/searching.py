"""Searching advice: filtered, in a chosen order, a page at a time; as fast for 100,000 series as for ten.

A series is told by its newest version that the viewer may see as of the moment. A page goes on after a key, never
after a number of rows, so what comes in meanwhile moves nothing.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, F, OrderBy, OuterRef, Q, QuerySet

from dijkwacht.advisories.domain.rights import works_for
from dijkwacht.advisories.domain.severity import Grade, Urgency
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.models import Advisory, AdvisoryVulnerability, Revision
from dijkwacht.advisories.selectors.dealing import assignee_of, decided, is_read
from dijkwacht.advisories.selectors.listing import AdvisoryLine, line_of, visible_revisions
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Unreadable

PAGE = 50
MOST_COUNTED = 10_000


class Order(StrEnum):
    """In which order advice is shown: newest first, or what presses most first; what lacks it comes last."""

    NEWEST = "newest"
    CVSS = "cvss"
    EPSS = "epss"
    KEV = "kev"


_FIELD = {Order.NEWEST: "ordered_at", Order.CVSS: "cvss", Order.EPSS: "epss", Order.KEV: "kev_due"}
_UPWARDS = frozenset({Order.KEV})
URGENT = Q(urgency=Urgency.URGENT) | Q(chance=Grade.HIGH, damage=Grade.HIGH)
"""What `domain.severity.priority` calls urgent, as SQL."""

_READ: Mapping[Order, Callable[[str], datetime | date | Decimal]] = {
    Order.NEWEST: datetime.fromisoformat,
    Order.CVSS: Decimal,
    Order.EPSS: Decimal,
    Order.KEV: date.fromisoformat,
}


class WrongCursor(Unreadable):
    """This place in the list does not exist."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words of title or text, a CVE or tracking id, the issuer's level, misused by KEV only.

    `unread`: of which the viewer did not mark the newest version; `mine`: given to the viewer; `aside`: what the own
    organisation took off its list, which is left out otherwise.
    """

    words: str = ""
    name: str = ""
    level: Level | None = None
    exploited: bool = False
    unread: bool = False
    mine: bool = False
    aside: bool = False
    least_cvss: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One series with the numbers that it can be ordered by, whether the viewer read it, and who has it."""

    line: AdvisoryLine
    cvss: Decimal | None
    epss: Decimal | None
    kev_due: date | None
    read: bool = False
    assignee: UUID | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `after` leads to the next one, "" where this is the last.

    `total` and `urgent` are counted up to 10,000; `more` says that there is more than that.
    """

    lines: tuple[FoundLine, ...]
    after: str
    total: int
    more: bool
    urgent: int


def search_advisories(  # noqa: PLR0913 - what, in which order, from where on, as of when
    viewer: Viewer, sought: Sought, *, order: Order = Order.NEWEST, after: str = "", asof: AsOf = NOW, size: int = PAGE
) -> Found:
    """Return a page of the series the viewer may see; four queries. Raises WrongCursor."""
    newest = _newest(viewer, sought, asof)
    rows = newest.order_by(*_ordering(order))
    if after:
        rows = rows.filter(_beyond(order, after))
    rows = rows.annotate(read=is_read(viewer), assignee=assignee_of(viewer)).select_related("advisory")
    page = list(rows[: size + 1])
    shown, counts = page[:size], {}
    if shown:
        series = visible_revisions(viewer, asof).filter(advisory__in=[row.advisory_id for row in shown])
        counted = series.order_by().values_list("advisory").annotate(Count("pk"))
        counts = dict(counted.values_list("advisory", "pk__count"))
    total = newest.order_by()[: MOST_COUNTED + 1].count()
    return Found(
        tuple(_line(row, counts) for row in shown),
        _cursor(order, shown[-1]) if len(page) > size else "",
        min(total, MOST_COUNTED),
        total > MOST_COUNTED,
        newest.filter(URGENT).order_by()[:MOST_COUNTED].count(),
    )


def _newest(viewer: Viewer, sought: Sought, asof: AsOf) -> QuerySet[Revision]:
    """Return the versions that tell their series: no visible one of the series is newer."""
    seen = Revision.objects.all().visible_to(viewer).as_of(asof)
    newer = seen.filter(advisory=OuterRef("advisory")).filter(
        Q(ordered_at__gt=OuterRef("ordered_at")) | Q(ordered_at=OuterRef("ordered_at"), number__gt=OuterRef("number"))
    )
    # Under an OR the question after a newer version is asked of single rows: most are known to be their series' last.
    rows = seen.filter(Q(newest=True) | ~Exists(newer))
    if sought.words:
        rows = rows.filter(words=SearchQuery(sought.words, config="simple", search_type="websearch"))
    if sought.name:
        spelled = {sought.name, sought.name.upper()}
        by_flaw = seen.filter(pk__in=AdvisoryVulnerability.objects.filter(name__in=spelled).values("revision"))
        by_number = Advisory.objects.filter(tracking_id__in=spelled)
        rows = rows.filter(advisory__in=by_flaw.values("advisory").union(by_number.values("pk")))
    if sought.level is not None:
        rows = rows.filter(advisory__level=sought.level)
    if sought.exploited:
        rows = rows.filter(kev_due__isnull=False)
    if sought.unread:
        rows = rows.filter(~is_read(viewer))
    if sought.mine:
        rows = rows.filter(decided(viewer, Q(assignee=viewer.account, assignee__isnull=False)))
    if sought.aside or works_for(viewer):
        aside = decided(viewer, Q(set_aside=True))
        rows = rows.filter(aside if sought.aside else ~aside)
    if sought.least_cvss is not None:
        rows = rows.filter(cvss__gte=sought.least_cvss)
    return rows


def _ordering(order: Order) -> tuple[OrderBy, OrderBy]:
    field = F(_FIELD[order])
    if order in _UPWARDS:
        return field.asc(nulls_last=True), F("id").desc()
    return (field.desc() if order is Order.NEWEST else field.desc(nulls_last=True)), F("id").desc()


def _line(row: Revision, counts: Mapping[int, int]) -> FoundLine:
    line = line_of(row, counts.get(row.advisory_id, 1))
    asked = vars(row)  # what was asked along with the rows
    return FoundLine(line, row.cvss, row.epss, row.kev_due, asked["read"], asked["assignee"])


def _cursor(order: Order, row: Revision) -> str:
    value = getattr(row, _FIELD[order])
    told = json.dumps([order.value, None if value is None else str(value), row.pk])
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _beyond(order: Order, after: str) -> Q:
    """Return the condition for what comes after a place: a worse value, or the same value and an older row."""
    try:
        named, text, last = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        value = None if text is None else _READ[order](text)
        last = int(last)
    except (ValueError, TypeError, ArithmeticError, binascii.Error) as error:
        raise WrongCursor(place="after", remedy="begin at the first page") from error
    if named != order.value:
        raise WrongCursor(place="after", expected=f"a place in the order {order}", remedy="begin at the first page")
    field = _FIELD[order]
    older = Q(pk__lt=last)
    if value is None:
        return Q(**{f"{field}__isnull": True}) & older
    if order is Order.NEWEST:  # never empty, so that the index can begin at the place
        return Q(ordered_at__lte=value) & (Q(ordered_at__lt=value) | older)
    worse = Q(**{f"{field}__{'gt' if order in _UPWARDS else 'lt'}": value}) | Q(**{f"{field}__isnull": True})
    return worse | (Q(**{field: value}) & older)
