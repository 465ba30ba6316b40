"""What is not yet back: systems, chain links, processes, backlogs and waves as dated facts (S3.6-S3.15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from dijkwacht.cases.domain.chain import LinkKey, LinkMark, linked
from dijkwacht.cases.domain.waves import Wave, waved
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment, read_moment

KINDS = frozenset(
    {
        "system.off",
        "system.restored",
        "process.stated",
        "link.broken",
        "link.restored",
        "link.tested",
        "link.agreed",
        "link.asked",
        "link.confirmed",
        "wave.planned",
        "wave.criterion",
        "wave.entered",
        "backlog.measured",
        "function.stated",
        "leftover.accepted",
    }
)
"""The entry kinds that this fold reads; none of them moves an axis."""


@dataclass(frozen=True, slots=True)
class SystemMark:
    """A system: "off", "restored" or "restored-with-limits", since when, of which tier, for which work process.

    `past`: every state it was in, with since when and by which entry, the present one last.
    """

    name: str
    state: str
    at: Moment
    entry: UUID
    tier: str = ""
    process: str = ""
    limits: str = ""
    past: tuple[tuple[str, Moment, UUID], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How large a backlog was on a day."""

    at: Moment
    amount: int
    entry: UUID


@dataclass(frozen=True, slots=True)
class BacklogMark:
    """A backlog as last measured; `amount` None where it is not stated, `counts` every count, oldest first."""

    unit: str
    kind: str
    open: bool
    at: Moment
    entry: UUID
    amount: int | None = None
    forecast: str = ""
    done_by: Moment | None = None
    counts: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """What a system is for: who can do what from where as long as it is up."""

    system: str
    what: str
    who: str
    where: str
    entry: UUID


@dataclass(frozen=True, slots=True)
class Accepted:
    """That something stays as it is, by whom it was decided, when."""

    decided_by: str
    at: Moment
    entry: UUID


@dataclass(frozen=True, slots=True)
class Leftover:
    """Everything recorded about what is off, broken or piled up, and how it is to come back."""

    systems: Mapping[str, SystemMark] = field(default_factory=dict)
    links: Mapping[LinkKey, LinkMark] = field(default_factory=dict)
    backlogs: Mapping[tuple[str, str], BacklogMark] = field(default_factory=dict)
    processes: Mapping[str, tuple[str, Moment, UUID]] = field(default_factory=dict)
    waves: Mapping[str, Wave] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()
    accepted: Mapping[tuple[str, str], Accepted] = field(default_factory=dict)


def link_key(partner: str, data: str) -> str:
    """Return how a link is named in one word, as `leftover.accepted` names it."""
    return f"{partner}: {data}" if data else partner


def backlog_key(unit: str, kind: str) -> str:
    """Return how a backlog is named in one word, as `leftover.accepted` names it."""
    return f"{unit}: {kind}"


def left(leftover: Leftover, entry: Entry) -> Leftover:
    """Return what is left after an entry of one of `KINDS`."""
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    match entry.kind:
        case "system.off" | "system.restored":
            mark = _system(leftover.systems.get(entry.text("system")), entry, at)
            return replace(leftover, systems={**leftover.systems, mark.name: mark})
        case "backlog.measured":
            backlog = _backlog(leftover.backlogs.get((entry.text("unit"), entry.text("kind"))), entry, at)
            return replace(leftover, backlogs={**leftover.backlogs, (backlog.unit, backlog.kind): backlog})
        case "process.stated":
            stated = (entry.text("state"), at, entry.id)
            return replace(leftover, processes={**leftover.processes, entry.text("process"): stated})
        case "function.stated":
            return replace(leftover, functions=(*leftover.functions, _function(entry)))
        case "leftover.accepted":
            key = (entry.text("what"), entry.text("key"))
            accepted = Accepted(entry.text("decided_by"), at, entry.id)
            return replace(leftover, accepted={**leftover.accepted, key: accepted})
        case kind if kind.startswith("wave."):
            return replace(leftover, waves=waved(leftover.waves, entry, at))
        case _:
            return replace(leftover, links=linked(leftover.links, entry, at))


def _system(before: SystemMark | None, entry: Entry, at: Moment) -> SystemMark:
    state = "off"
    if entry.kind == "system.restored":
        state = "restored-with-limits" if entry.payload.get("with_limits") is True else "restored"
    return SystemMark(
        entry.text("system"),
        state,
        at,
        entry.id,
        entry.text("tier") or (before.tier if before else ""),
        entry.text("process") or (before.process if before else ""),
        entry.text("limits"),
        (*(before.past if before else ()), (state, at, entry.id)),
    )


def _backlog(before: BacklogMark | None, entry: Entry, at: Moment) -> BacklogMark:
    amount, done_by = entry.payload.get("amount"), entry.text("done_by")
    size = amount if isinstance(amount, int) else None
    counts = before.counts if before else ()
    return BacklogMark(
        entry.text("unit"),
        entry.text("kind"),
        entry.payload.get("open") is True,
        at,
        entry.id,
        size,
        entry.text("forecast"),
        read_moment(done_by) if done_by else None,
        counts if size is None else (*counts, Counted(at, size, entry.id)),
    )


def _function(entry: Entry) -> Function:
    return Function(entry.text("system"), entry.text("function"), entry.text("who"), entry.text("where"), entry.id)
