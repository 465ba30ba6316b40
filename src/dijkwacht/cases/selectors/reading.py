"""Read cases and responses; "absent" and "not yours" look alike."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Access, Axes, Misuse, Use, Weakness
from dijkwacht.cases.domain.facts import UNTITLED, CaseFacts, fold_case, name_of
from dijkwacht.cases.domain.state import ResponseState, fold
from dijkwacht.cases.models import Case, Response
from dijkwacht.cases.selectors.counting import axes_at
from dijkwacht.cases.selectors.eyes import own_eyes
from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import cases_seen, seen_by, story_of, story_seen
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.words import Nature


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    id: UUID
    title: Text
    opened_at: datetime
    nature: Nature
    label: Label

    @property
    def fictional(self) -> bool:
        """Return whether it is invented, which every page says."""
        return self.nature is Nature.FICTIONAL

    @property
    def recorded(self) -> bool:
        """Return whether it is only recorded from public documents: where they are silent, so are we."""
        return self.nature is Nature.RECORDED


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the viewer may see it; `entries` are those of the case itself, without content."""

    id: UUID
    title: Text
    nature: Nature
    label: Label
    owner: UUID
    constituency: UUID | None
    version: int
    facts: CaseFacts
    entries: tuple[Entry, ...]

    @property
    def fictional(self) -> bool:
        """Return whether it is invented, which every page says."""
        return self.nature is Nature.FICTIONAL

    @property
    def recorded(self) -> bool:
        """Return whether it is only recorded from public documents: where they are silent, so are we."""
        return self.nature is Nature.RECORDED


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A response in a list, as it stands now."""

    id: UUID
    case: UUID
    case_title: Text
    organisation: UUID
    sector: str
    axes: Axes
    heightened: bool
    closed_at: datetime | None
    last_word_at: datetime | None
    devices: int
    devices_open: int


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A response as the viewer may see it at a moment; `own` says whether it is the viewer's own organisation's.

    `state` is folded from the entries that the viewer may see; its axes are those of the record, since a desk may know
    the value on an axis without the entries behind it.
    """

    id: UUID
    case: UUID
    case_title: Text
    nature: Nature
    organisation: UUID
    sector: str
    version: int
    label: Label
    owner: UUID
    constituency: UUID | None
    own: bool
    state: ResponseState
    facts: CaseFacts
    entries: tuple[Entry, ...]

    @property
    def fictional(self) -> bool:
        """Return whether it is invented, which every page says."""
        return self.nature is Nature.FICTIONAL

    @property
    def recorded(self) -> bool:
        """Return whether it is only recorded from public documents: where they are silent, so are we."""
        return self.nature is Nature.RECORDED


def cases_listed(viewer: Viewer, asof: AsOf = NOW) -> tuple[CaseRow, ...]:
    """Return the cases that exist for this viewer, newest first."""
    rows = {row.public_id: row for row in Case.objects.order_by("-opened_at", "-pk")}
    seen = cases_seen(viewer, rows, asof)
    return tuple(
        CaseRow(row.public_id, _title(viewer, row), row.opened_at, Nature(row.nature), Label(row.label))
        for key, row in rows.items()
        if key in seen
    )


def title_taken(title: str) -> bool:
    """Return whether some case already bears this Dutch title: for loaders, who must not load twice; no viewer."""
    return Case.objects.filter(title_nl=title).exists()


def case_for(viewer: Viewer, case: UUID, asof: AsOf = NOW) -> CaseView:
    """Return a case. Raises NotFound where it is absent or none of its entries is for this viewer at that moment."""
    row = Case.objects.filter(public_id=case).first()
    if row is None or case not in cases_seen(viewer, [case], asof):
        raise NotFound
    entries = story_seen(viewer, case, None, asof)
    facts = fold_case(entries)
    return CaseView(
        row.public_id,
        name_of(facts),
        Nature(row.nature),
        Label(row.label),
        row.owner,
        row.constituency,
        row.version,
        facts,
        entries,
    )


def response_for(viewer: Viewer, response: UUID, asof: AsOf = NOW) -> ResponseView:
    """Return a response as of a moment. Raises NotFound where it is absent or not yours to see."""
    row = Response.objects.all().visible_to(viewer).select_related("case").filter(public_id=response).first()
    if row is None:
        raise NotFound
    entries = story_seen(viewer, row.case.public_id, response, asof)
    if not any(entry.response == response for entry in entries) and asof.is_now:
        raise NotFound
    state, facts = fold(entries)
    return ResponseView(
        row.public_id,
        row.case.public_id,
        name_of(facts),
        Nature(row.case.nature),
        row.organisation,
        row.sector,
        row.version,
        Label(row.label),
        row.owner,
        row.constituency,
        row.organisation in viewer.organisations(),
        replace(state, axes=axes_at(row.pk, asof)),
        facts,
        entries,
    )


def responses_of(
    viewer: Viewer, *, case: UUID | None = None, organisation: UUID | None = None
) -> tuple[ResponseRow, ...]:
    """Return the responses that the viewer may see as they stand now, the case's newest first."""
    rows = Response.objects.all().visible_to(viewer).select_related("case").order_by("-case__opened_at", "pk")
    if case is not None:
        rows = rows.filter(case__public_id=case)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return tuple(
        ResponseRow(
            row.public_id,
            row.case.public_id,
            _title(viewer, row.case),
            row.organisation,
            row.sector,
            Axes(Use(row.use), Weakness(row.weakness), Access(row.access), Misuse(row.misuse)),
            row.heightened,
            row.closed_at,
            row.last_word_at,
            row.devices,
            row.devices_open,
        )
        for row in rows
    )


def folded(response: UUID, asof: AsOf = NOW) -> tuple[ResponseState, CaseFacts]:
    """Return the state of a response with its own organisation's eyes, for services of later rooms; no viewer.

    Raises NotFound.
    """
    row = Response.objects.select_related("case").filter(public_id=response).first()
    if row is None:
        raise NotFound
    return fold(seen_by(own_eyes(row), story_of(row.case.public_id, response, asof)))


def _title(viewer: Viewer, row: Case) -> Text:
    """Return the case's title where the entry that last opened it is for this viewer; a title tells something too."""
    reached = frozenset(row.recipients)
    fact = Fact(Category.CASE, Label(row.label), row.owner, row.constituency, reached)
    return Text(row.title_nl, row.title_en) if decide(viewer, fact).answer == "yes" else UNTITLED
