"""That an office received and read advice: a fact of the organisation, shown to its CERT, and to who sent it."""

from uuid import UUID

from dijkwacht.advisories.domain.written import NAMED_ONLY, constituency_reached
from dijkwacht.advisories.models import Revision
from dijkwacht.advisories.services.storing import NO_SOURCE, in_order
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label, strictest
from dijkwacht.kernel.window import Moment


@one_transaction
def record_reading(  # noqa: PLR0913 - what a receipt says, each by keyword
    *,
    actor: Actor,
    organisation: UUID,
    reader: str,
    title: str,
    advisory: UUID | None = None,
    issuer: str = "",
    channel: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    constituency: UUID | None = None,
    case: UUID | None = None,
    response: UUID | None = None,
    label: Label = Label.AMBER,
    source: Source = NO_SOURCE,
) -> Entry:
    """Write `advisory.read`: `reader` (an office, never a person's name) of `organisation` received and read it (S2.5).

    The receipt is never laxer than the advice, and reaches the owner of confidential advice by name. Raises NotFound
    for an unknown advisory.
    """
    recipients: frozenset[UUID] = frozenset()
    if advisory is not None:
        versions = in_order(Revision.objects.filter(advisory__public_id=advisory))
        if not versions:
            raise NotFound
        if Label(versions[-1].label) in NAMED_ONLY:
            label = strictest(label, Label(versions[-1].label))
            recipients = frozenset({versions[-1].owner})
    return append(
        kind="advisory.read",
        actor=actor,
        payload={
            "advisory": advisory,
            "title": title,
            "reader": reader,
            "issuer": issuer or None,
            "channel": channel or None,
        },
        label=label,
        owner=organisation,
        organisation=organisation,
        case=case,
        response=response,
        subject=str(advisory or ""),
        constituency=constituency_reached(label, constituency),
        recipients=recipients,
        happened=happened,
        known=known,
        source=source,
    )
