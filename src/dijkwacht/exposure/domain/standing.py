"""What inventories and declarations tell about use, and how old the facts are; weakness is for the room of cases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, NotAMoment, days_between, local_date, read_moment

_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?")


class Use(StrEnum):
    """What somebody says about running a product."""

    USES = "uses"
    DOES_NOT_USE = "does-not-use"


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of use: what, known when, how it came to us, and the entry that holds it."""

    use: Use
    known: Moment
    origin: Origin = Origin.DECLARED
    entry: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What one inventory says: whether the product stands in it, as of when (None: not stated), in which entry."""

    holds_product: bool
    seen: Moment | None = None
    entry: UUID | None = None


def use_axis(declarations: Iterable[Declared], inventories: Iterable[Listed]) -> Verdict:
    """Answer unknown, uses or does-not-use, with the declaration or inventory that backs it (S0.15, S1.2).

    A product in an inventory outweighs a declaration that it is not used. An inventory without the product proves
    nothing by itself: "does not use" needs a declaration.
    """
    declared = max(declarations, key=lambda declaration: declaration.known, default=None)
    listed = tuple(inventories)
    holding = tuple(inventory for inventory in listed if inventory.holds_product)
    if holding:
        text = Text("het staat in de inventaris", "it stands in the inventory")
        reasons = [Reason("in-inventory", text, tuple(item.entry for item in holding if item.entry))]
        if declared and declared.use is Use.DOES_NOT_USE:
            against = Text("in tegenspraak met de eigen verklaring", "in contradiction to the own declaration")
            reasons.append(Reason("contradiction", against, _entries(declared)))
        return Verdict("uses", tuple(reasons))
    if declared is None:
        text = Text(
            "er is niets verklaard en geen inventaris die het bevat", "nothing was declared, no inventory has it"
        )
        return Verdict("unknown", (Reason("nothing-known", text),))
    said = Reason(f"declared-{declared.use}", _declared_text(declared), _entries(declared))
    if declared.use is Use.DOES_NOT_USE and listed:
        text = Text("de inventaris bevat het ook niet", "the inventory does not have it either")
        backing = Reason("not-in-inventory", text, tuple(item.entry for item in listed if item.entry))
        return Verdict("does-not-use", (said, backing))
    return Verdict(declared.use.value, (said,))


def inventory_age(seen: Moment | None, at: datetime) -> int | None:
    """Return the age of an inventory in calendar days of Amsterdam, None where it does not say of when it is."""
    return None if seen is None else max(0, days_between(seen.day, local_date(at)))


def share_known(known: int, rows: int) -> int:
    """Return the percentage of rows whose product is known, rounded down; 0 where there are no rows."""
    return known * 100 // rows if rows else 0


def seen_moment(written: str) -> Moment | None:
    """Return the moment that a row or an inventory writes, None where it writes none that can be read.

    Besides what `read_moment` reads: a day written as in the Netherlands (2-3-2026, 02/03/2026), its time left out.
    """
    text = written.strip().replace(" ", "T", 1)
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first:
        text = f"{day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
    try:
        return read_moment(text)
    except NotAMoment:
        return None


def _declared_text(declared: Declared) -> Text:
    if declared.use is Use.USES:
        return Text("de organisatie verklaart het te gebruiken", "the organisation declares that it uses it")
    return Text("de organisatie verklaart het niet te gebruiken", "the organisation declares that it does not use it")


def _entries(declared: Declared) -> tuple[UUID, ...]:
    return (declared.entry,) if declared.entry else ()
