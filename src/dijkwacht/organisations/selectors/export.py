"""The register as a file: what the viewer may see of it, in the format that the import reads."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.window import minute
from dijkwacht.organisations.engine.register_files import csv_text, json_text
from dijkwacht.organisations.engine.register_lines import CONTACT_FIELDS, ORGANISATION_FIELDS, SEPARATOR, STYLE_FIELDS
from dijkwacht.organisations.models import ContactPoint, Membership
from dijkwacht.organisations.selectors.contacts import may_read_contacts
from dijkwacht.organisations.selectors.directory import OrganisationSeen, organisations_seen


class Part(StrEnum):
    """What to export; JSON holds everything, CSV one of the two tables."""

    EVERYTHING = "everything"
    ORGANISATIONS = "organisations"
    CONTACTS = "contacts"


def export_register(viewer: Viewer, at: datetime, part: Part = Part.EVERYTHING) -> str:
    """Return what the viewer may see of the register at `at`: JSON for everything, else CSV.

    Contact points are in it only where disclosure lets the viewer see them, removed ones never. Importing the file
    again changes nothing. Costs 5 queries whatever its size.
    """
    seen = organisations_seen(viewer, at, limit=None)
    if part is Part.ORGANISATIONS:
        return csv_text(list(ORGANISATION_FIELDS), _organisations(seen, at))
    if part is Part.CONTACTS:
        return csv_text(list(CONTACT_FIELDS), _contacts(viewer, seen))
    return json_text(_organisations(seen, at), _contacts(viewer, seen))


def _organisations(seen: Iterable[OrganisationSeen], at: datetime) -> list[dict[str, str]]:
    current = Membership.objects.at(at).select_related("organisation")
    periods = {row.organisation.public_id: row.period for row in current}
    rows = []
    for one in seen:
        row = {
            "name": one.name,
            "kinds": SEPARATOR.join(one.kinds),
            "sector": one.sector.key if one.sector else "",
            "nature": str(one.nature),
            "own_domain": one.own_domain,
            "source": one.source,
            "locations": SEPARATOR.join(one.locations),
            **{field: getattr(one.house_style, field) for field in STYLE_FIELDS},
        }
        if one.constituency:
            period = periods[one.id]
            row |= {"member_of": one.constituency_name, "member_since": period.since.text()}
            row["member_until"] = period.until_text or ""
        rows.append(row)
    return rows


def _contacts(viewer: Viewer, seen: Iterable[OrganisationSeen]) -> list[dict[str, str]]:
    readable = [one.id for one in seen if may_read_contacts(viewer, one.id, one.constituency)]
    rows = ContactPoint.objects.standing().filter(organisation__public_id__in=readable).select_related("organisation")
    return [
        {
            "organisation": row.organisation.name,
            "role": row.role,
            "channel": row.channel,
            "value": row.value,
            "person": row.person,
            "carried_by": row.carried_by,
            "rank": str(row.rank),
            "confirmed": minute(row.confirmed_at).text() if row.confirmed_at else "",
        }
        for row in rows.order_by("organisation__sort_key", "rank", "pk")
    ]
