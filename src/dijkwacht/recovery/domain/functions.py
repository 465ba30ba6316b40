"""What a system is for drives what its closing stops (S3.4): staff work from home through it, so they cannot now."""

from collections.abc import Iterable

from dijkwacht.cases.domain.access import Door, Restriction, open_restrictions
from dijkwacht.cases.domain.leftover import Function, Leftover
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


def what_stops(leftover: Leftover, door: Door) -> tuple[Verdict, ...]:
    """Answer for each stated function of a system what its state does to it (S3.4).

    "stops": the system is off, or outside access is closed and the function is used from outside; "works": neither;
    "not-stated": nothing is known of either. The reasons name the function, the system and who is hit, and whether a
    restriction says the same: a function that stops without a restriction on record is a consequence nobody wrote down.
    """
    return tuple(_answer(one, leftover, door) for one in leftover.functions)


def _answer(function: Function, leftover: Leftover, door: Door) -> Verdict:
    mark = leftover.systems.get(function.system)
    shut = next((one for one in reversed(door.closings) if one.reopened is None and one.scope == "all"), None)
    where = Text(f" ({function.where})", f" ({function.where})") if function.where else Text("", "")
    entries = (function.entry, *((mark.entry,) if mark else ()))
    if mark is not None and mark.state == "off":
        text = Text(
            f"{function.system} is uit: {function.who} kunnen niet: {function.what}{where.nl}",
            f"{function.system} is off: {function.who} cannot: {function.what}{where.en}",
        )
        return Verdict("stops", (Reason("off", text, entries), *_said(function, open_restrictions(door))))
    if shut is not None and function.where:
        text = Text(
            f"de toegang van buiten tot {function.system} is dicht: "
            f"{function.who} kunnen niet: {function.what}{where.nl}",
            f"outside access to {function.system} is closed: {function.who} cannot: {function.what}{where.en}",
        )
        reason = Reason("shut", text, (function.entry, shut.entry))
        return Verdict("stops", (reason, *_said(function, open_restrictions(door))))
    if mark is None and not door.closings:
        text = Text(f"of {function.system} werkt is niet vermeld", f"whether {function.system} works is not stated")
        return Verdict("not-stated", (Reason("not-stated", text, entries),))
    text = Text(
        f"{function.system} werkt: {function.who} kunnen: {function.what}{where.nl}",
        f"{function.system} works: {function.who} can: {function.what}{where.en}",
    )
    return Verdict("works", (Reason("works", text, entries), *_said(function, open_restrictions(door))))


def _said(function: Function, restrictions: Iterable[Restriction]) -> tuple[Reason, ...]:
    same = [one for one in restrictions if one.what.casefold() == function.what.casefold()]
    if same:
        text = Text("de beperking staat vast", "the restriction is on record")
        return (Reason("restriction", text, tuple(one.entry for one in same)),)
    return (Reason("no-restriction", Text("er is geen beperking vastgelegd", "no restriction is on record")),)
