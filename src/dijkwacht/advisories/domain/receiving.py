"""Who knew first, how long it took, and whether it was in time: counted with the precision of what is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, Precision, days_between, local_date


@dataclass(frozen=True, slots=True)
class Latency:
    """How long something took, in calendar days of Amsterdam: at least `least`, at most `most`.

    `exact` is the duration where both moments are known to the minute, else None. Negative where the order is reversed.
    """

    least: int
    most: int
    exact: timedelta | None = None

    @property
    def text(self) -> Text:
        """Return the number of days in words: one where it is certain, else a range."""
        if self.least == self.most:
            return Text(f"{self.least} {_days_nl(self.least)}", f"{self.least} {_days_en(self.least)}")
        return Text(f"{self.least} tot {self.most} dagen", f"{self.least} to {self.most} days")


def _days_nl(number: int) -> str:
    return "dag" if abs(number) == 1 else "dagen"


def _days_en(number: int) -> str:
    return "day" if abs(number) == 1 else "days"


def publication_to_receipt(published: Moment, received: Moment) -> Latency:
    """Return how long advice was under way, from its publication to its receipt (S2.5)."""
    return elapsed(published, received)


def elapsed(start: Moment, end: Moment) -> Latency:
    """Return the calendar days between two moments, as a range where one is only known to the month."""
    exact = end.earliest - start.earliest if start.precision is end.precision is Precision.MINUTE else None
    return Latency(
        least=days_between(_last_day(start), end.day),
        most=days_between(start.day, _last_day(end)),
        exact=exact,
    )


def _last_day(moment: Moment) -> date:
    if moment.precision is Precision.MINUTE:
        return moment.day
    return local_date(moment.latest - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Receipt:
    """That an office received word of an issue from one sender; `published` None where the source does not say."""

    sender: str
    reader: str
    received: Moment
    published: Moment | None = None
    entry: UUID | None = None

    @property
    def latency(self) -> Latency | None:
        """Return how long it was under way, None where the publication is not stated."""
        return publication_to_receipt(self.published, self.received) if self.published else None


@dataclass(frozen=True, slots=True)
class ReceivedOrder:
    """Several senders' word on one issue, earliest first; `first_is_certain`: no other can have come before it."""

    receipts: tuple[Receipt, ...]
    first_is_certain: bool

    @property
    def first(self) -> Receipt | None:
        """Return the first knowledge, None where nothing was received."""
        return self.receipts[0] if self.receipts else None


def received_order(receipts: Iterable[Receipt]) -> ReceivedOrder:
    """Return the receipts in the order they came, so that the first knowledge can be proved (S2.6).

    Known to the day only, two receipts of one day may have come either way: then the first is not certain.
    """
    ordered = tuple(sorted(receipts, key=lambda receipt: (receipt.received.earliest, receipt.received.latest)))
    certain = bool(ordered) and all(ordered[0].received.latest <= receipt.received.earliest for receipt in ordered[1:])
    return ReceivedOrder(ordered, certain)


def repaired_in_time(exposed: Moment | None, received: Moment | None, fixed: Moment | None, due: Moment) -> Verdict:
    """Return `in-time`, `late` or `not-recorded` for one vulnerability, with the days counted (S0.3).

    From exposure and from receipt of the advice to the fix; a fix known to the day counts by the end of that day.
    """
    if fixed is None:
        return Verdict(
            "not-recorded", (Reason("fix-not-recorded", Text("er is geen reparatie vastgelegd", "no fix is recorded")),)
        )
    reasons = []
    for code, start, nl, en in (
        ("since-exposure", exposed, "na het begin van de blootstelling", "after exposure began"),
        ("since-receipt", received, "na ontvangst van het advies", "after the advice was received"),
    ):
        if start is not None:
            days = elapsed(start, fixed).text
            reasons.append(Reason(code, Text(f"{days.nl} {nl}", f"{days.en} {en}")))
        else:
            reasons.append(Reason(f"{code}-unknown", Text(f"onbekend hoe lang {nl}", f"unknown how long {en}")))
    return Verdict("in-time" if fixed.latest <= due.latest else "late", tuple(reasons))
