"""Time stamps as logs write them: what each says, and what it leaves open (year, zone)."""

import re
from datetime import UTC, datetime, timedelta

from dijkwacht.hunting.engine.model import Stamp

MONTHS = {
    name: number
    for number, name in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), start=1
    )
}
YEARLESS = 2000  # a leap year, so that 29 February can stand in it
_MOST_OFFSET = timedelta(hours=14)
_QUARTER = 15
_EPOCH_MILLIS = 10**11
_EPOCH_MICROS = 10**14
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII
)

_NUMBERS = re.compile(
    r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}),?[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?: ?([AP])\.?M\.?)?",
    re.ASCII | re.IGNORECASE,
)


def moment(year: int, month: int, day: int, clock: tuple[int, int, int], micro: int = 0) -> datetime | None:
    """Return the naive time, None where there is no such date; hour 24 is the midnight of the next day."""
    hour, minute, second = clock
    extra = timedelta(days=1) if hour == 24 else timedelta()  # noqa: PLR2004 - seen in fixtures of appliances
    try:
        return datetime(year, month, day, hour % 24 if extra else hour, minute, min(second, 59), micro) + extra  # noqa: DTZ001 - a log's local time
    except (ValueError, OverflowError):
        return None


def clock_of(text: bytes) -> tuple[int, int, int]:
    """Return the parts of HH:MM:SS, checked by the caller's pattern."""
    return int(text[:2]), int(text[3:5]), int(text[6:8])


def bsd(month: bytes, day: bytes, clock: bytes) -> datetime | None:
    """Return the time of "Jan  8 02:05:23", in the leap year that stands for an unknown one."""
    number = MONTHS.get(month)
    return moment(YEARLESS, number, int(day), clock_of(clock)) if number else None


def apache(text: bytes) -> Stamp | None:
    """Read "08/Jan/2020:00:00:01 +0100"; without zone the offset is None."""
    number = MONTHS.get(text[3:6].title())
    try:
        at = moment(int(text[7:11]), number, int(text[:2]), clock_of(text[12:20])) if number else None
    except ValueError:
        return None
    return Stamp(at, True, zone_minutes(text[21:].decode("ascii", "replace"))) if at else None


def zone_minutes(text: str) -> int | None:
    """Return minutes east of UTC for Z, UTC, GMT, +01:00 and +0100; None for anything else."""
    if text in {"Z", "UTC", "GMT", "z"}:
        return 0
    found = re.fullmatch(r"([+-])(\d\d):?(\d\d)", text)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    return -minutes if found[1] == "-" else minutes


def iso(text: str) -> Stamp | None:
    """Read an ISO 8601 time or one with a blank in the middle, or seconds (milli, micro) since 1970."""
    found = _ISO.match(text.strip())
    if found:
        year, month, day, hour, minute = (int(found[n]) for n in range(1, 6))
        micro = int(((found[7] or "") + "000000")[:6])
        at = moment(year, month, day, (hour, minute, int(found[6] or 0)), micro)
        return Stamp(at, True, zone_minutes(found[8] or "")) if at else None
    return _epoch(text.strip()) or _numbers(text.strip())


def _numbers(text: str) -> Stamp | None:
    """Read "08-01-2020 03:05:23" and "1/8/2020 3:05 PM" as tables write them: the month first behind slashes only."""
    found = _NUMBERS.fullmatch(text)
    if not found:
        return None
    one, two, year, hour = int(found[1]), int(found[3]), int(found[4]), int(found[5])
    if found[8]:
        hour = hour % 12 + (12 if found[8] in "Pp" else 0)
    clock = (hour, int(found[6]), int(found[7] or 0))
    by_month, by_day = moment(year, one, two, clock), moment(year, two, one, clock)
    first, other = (by_month, by_day) if found[2] == "/" else (by_day, by_month)
    at = first or other
    return Stamp(at, True, swapped=other if first and other != first else None) if at else None


def _epoch(text: str) -> Stamp | None:
    if not re.fullmatch(r"\d{9,16}(\.\d+)?", text):
        return None
    number = float(text)
    seconds = number / 1e6 if number >= _EPOCH_MICROS else number / 1e3 if number >= _EPOCH_MILLIS else number
    try:
        return Stamp(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None), True, 0)
    except (OverflowError, ValueError, OSError):
        return None


def box_offset(outer: datetime, inner: datetime) -> int | None:
    """Return by how many minutes the outer, yearless clock is ahead of the GMT inner stamp; None where absurd."""
    for year in (inner.year, inner.year - 1, inner.year + 1):
        try:
            ahead = outer.replace(year=year) - inner
        except ValueError:
            continue
        if abs(ahead) <= _MOST_OFFSET:
            return round(ahead.total_seconds() / 60 / _QUARTER) * _QUARTER
    return None
