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
    OrganisationSeen,
    constituencies_of,
    constituency_of,
    names_seen,
    nature_of,
    organisation_for,
    organisation_named,
    organisations_seen,
    sector_key_of,
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
from dijkwacht.organisations.selectors.pages import (
    LookSeen,
    MembersPage,
    OrganisationPage,
    looks_seen,
    members_page,
    organisation_page,
    require_keeping,
)
from dijkwacht.organisations.selectors.sharing import GroundSeen, grounds_seen, may_share
from dijkwacht.organisations.selectors.tokens import TokenSeen, token_for, tokens_of
from dijkwacht.organisations.selectors.viewers import actor_for, viewer_for

__all__ = [
    "ContactSheet",
    "ContactShown",
    "GroundSeen",
    "HostSeen",
    "HostUser",
    "LinkSeen",
    "LookSeen",
    "Member",
    "MembersPage",
    "OrganisationPage",
    "OrganisationSeen",
    "Part",
    "StandIn",
    "TokenSeen",
    "actor_for",
    "chain_links",
    "constituencies_of",
    "constituency_of",
    "contacts_of",
    "export_register",
    "grounds_seen",
    "looks_seen",
    "may_share",
    "members_lacking_contacts",
    "members_of",
    "members_page",
    "names_seen",
    "nature_of",
    "organisation_for",
    "organisation_named",
    "organisation_page",
    "organisations_seen",
    "require_keeping",
    "sector_key_of",
    "sectors",
    "shared_hosts",
    "stands_in",
    "token_for",
    "tokens_of",
    "users_of_host",
    "viewer_for",
]
