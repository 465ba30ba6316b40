"""The list of advice: one line per series, told by its newest version that the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dijkwacht.advisories.domain.plain import read_summary
from dijkwacht.advisories.domain.severity import Severity, priority
from dijkwacht.advisories.domain.summary import Summary
from dijkwacht.advisories.domain.words import Level, Nature
from dijkwacht.advisories.models import Revision
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment, read_moment

PAGE = 200


@dataclass(frozen=True, slots=True)
class AdvisoryLine:
    """A series as its newest visible version tells it; `versions` counts those the viewer may see.

    `version` is the issuer's, `row_version` the one to hand back when writing (two people answering at once).
    """

    id: UUID
    issuer: str
    issuer_organisation: UUID | None
    level: Level
    nature: Nature
    tracking_id: str
    owner: UUID
    case: UUID | None
    version: str
    row_version: int
    versions: int
    issued: Moment | None
    label: Label
    recipients: frozenset[UUID]
    summary: Summary
    entry: UUID

    @property
    def title(self) -> str:
        """Return the title of the newest version."""
        return self.summary.title

    @property
    def severity(self) -> Severity:
        """Return how grave the issuer says it is, on both scales."""
        return self.summary.severity

    @property
    def priority(self) -> Verdict:
        """Return the one order that both scales come to."""
        return priority(self.summary.severity)


def advisories(  # noqa: PLR0913 - each filter is one keyword of its own
    viewer: Viewer,
    *,
    asof: AsOf = NOW,
    case: UUID | None = None,
    vulnerability: str = "",
    level: Level | None = None,
    limit: int | None = PAGE,
) -> tuple[AdvisoryLine, ...]:
    """Return the series the viewer may see, newest first: only versions known and recorded by `asof`; one query."""
    rows = visible_revisions(viewer, asof)
    if case is not None:
        rows = rows.filter(advisory__case=case)
    if level is not None:
        rows = rows.filter(advisory__level=level)
    if vulnerability:
        series = Revision.objects.filter(vulnerabilities__name__iexact=vulnerability.strip())
        rows = rows.filter(advisory__in=series.visible_to(viewer).as_of(asof).values("advisory"))
    return lines_of(rows, limit)


def visible_revisions(viewer: Viewer, asof: AsOf) -> QuerySet[Revision]:
    """Return the versions this viewer may see as of a moment, with their series."""
    return Revision.objects.all().visible_to(viewer).as_of(asof).select_related("advisory")


def lines_of(rows: Iterable[Revision], limit: int | None = None) -> tuple[AdvisoryLine, ...]:
    """Return one line per series among these versions, newest first."""
    series: dict[int, list[Revision]] = {}
    for row in rows:
        series.setdefault(row.advisory_id, []).append(row)
    newest = [(max(versions, key=issue_order), len(versions)) for versions in series.values()]
    newest.sort(key=lambda pair: issue_order(pair[0]), reverse=True)
    return tuple(line_of(row, count) for row, count in newest[:limit])


def issue_order(row: Revision) -> tuple[object, int]:
    """Return the key that orders versions as they were issued, undated ones as they came."""
    return row.issued_from or row.known_by, row.number


def line_of(row: Revision, versions: int) -> AdvisoryLine:
    """Return the line that this version gives."""
    advisory = row.advisory
    return AdvisoryLine(
        id=advisory.public_id,
        issuer=advisory.issuer,
        issuer_organisation=advisory.issuer_organisation,
        level=Level(advisory.level),
        nature=Nature(advisory.nature),
        tracking_id=advisory.tracking_id,
        owner=advisory.owner,
        case=advisory.case,
        version=row.version,
        row_version=advisory.version,
        versions=versions,
        issued=read_moment(row.issued) if row.issued else None,
        label=Label(row.label),
        recipients=frozenset(row.recipients),
        summary=read_summary(row.summary),
        entry=row.entry,
    )
