"""Whether the monitoring level of a response may go down by its own criterion, with the hunts that were promised."""

from datetime import datetime

from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.watch import may_lower
from dijkwacht.kernel.verdict import Verdict


def lowering(state: ResponseState, at: datetime) -> Verdict:
    """Answer "yes" or "needs-reason" at `at`: before the term, or before a follow-up hunt, a reason is asked (S0.9)."""
    waiting = [hunt for hunt in state.traces.hunts.values() if hunt.follow_up and hunt.ran is None]
    due = min((hunt.due or hunt.opened for hunt in waiting), default=None)
    return may_lower(state.watch, at, due, follow_up_done=not waiting)
