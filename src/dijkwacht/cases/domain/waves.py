"""Staged return: waves with what comes back in them, after which waves, and entry criteria ticked by people (S3.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Tick:
    """That a criterion is met: when, by which office and account, and the entry that says so."""

    at: Moment
    entry: UUID
    role: str
    account: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave of staged return; `ticks` by criterion, `unmet` what was not ticked when it began all the same."""

    name: str
    entry: UUID
    number: int | None = None
    systems: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ticks: Mapping[str, Tick] | None = None
    entered: Moment | None = None
    entered_entry: UUID | None = None
    entered_by: str = ""
    unmet: tuple[str, ...] = ()

    def tick(self, criterion: str) -> Tick | None:
        """Return who ticked a criterion of this wave and when; None where nobody did."""
        return (self.ticks or {}).get(criterion)

    @property
    def open_criteria(self) -> tuple[str, ...]:
        """Return the criteria that nobody ticked, in the order of the plan."""
        return tuple(one for one in self.criteria if self.tick(one) is None)

    @property
    def place(self) -> tuple[float, str]:
        """Return the key of the order of waves: by number, those without one last."""
        return (float("inf") if self.number is None else float(self.number), self.name)


def waved(waves: Mapping[str, Wave], entry: Entry, at: Moment) -> Mapping[str, Wave]:
    """Return the waves after a `wave.*` entry; a tick for a criterion that no plan names adds the criterion."""
    name = entry.text("wave")
    wave = waves.get(name, Wave(name, entry.id))
    match entry.kind:
        case "wave.planned":
            wave = _planned(wave, entry)
        case "wave.criterion":
            wave = _ticked(wave, entry, at)
        case _:
            wave = replace(
                wave, entered=at, entered_entry=entry.id, entered_by=entry.text("criteria"), unmet=wave.open_criteria
            )
    return {**waves, name: wave}


def _planned(wave: Wave, entry: Entry) -> Wave:
    criteria = tuple(dict.fromkeys(entry.texts("criteria")))
    number = entry.payload.get("number")
    return replace(
        wave,
        entry=entry.id,
        number=number if isinstance(number, int) else None,
        systems=entry.texts("systems"),
        partners=entry.texts("partners"),
        criteria=criteria,
        after=entry.texts("after"),
        ticks={one: tick for one, tick in (wave.ticks or {}).items() if one in criteria},
    )


def _ticked(wave: Wave, entry: Entry, at: Moment) -> Wave:
    criterion = entry.text("criterion")
    ticks = {one: tick for one, tick in (wave.ticks or {}).items() if one != criterion}
    if entry.payload.get("met") is True:
        ticks[criterion] = Tick(at, entry.id, entry.actor.role, entry.actor.account)
    criteria = wave.criteria if criterion in wave.criteria else (*wave.criteria, criterion)
    return replace(wave, criteria=criteria, ticks=ticks)
