"""A series is found to belong to a case: the case's own entry says so, here the row is told."""

from uuid import UUID

from dijkwacht.advisories.models import Advisory, ReopeningAdviceRow
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.errors import NotFound


@one_transaction
def link_case(*, advisory: UUID, case: UUID) -> None:
    """Let a series without a case, and its reopening advice, be found under `case`; told twice changes nothing.

    For the room of cases, which writes `case.linked`. Raises NotFound.
    """
    row = Advisory.objects.select_for_update(of=("self",)).filter(public_id=advisory).first()
    if row is None:
        raise NotFound
    if row.case is None:
        row.case = case
        row.save(update_fields=["case"])
    ReopeningAdviceRow.objects.filter(advisory=row, case=None).update(case=case)
