"""The proof that rows say what the journal says: folding the entries gives the row, measures and history included."""

from uuid import UUID

from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.models import AxisHistory, MeasureRow, Response
from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services.folding import row_values
from dijkwacht.kernel.asof import AsOf


def assert_journal_explains(response: UUID) -> ResponseState:
    """Fail where the row, a measure or today's axes are not what the entries fold to; return the folded state."""
    state, _ = folded(response)
    row = Response.objects.get(public_id=response)
    assert {name: getattr(row, name) for name in row_values(state)} == row_values(state)
    stored = {(m.step, m.device): (m.state, m.settled, m.check_result) for m in MeasureRow.objects.filter(response=row)}
    assert stored == {key: (m.state.value, m.settled, m.check) for key, m in state.measures.items()}
    current = AxisHistory.objects.filter(response=row, recorded__endswith__isnull=True).order_by("known")
    for piece in current:
        at = piece.known.lower
        then = folded(response, AsOf(known=at))[0].axes
        values = {"use": then.use, "weakness": then.weakness, "access": then.access, "misuse": then.misuse}
        assert piece.value == values[piece.axis], (piece.axis, at)
    return state
