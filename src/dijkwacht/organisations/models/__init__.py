from dijkwacht.organisations.models.account import Account, AccountManager
from dijkwacht.organisations.models.dated import DatedQuerySet, period_columns
from dijkwacht.organisations.models.links import ChainLink, SharedHost, SharedHostUse
from dijkwacht.organisations.models.organisation import Location, Organisation, OrganisationQuerySet, Sector
from dijkwacht.organisations.models.people import ContactPoint, ContactPointQuerySet, Duty, RoleGiven
from dijkwacht.organisations.models.programs import KeptAnswer, Token
from dijkwacht.organisations.models.reaching import Attention, CodeWord, SignInMark
from dijkwacht.organisations.models.removing import EntryRemovalAsk
from dijkwacht.organisations.models.standing import Consent, LegalGround, Membership

__all__ = [
    "Account",
    "AccountManager",
    "Attention",
    "ChainLink",
    "CodeWord",
    "Consent",
    "ContactPoint",
    "ContactPointQuerySet",
    "DatedQuerySet",
    "Duty",
    "EntryRemovalAsk",
    "KeptAnswer",
    "LegalGround",
    "Location",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "RoleGiven",
    "Sector",
    "SharedHost",
    "SharedHostUse",
    "SignInMark",
    "Token",
    "period_columns",
]
