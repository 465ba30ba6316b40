"""A small exercise around one crisis, all invented: a sector CERT, six members in different states, and their people.

Everything happened in the weeks before now, so that terms run and pages look as they do in a crisis.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from dijkwacht.cases import services
from dijkwacht.kernel.actor import Actor, ActorKind, Role, Source
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment, Precision, local_date, midnight, minute
from dijkwacht.organisations.domain.period import read_period
from dijkwacht.organisations.domain.register import ContactDetails, OrganisationDetails
from dijkwacht.organisations.domain.words import CarriedBy, Channel, ContactRole, Nature, OrganisationKind
from dijkwacht.organisations.models import Account
from dijkwacht.organisations.services import (
    begin_membership,
    create_account,
    ensure_sectors,
    give_role,
    record_contact,
    record_organisation,
)

ALWAYS = read_period("2013-01")
REGISTRAR = Actor(ActorKind.PERSON, "desk")
FLAW = "CVE-2019-19781"
STEPS = (
    "secure-evidence",
    "close-access",
    "fix",
    "end-sessions",
    "verify",
    "hunt",
    "reopen",
    "watch",
    "scale-down",
    "recover",
    "account",
)


def day(back):
    """Return the day that lies so many days back, known to the day."""
    return Moment(midnight(local_date(timezone.now() - timedelta(days=back))), Precision.DAY)


def hours(back):
    """Return the moment so many hours back (ahead where negative), known to the minute."""
    return minute(timezone.now() - timedelta(hours=back))


@dataclass(frozen=True)
class Exercise:
    """Who plays: public ids of organisations, the case, responses by name."""

    cert: UUID
    national: UUID
    case: UUID
    members: dict[str, UUID]
    responses: dict[str, UUID]

    def account(self, name, role="ciso"):
        """Return a new account that holds a role at the member of this name, or at the CERT or national desk."""
        at = {"cert": self.cert, "national": self.national}.get(name) or self.members[name]
        public_id = create_account(email=f"{role}.{at}.{Account.objects.count()}@accounts.example")
        give_role(account=public_id, organisation=at, role=Role(role), period=ALWAYS, actor=REGISTRAR)
        return Account.objects.get(public_id=public_id)


def organisation(name, *kinds, sector=None, **details):
    """Return the public id of an invented organisation."""
    given = OrganisationDetails(
        name=name,
        kinds=tuple(OrganisationKind(kind) for kind in kinds),
        nature=Nature.FICTIONAL,
        sector=sector,
        **details,
    )
    return record_organisation(details=given, actor=REGISTRAR).id


def member(name, cert):
    """Return a municipality of the CERT's constituency that can be reached off its own domain."""
    domain = f"{name.lower().replace(' ', '').strip(chr(8217))}.example"
    found = organisation(name, "municipality", sector="municipalities", own_domain=domain)
    begin_membership(organisation=found, cert=cert, period=ALWAYS, actor=REGISTRAR)
    return found


def reach(of, channel, value, role="ciso", **details):
    """Put a contact point into the register."""
    given = ContactDetails(ContactRole(role), Channel(channel), value, **details)
    record_contact(organisation=of, details=given, actor=REGISTRAR)


def actor_of(organisation, role="ciso"):
    return Actor(ActorKind.PERSON, role, organisation=organisation)


def record(response, kind, *, of, happened=None, known=None, **payload):
    """Record one entry as the CISO of the response's organisation."""
    return services.record(
        actor=actor_of(of),
        response=response,
        kind=kind,
        payload=payload,
        happened=happened,
        known=known or happened,
    )


def case_fact(case, cert, kind, *, happened=None, source=None, **payload):
    """Record a fact of the case for the members of the CERT."""
    return services.record_case_fact(
        actor=actor_of(cert, "desk"),
        case=case,
        kind=kind,
        payload=payload,
        label=Label.AMBER,
        owner=cert,
        constituency=cert,
        happened=happened,
        known=happened,
        source=source or Source(),
    )


def assemble(names=("Waterhoven", "Hoogwaarden", "Lage Vaart", "Oudmeer", "’t Zand", "Zilverberg")):
    """Put the exercise into an empty database; the last member has no response."""
    ensure_sectors()
    cert = organisation("Waterwacht", "sector-cert")
    national = organisation("Landelijke Wacht", "national-csirt")
    members = {name: member(name, cert) for name in names}
    for name in ("Waterhoven", "Oudmeer", "Hoogwaarden"):
        reach(members[name], "phone", "06 00 00 00 00", carried_by=CarriedBy.OTHER, confirmed_at=day(20).earliest)
        reach(members[name], "mail", "ciso@elders.example")
    case = open_case(cert)
    responses = {
        name: services.open_response(
            actor=actor_of(cert, "desk"), case=case, organisation=members[name], happened=day(34), known=day(34)
        )
        for name in names[:-1]
    }
    exercise = Exercise(cert, national, case, members, responses)
    advise(exercise)
    waterhoven(exercise)
    others(exercise)
    return exercise


def open_case(cert):
    return services.open_case(
        actor=actor_of(cert, "desk"),
        owner=cert,
        label=Label.AMBER,
        title=Text("Oefencasus NetScaler", "Exercise NetScaler"),
        steps=STEPS,
        product="Citrix NetScaler ADC",
        constituency=cert,
        happened=day(35),
        known=day(35),
    )


def advice(number, level, issuer, version, title, *actions):
    return {
        "advisory": UUID(int=(4 << 76) | (8 << 60) | number),
        "issuer": issuer,
        "level": level,
        "version": version,
        "title": title,
        "vulnerabilities": [FLAW],
        "actions": list(actions),
    }


def advise(exercise):
    """Give the case its advice, exploitation and fix, over five weeks."""
    case, cert = exercise.case, exercise.cert
    vendor = {"step": "mitigate", "scope": "responder policy van de leverancier"}
    case_fact(
        case,
        cert,
        "advisory.received",
        happened=day(35),
        **advice(1, "vendor", "Leverancier", "1", "Kwetsbaarheid in de gateway", vendor),
    )
    case_fact(
        case, cert, "exploitation.known", happened=day(12), vulnerabilities=[FLAW], since=day(28).text(), how="sought"
    )
    off = {
        "step": "close-access",
        "scope": "uitschakelen",
        "unless": "de gevolgen te groot zijn",
        "then": "extra maatregelen",
    }
    case_fact(
        case,
        cert,
        "advisory.received",
        happened=day(8),
        **advice(2, "national", "Landelijke Wacht", "1", "Overweeg uitschakelen", off),
    )
    case_fact(
        case,
        cert,
        "fix.published",
        happened=day(4),
        vulnerabilities=[FLAW],
        builds=["13.0-47.24"],
        issuer="Leverancier",
    )
    hunt = {"step": "hunt", "scope": "onderzoek de hele kwetsbare periode"}
    case_fact(
        case,
        cert,
        "advisory.revised",
        happened=day(1),
        **advice(3, "sector", "Waterwacht", "3", "Openstellen na een afgerond onderzoek", hunt),
        changed=["actions"],
    )
    case_fact(
        case,
        cert,
        "press.reported",
        happened=day(6),
        publisher="De Polderpost",
        claim="honderd gemeenten zijn gehackt",
        url="https://polderpost.example/netscaler",
    )


def waterhoven(exercise):
    """Tell the member of the sketch: shut, fixed, not checked, nine days covered."""
    of, response = exercise.members["Waterhoven"], exercise.responses["Waterhoven"]

    def say(kind, happened=None, **payload):
        return record(response, kind, of=of, happened=happened, **payload)

    say("device.stated", day(34), device="ns1", product="NetScaler ADC", build="13.0-47.22", in_service_since="2018-03")
    say("device.stated", day(34), device="ns2", product="NetScaler ADC", build="13.0-47.22", in_service_since="2018-03")
    say("evidence.secured", day(6), what=["ns.log", "httpaccess.log"])
    say("measure.done", day(6), step="secure-evidence")
    say("access.closed", day(5), scope="all", what="inloggen van buiten", ground="advice")
    say("measure.done", day(5), step="close-access")
    say(
        "restriction.imposed",
        day(5),
        key="thuiswerken",
        what="thuiswerken",
        who="alle medewerkers",
        where="buiten kantoor",
        still_works="alles op kantoor",
    )
    say("monitoring.raised", day(5), reason="mogelijk misbruik", criterion="onderzoek afgerond", until=day(-20).text())
    for device in ("ns1", "ns2"):
        say("measure.done", day(3), step="fix", device=device, build="13.0-47.24")
    say("sessions.ended", day(3), what=["alle sessies"], decided_by="CISO")
    say("measure.done", day(3), step="end-sessions")
    say("measure.started", day(2), step="verify")
    say(
        "hunt.opened",
        day(2),
        hunt="onderzoek-1",
        questions=["access", "attempts"],
        window_start=day(28).text(),
        window_end=day(5).text(),
    )
    say(
        "hunt.ran",
        day(1),
        hunt="onderzoek-1",
        sources=["ns.log"],
        covered=[[day(13).text(), day(5).text()]],
        result="no-signs",
    )
    say("measure.planned", day(1), step="hunt", deadline=hours(-6).text(), asked_by="Waterwacht")
    say("measure.started", day(1), step="hunt")
    accounted_for(say)


def accounted_for(say):
    """Tell what it cost, what was said and promised, and what was asked."""
    say("impact.stated", day(5), group="inwoners", channel="balie", impact="none")
    say("cost.recorded", day(2), cents=125_000, what="forensisch bureau", basis="estimate")
    say(
        "promise.made",
        day(4),
        key="bericht",
        what="bericht aan de raad zodra het onderzoek klaar is",
        owner_role="griffier",
        to="gemeenteraad",
        due=day(-9).text(),
    )
    say(
        "question.received",
        day(3),
        set="raadsvragen",
        number=1,
        asker="raadsfractie",
        topic="is er gelekt",
        term=day(-18).text(),
    )
    say("statement.made", day(4), grade="nothing-suspicious", audience="council")


def others(exercise):
    """Tell the rest: one stands open and late, one is blocked, one is done, one does not use it."""
    responses, members = exercise.responses, exercise.members

    def say(name, kind, happened=None, **payload):
        return record(responses[name], kind, of=members[name], happened=happened, **payload)

    say("Hoogwaarden", "device.stated", day(30), device="gw-a", product="NetScaler ADC", build="13.0-47.22")
    say("Hoogwaarden", "device.stated", day(30), device="gw-b", product="NetScaler ADC", build="13.0-47.22")
    say("Hoogwaarden", "service.kept", day(7), decided_by="directeur")
    say("Hoogwaarden", "measure.planned", day(7), step="close-access", deadline=hours(8).text(), asked_by="Waterwacht")
    say("Lage Vaart", "device.stated", day(30), device="gw", product="NetScaler ADC", build="13.0-47.22")
    say("Lage Vaart", "access.closed", day(4), scope="partly", what="portaal voor leveranciers")
    say("Lage Vaart", "measure.blocked", day(3), step="fix", missing="onderhoudscontract", waits_for="leverancier")
    say("Oudmeer", "use.declared", day(33), use="uses", product="NetScaler ADC")
    say("Oudmeer", "access.closed", day(7), scope="all", what="inloggen van buiten")
    say("Oudmeer", "measure.done", day(4), step="secure-evidence")
    say("Oudmeer", "measure.done", day(3), step="fix", build="13.0-47.24")
    say("Oudmeer", "measure.verified", day(3), step="fix", result="effective", method="van buiten beproefd")
    say("Oudmeer", "hunt.opened", day(6), hunt="onderzoek", questions=["access"])
    say("Oudmeer", "hunt.ran", day(2), hunt="onderzoek", covered=[[day(40).text(), day(1).text()]], result="no-signs")
    say("Oudmeer", "hunt.closed", day(2), hunt="onderzoek")
    say("Oudmeer", "access.reopened", day(1), decided_by="directeur", gate="met", scope="all")
    say("’t Zand", "use.declared", day(33), use="does-not-use", product="NetScaler ADC")
