"""Which flaws the public lists call exploited."""

from collections.abc import Mapping
from datetime import date

from dijkwacht.advisories.models import FlawMark


def exploited_since(day: date) -> Mapping[str, date]:
    """Return the flaws that were put on the list of known exploited ones (KEV) on or after `day`, with that day.

    The list is public: it asks for no viewer. One query.
    """
    rows = FlawMark.objects.filter(kev_added__gte=day).values_list("name", "kev_added")
    return {name: added for name, added in rows if added is not None}
