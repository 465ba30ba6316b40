"""The catalogue of entry kinds, one module per room; a shipped (name, schema) is never edited."""

from dijkwacht.journal.domain.kind import Kind
from dijkwacht.journal.domain.kinds import (
    accounting,
    advice,
    containing,
    directory,
    exposing,
    hunting,
    informing,
    organisations,
    recovering,
    responding,
    unplugged,
    verifying,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for module in (
        directory,
        advice,
        exposing,
        responding,
        containing,
        hunting,
        informing,
        organisations,
        recovering,
        accounting,
        verifying,
        unplugged,
    )
    for kind in module.KINDS
}
