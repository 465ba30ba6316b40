"""Tell the owners of what relied on a smaller window that it has grown (VOCABULARY, "The exposed window")."""

from datetime import datetime

from dijkwacht.cases.selectors import OwnStory
from dijkwacht.hunting.domain.growth import relied_on
from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.notification.services import send_notice
from dijkwacht.organisations.domain.words import Channel, ContactRole
from dijkwacht.organisations.selectors import contacts_of

TELLER = Actor(ActorKind.MACHINE, "exposed window")
OWNERS = (ContactRole.CISO, ContactRole.ON_CALL)
ABOUT = Text("kwetsbare periode gegroeid", "exposed window has grown")


def tell_owners(story: OwnStory, at: datetime) -> int:
    """Mail a notice to the organisation's CISO and on-call duty where something relied on the window; return how many.

    The mail says no more than that there is news to look at: what stands in it is for who signs in.
    """
    relied = relied_on(story.state)
    if not relied:
        return 0
    own = Viewer(offices=(Office(story.organisation, Role.CISO),))
    contacts = contacts_of(own, story.organisation, at).contacts
    told = {one.value for one in contacts if one.usable and one.channel is Channel.MAIL and one.role in OWNERS}
    for address in sorted(told):
        send_notice(
            case=story.case,
            organisation=story.organisation,
            channel=Channel.MAIL.value,
            to_role=ContactRole.CISO.value,
            about=ABOUT.nl,
            body=_BODY,
            at=at,
            actor=TELLER,
            address=address,
        )
    return len(told)


_BODY = (
    "De kwetsbare periode in een casus van uw organisatie is langer geworden door nieuwe kennis. "
    "Wat op de kortere periode steunde, staat weer open. Meld u aan in Dijkwacht om te zien wat dat is.\n\n"
    "The exposed window in a case of your organisation has grown with new knowledge. "
    "What relied on the shorter one is open again. Sign in to Dijkwacht to see what that is.\n"
)
