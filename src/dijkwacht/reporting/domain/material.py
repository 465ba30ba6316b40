"""What a document is made from: the folded response, what the case knew, what later rooms decide from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.measures import Measure
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import FIXING
from dijkwacht.containment.domain.gate import NO_SURROUNDINGS, Surroundings, reopening
from dijkwacht.hunting.domain.investigation import Investigation, investigation
from dijkwacht.hunting.domain.window import ExposedWindow, window_shown
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.verdict import Condition
from dijkwacht.kernel.window import Window, local_date


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the sentences draw on, as known at `at`; `entries` are those the writer may see, in the fold's order.

    `wording`: the free text of question and answer entries, where it was not removed. `recorded`: known from public
    documents only.
    """

    organisation: UUID
    name: str
    state: ResponseState
    facts: CaseFacts
    entries: Mapping[UUID, Entry]
    at: datetime
    exposed: ExposedWindow
    looked: Investigation
    conditions: tuple[Condition, ...]
    wording: Mapping[UUID, str] = field(default_factory=dict)
    constituencies: frozenset[UUID] = frozenset()
    recorded: bool = False

    @property
    def window(self) -> Window | None:
        """Return the exposed window: the one that is recorded, else the one computed from what is known."""
        return self.state.window or self.exposed.window

    def entry(self, entry: UUID | None) -> Entry | None:
        """Return an entry by its id."""
        return self.entries.get(entry) if entry else None

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """Return the standing entries of these kinds, in order."""
        return tuple(entry for entry in self.entries.values() if entry.kind in kinds)

    def measures(self, *steps: str) -> tuple[Measure, ...]:
        """Return the measures of these steps over all devices, in order of time."""
        found = [measure for (step, _), measure in self.state.measures.items() if step in steps]
        return tuple(sorted(found, key=lambda measure: (measure.since, measure.step, measure.device)))

    def fixes(self) -> tuple[Measure, ...]:
        """Return the fixes that were carried out."""
        return tuple(measure for measure in self.measures(*FIXING) if measure.done_at is not None)

    def for_us(self, entry: UUID, constituency: UUID | None = None) -> bool:
        """Return whether a CERT's entry is for this organisation: its own CERT's, or nobody knows which CERT it has."""
        found = self.entries.get(entry)
        if not self.constituencies or found is None:
            return True
        return bool(self.constituencies & {found.owner, found.constituency, constituency})

    @property
    def day(self) -> date:
        """Return the last calendar day in Amsterdam that is known of: midnight still belongs to the day before."""
        return local_date(self.at - timedelta(microseconds=1))

    def condition(self, key: str) -> Condition | None:
        """Return one condition of the gate."""
        return next((one for one in self.conditions if one.key == key), None)


def gather(  # noqa: PLR0913 - what a document rests on, each by name
    *,
    organisation: UUID,
    name: str,
    state: ResponseState,
    facts: CaseFacts,
    entries: Iterable[Entry],
    at: datetime,
    around: Surroundings = NO_SURROUNDINGS,
    wording: Mapping[UUID, str] | None = None,
    recorded: bool = False,
) -> Material:
    """Return the material for documents as known at `at`; corrected entries are left out.

    `recorded`: the organisation is known from public documents only, and nothing is computed about it.
    """
    every = list(entries)
    gone = {entry.corrects for entry in every if entry.corrects}
    gone |= {UUID(entry.text("entry")) for entry in every if entry.kind == "entry.corrected"}
    exposed = window_shown(state, facts, at, recorded=recorded)
    looked = investigation(state, state.window or exposed.window)
    return Material(
        organisation,
        name,
        state,
        facts,
        {entry.id: entry for entry in every if entry.id not in gone},
        at,
        exposed,
        looked,
        reopening(state, facts, looked, at, around),
        wording or {},
        around.constituencies,
        recorded,
    )
