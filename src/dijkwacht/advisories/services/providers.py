"""Providers that a desk fetches from: added with the keys they show, confirmed when those change, paused, resumed."""

from collections.abc import Mapping
from uuid import UUID

from dijkwacht.advisories.domain.providers import Metadata
from dijkwacht.advisories.domain.words import Level
from dijkwacht.advisories.models import Provider
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label


class KnownProvider(Refused):
    """This provider is fetched from already."""


@one_transaction
def add_provider(*, actor: Actor, owner: UUID, metadata: Metadata, level: Level, label: Label | None = None) -> UUID:
    """Fetch from a provider from now on, held to the keys and the role of `metadata`; writes `provider.added`.

    `label` is the least that its documents are labelled with; None: what each says. Raises KnownProvider.
    """
    if Provider.objects.filter(owner=owner, url=metadata.url).exists():
        raise KnownProvider(place=metadata.url)
    row = Provider.objects.create(
        owner=owner,
        url=metadata.url,
        name=metadata.name[:500],
        role=metadata.role,
        fingerprints=list(metadata.fingerprints),
        level=level,
        label=label.value if label else "",
    )
    told = {"url": row.url, "role": metadata.role.value, "fingerprints": list(metadata.fingerprints)}
    _append(row, actor, "provider.added", told)
    return row.public_id


@one_transaction
def confirm_provider(  # noqa: PLR0913 - what the decision is about, all by keyword
    *, actor: Actor, owner: UUID, provider: UUID, metadata: Metadata, because: str, expected: int | None = None
) -> None:
    """Take over a provider's new keys and role after asking over another channel; writes `provider.confirmed`.

    Raises NotFound, and Conflict where the row is no longer the version `expected`.
    """
    row = locked_provider(provider, owner, expected)
    row.role, row.fingerprints, row.name = metadata.role, list(metadata.fingerprints), metadata.name[:500]
    _save(row)
    told = {"role": metadata.role.value, "fingerprints": list(metadata.fingerprints), "because": because}
    _append(row, actor, "provider.confirmed", told)


@one_transaction
def pause_provider(  # noqa: PLR0913 - what the decision is about, all by keyword
    *, actor: Actor, owner: UUID, provider: UUID, paused: bool, because: str = "", expected: int | None = None
) -> None:
    """Stop fetching by itself, or begin again; writes `provider.paused`. Raises NotFound and Conflict."""
    row = locked_provider(provider, owner, expected)
    if row.paused != paused:
        row.paused = paused
        _save(row)
        _append(row, actor, "provider.paused", {"paused": paused, "because": because or None})


def locked_provider(provider: UUID, owner: UUID, expected: int | None = None) -> Provider:
    """Return a provider of this owner, locked. Raises NotFound, alike for absent and another's, and Conflict."""
    row = Provider.objects.select_for_update().filter(public_id=provider, owner=owner).first()
    if row is None:
        raise NotFound
    if expected is not None and row.version != expected:
        raise Conflict(remedy="look at what changed, then decide again")
    return row


def _save(row: Provider) -> None:
    row.version += 1
    row.save(update_fields=["role", "fingerprints", "name", "paused", "version"])


def _append(row: Provider, actor: Actor, kind: str, told: Mapping[str, object]) -> None:
    append(
        kind=kind,
        actor=actor,
        payload={"provider": row.public_id, "name": row.name, **told},
        label=Label.AMBER,
        owner=row.owner,
        subject=str(row.public_id),
    )
