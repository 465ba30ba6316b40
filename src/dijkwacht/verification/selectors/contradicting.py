"""Where checks speak against claims, for the organisation's page and for its desk: two queries for all of a case."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from dijkwacht.cases.domain.state import fold
from dijkwacht.cases.selectors import ResponseView
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import entries, seen_by, stories_of
from dijkwacht.kernel.actor import Viewer
from dijkwacht.verification.domain.contradiction import Contradiction, contradictions
from dijkwacht.verification.domain.recorded import checks_among

MOST = 2000


def contradictions_in(view: ResponseView) -> tuple[Contradiction, ...]:
    """Return what speaks against a response's claims, by the entries that the viewer sees; costs no query."""
    own = [entry for entry in view.entries if entry.response is not None]
    return contradictions(view.state, view.facts, checks_among(own))


def contradictions_of(
    viewer: Viewer, *, case: UUID | None = None, organisation: UUID | None = None
) -> Mapping[UUID, tuple[Contradiction, ...]]:
    """Return the contradictions by response, of one case or one organisation; responses without any are absent.

    Only responses in which a check found something wrong are folded: 1 query, and 1 for each case that holds one. A
    mitigation on a build where it has no effect is told besides, and alone only by `contradictions_in`.
    """
    found = entries(
        viewer,
        case=case,
        organisation=organisation,
        kinds=("check.recorded",),
        having={"result": "does-not-work"},
        newest_first=True,
        limit=MOST,
    )
    wanted: dict[UUID, set[UUID]] = defaultdict(set)
    for entry in found:
        if entry.response is not None and entry.case is not None:
            wanted[entry.case].add(entry.response)
    told: dict[UUID, tuple[Contradiction, ...]] = {}
    for one, responses in wanted.items():
        stories = stories_of(one, sorted(responses))
        shared = stories.get(None, ())
        for response in responses:
            listed = seen_by(viewer, sorted((*shared, *stories.get(response, ())), key=Entry.order))
            told[response] = _folded(listed)
    return {response: listed for response, listed in told.items() if listed}


def _folded(listed: Iterable[Entry]) -> tuple[Contradiction, ...]:
    story = tuple(listed)
    state, facts = fold(story)
    return contradictions(state, facts, checks_among(entry for entry in story if entry.response is not None))
