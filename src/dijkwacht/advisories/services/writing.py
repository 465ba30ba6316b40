"""Advice written by hand: a call, a mail, a pre-warning that has neither CVE nor patch; and its later versions."""

from uuid import UUID

from dijkwacht.advisories.domain.written import Handling, Written, label_of
from dijkwacht.advisories.models import Advisory
from dijkwacht.advisories.services.storing import (
    NO_SOURCE,
    Version,
    add_version,
    begin_series,
    locked_advisory,
    series_of,
)
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, Refused
from dijkwacht.kernel.window import Moment


class OlderVersion(Conflict):
    """Somebody else wrote a version since you looked."""


class SeriesExists(Refused):
    """This issuer's advisory with this number is already here."""


@one_transaction
def write_by_hand(  # noqa: PLR0913 - what such advice says, each by keyword
    *,
    written: Written,
    actor: Actor,
    handling: Handling,
    derived_from: UUID | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> UUID:
    """Record advice as the first version of a series and return the series' public id; writes `advisory.received`.

    Raises SeriesExists where the tracking id is taken (revise it instead), NotFound for an unknown `derived_from`.
    """
    if series_of(written, handling) is not None:
        raise SeriesExists(place="tracking_id", remedy="write a new version of it")
    advisory = begin_series(written, handling, derived_from)
    add_version(advisory, _version(written, actor, handling, known, source))
    return advisory.public_id


@one_transaction
def revise(  # noqa: PLR0913 - what such advice says, each by keyword
    *,
    advisory: UUID,
    written: Written,
    actor: Actor,
    handling: Handling,
    expected: int | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> UUID:
    """Add a version to a series of `handling.owner` and return the version's public id; writes `advisory.revised`.

    `expected` is the row version the writer looked at: raises OlderVersion where somebody was faster. Raises NotFound.
    """
    row = locked_advisory(advisory, handling.owner)
    refuse_older(row, expected)
    return add_version(row, _version(written, actor, handling, known, source)).public_id


def refuse_older(row: Advisory, expected: int | None) -> None:
    """Raise OlderVersion where the row was changed since it was looked at."""
    if expected is not None and row.version != expected:
        raise OlderVersion(remedy="look at what changed, then write yours again")


def _version(written: Written, actor: Actor, handling: Handling, known: Moment | None, source: Source) -> Version:
    return Version(written, handling, label_of(handling, None), actor, known, source)
