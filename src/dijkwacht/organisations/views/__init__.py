"""Pages of organisations: the register, tokens, who holds which role, removal by law."""

from dijkwacht.organisations.views.offices import end_role, renew_password, roles
from dijkwacht.organisations.views.register import (
    add_contact,
    looks,
    member_contacts,
    organisation,
    revoke_token,
    tokens,
    try_contact,
)
from dijkwacht.organisations.views.removing import entry_removal, remove_from_record
from dijkwacht.organisations.views.standing import DEEDS, standing, standing_deed

__all__ = [
    "DEEDS",
    "add_contact",
    "end_role",
    "entry_removal",
    "looks",
    "member_contacts",
    "organisation",
    "remove_from_record",
    "renew_password",
    "revoke_token",
    "roles",
    "standing",
    "standing_deed",
    "tokens",
    "try_contact",
]
