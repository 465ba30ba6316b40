"""Pages of organisations: the register, tokens, who holds which role."""

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

__all__ = [
    "add_contact",
    "end_role",
    "looks",
    "member_contacts",
    "organisation",
    "renew_password",
    "revoke_token",
    "roles",
    "tokens",
    "try_contact",
]
