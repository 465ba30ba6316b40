"""Who may keep an organisation's contact points, give its roles and renew a password by telephone."""

from collections.abc import Iterable
from uuid import UUID

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.organisations.domain.words import Nature, OrganisationKind

KEEPERS = (Role.CISO, Role.ICT, Role.DIRECTOR)
DESK = (Role.DESK, Role.SHIFT_LEAD)
OWNERS = (Role.CISO, Role.DIRECTOR)
"""Who answers for an organisation here: they give roles, and are told of what was done outside the mandate."""


def may_maintain(viewer: Viewer, organisation: UUID, constituency: UUID | None, nature: Nature) -> Verdict:
    """Answer "yes" or "no" whether the viewer may keep the contact points of `organisation`, with the reason.

    The organisation does it itself; the desk of its sector CERT does it for a member, as it does by telephone. Nobody
    does it for an organisation that is only recorded from public documents.
    """
    if nature is Nature.RECORDED:
        text = Text("alleen vastgelegd uit openbare stukken", "only recorded from public documents")
        return Verdict("no", (Reason("recorded", text),))
    if organisation in viewer.organisations(*KEEPERS):
        return Verdict("yes", (Reason("own", Text("uw eigen organisatie", "your own organisation")),))
    if constituency is not None and constituency in viewer.organisations(*DESK):
        return Verdict("yes", (Reason("desk", Text("een deelnemer van uw desk", "a member of your desk")),))
    return Verdict("no", (Reason("no-office", Text("u hebt hier geen rol", "you hold no office here")),))


STAFF = (Role.CISO, Role.ICT, Role.DIRECTOR, Role.CLERK, Role.SPOKESPERSON)
"""Roles that any organisation gives its own people."""

GIVERS = (*OWNERS, Role.SHIFT_LEAD)
"""Roles whose holders give roles; an organisation never loses the last of them by a page."""


def roles_to_give(
    viewer: Viewer, organisation: UUID, kinds: Iterable[OrganisationKind], nature: Nature
) -> tuple[Role, ...]:
    """Return the roles that the viewer may give and take at `organisation`, none for who does not answer for it.

    Owners give every role of their organisation; a shift lead gives those of the desk. A desk exists at a sector CERT
    only, a national desk at a national CSIRT only: nobody lets himself see others. Operators are made on the machine.
    """
    if nature is Nature.RECORDED:
        return ()
    desk = DESK if OrganisationKind.SECTOR_CERT in kinds else ()
    if organisation in viewer.organisations(*OWNERS):
        national = (Role.NATIONAL,) if OrganisationKind.NATIONAL_CSIRT in kinds else ()
        return (*STAFF, *desk, *national)
    return desk if organisation in viewer.organisations(Role.SHIFT_LEAD) else ()


def may_take(role: Role, other_givers: int) -> Verdict:
    """Answer "yes" or "no" whether a role may be taken where `other_givers` others go on giving roles."""
    if role in GIVERS and not other_givers:
        text = Text(
            "dit is de laatste die hier rollen geeft; geef eerst een ander die rol",
            "this is the last who gives roles here; give somebody else that role first",
        )
        return Verdict("no", (Reason("last-giver", text),))
    return Verdict("yes")


def may_renew(viewer: Viewer, account: UUID, offices: Iterable[tuple[UUID, Role, UUID | None]]) -> Verdict:
    """Answer "yes" or "no" whether the viewer may give an account a new password by telephone.

    `offices`: every role the account holds now or later, with its organisation and the CERT of that organisation. An
    owner may for who works only there, a desk for who works only for its members. Never for oneself, never for an
    account that may also see somewhere else: a password opens all of it.
    """
    held = tuple(offices)
    if account == viewer.account or not held:
        text = Text("niet voor uzelf of een account zonder rol", "not for yourself or an account without a role")
        return Verdict("no", (Reason("own", text),))
    owned, desks = viewer.organisations(*OWNERS), viewer.organisations(*DESK)
    if all(at in owned and role is not Role.OPERATOR for at, role, _ in held):
        return Verdict("yes", (Reason("owner", Text("werkt alleen bij u", "works for you only")),))
    if all(cert in desks and role in STAFF for _, role, cert in held):
        return Verdict("yes", (Reason("desk", Text("werkt alleen bij uw deelnemers", "works for your members only")),))
    return Verdict("no", (Reason("elsewhere", Text("heeft ook elders een rol", "also holds a role elsewhere")),))
