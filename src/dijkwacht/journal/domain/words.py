"""The words in which an entry's values are shown: what a code means, how a moment is written."""

from collections.abc import Mapping

from dijkwacht.disclosure.domain import Category
from dijkwacht.kernel.origin import Origin
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import ZONE, Moment, Precision

_MONTHS = (
    Text("januari", "January"),
    Text("februari", "February"),
    Text("maart", "March"),
    Text("april", "April"),
    Text("mei", "May"),
    Text("juni", "June"),
    Text("juli", "July"),
    Text("augustus", "August"),
    Text("september", "September"),
    Text("oktober", "October"),
    Text("november", "November"),
    Text("december", "December"),
)
YES, NO = Text("ja", "yes"), Text("nee", "no")
NOT_STATED = Text("niet opgegeven", "not stated")

WORDS: Mapping[str, Text] = {
    "acknowledged": Text("bevestigd", "acknowledged"),
    "acted": Text("ernaar gehandeld", "acted on"),
    "actual": Text("werkelijk", "actual"),
    "advice": Text("op advies", "on advice"),
    "advisory": Text("advies", "advisory"),
    "all": Text("alles", "all"),
    "as-before": Text("als voorheen", "as before"),
    "asked": Text("op verzoek", "on request"),
    "attempt": Text("poging", "attempt"),
    "attempts": Text("pogingen gezien", "attempts seen"),
    "attempts-seen": Text("pogingen gezien", "attempts seen"),
    "backlog": Text("achterstand", "backlog"),
    "benign": Text("onschuldig", "benign"),
    "both": Text("beide kanten op", "both ways"),
    "business": Text("bedrijfsvoering", "business"),
    "call": Text("bellen", "call"),
    "call-back": Text("belt terug", "will call back"),
    "cannot": Text("kan niet worden beantwoord", "cannot be answered"),
    "care-not-endangered": Text("zorg niet in gevaar", "care not endangered"),
    "case": Text("casus", "case"),
    "cert": Text("CERT", "CERT"),
    "close": Text("buiten sluiten", "closing the outside door"),
    "closed": Text("dicht", "closed"),
    "compromise": Text("binnengedrongen", "compromise"),
    "confirmed": Text("bevestigd", "confirmed"),
    "council": Text("raad", "council"),
    "counts": Text("aantallen", "counts"),
    "data": Text("gegevens", "data"),
    "decide": Text("beslissen", "deciding"),
    "declined": Text("geen antwoord gegeven", "declined"),
    "degraded": Text("beperkt in bedrijf", "degraded"),
    "deputy": Text("plaatsvervanger", "deputy"),
    "digital": Text("digitaal", "digital"),
    "director": Text("directeur of secretaris", "director or secretary"),
    "does-not-use": Text("gebruikt het niet", "does not use it"),
    "does-not-work": Text("werkt niet", "does not work"),
    "done": Text("gedaan", "done"),
    "edge": Text("de buitenrand", "the edge"),
    "effective": Text("werkt", "effective"),
    "estimate": Text("schatting", "estimate"),
    "files": Text("bestanden", "files"),
    "foreseeable": Text("te voorzien", "foreseeable"),
    "given-away": Text("ze waren bekend geworden", "they had become known"),
    "in": Text("inkomend", "incoming"),
    "in-progress": Text("wordt aan gewerkt", "in progress"),
    "inconclusive": Text("geeft geen uitsluitsel", "inconclusive"),
    "inside": Text("van binnen", "from inside"),
    "internal": Text("het interne netwerk", "the internal network"),
    "joint": Text("gezamenlijk", "jointly"),
    "lead": Text("aanwijzing", "lead"),
    "limited": Text("beperkt", "limited"),
    "link": Text("koppeling", "link"),
    "met": Text("voldaan", "met"),
    "misuse-found": Text("misbruik gevonden", "misuse found"),
    "misused": Text("misbruikt", "misused"),
    "mitigated": Text("beperkt", "mitigated"),
    "national": Text("landelijk", "national"),
    "no": NO,
    "no-answer": Text("geen gehoor", "no answer"),
    "no-attempts-seen": Text("geen pogingen gezien", "no attempts seen"),
    "no-misuse-found": Text("geen misbruik gevonden", "no misuse found"),
    "no-reply": Text("geen antwoord", "no reply"),
    "no-signs": Text("geen sporen gevonden", "no signs found"),
    "no-signs-covered": Text("geen sporen, de hele periode gedekt", "no signs, the whole window covered"),
    "no-signs-partial": Text("geen sporen, onder voorbehoud", "no signs, with reservations"),
    "none": Text("geen", "none"),
    "not-applicable": Text("niet van toepassing", "not applicable"),
    "not-asked": Text("niet gevraagd", "not asked"),
    "not-effective": Text("werkt niet", "not effective"),
    "not-evaluated": Text("niet te beoordelen", "could not be judged"),
    "not-foreseeable": Text("nog niet te voorzien", "not yet foreseeable"),
    "not-met": Text("niet voldaan", "not met"),
    "not-published": Text("niet gepubliceerd", "not published"),
    "not-remediated": Text("nog niet verholpen", "not remediated"),
    "not-tried": Text("niet beproefd", "not tried"),
    "nothing-suspicious": Text("niets verdachts gezien", "nothing suspicious"),
    "on-call": Text("bereikbaarheidsdienst", "on call"),
    "on-paper": Text("op papier", "on paper"),
    "open": Text("open", "open"),
    "operator": Text("beheerder", "operator"),
    "other": Text("anders", "other"),
    "out": Text("uitgaand", "outgoing"),
    "outside": Text("van buiten", "from outside"),
    "own": Text("eigen", "own"),
    "paper": Text("papier", "paper"),
    "parliament": Text("Tweede Kamer", "parliament"),
    "partly": Text("gedeeltelijk", "partly"),
    "partner": Text("partner", "partner"),
    "patch": Text("herstelversie", "patch"),
    "precaution": Text("uit voorzorg", "precaution"),
    "press": Text("pers", "press"),
    "primary": Text("primair", "primary"),
    "process": Text("werkproces", "work process"),
    "public": Text("openbaar", "public"),
    "published": Text("gepubliceerd", "published"),
    "reached": Text("geraakt", "reached"),
    "read": Text("gelezen", "read"),
    "reference": Text("door verwijzing", "by reference"),
    "refused": Text("ontkend", "refused"),
    "regulator": Text("toezichthouder", "regulator"),
    "remind": Text("herinnering", "reminder"),
    "replaced": Text("vervangen", "replaced"),
    "restored": Text("hersteld", "restored"),
    "restriction": Text("beperking", "restriction"),
    "retracted": Text("ingetrokken", "retracted"),
    "scheduled": Text("na hun termijn", "after their term"),
    "sector": Text("sector", "sector"),
    "shift-lead": Text("dienstleider", "shift lead"),
    "signs": Text("sporen gevonden", "signs found"),
    "signs-found": Text("sporen gevonden", "signs found"),
    "sought": Text("gezocht", "sought"),
    "spoken": Text("gesproken", "spoken"),
    "stamp-read": Text("tijdstempel gelezen", "time stamp read"),
    "stopped": Text("gestopt", "stopped"),
    "supporting": Text("ondersteunend", "supporting"),
    "suspicion": Text("bij verdenking", "suspicion"),
    "system": Text("systeem", "system"),
    "tarpit": Text("teerput", "tarpit"),
    "telephone": Text("telefonisch", "by telephone"),
    "true": Text("terecht", "true"),
    "unclear": Text("geen uitsluitsel", "unclear"),
    "unknown": Text("onbekend", "unknown"),
    "unmitigated": Text("niet beperkt", "unmitigated"),
    "user": Text("gebruiker", "user"),
    "uses": Text("gebruikt het", "uses it"),
    "vendor": Text("leverancier", "vendor"),
    "vulnerability": Text("kwetsbaarheid", "vulnerability"),
    "withheld": Text("niet meegedeeld", "withheld"),
    "works": Text("werkt", "works"),
    "wrong-certificate": Text("verkeerd certificaat", "wrong certificate"),
    "wrong-number": Text("verkeerd nummer", "wrong number"),
    "yes": YES,
    "zero-day": Text("misbruikt voordat er herstel was", "misused before there was a fix"),
}
"""What each choice of the entry kinds is called; a test finds the one that is missing."""

CATEGORY_WORDS: Mapping[Category, Text] = {
    Category.ADVICE: Text("Advies", "Advice"),
    Category.CASE: Text("Casus en opvolging", "Case and response"),
    Category.CONTACT: Text("Contactpunten", "Contact points"),
    Category.USE: Text("Gebruik en systemen", "Use and systems"),
    Category.VERDICT: Text("Blootstelling", "Exposure"),
    Category.MEASURE: Text("Maatregelen", "Measures"),
    Category.MONITORING: Text("Bewaking", "Monitoring"),
    Category.GATE: Text("Heropeningstoets", "Gate"),
    Category.MISUSE: Text("Misbruik", "Misuse"),
    Category.REPORTED: Text("Meldingen en berichten", "Reports and notices"),
    Category.HUNT: Text("Onderzoek naar misbruik", "Hunts"),
    Category.EVIDENCE: Text("Bewijsmateriaal", "Evidence"),
    Category.IMPACT: Text("Gevolgen en beperkingen", "Impact and restrictions"),
    Category.COST: Text("Kosten en inzet", "Costs and effort"),
    Category.RECOVERY: Text("Herstel", "Recovery"),
    Category.STATEMENT: Text("Verklaringen", "Statements"),
    Category.PRESS: Text("Pers", "Press"),
    Category.PROMISE: Text("Toezeggingen", "Promises"),
    Category.QUESTION: Text("Vragen", "Questions"),
    Category.DRAFT: Text("Concepten", "Drafts"),
    Category.SENT: Text("Verzonden stukken", "Documents sent"),
    Category.FIGURES: Text("Cijfers", "Figures"),
    Category.RIGHTS: Text("Rollen, gronden en register", "Roles, grounds and register"),
}
ORIGIN_WORDS: Mapping[Origin, Text] = {
    Origin.RELAYED: Text("uit een document of via een ander", "relayed, from a document or somebody else"),
    Origin.DECLARED: Text("door de organisatie zelf verklaard", "declared by the organisation itself"),
    Origin.OBSERVED: Text("door een instrument waargenomen", "observed by an instrument"),
    Origin.VERIFIED: Text("gecontroleerd", "verified"),
}

_ROLE_WORDS = {
    "ciso": Text("CISO", "CISO"),
    "ict": Text("ICT", "ICT"),
    "director": Text("directeur", "director"),
    "clerk": Text("griffier", "clerk"),
    "spokesperson": Text("woordvoerder", "spokesperson"),
    "desk": Text("desk van de sector-CERT", "sector CERT's desk"),
    "national": Text("landelijke desk", "national desk"),
    "operator": Text("beheerder", "operator"),
    "general": Text("algemeen", "general"),
    "trusted": Text("vertrouwd", "trusted"),
    "council-clerk": Text("griffier", "council clerk"),
    "visitor": Text("bezoeker", "visitor"),
    "importer": Text("invoer", "import"),
    "shift-lead": Text("dienstleider", "shift lead"),
    "on-call": Text("bereikbaarheidsdienst", "on call"),
    "deputy": Text("plaatsvervanger", "deputy"),
    "press": Text("pers", "press"),
}


_CHANNEL_WORDS = {
    "mail": Text("e-mail", "mail"),
    "phone": Text("telefoon", "telephone"),
    "messenger": Text("berichtendienst", "messenger"),
    "post": Text("post", "post"),
}


def channel_in_words(channel: str) -> Text:
    """Return what a channel is called; one that a document names goes by its own words."""
    return _CHANNEL_WORDS.get(channel, Text(channel, channel))


def role_in_words(role: str) -> Text:
    """Return what a role is called; an office that a document names goes by its own words."""
    return _ROLE_WORDS.get(role, Text(role, role))


def moment_in_words(at: Moment) -> Text:
    """Return the moment as people write it, no more exact than it is known: 17 januari 2020, 12.00 uur."""
    local = at.earliest.astimezone(ZONE)
    month = _MONTHS[local.month - 1]
    match at.precision:
        case Precision.MONTH:
            return Text(f"{month.nl} {local.year}", f"{month.en} {local.year}")
        case Precision.DAY:
            return Text(f"{local.day} {month.nl} {local.year}", f"{local.day} {month.en} {local.year}")
        case Precision.MINUTE:
            day = f"{local.day} {{}} {local.year}"
            return Text(
                f"{day.format(month.nl)}, {local:%H.%M} uur",
                f"{day.format(month.en)}, {local:%H:%M}",
            )
