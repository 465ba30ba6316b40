"""What is not yet back, over the API: systems, links, waves and backlogs, and what partners were asked."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from dijkwacht.cases.domain.access import Restriction
from dijkwacht.hunting.selectors import acting
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, deed_operations, filled
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import LinkSeen as ChainLinkSeen
from dijkwacht.organisations.selectors import account_name
from dijkwacht.recovery import services
from dijkwacht.recovery.domain.closing import Left
from dijkwacht.recovery.domain.delay import ConfirmationDelay
from dijkwacht.recovery.forms import DEEDS, ConfirmForm, Deed, TickForm
from dijkwacht.recovery.selectors import (
    BacklogSeen,
    LinkAsked,
    LinkSeen,
    ProcessSeen,
    TierLane,
    WaveSeen,
    answering,
    links_asked,
    recovery_for,
)

NOTHING_YET = SimpleNamespace(restrictions=(), waves=(), links=(), left=(), chain=())
"""A register with nothing in it: forms are made from it only to see which fields they have."""


@dataclass(frozen=True, slots=True)
class RecoveryRead:
    """What is not yet back in a response; `version` is the one that If-Match wants."""

    response: UUID
    version: int
    may_act: bool
    sentence: Text
    closable: Verdict
    closed: Moment | None
    restrictions: tuple[Restriction, ...]
    tiers: tuple[TierLane, ...]
    functions: tuple[Verdict, ...]
    waves: tuple[WaveSeen, ...]
    links: tuple[LinkSeen, ...]
    processes: tuple[ProcessSeen, ...]
    backlogs: tuple[BacklogSeen, ...]
    delay: ConfirmationDelay
    left: tuple[Left, ...]
    chain: tuple[ChainLinkSeen, ...]


def recovery(asking: Asking, response: UUID) -> RecoveryRead:
    """Return what is off, broken, restricted or piled up, and whether the response can be closed."""
    page = recovery_for(asking.viewer, response, asking.at, asking.asof)
    view = page.standpoint.view
    log_look(viewer=asking.viewer, organisation=view.organisation, what="recovery", at=asking.at)
    return RecoveryRead(
        response=view.id,
        version=view.version,
        may_act=page.standpoint.may_act,
        sentence=page.sentence,
        closable=page.closable,
        closed=page.closed,
        restrictions=page.restrictions,
        tiers=page.tiers,
        functions=page.functions,
        waves=page.waves,
        links=page.links,
        processes=page.processes,
        backlogs=page.backlogs,
        delay=page.delay,
        left=page.left,
        chain=page.chain,
    )


def link_questions(asking: Asking) -> tuple[LinkAsked, ...]:
    """Return what others asked your organisations about links, unanswered first."""
    return links_asked(asking.viewer)


def link_question(asking: Asking, question: UUID) -> LinkAsked:
    """Return one question about a link, for who may answer it."""
    return answering(asking.viewer, question)[0]


def answer_link(asking: Asking, given: Given, question: UUID) -> Recorded:
    """Record your own word on a link that a partner asked about."""
    asked, actor = answering(asking.viewer, question)
    told: dict[str, Any] = filled(ConfirmForm(given.data)).given()
    services.confirm_link(actor=actor, partner=asked.partner, request=question, **told)
    return Recorded(question)


def _recording(deed: Deed) -> Callable[..., Recorded]:
    def call(asking: Asking, given: Given, response: UUID) -> Recorded:
        where, actor = acting(asking.viewer, response, asking.at)
        page = recovery_for(asking.viewer, response, asking.at, where=where)
        form = filled(deed.form(page, given.data))
        if isinstance(form, TickForm):
            form.name = account_name(asking.viewer)
        deed.record(actor=actor, response=response, **form.given())
        return Recorded(response)

    call.__doc__ = deed.form.__doc__
    return call


def _body(deed: Deed) -> Body:
    form: Callable[..., object] = deed.form
    return Body(lambda: form(NOTHING_YET))


OPERATIONS = (
    Operation("recovery", "/responses/{response}/recovery", recovery, pages=("recovery",), dated=True),
    *deed_operations(
        "recovery",
        "/responses/{response}/recovery",
        "recovery_deed",
        {key: (_recording(deed), _body(deed)) for key, deed in DEEDS.items()},
    ),
    Operation("link_questions", "/link-questions", link_questions, pages=("link_questions",)),
    Operation("link_question", "/link-questions/{question}", link_question, pages=("link_question",)),
    Operation(
        "answer_link",
        "/link-questions/{question}/answer",
        answer_link,
        pages=("link_question",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ConfirmForm),
        locks="version",
        made="/link-questions/{question}",
    ),
)
