"""What services and jobs of later rooms follow: responses with their own organisation's eyes; no viewer looks here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState, fold
from dijkwacht.cases.models import Response
from dijkwacht.cases.selectors.eyes import own_eyes
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import seen_by, story_of
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class OwnStory:
    """A response as its own organisation knows it: whose it is, its entries, and what they fold to."""

    organisation: UUID
    constituency: UUID | None
    case: UUID
    version: int
    product: str
    entries: tuple[Entry, ...]
    state: ResponseState
    facts: CaseFacts


def own_story(response: UUID, asof: AsOf = NOW) -> OwnStory:
    """Return a response as its own organisation knows it at a moment; raises NotFound."""
    row = Response.objects.select_related("case").filter(public_id=response).first()
    if row is None:
        raise NotFound
    entries = seen_by(own_eyes(row), story_of(row.case.public_id, response, asof))
    state, facts = fold(entries)
    return OwnStory(
        row.organisation, row.constituency, row.case.public_id, row.version, facts.product, entries, state, facts
    )


def closed_before(moment: datetime, responses: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of these responses were closed before `moment`, and have not been opened again since."""
    rows = Response.objects.filter(public_id__in=list(responses), closed_at__lt=moment)
    return frozenset(rows.values_list("public_id", flat=True))


def open_responses(case: UUID | None = None) -> Mapping[UUID, int]:
    """Return the version of every response that is not closed, by public id; of one case where it is given.

    The version goes up with every entry of the response and with every fact of its case.
    """
    rows = Response.objects.filter(closed_at__isnull=True).order_by("pk")
    if case is not None:
        rows = rows.filter(case__public_id=case)
    return dict(rows.values_list("public_id", "version"))
