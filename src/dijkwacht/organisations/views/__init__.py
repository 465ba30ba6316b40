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
from dijkwacht.organisations.views.removing import remove_from_record

__all__ = [
    "add_contact",
    "end_role",
    "looks",
    "member_contacts",
    "organisation",
    "remove_from_record",
    "renew_password",
    "revoke_token",
    "roles",
    "tokens",
    "try_contact",
]
