"""The room's door out; every look takes the viewer, plain frozen values come back."""

from dijkwacht.organisations.selectors.contacts import (
    ContactSheet,
    ContactShown,
    Member,
    StandIn,
    contacts_of,
    members_lacking_contacts,
    members_of,
    stands_in,
)
from dijkwacht.organisations.selectors.directory import (
    HouseStyle,
    OrganisationSeen,
    constituencies_of,
    constituency_of,
    names_seen,
    organisation_for,
    organisation_named,
    organisations_seen,
    sectors,
)
from dijkwacht.organisations.selectors.export import Part, export_register
from dijkwacht.organisations.selectors.links import (
    HostSeen,
    HostUser,
    LinkSeen,
    chain_links,
    shared_hosts,
    users_of_host,
)
from dijkwacht.organisations.selectors.sharing import GroundSeen, grounds_seen, may_share
from dijkwacht.organisations.selectors.viewers import actor_for, viewer_for

__all__ = [
    "ContactSheet",
    "ContactShown",
    "GroundSeen",
    "HostSeen",
    "HostUser",
    "HouseStyle",
    "LinkSeen",
    "Member",
    "OrganisationSeen",
    "Part",
    "StandIn",
    "actor_for",
    "chain_links",
    "constituencies_of",
    "constituency_of",
    "contacts_of",
    "export_register",
    "grounds_seen",
    "may_share",
    "members_lacking_contacts",
    "members_of",
    "names_seen",
    "organisation_for",
    "organisation_named",
    "organisations_seen",
    "sectors",
    "shared_hosts",
    "stands_in",
    "users_of_host",
    "viewer_for",
]
