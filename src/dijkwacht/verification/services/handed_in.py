"""Results of a check that was done elsewhere, with a permission of ours, handed in as a file."""

from datetime import datetime
from uuid import UUID

from dijkwacht.journal.services import one_transaction, store_evidence
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.verification.domain.permission import may_check
from dijkwacht.verification.domain.running import Handed, RunState, written
from dijkwacht.verification.models import ProbeRun, ProbeTarget
from dijkwacht.verification.selectors.values import permission_of
from dijkwacht.verification.services.recording import record_results


class OfAnotherTarget(Refused):
    """These results are of another address or another permission."""


class DoneWithoutPermission(Refused):
    """At the time of this check there was no permission for it, or it lies in the future."""


@one_transaction
def hand_in(*, actor: Actor, target: UUID, handed: Handed, content: bytes, at: datetime) -> UUID:
    """Record results from another place and return the run; declared by who hands them in, the file kept as evidence.

    Nothing proves that they were not made up: they are a statement, as a check by hand is. The permission must be one
    of this target's and have stood at the time. Raises OfAnotherTarget, DoneWithoutPermission.
    """
    row = ProbeTarget.objects.select_for_update().filter(public_id=target).first()
    if row is None:
        raise NotFound
    given = next((one for one in row.permissions.all() if str(one.public_id) == handed.permission), None)
    if given is None or handed.target != str(row):
        raise OfAnotherTarget(place=handed.target[:200], expected=str(row))
    methods = [result.method for result in handed.results]
    verdict = may_check(permission_of(given), methods, handed.at, withdrawn=row.withdrawn_at)
    if verdict.answer != "yes" or handed.at > at:
        raise DoneWithoutPermission(place=handed.at.isoformat())
    kept = store_evidence(content=content, name="check.json", owner=row.owner)
    run = ProbeRun.objects.create(
        target=row,
        permission=given,
        state=RunState.DONE,
        methods=[method.value for method in methods],
        place=handed.place,
        side=handed.side.value,
        asked_by=actor.role,
        asked_by_account=actor.account,
        asked_by_organisation=actor.organisation,
        elsewhere=True,
        asked_at=handed.at,
        started_at=handed.at,
        ended_at=handed.at,
        results=[written(result) for result in handed.results],
    )
    run.entries = record_results(row=run, results=handed.results, actor=actor, at=handed.at, evidence=(kept.digest,))
    run.save(update_fields=["entries"])
    return run.public_id
