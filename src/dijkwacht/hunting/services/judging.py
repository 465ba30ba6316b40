"""What a person says of findings, rule by rule; a hunt is concluded only when each has its judgement."""

from datetime import datetime
from uuid import UUID

from dijkwacht.cases.services import record
from dijkwacht.hunting.domain.room import HuntState
from dijkwacht.hunting.domain.running import JUDGEMENTS
from dijkwacht.hunting.models import FoundSign, HuntRun
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused


class NeedsReason(Refused):
    """A finding is called benign with a reason."""


class NotJudged(Refused):
    """Findings of this hunt have no judgement yet."""


@one_transaction
def judge_findings(  # noqa: PLR0913 - which findings, what of them, who, when
    *,
    actor: Actor,
    run: UUID,
    rule: str,
    judgement: str,
    because: str,
    at: datetime,
    expected_version: int | None = None,
) -> Entry:
    """Judge all findings of a rule in a run: "true", "benign" (with a reason) or "unknown"; a later word replaces it.

    The judgement goes along to the same findings of later runs. Raises NeedsReason, NotFound, SomebodyElseWasFirst.
    """
    row = HuntRun.objects.select_for_update().filter(public_id=run, state=HuntState.DONE).first()
    found = FoundSign.objects.filter(run=row, rule=rule)
    sort = found.values_list("sort", flat=True).order_by("number").first()
    if row is None or sort is None or judgement not in JUDGEMENTS:
        raise NotFound
    if judgement == "benign" and not because.strip():
        raise NeedsReason(place="because", remedy="say why it is benign")
    payload = {
        "hunt": row.hunt,
        "class": sort,
        "judgement": judgement,
        "because": because.strip()[:500] or None,
        "run": row.public_id,
        "rule": rule,
        "findings": found.count(),
    }
    entry = record(
        actor=actor, response=row.response, kind="finding.judged", payload=payload, expected_version=expected_version
    )
    found.update(judgement=judgement, because=because.strip()[:500], judged_by=actor.role, judged_at=at)
    return entry


def require_judged(response: UUID, hunt: str) -> None:
    """Raise NotJudged while the last run of a hunt has findings that nobody judged, or is still under way."""
    last = (
        HuntRun.objects.filter(response=response, hunt=hunt).exclude(state=HuntState.CANCELLED).order_by("-pk").first()
    )
    if last is None:
        return
    if last.state in {HuntState.WAITING, HuntState.RUNNING}:
        raise NotJudged("this hunt is under way", place="hunt", remedy="wait for its end, or cancel it")
    left = FoundSign.objects.filter(run=last, judgement="").count()
    if left:
        raise NotJudged(place="hunt", remedy=f"judge {left} findings first")
