"""Chain links."""

from uuid import UUID

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.organisations.domain.register import LinkDetails
from dijkwacht.organisations.models import ChainLink
from dijkwacht.organisations.services.writing import locked_organisation, organisation_row, put_dated, record


@one_transaction
def record_link(*, organisation: UUID, details: LinkDetails, actor: Actor) -> UUID:
    """Put an exchange with a chain partner into the register and return it; the same again is fine.

    Raises Overlapping where a link of that name with that partner runs already.
    """
    owner, partner = locked_organisation(organisation), organisation_row(details.partner)
    direction, data = details.direction, details.data
    values = {"organisation": owner, "partner": partner, "exchange": details.exchange, "direction": direction}
    row, new = put_dated(ChainLink, details.period, {**values, "data": data})
    if new:
        payload = {"exchange": details.exchange, "partner": details.partner, "direction": str(direction), "data": data}
        record(owner, kind="link.recorded", actor=actor, payload=payload)
    return row.public_id
