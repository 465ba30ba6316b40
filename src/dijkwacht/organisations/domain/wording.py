"""How the closed words of this room are said to people."""

from collections.abc import Mapping

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.words import (
    CarriedBy,
    Channel,
    ConsentTo,
    ContactRole,
    Data,
    DutyKind,
    Nature,
    OrganisationKind,
)

KINDS: Mapping[OrganisationKind, Text] = {
    OrganisationKind.MUNICIPALITY: Text("gemeente", "municipality"),
    OrganisationKind.PROVINCE: Text("provincie", "province"),
    OrganisationKind.WATER_AUTHORITY: Text("waterschap", "water authority"),
    OrganisationKind.JOINT_BODY: Text("gemeenschappelijke regeling", "joint body"),
    OrganisationKind.HOSPITAL: Text("ziekenhuis", "hospital"),
    OrganisationKind.CARE_PROVIDER: Text("zorgaanbieder", "care provider"),
    OrganisationKind.MINISTRY: Text("ministerie", "ministry"),
    OrganisationKind.AGENCY: Text("uitvoeringsorganisatie", "agency"),
    OrganisationKind.PUBLIC_PROSECUTOR: Text("openbaar ministerie", "public prosecutor"),
    OrganisationKind.COURT: Text("rechtspraak", "court"),
    OrganisationKind.POLICE: Text("politie", "police"),
    OrganisationKind.SUPPLIER: Text("leverancier", "supplier"),
    OrganisationKind.SECTOR_CERT: Text("sector-CERT", "sector CERT"),
    OrganisationKind.NATIONAL_CSIRT: Text("nationaal CSIRT", "national CSIRT"),
    OrganisationKind.SUPERVISOR: Text("toezichthouder", "supervisor"),
    OrganisationKind.PRESS: Text("pers", "press"),
    OrganisationKind.PARLIAMENT: Text("parlement", "parliament"),
    OrganisationKind.OTHER: Text("anders", "other"),
}
CONTACT_ROLES: Mapping[ContactRole, Text] = {
    ContactRole.GENERAL: Text("algemeen", "general"),
    ContactRole.TRUSTED: Text("vertrouwd", "trusted"),
    ContactRole.CISO: Text("CISO", "CISO"),
    ContactRole.ON_CALL: Text("piket", "on call"),
    ContactRole.DEPUTY: Text("vervanger", "deputy"),
    ContactRole.DIRECTOR: Text("directeur", "director"),
    ContactRole.PRESS: Text("pers", "press"),
    ContactRole.COUNCIL_CLERK: Text("griffier", "council clerk"),
}
CHANNELS: Mapping[Channel, Text] = {
    Channel.MAIL: Text("e-mail", "e-mail"),
    Channel.PHONE: Text("telefoon", "telephone"),
    Channel.MESSENGER: Text("berichtendienst", "messenger"),
    Channel.POST: Text("post", "post"),
}
CARRIERS: Mapping[CarriedBy, Text] = {
    CarriedBy.OWN: Text("over de eigen voorzieningen", "over the own facilities"),
    CarriedBy.OTHER: Text("buiten de eigen voorzieningen om", "off the own facilities"),
    CarriedBy.UNKNOWN: Text("niet vastgelegd", "not recorded"),
}
DUTIES: Mapping[DutyKind, Text] = {
    DutyKind.ON_CALL: Text("heeft dienst", "on call"),
    DutyKind.DEPUTY: Text("vervangt", "deputy"),
}
CONSENTS: Mapping[ConsentTo, Text] = {
    ConsentTo.NATIONAL_DESK: Text("onze naam aan het landelijk loket", "our name to the national desk"),
    ConsentTo.PUBLIC: Text("onze naam aan iedereen", "our name to everybody"),
    ConsentTo.FORENSIC_PARTNER: Text(
        "al ons bewijs aan een forensische partner", "all our evidence to a forensic partner"
    ),
}
DATA: Mapping[Data, Text] = {
    Data.ORGANISATION_NAMES: Text("namen van organisaties", "names of organisations"),
    Data.THREATS: Text("dreigingen", "threats"),
    Data.VULNERABILITIES: Text("kwetsbaarheden", "vulnerabilities"),
    Data.INCIDENTS: Text("incidenten", "incidents"),
    Data.TECHNICAL_TRACES: Text("technische sporen", "technical traces"),
}
NATURES: Mapping[Nature, Text] = {
    Nature.ACTING: Text("doet zelf mee", "takes part itself"),
    Nature.RECORDED: Text("alleen vastgelegd uit openbare stukken", "only recorded from public documents"),
    Nature.FICTIONAL: Text("verzonnen", "fictional"),
}
ROLES: Mapping[Role, Text] = {
    Role.CISO: Text("CISO", "CISO"),
    Role.ICT: Text("ICT", "ICT"),
    Role.DIRECTOR: Text("directie", "director"),
    Role.CLERK: Text("griffie", "clerk"),
    Role.SPOKESPERSON: Text("woordvoering", "spokesperson"),
    Role.DESK: Text("desk", "desk"),
    Role.SHIFT_LEAD: Text("dienstleiding", "shift lead"),
    Role.NATIONAL: Text("landelijk loket", "national desk"),
    Role.OPERATOR: Text("beheer", "operator"),
}
