"""Looking for misuse over the API: the window, what is covered of it, hunts recorded by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.investigation import ProvisionalFinding, QuestionState
from dijkwacht.hunting.domain.window import ExposedWindow
from dijkwacht.hunting.forms import DEEDS, Deed
from dijkwacht.hunting.selectors import CoverDay, acting, hunts_for
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, deed_operations, filled
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

NOTHING_YET = SimpleNamespace(hunts=(), window=SimpleNamespace(window=None))
"""A page with nothing on it: forms are made from it only to see which fields they have."""


@dataclass(frozen=True, slots=True)
class HuntsRead:
    """Looking for misuse in a response; `version` is the one that If-Match wants."""

    response: UUID
    version: int
    may_act: bool
    sentence: Text
    window: ExposedWindow
    coverage: Coverage
    days: tuple[CoverDay, ...]
    questions: tuple[QuestionState, ...]
    hunts: tuple[HuntMark, ...]
    finding: ProvisionalFinding
    presumed: Verdict
    follow_up: Verdict
    relied: tuple[Reason, ...]


def hunts(asking: Asking, response: UUID) -> HuntsRead:
    """Return what was looked at, which days that covers, and what cannot be said."""
    page = hunts_for(asking.viewer, response, asking.at, asking.asof)
    view = page.standpoint.view
    log_look(viewer=asking.viewer, organisation=view.organisation, what="hunt", at=asking.at)
    return HuntsRead(
        response=view.id,
        version=view.version,
        may_act=page.standpoint.may_act,
        sentence=page.sentence,
        window=page.window,
        coverage=page.found.coverage,
        days=page.days,
        questions=page.found.questions,
        hunts=page.hunts,
        finding=page.finding,
        presumed=page.presumed,
        follow_up=page.follow_up,
        relied=page.relied,
    )


def _recording(deed: Deed) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, response: UUID) -> Recorded:
        where, actor = acting(asking.viewer, response, asking.at)
        page = hunts_for(asking.viewer, response, asking.at, where=where)
        deed.record(filled(deed.form(page, given.data)), actor, response, asking.at)
        return Recorded(response)

    call.__doc__ = deed.form.__doc__
    return call


def _body(deed: Deed) -> Body:
    form: Callable[..., object] = deed.form
    return Body(lambda: form(NOTHING_YET))


OPERATIONS = (
    Operation("hunts", "/responses/{response}/hunts", hunts, pages=("hunts",), dated=True),
    *deed_operations(
        "hunt",
        "/responses/{response}/hunts",
        "hunt_deed",
        {key: (_recording(deed), _body(deed)) for key, deed in DEEDS.items()},
    ),
)
