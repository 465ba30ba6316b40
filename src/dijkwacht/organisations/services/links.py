"""Chain links and shared hosts."""

from uuid import UUID

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound
from dijkwacht.organisations.domain.names import sort_key
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import LinkDetails
from dijkwacht.organisations.models import ChainLink, SharedHost, SharedHostUse
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


@one_transaction
def record_shared_host(*, name: str, operator: UUID, about: str = "") -> UUID:
    """Put a host that serves many organisations into the register and return it; the same name again is the same host.

    The host itself writes no entry: `use_host` does, for each organisation that it serves.
    """
    runs = locked_organisation(operator)
    row, _ = SharedHost.objects.get_or_create(
        operator=runs, name=name, defaults={"sort_key": sort_key(name) or name, "about": about}
    )
    return row.public_id


@one_transaction
def use_host(*, host: UUID, organisation: UUID, period: Period, actor: Actor) -> UUID:
    """Record that a shared host serves an organisation and return that use; the same again is fine.

    Raises Overlapping where it serves it already during part of `period`.
    """
    user = locked_organisation(organisation)
    served_by = SharedHost.objects.select_related("operator").filter(public_id=host).first()
    if served_by is None:
        raise NotFound
    row, new = put_dated(SharedHostUse, period, {"host": served_by, "organisation": user})
    if new:
        payload = {
            "host": served_by.name,
            "operator": served_by.operator.public_id,
            "since": period.since.text(),
            "until": period.until_text,
        }
        record(user, kind="host.shared", actor=actor, payload=payload, happened=period.since)
    return row.public_id
