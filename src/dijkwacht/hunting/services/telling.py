"""Tell the owners of what relied on a smaller window, or on an earlier verdict of a hunt, that it has changed."""

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
NEW_VERDICT = Text("ander oordeel na onderzoek", "another verdict after a hunt")
ABOUT = Text("kwetsbare periode gegroeid", "exposed window has grown")


def tell_owners(story: OwnStory, at: datetime) -> int:
    """Mail a notice to the organisation's CISO and on-call duty where something relied on the window; return how many.

    The mail says no more than that there is news to look at: what stands in it is for who signs in.
    """
    return _mail(story, at, ABOUT, _BODY) if relied_on(story.state) else 0


def tell_new_verdict(story: OwnStory, at: datetime) -> int:
    """Mail the same people that a hunt over kept evidence came to another verdict than before; return how many.

    The gate and whoever reopened by it rest on that verdict. The mail does not say which it is.
    """
    return _mail(story, at, NEW_VERDICT, _VERDICT_BODY)


def _mail(story: OwnStory, at: datetime, about: Text, body: str) -> int:
    own = Viewer(offices=(Office(story.organisation, Role.CISO),))
    contacts = contacts_of(own, story.organisation, at).contacts
    told = {one.value for one in contacts if one.usable and one.channel is Channel.MAIL and one.role in OWNERS}
    for address in sorted(told):
        send_notice(
            case=story.case,
            organisation=story.organisation,
            channel=Channel.MAIL.value,
            to_role=ContactRole.CISO.value,
            about=about.nl,
            body=body,
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

_VERDICT_BODY = (
    "Bewaard bewijs in een casus van uw organisatie is opnieuw doorzocht, en het oordeel is een ander dan eerst. "
    "Wat op het eerdere oordeel steunde, vraagt uw aandacht. Meld u aan in Dijkwacht om het te zien.\n\n"
    "Kept evidence in a case of your organisation was searched again, and the verdict is not what it was. "
    "What relied on the earlier one needs your attention. Sign in to Dijkwacht to see it.\n"
)
