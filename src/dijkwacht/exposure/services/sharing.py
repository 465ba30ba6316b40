"""Say that a system serves another organisation: its operator asks that one, or a desk states it with a source."""

from uuid import UUID

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.services import organisation_called, record_shared_host, state_use, use_host


@one_transaction
def share_device(  # noqa: PLR0913 - who says what of whom has this many parts, all by keyword
    *, operator: UUID, device: str, user: str, since: Moment, actor: Actor, source: str = ""
) -> UUID:
    """Record that the operator's system serves the organisation of this exact name, and return the use.

    With `source` it is a desk's word and counts at once; without, the operator's, and counts once the user confirms.
    Whether the actor may say so is the caller's to know. Raises NotFound for a name that nobody has, ServesItself.
    """
    served = organisation_called(user)
    host = record_shared_host(name=device.strip(), operator=operator)
    if source:
        told = Source(document=source)
        return use_host(host=host, organisation=served, period=Period(since), actor=actor, source=told)
    return state_use(host=host, organisation=served, since=since, actor=actor)
