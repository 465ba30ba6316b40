"""Whether a response can be closed: not while something is still off, limited or piled up, and it is named (S3.11)."""

from collections.abc import Iterable

from dijkwacht.cases.domain.access import Restriction, open_restrictions
from dijkwacht.cases.domain.leftover import BacklogMark, LinkMark, SystemMark
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

BACKLOG_KINDS: dict[str, Text] = {
    "digital": Text("digitaal", "digital"),
    "paper": Text("op papier", "on paper"),
    "unknown": Text("soort niet vermeld", "kind not stated"),
}


def closable(state: ResponseState) -> Verdict:
    """Answer "closable" or "not-closable"; the reasons name every restriction, system, link and backlog still open."""
    leftover = state.leftover
    reasons = (
        *restrictions_left(open_restrictions(state.door)),
        *systems_left(leftover.systems.values()),
        *links_left(leftover.links.values()),
        *backlogs_left(leftover.backlogs.values()),
    )
    return Verdict("not-closable" if reasons else "closable", reasons)


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
    """Return a reason for each chain link that is still broken (S3.8)."""
    reasons = []
    for one in sorted(links, key=lambda one: (one.at, one.partner)):
        if one.state == "broken":
            since = moment_words(one.at)
            text = Text(
                f"koppeling verbroken: {one.partner}, sinds {since.nl}", f"link broken: {one.partner}, since {since.en}"
            )
            reasons.append(Reason("link", text, (one.entry,)))
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
