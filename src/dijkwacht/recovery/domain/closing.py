"""Whether a response can be closed: not while something is still off, limited or piled up, and it is named (S3.11).

What who holds the mandate accepted for good (`leftover.accepted`) no longer keeps it open; the acceptance stands beside
the closing. So the organisation always has a way (S4.4), and nothing falls silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.cases.domain.access import Restriction, open_restrictions
from dijkwacht.cases.domain.chain import LinkMark
from dijkwacht.cases.domain.leftover import Accepted, BacklogMark, Leftover, SystemMark, backlog_key, link_key
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.recovery.domain.linking import agreement, failed_trial
from dijkwacht.recovery.domain.words import BACKLOG_KINDS, PROCESS_WORDS


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that keeps a response open: what it is, the key by which it can be accepted for good, and why."""

    what: str
    key: str
    reasons: tuple[Reason, ...]


def closable(state: ResponseState) -> Verdict:
    """Answer "closable" or "not-closable".

    The reasons name every restriction, system, link, process and backlog still open that nobody accepted for good.
    """
    reasons = tuple(reason for one in what_is_left(state) for reason in one.reasons)
    return Verdict("not-closable" if reasons else "closable", reasons)


def what_is_left(state: ResponseState) -> tuple[Left, ...]:
    """Return what keeps the response open, thing by thing."""
    left = state.leftover
    systems = sorted(left.systems.values(), key=lambda one: (one.at, one.name))
    links = sorted(left.links.values(), key=lambda one: (one.at, one.partner, one.data))
    piles = sorted(left.backlogs.values(), key=lambda one: (one.unit, one.kind))
    found: tuple[tuple[str, str, Moment | None, tuple[Reason, ...]], ...] = (
        *(("restriction", one.key, one.since, restrictions_left([one])) for one in open_restrictions(state.door)),
        *(("system", one.name, one.at, systems_left([one])) for one in systems),
        *(("link", link_key(one.partner, one.data), one.at, links_left([one])) for one in links),
        *(("process", name, told[1], processes_left({name: told})) for name, told in sorted(left.processes.items())),
        *(("backlog", backlog_key(one.unit, one.kind), None, backlogs_left([one])) for one in piles),
    )
    return tuple(
        Left(what, key, reasons)
        for what, key, since, reasons in found
        if reasons and accepted(left, what, key, since) is None
    )


def accepted(left: Leftover, what: str, key: str, since: Moment | None = None) -> Accepted | None:
    """Return the acceptance that something stays as it is; one from before it last changed counts no more."""
    found = left.accepted.get((what, key))
    if found is None or (since is not None and found.at.latest < since.earliest):
        return None
    return found


def restrictions_left(restrictions: Iterable[Restriction]) -> tuple[Reason, ...]:
    """Return a reason for each restriction that was not lifted (S3.13)."""
    return tuple(
        Reason(
            "restriction",
            Text(
                f"beperking: {one.what} voor {one.who}{_from(one.where).nl}, sinds {moment_words(one.since).nl}",
                f"restriction: {one.what} for {one.who}{_from(one.where).en}, since {moment_words(one.since).en}",
            ),
            (one.entry,),
        )
        for one in restrictions
    )


def _from(where: str) -> Text:
    return Text(f" vanaf {where}", f" from {where}") if where else Text("", "")


def systems_left(systems: Iterable[SystemMark]) -> tuple[Reason, ...]:
    """Return a reason for each system that is off or works with limits (S3.14)."""
    reasons = []
    for one in sorted(systems, key=lambda one: (one.at, one.name)):
        since = moment_words(one.at)
        if one.state == "off":
            text = Text(f"uit: {one.name}, sinds {since.nl}", f"off: {one.name}, since {since.en}")
            reasons.append(Reason("system", text, (one.entry,)))
        elif one.state == "restored-with-limits":
            limits = f" ({one.limits})" if one.limits else ""
            text = Text(f"met beperkingen hersteld: {one.name}{limits}", f"restored with limits: {one.name}{limits}")
            reasons.append(Reason("system-limits", text, (one.entry,)))
    return tuple(reasons)


def links_left(links: Iterable[LinkMark]) -> tuple[Reason, ...]:
    """Return a reason for each chain link that is not back (S3.8, S3.9).

    Broken; restored while a side's last try failed; a side that says no; a partner that was asked and is silent.
    """
    return tuple(reason for one in sorted(links, key=lambda one: (one.at, one.partner)) for reason in _link_left(one))


def _link_left(link: LinkMark) -> Iterable[Reason]:
    name = link_key(link.partner, link.data)
    if link.state == "broken":
        since = moment_words(link.at)
        text = Text(f"koppeling verbroken: {name}, sinds {since.nl}", f"link broken: {name}, since {since.en}")
        yield Reason("link", text, (link.entry,))
        return
    if (failed := failed_trial(link)) is not None:
        when = moment_words(failed.at)
        text = Text(
            f"koppeling hersteld, maar de uitwisseling werkt niet: {name}, beproefd op {when.nl}",
            f"link restored, but the exchange does not work: {name}, tried on {when.en}",
        )
        yield Reason("link-test", text, (failed.entry,))
    stands = agreement(link)
    if stands.answer in {"refused", "asked"}:
        for reason in stands.reasons:
            if reason.code == stands.answer:
                text = Text(f"koppeling {name}: {reason.text.nl}", f"link {name}: {reason.text.en}")
                yield Reason("link-agreement", text, reason.entries)


def processes_left(processes: Mapping[str, tuple[str, Moment, UUID]]) -> tuple[Reason, ...]:
    """Return a reason for each work process that stands still or runs limited (S3.10)."""
    reasons = []
    for name, (state, at, entry) in sorted(processes.items()):
        if state == "as-before":
            continue
        word, when = PROCESS_WORDS.get(state, Text(state, state)), moment_words(at)
        text = Text(f"werkproces {name}: {word.nl}, {when.nl}", f"work process {name}: {word.en}, {when.en}")
        reasons.append(Reason("process", text, (entry,)))
    return tuple(reasons)


def backlogs_left(backlogs: Iterable[BacklogMark]) -> tuple[Reason, ...]:
    """Return a reason for each backlog that is open; its size is named only where it is stated (S3.12)."""
    reasons = []
    for one in sorted(backlogs, key=lambda one: (one.unit, one.kind)):
        if not one.open:
            continue
        kind = BACKLOG_KINDS.get(one.kind, Text(one.kind, one.kind))
        size = Text("omvang niet vermeld", "size not stated")
        if one.amount is not None:
            size = Text(str(one.amount), str(one.amount))
        text = Text(f"achterstand: {one.unit} ({kind.nl}), {size.nl}", f"backlog: {one.unit} ({kind.en}), {size.en}")
        reasons.append(Reason("backlog", text, (one.entry,)))
    return tuple(reasons)
