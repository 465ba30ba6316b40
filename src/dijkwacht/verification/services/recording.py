"""What a check found becomes entries: one `check.recorded` per method in every open response of the organisation."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors import folded, responses_of
from dijkwacht.cases.services import Record, record_many
from dijkwacht.journal.services import append
from dijkwacht.kernel.actor import Actor, Office, Role, Viewer
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.verification.domain.claims import Claimed, bearing, claimed_by
from dijkwacht.verification.domain.methods import Side
from dijkwacht.verification.domain.recorded import RESULT_OF_MEASURE
from dijkwacht.verification.domain.running import Result, judgement_of
from dijkwacht.verification.models import ProbeRun


def record_results(
    *, row: ProbeRun, results: Sequence[Result], actor: Actor, at: datetime, evidence: tuple[str, ...] = ()
) -> list[UUID]:
    """Write the entries of a check in every open response of the target's organisation, and return their ids.

    With no open response they stand with the organisation alone. A measure counts as verified only where the
    organisation says that it carried it out and the check answers: an "inconclusive" leaves an earlier answer alone.
    """
    own = Viewer(None, (Office(row.target.owner, Role.CISO),), frozenset())
    listed = [one.id for one in responses_of(own, organisation=row.target.owner) if one.closed_at is None]
    found: list[UUID] = []
    for response in listed:
        state, facts = folded(response)
        claimed = claimed_by(state, row.target.device, facts.flaws)
        records = [one for result in results for one in _records(row, result, claimed, at, evidence)]
        found += [entry.id for entry in record_many(actor=actor, response=response, records=records)]
    if not listed:
        found = [
            _alone(row, one, actor) for result in results for one in _records(row, result, Claimed(), at, evidence)
        ]
    return found


def _records(
    row: ProbeRun, result: Result, claimed: Claimed, at: datetime, evidence: tuple[str, ...]
) -> Iterable[Record]:
    step, verdict = bearing(judgement_of(result), claimed, Side(row.side))
    happened = Moment(at)
    yield Record("check.recorded", _payload(row, result, step, verdict), happened=happened, evidence=evidence)
    device = claimed.device_of(step, row.target.device)
    if device is not None and verdict.answer != "inconclusive":
        verified = {
            "step": step,
            "device": device,
            "method": result.method.value,
            "result": RESULT_OF_MEASURE[verdict.answer],
        }
        yield Record("measure.verified", verified, happened=happened)


def _payload(row: ProbeRun, result: Result, step: str, verdict: Verdict) -> dict[str, object]:
    last = result.exchanges[-1] if result.exchanges else None
    return {
        "step": step,
        "device": row.target.device,
        "method": result.method.value,
        "where_from": row.place,
        "side": row.side,
        "result": verdict.answer,
        "outcome": result.outcome.value,
        "why": "; ".join(reason.text.nl for reason in verdict.reasons),
        "limits": "; ".join(limit.nl for limit in result.limits),
        "target": str(row.target),
        "observed_build": result.build,
        "body_digest": last.digest if last and last.status else "",
        "permission": row.permission.public_id,
        "excerpt": result.excerpt,
    }


def _alone(row: ProbeRun, one: Record, actor: Actor) -> UUID:
    entry = append(
        kind=one.kind,
        actor=actor,
        payload=one.payload,
        label=Label(row.target.label),
        owner=row.target.owner,
        organisation=row.target.owner,
        subject=str(row.target),
        constituency=row.target.constituency,
        happened=one.happened,
        evidence=one.evidence,
    )
    return entry.id
