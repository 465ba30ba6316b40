"""Advice that opening is safe again: given for builds, versioned, and taken back."""

from dataclasses import replace
from uuid import UUID

from dijkwacht.advisories.domain.written import Handling, constituency_reached, label_of
from dijkwacht.advisories.models import Advisory, ReopeningAdviceRow
from dijkwacht.advisories.services.storing import NO_SOURCE
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment


class AlreadyRevoked(Conflict):
    """This reopening advice was already taken back."""


class NoBuilds(Refused):
    """Reopening advice is bound to builds, or at least to updates that it names."""


class VersionExists(Refused):
    """This issuer's reopening advice already has such a version."""


@one_transaction
def advise_reopening(  # noqa: PLR0913 - what such advice says, each by keyword
    *,
    actor: Actor,
    handling: Handling,
    issuer: str,
    version: str,
    builds: tuple[str, ...],
    advised: Moment,
    advisory: UUID | None = None,
    condition: str = "",
    wording: str = "",
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> UUID:
    """Record that an issuer calls opening safe again with these builds; returns its public id (S1.13).

    A source that names no build gives `builds` () and says in `condition` which updates it means.
    Writes `reopening.advised`. Raises NoBuilds, VersionExists, NotFound for an unknown advisory.
    """
    named = tuple(build.strip() for build in builds if build.strip())
    if not named and not condition.strip():
        raise NoBuilds(
            place="builds",
            expected="at least one build, or a condition that says which updates are meant",
            remedy="name the builds the advice speaks of",
        )
    series = _series(advisory)
    handling = replace(handling, case=handling.case or (series.case if series else None))
    row = ReopeningAdviceRow(
        advisory=series,
        case=handling.case,
        issuer=issuer,
        version=version,
        builds=list(named),
        condition=condition,
        wording=wording,
        advised=advised.text(),
        advised_from=advised.earliest,
        label=label_of(handling, None),
        owner=handling.owner,
        recipients=sorted(handling.recipients),
    )
    same = ReopeningAdviceRow.objects.filter(owner=row.owner, issuer=issuer, case=row.case, version=version)
    if same.exists():
        raise VersionExists(place="version", remedy="give the new version another number")
    entry = _append(row, actor=actor, constituency=handling.constituency, advised=advised, known=known, source=source)
    row.entry, row.constituency = entry.id, entry.constituency
    row.known_by, row.recorded_at = entry.known_by, entry.recorded_at
    row.save(force_insert=True)
    return row.public_id


def _series(advisory: UUID | None) -> Advisory | None:
    if advisory is None:
        return None
    row = Advisory.objects.filter(public_id=advisory).first()
    if row is None:
        raise NotFound
    return row


def _append(  # noqa: PLR0913 - the row and what an entry says besides it
    row: ReopeningAdviceRow,
    *,
    actor: Actor,
    constituency: UUID | None,
    advised: Moment,
    known: Moment | None,
    source: Source,
) -> Entry:
    label = Label(row.label)
    return append(
        kind="reopening.advised",
        actor=actor,
        payload={
            "advisory": row.advisory.public_id if row.advisory else None,
            "issuer": row.issuer,
            "version": row.version,
            "builds": row.builds,
            "condition": row.condition or None,
            "wording": row.wording or None,
        },
        label=label,
        owner=row.owner,
        case=row.case,
        subject=str(row.advisory.public_id) if row.advisory else "",
        constituency=constituency_reached(label, constituency),
        recipients=row.recipients,
        happened=advised,
        known=known,
        source=source,
    )


@one_transaction
def revoke_reopening(  # noqa: PLR0913 - what such advice says, each by keyword
    *,
    advice: UUID,
    owner: UUID,
    actor: Actor,
    revoked: Moment,
    because: str,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> None:
    """Record that the issuer takes its advice back; whoever may know of the advice may know of this.

    Writes `reopening.revoked`. Raises AlreadyRevoked, NotFound (alike for absent and another's).
    """
    row = ReopeningAdviceRow.objects.select_for_update(of=("self",)).filter(public_id=advice, owner=owner).first()
    if row is None:
        raise NotFound
    if row.revoked:
        raise AlreadyRevoked(place=row.version)
    entry = append(
        kind="reopening.revoked",
        actor=actor,
        payload={"issuer": row.issuer, "version": row.version, "because": because or None},
        label=Label(row.label),
        owner=owner,
        case=row.case,
        subject=str(row.advisory.public_id) if row.advisory else "",
        constituency=row.constituency,
        recipients=row.recipients,
        happened=revoked,
        known=known,
        source=source,
    )
    row.revoked = revoked.text()
    row.revoked_known_by = entry.known_by
    row.revoked_recorded_at = entry.recorded_at
    row.revoked_because = because
    row.revoking_entry = entry.id
    row.save(update_fields=["revoked", "revoked_known_by", "revoked_recorded_at", "revoked_because", "revoking_entry"])
