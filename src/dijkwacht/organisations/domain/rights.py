"""Who may keep an organisation's contact points up to date."""

from uuid import UUID

from dijkwacht.kernel.actor import Role, Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.organisations.domain.words import Nature

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
