"""The strip for paper: the lanes of the screen, of what may be told to the audience, without devices."""

from dijkwacht.cases.domain.state import fold
from dijkwacht.disclosure.domain import Audience, may_tell
from dijkwacht.hunting.domain.investigation import investigation
from dijkwacht.hunting.domain.window import window_shown
from dijkwacht.kernel.window import Window
from dijkwacht.reporting.domain.lanes import Told, lanes_of, stretch
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.strip import Lane


def paper_lanes(material: Material, audience: Audience) -> tuple[tuple[Lane, ...], Window]:
    """Return the lanes and the stretch of time that a document for `audience` shows.

    Folded anew from the entries that may be told to that audience, so that no bar rests on a fact that is not for it.
    """
    listed = tuple(
        entry
        for entry in material.entries.values()
        if may_tell(entry.fact, audience, material.organisation).answer == "yes"
    )
    state, facts = fold(listed)
    exposed = window_shown(state, facts, material.at, recorded=material.recorded)
    cover = investigation(state, state.window or exposed.window).coverage
    told = Told(state, facts, listed, material.at, exposed, cover, material.recorded, paper=True)
    whole = stretch(told)
    return lanes_of(told, whole), whole
