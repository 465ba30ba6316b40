"""One advisory: its versions with what changed, where its advice came from, what to do, who read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.advisories.domain.difference import Change, compare_actions, difference
from dijkwacht.advisories.domain.following import action_perspective
from dijkwacht.advisories.domain.plain import read_summary
from dijkwacht.advisories.domain.publishing import Publication
from dijkwacht.advisories.domain.receiving import Receipt
from dijkwacht.advisories.domain.summary import Summary
from dijkwacht.advisories.models import Advisory, Revision
from dijkwacht.advisories.selectors.listing import AdvisoryLine, issue_order, line_of, lines_of, visible_revisions
from dijkwacht.advisories.selectors.receipts import publications, readings
from dijkwacht.advisories.selectors.reopening import ReopeningSeen, reopening_seen
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Condition
from dijkwacht.kernel.window import Moment, read_moment

DEEPEST_LINEAGE = 10


@dataclass(frozen=True, slots=True)
class RevisionSeen:
    """One version, and what changed since the one before it that the viewer may see.

    `digest` names the bytes as received, "" where it was written by hand. `validation` is None while not yet judged.
    """

    id: UUID
    number: int
    version: str
    title: str
    issued: Moment | None
    known_by: datetime
    recorded_at: datetime
    label: Label
    digest: str
    format: str
    url: str
    finding: str
    summary: Summary
    changes: tuple[Change, ...]
    validation: dict[str, object] | None
    entry: UUID


@dataclass(frozen=True, slots=True)
class Ancestor:
    """Advice from which other advice derives, or that derives from it, and how the actions differ from the first's."""

    line: AdvisoryLine
    differences: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class AdvisoryPage:
    """Everything the page of one advisory shows; `lineage` runs from the maker down, this advisory among it."""

    line: AdvisoryLine
    revisions: tuple[RevisionSeen, ...]
    lineage: tuple[Ancestor, ...]
    joined_to: AdvisoryLine | None
    forerunners: tuple[AdvisoryLine, ...]
    perspective: tuple[Condition, ...]
    reopening: tuple[ReopeningSeen, ...]
    readings: tuple[Receipt, ...]
    publications: tuple[Publication, ...]

    @property
    def current(self) -> RevisionSeen:
        """Return the newest version."""
        return self.revisions[0]


def advisory_page(viewer: Viewer, advisory: UUID, *, asof: AsOf = NOW) -> AdvisoryPage:
    """Return the page, newest version first. Raises NotFound, alike for absent, not yours and not yet known then."""
    rows = sorted(visible_revisions(viewer, asof).filter(advisory__public_id=advisory), key=issue_order)
    if not rows:
        raise NotFound
    series = rows[-1].advisory
    line = line_of(rows[-1], len(rows))
    family = _family(viewer, asof, series)
    joined = [family[series.joined_to_id]] if series.joined_to_id in family else []
    forerunners = set(Advisory.objects.filter(joined_to=series).values_list("pk", flat=True))
    return AdvisoryPage(
        line=line,
        revisions=_with_changes(rows),
        lineage=_lineage(series, family),
        joined_to=next(iter(joined), None),
        forerunners=tuple(found for key, found in family.items() if key in forerunners),
        perspective=action_perspective(rows[-1].finding, line.summary),
        reopening=reopening_seen(viewer, asof=asof, advisory=advisory),
        readings=readings(viewer, advisory=advisory, asof=asof),
        publications=publications(viewer, advisory=advisory, asof=asof),
    )


def _with_changes(rows: list[Revision]) -> tuple[RevisionSeen, ...]:
    seen = []
    before: Summary | None = None
    for row in rows:
        summary = read_summary(row.summary)
        seen.append(_revision(row, summary, difference(before, summary) if before else ()))
        before = summary
    return tuple(reversed(seen))


def _revision(row: Revision, summary: Summary, changes: tuple[Change, ...]) -> RevisionSeen:
    return RevisionSeen(
        id=row.public_id,
        number=row.number,
        version=row.version,
        title=row.title,
        issued=read_moment(row.issued) if row.issued else None,
        known_by=row.known_by,
        recorded_at=row.recorded_at,
        label=Label(row.label),
        digest=row.digest,
        format=row.format,
        url=row.url,
        finding=row.finding,
        summary=summary,
        changes=changes,
        validation=row.validation,
        entry=row.entry,
    )


def _family(viewer: Viewer, asof: AsOf, series: Advisory) -> dict[int, AdvisoryLine]:
    """Return the visible lines of everything this series comes from, leads to, or is joined with, by row id."""
    ids = [*_ancestors(series), series.pk, *_descendants(series)]
    ids += [series.joined_to_id] if series.joined_to_id else []
    ids += Advisory.objects.filter(joined_to=series).values_list("pk", flat=True)
    rows = list(visible_revisions(viewer, asof).filter(advisory__in=ids))
    keys = {row.advisory.public_id: row.advisory_id for row in rows}
    found = {keys[line.id]: line for line in lines_of(rows)}
    return {key: found[key] for key in dict.fromkeys(ids) if key in found}


def _ancestors(series: Advisory) -> list[int]:
    """Return the row ids above, the farthest first; bounded, since people can link in a ring."""
    above: list[int] = []
    at = series.derived_from
    while at is not None and at.pk not in above and len(above) < DEEPEST_LINEAGE:
        above.append(at.pk)
        at = at.derived_from
    return above[::-1]


def _descendants(series: Advisory) -> list[int]:
    below: list[int] = []
    level = [series.pk]
    for _ in range(DEEPEST_LINEAGE):
        found = Advisory.objects.filter(derived_from__in=level).order_by("pk").values_list("pk", flat=True)
        level = [pk for pk in found if pk != series.pk and pk not in below]
        if not level:
            break
        below += level
    return below


def _lineage(series: Advisory, family: dict[int, AdvisoryLine]) -> tuple[Ancestor, ...]:
    """Return the line of descent as far as it is visible, each compared with the one it derives from."""
    ids = [*_ancestors(series), series.pk, *_descendants(series)]
    source_of = dict(Advisory.objects.filter(pk__in=ids).values_list("pk", "derived_from"))
    lineage = []
    for key in dict.fromkeys(ids):
        if key not in family:
            continue
        source = family.get(source_of[key]) if source_of[key] else None
        differences = compare_actions(source.summary.actions, family[key].summary.actions) if source else ()
        lineage.append(Ancestor(family[key], differences))
    return tuple(lineage) if len(lineage) > 1 else ()
