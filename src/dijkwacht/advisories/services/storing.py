"""Put one version into its series with the entry that explains it; the one place where versions are written."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from dijkwacht.advisories.domain.difference import difference
from dijkwacht.advisories.domain.plain import plain_action, plain_summary, read_summary
from dijkwacht.advisories.domain.severity import priority
from dijkwacht.advisories.domain.summary import Summary, highest_score
from dijkwacht.advisories.domain.validation import Validation
from dijkwacht.advisories.domain.written import Handling, Written, constituency_reached
from dijkwacht.advisories.models import AdvisedAction, Advisory, AdvisoryVulnerability, Revision
from dijkwacht.advisories.services.marking import mark_revisions
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment

NO_SOURCE = Source()
LINE = 500


@dataclass(frozen=True, slots=True)
class Version:
    """Everything that is stored of one version: what it says, who may know, where it came from."""

    written: Written
    handling: Handling
    label: Label
    actor: Actor
    known: Moment | None = None
    source: Source = NO_SOURCE
    digest: str = ""
    format: str = ""
    validation: Validation | None = None
    joined: tuple[str, ...] = ()


def series_of(written: Written, handling: Handling) -> Advisory | None:
    """Return the series this version belongs to, locked; None where it begins one."""
    if not written.tracking_id:
        return None
    rows = Advisory.objects.select_for_update(of=("self",))
    return rows.filter(owner=handling.owner, issuer=written.issuer, tracking_id=written.tracking_id).first()


def locked_advisory(public_id: UUID, owner: UUID) -> Advisory:
    """Return a series of this owner, locked. Raises NotFound, alike for absent and another's."""
    row = Advisory.objects.select_for_update(of=("self",)).filter(public_id=public_id, owner=owner).first()
    if row is None:
        raise NotFound
    return row


def begin_series(written: Written, handling: Handling, derived_from: UUID | None) -> Advisory:
    """Make a series; `derived_from` names the advice it follows. Raises NotFound where that is absent."""
    source = None
    if derived_from is not None:
        source = Advisory.objects.filter(public_id=derived_from).first()
        if source is None:
            raise NotFound
    return Advisory.objects.create(
        issuer=written.issuer[:LINE],
        issuer_organisation=written.issuer_organisation,
        tracking_id=written.tracking_id[:LINE],
        level=written.level,
        nature=written.nature,
        owner=handling.owner,
        case=handling.case,
        derived_from=source,
    )


def in_order(revisions: QuerySet[Revision]) -> list[Revision]:
    """Return versions in the order in which they were issued; undated ones in the order in which they came."""
    return sorted(revisions, key=_issue_order)


def _issue_order(row: Revision) -> tuple[datetime, int]:
    return row.issued_from or row.known_by, row.number


def add_version(advisory: Advisory, version: Version, *, first: bool = False) -> Revision:
    """Store a version and its entry: `advisory.received` for the first of a series, else `advisory.revised`.

    `first`: the series was made just now, so nobody need ask for earlier versions.
    """
    earlier = [] if first else in_order(Revision.objects.filter(advisory=advisory))
    entry = _append(advisory, version, earlier[-1] if earlier else None)
    written, severity = version.written, version.written.summary.severity
    issued_from = written.issued.earliest if written.issued else None
    newest = not earlier or (issued_from or entry.known_by) >= _issue_order(earlier[-1])[0]
    revision = Revision.objects.create(
        entry=entry.id,
        advisory=advisory,
        number=max((row.number for row in earlier), default=0) + 1,
        version=written.version[:LINE],
        title=written.summary.title[:LINE],
        finding=written.finding,
        issued=written.issued.text() if written.issued else "",
        issued_from=issued_from,
        newest=newest,
        digest=version.digest,
        format=version.format,
        url=written.url[:LINE],
        chance=severity.chance or "",
        damage=severity.damage or "",
        urgency=severity.urgency or "",
        severity_text=severity.as_written[:LINE],
        summary=plain_summary(written.summary),
        cvss=highest_score(written.summary),
        validation=plain_validation(version.validation) if version.validation else None,
        label=version.label,
        owner=version.handling.owner,
        constituency=entry.constituency,
        recipients=sorted(version.handling.recipients),
        known_by=entry.known_by,
        recorded_at=entry.recorded_at,
    )
    if newest and earlier:
        Revision.objects.filter(advisory=advisory, newest=True).exclude(pk=revision.pk).update(newest=False)
    _add_parts(revision, written.summary)
    if written.summary.names:
        mark_revisions(revision.pk)
    Advisory.objects.filter(pk=advisory.pk).update(version=F("version") + 1)
    return revision


def _add_parts(revision: Revision, summary: Summary) -> None:
    names = dict.fromkeys(name[:100] for name in summary.names)
    AdvisoryVulnerability.objects.bulk_create(AdvisoryVulnerability(revision=revision, name=name) for name in names)
    AdvisedAction.objects.bulk_create(
        AdvisedAction(
            revision=revision,
            position=position,
            step=action.step,
            scope=action.scope,
            audience=action.audience,
            builds=list(action.builds),
            deadline=action.deadline.text() if action.deadline else "",
            unless=action.unless,
            then=action.then,
        )
        for position, action in enumerate(summary.actions)
    )


def _append(advisory: Advisory, version: Version, before: Revision | None) -> Entry:
    written, summary = version.written, version.written.summary
    payload: dict[str, object] = {
        "advisory": advisory.public_id,
        "issuer": written.issuer,
        "level": written.level.value,
        "tracking_id": written.tracking_id or None,
        "version": written.version,
        "title": summary.title,
        "vulnerabilities": list(summary.names),
        "issued": written.issued.text() if written.issued else None,
        "digest": version.digest or None,
        "format": version.format or None,
        "chance": summary.severity.chance.value if summary.severity.chance else None,
        "damage": summary.severity.damage.value if summary.severity.damage else None,
        "priority": priority(summary.severity).answer,
        "actions": [plain_action(action) for action in summary.actions],
        "summary": written.finding or None,
    }
    if before is not None:
        old = replace(read_summary(before.summary), title=before.title)
        changes = difference(old, replace(summary, title=summary.title[:LINE]))
        payload["changed"] = [*version.joined, *(f"{change.code} {change.about}".strip() for change in changes)]
    return append(
        kind="advisory.received" if before is None else "advisory.revised",
        actor=version.actor,
        payload=payload,
        label=version.label,
        owner=version.handling.owner,
        case=version.handling.case or advisory.case,
        subject=str(advisory.public_id),
        constituency=constituency_reached(version.label, version.handling.constituency),
        recipients=version.handling.recipients,
        happened=written.issued,
        known=version.known,
        source=version.source,
        evidence=(version.digest,) if version.digest else (),
    )


def plain_validation(validation: Validation) -> dict[str, object]:
    """Return what a validator said as JSON values, at most 500 findings, with how many there were."""
    return {
        "validator": validation.validator,
        "version": validation.version,
        "preset": validation.preset.value,
        "schema_valid": validation.schema_valid,
        "valid": validation.valid,
        "count": len(validation.findings),
        "findings": [
            {"test": found.test, "severity": found.severity.value, "path": found.path, "message": found.message}
            for found in validation.findings[:500]
        ],
    }
