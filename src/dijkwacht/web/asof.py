"""The moment a page is looked at, read from and written to its address (SCREENS, "Time is always in sight")."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from dijkwacht.kernel.asof import AsOf
from dijkwacht.kernel.window import ZONE, read_moment

KNOWN = "bekend"
RECORDED = "vastgelegd"


def asof_from(query: Mapping[str, str]) -> AsOf:
    """Return the moment asked for by `?bekend=` and `?vastgelegd=`; now where neither is given or both are empty.

    A bare day or month means its end. Raises kernel.window.NotAMoment for what is no date or time.
    """
    return AsOf(known=_bound(query.get(KNOWN, "")), recorded=_bound(query.get(RECORDED, "")))


def asof_query(asof: AsOf) -> str:
    """Return "?bekend=2020-01-17T12:00" for a link that keeps the moment; empty for now."""
    given = {KNOWN: local_text(asof.known), RECORDED: local_text(asof.recorded)}
    chosen = {name: text for name, text in given.items() if text}
    return "?" + urlencode(chosen, safe=":") if chosen else ""


def local_text(at: datetime | None) -> str:
    """Return the Amsterdam time as a browser's date-and-time field writes it; empty for None."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if at else ""


def _bound(text: str) -> datetime | None:
    return read_moment(text).latest if text.strip() else None
