"""What was told about a response besides its measures: impact, cost, effort, promises, statements, claims, warnings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.actor import Source
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.window import Moment, read_moment


@dataclass(frozen=True, slots=True)
class Impact:
    """Consequences for one group over one channel or application; the latest statement about that pair."""

    group: str
    channel: str
    impact: str
    detail: str
    entry: UUID


@dataclass(frozen=True, slots=True)
class Cost:
    """Money as recorded: `cents` None where nothing was stated; nil is a figure of its own (S2.19)."""

    cents: int | None
    entries: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """Work of one role; `minutes` and `outside_hours` None where not stated."""

    role: str
    minutes: int | None
    outside_hours: bool | None
    entry: UUID


@dataclass(frozen=True, slots=True)
class Promise:
    """Something said that must be done: what triggers it, who owns it, by when, and how it was kept."""

    key: str
    what: str
    trigger: str
    owner_role: str
    to: str
    made: Moment
    entry: UUID
    due: Moment | None = None
    kept: Moment | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A graded statement with who said it to whom; `provisional` says that it may still change."""

    grade: str
    about: str
    audience: str
    reach: str
    provisional: bool
    origin: Origin
    source: Source
    at: Moment
    entry: UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """A press claim, logged beside official words; it never becomes a status (S0.21, S4.2)."""

    publisher: str
    claim: str
    url: str
    at: Moment
    entry: UUID


@dataclass(frozen=True, slots=True)
class Dated:
    """One line of a timeline of warnings against actions: when, what, who states it."""

    at: Moment
    what: str
    kind: str
    source: Source
    entry: UUID


def _at(entry: Entry) -> Moment:
    return entry.happened or entry.known or Moment(entry.recorded_at)


def impacts(told: Iterable[Entry]) -> tuple[Impact, ...]:
    """Return the latest stated impact per group and channel, in the order first stated (S1.16, S1.18)."""
    found: dict[tuple[str, str], Impact] = {}
    for entry in told:
        if entry.kind == "impact.stated":
            one = Impact(
                entry.text("group"), entry.text("channel"), entry.text("impact"), entry.text("detail"), entry.id
            )
            found[one.group, one.channel] = one
    return tuple(found.values())


def impact_on(told: Iterable[Entry], group: str) -> str:
    """Return the worst impact stated for a group over all channels; "not-stated" where nothing was (S2.13, S2.14)."""
    worst_first = ("stopped", "limited", "unknown", "none")
    stated = {one.impact for one in impacts(told) if one.group == group}
    return next((word for word in worst_first if word in stated), "not-stated")


def cost(told: Iterable[Entry]) -> Cost:
    """Return the sum of the recorded costs; nothing recorded is None, a recorded nil is 0 (S2.19)."""
    entries = [entry for entry in told if entry.kind == "cost.recorded"]
    amounts = [value for entry in entries if isinstance(value := entry.payload.get("cents"), int)]
    return Cost(sum(amounts) if amounts else None, tuple(entry.id for entry in entries))


def efforts(told: Iterable[Entry]) -> tuple[Effort, ...]:
    """Return the recorded work per role, inside or outside hours (S2.20, S2.21)."""
    found = []
    for entry in told:
        if entry.kind == "effort.recorded":
            minutes, outside = entry.payload.get("minutes"), entry.payload.get("outside_hours")
            found += [
                Effort(
                    role,
                    minutes if isinstance(minutes, int) else None,
                    outside if isinstance(outside, bool) else None,
                    entry.id,
                )
                for role in entry.texts("roles")
            ]
    return tuple(found)


def promises(told: Iterable[Entry]) -> tuple[Promise, ...]:
    """Return every promise, kept ones with when (S1.20, S4.14, S4.23)."""
    found: dict[str, Promise] = {}
    for entry in told:
        key = entry.text("key")
        if entry.kind == "promise.made":
            due = entry.text("due")
            found[key] = Promise(
                key,
                entry.text("what"),
                entry.text("trigger"),
                entry.text("owner_role"),
                entry.text("to"),
                _at(entry),
                entry.id,
                read_moment(due) if due else None,
            )
        elif entry.kind == "promise.kept" and key in found:
            found[key] = replace(found[key], kept=_at(entry))
    return tuple(found.values())


def statements(told: Iterable[Entry]) -> tuple[Said, ...]:
    """Return every graded statement as it was made, none merged with another (S0.11-S0.13, S4.8, S4.11)."""
    return tuple(
        Said(
            entry.text("grade"),
            entry.text("about"),
            entry.text("audience"),
            entry.text("reach"),
            entry.payload.get("provisional") is True,
            entry.origin,
            entry.source,
            _at(entry),
            entry.id,
        )
        for entry in told
        if entry.kind == "statement.made"
    )


def claims(entries: Iterable[Entry]) -> tuple[Claim, ...]:
    """Return the press claims of a case or response (S0.21, S4.2)."""
    return tuple(
        Claim(entry.text("publisher"), entry.text("claim"), entry.text("url") or entry.source.url, _at(entry), entry.id)
        for entry in entries
        if entry.kind == "press.reported"
    )


def occasion(entries: Iterable[Entry]) -> str:
    """Return what occasioned the response, as stated when it was opened; "" where nothing is stated (S1.1)."""
    return next((entry.text("trigger") for entry in entries if entry.kind == "response.opened"), "")


WARNING_KINDS = frozenset({"advisory.received", "advisory.revised", "advisory.read", "signal.received"})
ACTION_KINDS = frozenset(
    {
        "access.closed",
        "access.reopened",
        "measure.done",
        "measure.deviated",
        "measure.failed",
        "measure.verified",
        "sessions.ended",
    }
)


def warnings_and_actions(entries: Iterable[Entry]) -> tuple[Dated, ...]:
    """Return the warnings that reached an organisation and what it did, in order of time, each with who states it.

    A measure that was not carried out in time stands among them as what it is; no date is made up (S4.12).
    """
    found = [
        Dated(
            _at(entry),
            entry.text("title") or entry.text("step") or entry.text("what") or entry.text("about"),
            "warning" if entry.kind in WARNING_KINDS else entry.kind,
            entry.source,
            entry.id,
        )
        for entry in entries
        if entry.kind in WARNING_KINDS | ACTION_KINDS
    ]
    return tuple(sorted(found, key=lambda line: (line.at, line.kind)))
