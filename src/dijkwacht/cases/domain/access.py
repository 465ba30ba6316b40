"""The door to the outside: closings, reopenings, restrictions; and how long it was closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from dijkwacht.cases.domain.axes import Access, Use
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.window import Moment, days_between


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing of outside access, and its reopening where there was one."""

    closed: Moment
    what: str
    scope: str
    ground: str
    entry: UUID
    reopened: Moment | None = None
    reopened_entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who cannot do what from where, from-until; `still_works` says what does."""

    key: str
    what: str
    who: str
    where: str
    still_works: str
    since: Moment
    entry: UUID
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Everything recorded about outside access."""

    value: Access = Access.UNKNOWN
    closings: tuple[Closing, ...] = ()
    restrictions: Mapping[str, Restriction] = field(default_factory=dict)
    kept_by: str = ""
    kept_entry: UUID | None = None
    unmet_when_reopened: tuple[str, ...] = ()
    decided_by: str = ""


def moved(door: Door, entry: Entry) -> Door:
    """Return the door after an `access.*`, `service.kept` or `restriction.*` entry."""
    at = entry.happened or entry.known or Moment(entry.recorded_at)
    match entry.kind:
        case "access.closed":
            closing = Closing(at, entry.text("what"), entry.text("scope"), entry.text("ground"), entry.id)
            value = Access.CLOSED if closing.scope == "all" else Access.PARTLY
            return replace(door, value=value, closings=(*door.closings, closing))
        case "access.reopened":
            return _reopened(door, entry, at)
        case "service.kept":
            value = Access.OPEN if door.value is Access.UNKNOWN else door.value
            return replace(door, value=value, kept_by=entry.text("decided_by"), kept_entry=entry.id)
        case "restriction.imposed":
            imposed = _imposed(entry, at)
            return replace(door, restrictions={**door.restrictions, imposed.key: imposed})
        case "restriction.lifted":
            return replace(door, restrictions=_lifted(door.restrictions, entry.text("key"), at))
        case _:
            return door


def _reopened(door: Door, entry: Entry, at: Moment) -> Door:
    against = entry.text("gate") == "not-met"
    closings = door.closings
    if closings and closings[-1].reopened is None:
        closings = (*closings[:-1], replace(closings[-1], reopened=at, reopened_entry=entry.id))
    return replace(
        door,
        value=Access.REOPENED_AGAINST_GATE if against else Access.REOPENED,
        closings=closings,
        unmet_when_reopened=entry.texts("open_conditions"),
        decided_by=entry.text("decided_by"),
    )


def _imposed(entry: Entry, at: Moment) -> Restriction:
    return Restriction(
        key=entry.text("key"),
        what=entry.text("what"),
        who=entry.text("who"),
        where=entry.text("where"),
        still_works=entry.text("still_works"),
        since=at,
        entry=entry.id,
    )


def _lifted(restrictions: Mapping[str, Restriction], key: str, at: Moment) -> Mapping[str, Restriction]:
    if key not in restrictions:
        return restrictions
    return {**restrictions, key: replace(restrictions[key], until=at)}


def access_axis(door: Door, use: Use) -> Access:
    """Return the value on the axis of outside access; an organisation that does not use the product has none."""
    if use is Use.DOES_NOT_USE and door.value is Access.UNKNOWN:
        return Access.NOT_APPLICABLE
    return door.value


def closed_days(closing: Closing, until: date) -> int:
    """Return for how many calendar days the door was closed, up to the reopening or `until`: 18 to 27 January is 9."""
    end = closing.reopened.day if closing.reopened else until
    return max(days_between(closing.closed.day, end), 0)


def closed_days_after(closing: Closing, fixed: Moment, until: date) -> int:
    """Return how many of the closed days came after the fix was installed (S2.12)."""
    end = closing.reopened.day if closing.reopened else until
    return max(days_between(max(fixed.day, closing.closed.day), end), 0)


def open_restrictions(door: Door) -> tuple[Restriction, ...]:
    """Return the restrictions that no entry lifted yet, oldest first (S3.13)."""
    found = [restriction for restriction in door.restrictions.values() if restriction.until is None]
    return tuple(sorted(found, key=lambda restriction: (restriction.since, restriction.key)))
