"""How a backlog shrinks and when it may be gone, from dated counts alone: Theil-Sen with Sen's interval (S3.12, S3.15).

The rate is the median of the slopes between all pairs of days on which somebody counted; the interval is the one that
Sen (1968) gives at 90 percent. One wrong count in five moves neither much. Beyond counting it assumes nothing: no
weekends, no seasons, no people added. Where that says too little, the answer is "not yet foreseeable" and why.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from dijkwacht.cases.domain.leftover import Counted
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment, Precision, days_between, midnight

LEAST_DAYS = 4
LEAST_SPAN = 14
OLDEST = 84
STALE = 45
FARTHEST = 730
NORMAL_90 = 1.645
WEEK = 7


@dataclass(frozen=True, slots=True)
class Rate:
    """Net change per day over the counts used: the median slope and its 90 percent interval; negative is shrinking."""

    slope: float
    low: float
    high: float
    days: int

    @property
    def per_week(self) -> tuple[int, int, int]:
        """Return net change per week, rounded: the middle, the steepest and the flattest the counts allow."""
        return round(self.slope * WEEK), round(self.low * WEEK), round(self.high * WEEK)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a backlog may be gone, by its counts; `early` to `late` is the 90 percent interval, absent where none is.

    `verdict`: "gone", "foreseeable" or "not-foreseeable", with the method's reasons.
    """

    verdict: Verdict
    rate: Rate | None = None
    early: date | None = None
    likely: date | None = None
    late: date | None = None


def daily(counts: Iterable[Counted]) -> tuple[tuple[date, int], ...]:
    """Return one count a day, the last of that day, in order of days."""
    return tuple(sorted({one.at.day: one.amount for one in counts}.items()))


def net_rate(days: tuple[tuple[date, int], ...]) -> Rate | None:
    """Return the net change per day by Theil-Sen over these days; None for fewer than two."""
    slopes = sorted(
        (later[1] - earlier[1]) / days_between(earlier[0], later[0])
        for place, earlier in enumerate(days)
        for later in days[place + 1 :]
    )
    if not slopes:
        return None
    count = len(days)
    spread = NORMAL_90 * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = max(round((len(slopes) - spread) / 2) - 1, 0)
    high = min(round((len(slopes) + spread) / 2), len(slopes) - 1)
    return Rate(median(slopes), slopes[low], slopes[high], count)


def forecast(counts: Iterable[Counted], today: date, *, still_open: bool = True) -> Forecast:
    """Return when the backlog may be gone by what was counted in the twelve weeks before the last count.

    Not foreseeable where fewer than four days were counted, over less than a fortnight, where the last count is older
    than 45 days, where the backlog may as well be growing, or where the end may lie more than two years off.
    """
    days = daily(counts)
    if not still_open or (days and days[-1][1] == 0):
        return Forecast(Verdict("gone", (Reason("gone", Text("weggewerkt", "worked off")),)))
    used = tuple(one for one in days if days_between(one[0], days[-1][0]) <= OLDEST)
    rate = net_rate(used)
    if (little := _too_little(used, today)) is not None or rate is None:
        return Forecast(Verdict("not-foreseeable", (Reason("too-little", little or Text("", "")),)), rate)
    if rate.high >= 0:
        text = Text(
            "de tellingen laten ook toe dat de achterstand groeit", "the counts allow as well that the backlog grows"
        )
        return Forecast(Verdict("not-foreseeable", (Reason("may-grow", text), _rate_reason(rate))), rate)
    last, amount = used[-1]
    early, likely, late = (math.ceil(amount / -slope) for slope in (rate.low, rate.slope, rate.high))
    if late > FARTHEST:
        text = Text("het einde kan meer dan twee jaar weg liggen", "the end may lie more than two years off")
        return Forecast(Verdict("not-foreseeable", (Reason("too-far", text), _rate_reason(rate))), rate)
    ends = tuple(last + timedelta(days=count) for count in (early, likely, late))
    return Forecast(Verdict("foreseeable", (_end_reason(*ends), _rate_reason(rate))), rate, *ends)


def _too_little(days: tuple[tuple[date, int], ...], today: date) -> Text | None:
    if len(days) < LEAST_DAYS:
        return Text(
            f"op {len(days)} dagen geteld, er zijn er {LEAST_DAYS} nodig",
            f"counted on {len(days)} days, {LEAST_DAYS} are needed",
        )
    if days_between(days[0][0], days[-1][0]) < LEAST_SPAN:
        return Text("de tellingen beslaan minder dan twee weken", "the counts span less than a fortnight")
    if days_between(days[-1][0], today) > STALE:
        return Text("de laatste telling is meer dan 45 dagen oud", "the last count is more than 45 days old")
    return None


def _rate_reason(rate: Rate) -> Reason:
    middle, low, high = rate.per_week
    return Reason(
        "rate",
        Text(
            f"netto {middle:+d} per week, tussen {low:+d} en {high:+d} (mediaan van de hellingen over {rate.days} "
            "teldagen, interval van 90 procent)",
            f"net {middle:+d} a week, between {low:+d} and {high:+d} (median of the slopes over {rate.days} days of "
            "counting, 90 percent interval)",
        ),
    )


def _end_reason(early: date, likely: date, late: date) -> Reason:
    first, middle, last = (moment_words(Moment(midnight(one), Precision.DAY)) for one in (early, likely, late))
    return Reason(
        "end",
        Text(
            f"bij dit tempo weg rond {middle.nl}, tussen {first.nl} en {last.nl}",
            f"at this rate gone around {middle.en}, between {first.en} and {last.en}",
        ),
    )
