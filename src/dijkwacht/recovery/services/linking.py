"""Both sides of a chain link: tries of the exchange, one's own word, the partner's own or as told (S3.8, S3.9)."""

from uuid import UUID

from django.utils import timezone

from dijkwacht.cases.services import record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, NotFound
from dijkwacht.kernel.window import Moment
from dijkwacht.recovery.models import LinkRequest

NO_SOURCE = Source()


class AnsweredMeanwhile(Conflict):
    """Somebody of your organisation answered this question in the meantime."""


@one_transaction
def try_link(  # noqa: PLR0913 - which link, how tried, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    partner: str,
    result: str,
    data: str = "",
    method: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record a try of the exchange itself: "works" or "does-not-work", and how it was tried (S3.9)."""
    return record(
        actor=actor,
        response=response,
        kind="link.tested",
        payload={"partner": partner, "data": data, "result": result, "method": method},
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def agree_link(  # noqa: PLR0913 - which link, whose word, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    partner: str,
    side: str,
    agreed: bool,
    data: str = "",
    told_by: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record one's own word on a link (`side` "own"), or what an office of the partner told us ("partner", S3.8).

    `told_by`: an office, never a person's name.
    """
    payload: dict[str, object] = {"partner": partner, "data": data, "side": side, "agreed": agreed}
    if side == "partner":
        payload["told_by"] = told_by
    return record(
        actor=actor,
        response=response,
        kind="link.agreed",
        payload=payload,
        happened=happened,
        known=known,
        source=source,
        expected_version=expected_version,
    )


@one_transaction
def ask_partner(  # noqa: PLR0913 - whom we ask about which link, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    partner: str,
    partner_organisation: UUID,
    data: str = "",
    direction: str = "",
    expected_version: int | None = None,
) -> UUID:
    """Ask a partner that has accounts here for its own word on a link; return the question's public id.

    The partner sees that it was asked, by whom and about which exchange, and nothing else of the response. Asking again
    asks anew.
    """
    entry = record(
        actor=actor,
        response=response,
        kind="link.asked",
        payload={
            "partner": partner,
            "data": data,
            "partner_organisation": partner_organisation,
            "direction": direction,
        },
        recipients=(partner_organisation,),
        expected_version=expected_version,
    )
    row, new = LinkRequest.objects.get_or_create(
        response=response,
        partner=partner_organisation,
        partner_name=partner,
        data=data,
        defaults={
            "owner": entry.owner,
            "label": entry.label.value,
            "recipients": [partner_organisation],
            "direction": direction,
            "asked_at": entry.recorded_at,
        },
    )
    if not new:
        row.asked_at, row.direction = entry.recorded_at, direction
        row.agreed, row.tried, row.answered_at = None, "", None
        row.version += 1
        row.save()
    return row.public_id


@one_transaction
def confirm_link(  # noqa: PLR0913 - which question, what the partner says, and the parts of an entry
    *,
    actor: Actor,
    partner: UUID,
    request: UUID,
    agreed: bool,
    tried: str = "",
    remark: str = "",
    happened: Moment | None = None,
    expected_version: int | None = None,
) -> Entry:
    """Record the partner's own word on a link, by its own account, in the response of who asked (S3.8, S3.9).

    Raises NotFound where `partner` was not asked this, AnsweredMeanwhile for a stale version.
    """
    asked = LinkRequest.objects.filter(public_id=request, partner=partner).first()
    if asked is None:
        raise NotFound
    entry = record(
        actor=actor,
        response=asked.response,
        kind="link.confirmed",
        payload={"partner": asked.partner_name, "data": asked.data, "agreed": agreed, "tried": tried, "remark": remark},
        recipients=(partner,),
        happened=happened,
    )
    row = LinkRequest.objects.select_for_update().get(pk=asked.pk)  # after the response, as `ask_partner` locks them
    if expected_version is not None and row.version != expected_version:
        raise AnsweredMeanwhile(remedy="look at that answer and answer again where it is wrong")
    row.agreed, row.tried, row.answered_at = agreed, tried, timezone.now()
    row.version += 1
    row.save(update_fields=["agreed", "tried", "answered_at", "version"])
    return entry
