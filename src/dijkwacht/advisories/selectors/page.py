"""One advisory: its versions with what changed, where its advice came from, what to do, who read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from dijkwacht.advisories.domain.difference import Change, compare_actions, difference
from dijkwacht.advisories.domain.following import action_perspective
from dijkwacht.advisories.domain.plain import read_summary
from dijkwacht.advisories.domain.publishing import Publication
from dijkwacht.advisories.domain.receiving import Receipt
from dijkwacht.advisories.domain.summary import Summary
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.selectors.listing import AdvisoryLine, issue_order, line_of, lines_of, visible_revisions
from dijkwacht.advisories.selectors.receipts import told_of
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

    @property
    def before(self) -> RevisionSeen:
        """Return the version before the newest; the newest itself where there is one only."""
        return self.revisions[min(1, len(self.revisions) - 1)]


def advisory_page(viewer: Viewer, advisory: UUID, *, asof: AsOf = NOW) -> AdvisoryPage:
    """Return the page, newest version first. Raises NotFound, alike for absent, not yours and not yet known then."""
    links = _links_around(advisory)
    around = list(visible_revisions(viewer, asof).filter(advisory__in={link.id for link in links}))
    rows = sorted((row for row in around if row.advisory.public_id == advisory), key=issue_order)
    if not rows:
        raise NotFound
    series, line = rows[-1].advisory, line_of(rows[-1], len(rows))
    family = _family(around)
    published = read_moment(rows[0].issued) if rows[0].issued else None
    receipts, decisions = told_of(viewer, advisory=advisory, case=series.case, published=published, asof=asof)
    return AdvisoryPage(
        line=line,
        revisions=_with_changes(rows),
        lineage=_lineage(links, family),
        joined_to=family.get(series.joined_to_id) if series.joined_to_id else None,
        forerunners=tuple(family[link.id] for link in links if link.relation == "forerunner" and link.id in family),
        perspective=action_perspective(rows[-1].finding, line.summary),
        reopening=reopening_seen(viewer, asof=asof, advisory=advisory),
        readings=receipts,
        publications=decisions,
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


@dataclass(frozen=True, slots=True)
class _Link:
    """A series near this one, by row ids: above or below it in the line of descent, joined to it or its forerunner."""

    id: int
    source: int | None
    relation: str


_AROUND = """
WITH RECURSIVE this AS (
    SELECT id, joined_to_id FROM advisories_advisory WHERE public_id = %(series)s
), above AS (
    SELECT id, derived_from_id, 0 AS far FROM advisories_advisory WHERE public_id = %(series)s
    UNION SELECT a.id, a.derived_from_id, far + 1 FROM advisories_advisory a
    JOIN above ON a.id = above.derived_from_id WHERE far < %(deepest)s
), below AS (
    SELECT id, derived_from_id, 1 AS far FROM advisories_advisory WHERE derived_from_id = (SELECT id FROM this)
    UNION SELECT a.id, a.derived_from_id, far + 1 FROM advisories_advisory a
    JOIN below ON a.derived_from_id = below.id WHERE far < %(deepest)s
)
SELECT id, derived_from_id, 'descent', -far AS place FROM above
UNION ALL SELECT id, derived_from_id, 'descent', far FROM below
UNION ALL SELECT id, NULL, 'forerunner', 0 FROM advisories_advisory WHERE joined_to_id = (SELECT id FROM this)
UNION ALL SELECT joined_to_id, NULL, 'joined', 0 FROM this WHERE joined_to_id IS NOT NULL
ORDER BY place, id
"""


def _links_around(series: UUID) -> tuple[_Link, ...]:
    """Return what is linked, the farthest source first; bounded, since people can link in a ring."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"series": series, "deepest": DEEPEST_LINEAGE})
        return tuple(_Link(row[0], row[1], row[2]) for row in cursor.fetchall())


def _family(rows: list[Revision]) -> dict[int, AdvisoryLine]:
    """Return the lines of these versions' series by row id."""
    keys = {row.advisory.public_id: row.advisory_id for row in rows}
    return {keys[line.id]: line for line in lines_of(rows)}


def _lineage(links: tuple[_Link, ...], family: dict[int, AdvisoryLine]) -> tuple[Ancestor, ...]:
    """Return the line of descent as far as it is visible, each compared with the one it derives from."""
    descent = {link.id: link.source for link in links if link.relation == "descent" and link.id in family}
    lineage = []
    for key, source_key in descent.items():
        source = family.get(source_key) if source_key else None
        differences = compare_actions(source.summary.actions, family[key].summary.actions) if source else ()
        lineage.append(Ancestor(family[key], differences))
    return tuple(lineage) if len(lineage) > 1 else ()
