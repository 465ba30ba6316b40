"""Record the exposed window: first as computed, later as grown; never smaller without what is recorded for it."""

from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors import open_responses, own_story
from dijkwacht.cases.services import record
from dijkwacht.hunting.domain.growth import window_news
from dijkwacht.hunting.domain.window import ExposedWindow, exposed_window
from dijkwacht.hunting.models import WindowFollowed
from dijkwacht.hunting.services.telling import tell_owners
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind, Source
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import Moment

COMPUTED = Actor(ActorKind.MACHINE, "exposed window")
NO_SOURCE = Source()
AT_ONCE = 200


class WindowInverted(Unreadable):
    """The window ends before it begins."""


@one_transaction
def state_window(  # noqa: PLR0913 - two bounds, a reason, and the parts of an entry
    *,
    actor: Actor,
    response: UUID,
    at: datetime,
    start: Moment | None = None,
    end: Moment | None = None,
    reason: str = "",
    known: Moment | None = None,
    source: Source = NO_SOURCE,
    expected_version: int | None = None,
) -> Entry:
    """Record the organisation's own exposed window and compute anew; narrower bounds count only with `reason`.

    Raises WindowInverted, SomebodyElseWasFirst, NotFound.
    """
    if start and end and start.earliest >= end.latest:
        raise WindowInverted(place="end", remedy="swap start and end")
    entry = record(
        actor=actor,
        response=response,
        kind="window.stated",
        payload={"start": start.text() if start else None, "end": end.text() if end else None, "reason": reason},
        known=known,
        source=source,
        expected_version=expected_version,
    )
    recompute_window(response=response, at=at, known=known)
    return entry


@one_transaction
def recompute_window(
    *, response: UUID, at: datetime, known: Moment | None = None, actor: Actor = COMPUTED
) -> Entry | None:
    """Compute the window from what is known and record it where it is new or larger; return the entry written.

    `at` is now (aware UTC); with `known` only what was known by then counts, and an open window ends there. A smaller
    window is recorded only where an entry says why: a reason of the organisation, a closing or a measure. A window that
    only went on with time is recorded once a day. Where it grew now, the owners of what relied on it are told by mail.
    Raises NotFound.
    """
    story = own_story(response, AsOf(known=known.latest) if known else NOW)
    found = exposed_window(story.state, story.facts, min(at, known.latest) if known else at)
    written = window_news(story.state.window, found)
    if written is None:
        return None
    kind, payload = written
    entry = record(actor=actor, response=response, kind=kind, payload=payload, known=known)
    if kind == "window.grown" and known is None and not _goes_on(found):
        tell_owners(story, at)
    return entry


def _goes_on(found: ExposedWindow) -> bool:
    return found.end is not None and found.end.goes_on


def recompute_windows_of_case(*, case: UUID, at: datetime, known: Moment | None = None) -> tuple[Entry, ...]:
    """Compute the window of every open response of a case anew, each in its own transaction; return what was written.

    Called after knowledge of the case changed: an earlier exploitation, a revoked mitigation, a fix.
    """
    written = (recompute_window(response=response, at=at, known=known) for response in open_responses(case))
    return tuple(entry for entry in written if entry is not None)


def recompute_changed(*, at: datetime) -> int:
    """Compute anew for responses that changed since they were last looked at, a batch at a time; return how many.

    Earlier rooms record measures and facts of the case without knowing windows; a job calls this every minute.
    """
    current = open_responses()
    followed = dict(WindowFollowed.objects.values_list("response", "version"))
    changed = [response for response, version in current.items() if followed.get(response) != version][:AT_ONCE]
    for response in changed:
        _follow(response, current[response], at)
    return len(changed)


@one_transaction
def _follow(response: UUID, version: int, at: datetime) -> None:
    written = recompute_window(response=response, at=at)
    seen = version + (written is not None)
    WindowFollowed.objects.update_or_create(response=response, defaults={"version": seen})
