"""The closed lists of this room; the database constrains the same words."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is; several at once (a municipality may also be a supplier)."""

    MUNICIPALITY = "municipality"
    PROVINCE = "province"
    WATER_AUTHORITY = "water-authority"
    JOINT_BODY = "joint-body"
    HOSPITAL = "hospital"
    CARE_PROVIDER = "care-provider"
    MINISTRY = "ministry"
    AGENCY = "agency"
    PUBLIC_PROSECUTOR = "public-prosecutor"
    COURT = "court"
    POLICE = "police"
    SUPPLIER = "supplier"
    SECTOR_CERT = "sector-cert"
    NATIONAL_CSIRT = "national-csirt"
    SUPERVISOR = "supervisor"
    PRESS = "press"
    PARLIAMENT = "parliament"
    OTHER = "other"


# Whom everybody may know to exist: they publish their own address.
PUBLIC_INSTITUTIONS = frozenset(
    {
        OrganisationKind.SECTOR_CERT,
        OrganisationKind.NATIONAL_CSIRT,
        OrganisationKind.SUPERVISOR,
        OrganisationKind.PARLIAMENT,
    }
)


class HostStanding(StrEnum):
    """How the use of a shared host stands: stated by its operator, and confirmed or refused by whom it serves."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ContactRole(StrEnum):
    """For what a contact point is meant (VOCABULARY, "contact point")."""

    GENERAL = "general"
    TRUSTED = "trusted"
    CISO = "ciso"
    ON_CALL = "on-call"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    PRESS = "press"
    COUNCIL_CLERK = "council-clerk"


class Channel(StrEnum):
    """By what a contact point is reached."""

    MAIL = "mail"
    PHONE = "phone"
    MESSENGER = "messenger"
    POST = "post"


class CarriedBy(StrEnum):
    """Whose wires carry a channel; a mail address tells it itself, of a telephone somebody must say it."""

    OWN = "own"
    OTHER = "other"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Which way data go over a chain link, seen from the organisation that recorded it."""

    IN = "in"
    OUT = "out"
    BOTH = "both"


class Data(StrEnum):
    """What a legal ground lets one party give another."""

    ORGANISATION_NAMES = "organisation-names"
    THREATS = "threats"
    VULNERABILITIES = "vulnerabilities"
    INCIDENTS = "incidents"
    TECHNICAL_TRACES = "technical-traces"


class ConsentTo(StrEnum):
    """To whom an organisation lets its name be shown, or its evidence be handed out."""

    NATIONAL_DESK = "national-desk"
    PUBLIC = "public"
    FORENSIC_PARTNER = "forensic-partner"

    @property
    def what(self) -> str:
        """Return what is consented to: "name", or "evidence"."""
        return "evidence" if self is ConsentTo.FORENSIC_PARTNER else "name"


class DutyKind(StrEnum):
    """How somebody stands in for a role: on call now, or deputy when the holder does not answer."""

    ON_CALL = "on-call"
    DEPUTY = "deputy"


class Nature(StrEnum):
    """How real an organisation is here: it acts itself, is only recorded from public documents, or is invented."""

    ACTING = "acting"
    RECORDED = "recorded"
    FICTIONAL = "fictional"


class SignInHow(StrEnum):
    """Ways of signing in that the owner of an account is told of."""

    RECOVERY_CODE = "recovery-code"
