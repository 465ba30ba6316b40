"""What is not yet back: systems, chain links, processes and backlogs as dated facts (S3.11-S3.15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class SystemMark:
    """A system: "off", "restored" or "restored-with-limits", since when, of which tier, for which work process."""

    name: str
    state: str
    at: Moment
    entry: UUID
    tier: str = ""
    process: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True)
class LinkMark:
    """A chain link: "broken" or "restored", since when; tested None where the source does not say."""

    partner: str
    state: str
    at: Moment
    entry: UUID
    data: str = ""
    tested: bool | None = None


@dataclass(frozen=True, slots=True)
class BacklogMark:
    """A backlog as last measured; `amount` None where it is not stated."""

    unit: str
    kind: str
    open: bool
    at: Moment
    entry: UUID
    amount: int | None = None
    forecast: str = ""
    done_by: Moment | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """Everything recorded about what is off, broken or piled up."""

    systems: Mapping[str, SystemMark] = field(default_factory=dict)
    links: Mapping[str, LinkMark] = field(default_factory=dict)
    backlogs: Mapping[tuple[str, str], BacklogMark] = field(default_factory=dict)
    processes: Mapping[str, tuple[str, Moment, UUID]] = field(default_factory=dict)


def left(leftover: Leftover, entry: Entry) -> Leftover:
    """Return what is left after a `system.*`, `link.*`, `backlog.measured` or `process.stated` entry."""
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    match entry.kind:
        case "system.off" | "system.restored":
            mark = _system(leftover.systems.get(entry.text("system")), entry, at)
            return replace(leftover, systems={**leftover.systems, mark.name: mark})
        case "link.broken" | "link.restored":
            tested = entry.payload.get("tested")
            link = LinkMark(
                entry.text("partner"),
                entry.kind.removeprefix("link."),
                at,
                entry.id,
                entry.text("data"),
                tested if isinstance(tested, bool) else None,
            )
            return replace(leftover, links={**leftover.links, link.partner: link})
        case "backlog.measured":
            backlog = _backlog(entry, at)
            return replace(leftover, backlogs={**leftover.backlogs, (backlog.unit, backlog.kind): backlog})
        case _:
            stated = (entry.text("state"), at, entry.id)
            return replace(leftover, processes={**leftover.processes, entry.text("process"): stated})


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
    )


def _backlog(entry: Entry, at: Moment) -> BacklogMark:
    amount, done_by = entry.payload.get("amount"), entry.text("done_by")
    return BacklogMark(
        entry.text("unit"),
        entry.text("kind"),
        entry.payload.get("open") is True,
        at,
        entry.id,
        amount if isinstance(amount, int) else None,
        entry.text("forecast"),
        read_moment(done_by) if done_by else None,
    )
