"""Which entries people record by hand, and what each form asks; types and choices follow from the entry kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a form: the field of the entry, its label, its help.

    `hidden`: what the page knows itself. `pasted`: words that people copy from a page.
    """

    name: str
    label: Text
    help: Text = NOTHING
    hidden: bool = False
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form: the entry kind it records, its title, button and questions.

    `made`: fields that get a fresh key. `evidence`: files may go along. `dated`: asks when it happened. `mandated`: the
    roles to which it belongs, empty for all of the organisation; others go through containment's break-glass.

    Every sheet can also be filled by the desk of the constituency for a member on the telephone, or from paper.
    """

    kind: str
    title: Text
    button: Text
    asks: tuple[Ask, ...]
    made: tuple[str, ...] = ()
    evidence: bool = False
    dated: bool = True
    mandated: tuple[Role, ...] = ()


_RECORD = Text("Vastleggen", "Record")
_REMARK = Ask("remark", Text("Opmerking", "Remark"))
_DEVICE = Ask("device", Text("Systeem", "System"), Text("Leeg: alle systemen.", "Empty: all systems."))
_BUILD = Ask("build", Text("Versie die er nu draait", "Build that runs now"))

ANSWERS: Mapping[str, Sheet] = {
    "bezig": Sheet("measure.started", Text("Bezig", "In progress"), Text("Wij zijn bezig", "We are at it"), (_REMARK,)),
    "gedaan": Sheet(
        "measure.done",
        Text("Gedaan", "Done"),
        Text("Gedaan, leg vast", "Done, record"),
        (_DEVICE, _BUILD, _REMARK),
        evidence=True,
    ),
    "anders": Sheet(
        "measure.deviated",
        Text("Anders gedaan", "Done differently"),
        Text("Anders gedaan, leg vast", "Done differently, record"),
        (
            Ask("instead", Text("Wat is er in plaats daarvan gedaan?", "What was done instead?")),
            Ask("reason", Text("Waarom?", "Why?")),
            Ask("equivalent", Text("Beschermt het even goed?", "Does it protect as well?")),
            _DEVICE,
            _REMARK,
        ),
        evidence=True,
    ),
    "geblokkeerd": Sheet(
        "measure.blocked",
        Text("Geblokkeerd", "Blocked"),
        Text("Geblokkeerd, leg vast", "Blocked, record"),
        (
            Ask("missing", Text("Wat is er nodig?", "What is missing?")),
            Ask("waits_for", Text("Van wie?", "From whom?")),
            _REMARK,
        ),
    ),
    "nvt": Sheet(
        "measure.not_applicable",
        Text("Niet van toepassing", "Not applicable"),
        Text("Niet van toepassing, leg vast", "Not applicable, record"),
        (Ask("why", Text("Waarom niet?", "Why not?")), _DEVICE, _REMARK),
    ),
}

_WHAT_LIST = Text("Een per regel.", "One on each line.")

SHEETS: Mapping[str, Sheet] = {
    "gebruik": Sheet(
        "use.declared",
        Text("Gebruik verklaren", "Declare use"),
        _RECORD,
        (
            Ask("use", Text("Is het hier in gebruik?", "Is it in use here?")),
            Ask("product", Text("Product", "Product")),
            _REMARK,
        ),
    ),
    "systeem": Sheet(
        "device.stated",
        Text("Een systeem noemen", "Name a system"),
        _RECORD,
        (
            Ask("device", Text("Naam van het systeem", "Name of the system")),
            Ask("product", Text("Product", "Product")),
            Ask("build", Text("Versie", "Build")),
            Ask("in_service_since", Text("In gebruik sinds", "In service since")),
            Ask("site", Text("Locatie", "Location")),
        ),
        dated=False,
    ),
    "dicht": Sheet(
        "access.closed",
        Text("Toegang van buiten gesloten", "Outside access closed"),
        _RECORD,
        (
            Ask("scope", Text("Hoeveel ging dicht?", "How much was closed?")),
            Ask(
                "what",
                Text("Wat ging dicht?", "What was closed?"),
                Text("Bijvoorbeeld: inloggen van buiten.", "For example: signing in from outside."),
            ),
            Ask("ground", Text("Waarom?", "Why?")),
        ),
        mandated=(Role.CISO, Role.ICT, Role.DIRECTOR),
    ),
    "sessies": Sheet(
        "sessions.ended",
        Text("Sessies beëindigd", "Sessions ended"),
        _RECORD,
        (
            Ask("what", Text("Welke sessies", "Which sessions"), _WHAT_LIST),
            Ask("side_effect", Text("Wat merkte men ervan?", "What was noticed of it?")),
            Ask(
                "decided_by", Text("Wie besloot", "Who decided"), Text("Een functie, geen naam.", "An office, no name.")
            ),
        ),
    ),
    "sleutels": Sheet(
        "secrets.replaced",
        Text("Wachtwoorden en sleutels vervangen", "Secrets replaced"),
        _RECORD,
        (Ask("what", Text("Wat is vervangen", "What was replaced"), _WHAT_LIST),),
    ),
    "bewijs": Sheet(
        "evidence.secured",
        Text("Bewijs veiliggesteld", "Evidence secured"),
        _RECORD,
        (
            Ask("what", Text("Wat is veiliggesteld", "What was secured"), _WHAT_LIST),
            Ask("where", Text("Waar ligt het", "Where it is kept")),
        ),
        evidence=True,
    ),
    "controle": Sheet(
        "measure.verified",
        Text("Controle van een maatregel", "Check of a measure"),
        _RECORD,
        (
            Ask("step", Text("Welke stap", "Which step")),
            Ask("result", Text("Werkt het?", "Does it work?")),
            Ask("method", Text("Hoe gecontroleerd, en van waar", "How it was checked, and from where")),
            _DEVICE,
            _REMARK,
        ),
        evidence=True,
    ),
    "beperking": Sheet(
        "restriction.imposed",
        Text("Beperking", "Restriction"),
        _RECORD,
        (
            Ask("what", Text("Wat kan niet?", "What is not possible?")),
            Ask("who", Text("Voor wie?", "For whom?")),
            Ask("where", Text("Van waar niet?", "From where?")),
            Ask("still_works", Text("Wat werkt nog wel?", "What still works?")),
        ),
        made=("key",),
    ),
    "beperking-op": Sheet(
        "restriction.lifted",
        Text("Beperking opheffen", "Lift a restriction"),
        Text("Opheffen", "Lift"),
        (Ask("key", Text("Beperking", "Restriction"), hidden=True),),
    ),
    "bewaking-omhoog": Sheet(
        "monitoring.raised",
        Text("Bewaking verhogen", "Raise monitoring"),
        Text("Verhogen", "Raise"),
        (
            Ask("reason", Text("Waarom?", "Why?")),
            Ask("added", Text("Wat wordt extra bewaakt?", "What is watched in addition?")),
            Ask("criterion", Text("Waaraan ziet u dat het terug kan?", "By what will you see that it can go down?")),
            Ask("until", Text("Tot wanneer in elk geval?", "Until when at least?")),
        ),
    ),
    "bewaking-omlaag": Sheet(
        "monitoring.lowered",
        Text("Bewaking terug naar normaal", "Monitoring back to normal"),
        Text("Terug naar normaal", "Back to normal"),
        (
            Ask("criterion_met", Text("Aan welk criterium is voldaan?", "Which criterion is met?")),
            Ask(
                "decided_by", Text("Wie besloot", "Who decided"), Text("Een functie, geen naam.", "An office, no name.")
            ),
            Ask("reason", Text("Waarom nu al?", "Why already now?")),
        ),
    ),
    "gevolg": Sheet(
        "impact.stated",
        Text("Gevolgen", "Impact"),
        _RECORD,
        (
            Ask(
                "group",
                Text("Voor wie", "For whom"),
                Text("Bijvoorbeeld: inwoners, patiënten.", "For example: residents, patients."),
            ),
            Ask(
                "channel",
                Text("Langs welke weg", "By which channel"),
                Text("Bijvoorbeeld: balie, telefoon, website.", "For example: desk, telephone, website."),
            ),
            Ask("impact", Text("Hoe erg", "How bad")),
            Ask("detail", Text("Toelichting", "Explanation")),
        ),
    ),
    "kosten": Sheet(
        "cost.recorded",
        Text("Kosten", "Costs"),
        _RECORD,
        (
            Ask(
                "cents",
                Text("Bedrag in centen", "Amount in cents"),
                Text("Nul is ook een bedrag.", "Nil is an amount too."),
            ),
            Ask("what", Text("Waarvoor", "What for")),
            Ask("basis", Text("Werkelijk of geschat", "Actual or estimate")),
        ),
    ),
    "inzet": Sheet(
        "effort.recorded",
        Text("Inzet", "Effort"),
        _RECORD,
        (
            Ask("roles", Text("Welke functies", "Which roles"), _WHAT_LIST),
            Ask("minutes", Text("Minuten", "Minutes")),
            Ask("outside_hours", Text("Buiten kantoortijd?", "Outside office hours?")),
        ),
    ),
    "verklaring": Sheet(
        "statement.made",
        Text("Verklaring", "Statement"),
        _RECORD,
        (
            Ask(
                "grade",
                Text("Wat werd gezegd", "What was said"),
                Text("Het kleinste dat de woorden dekken.", "The least that the words cover."),
            ),
            Ask("reach", Text("Tot hoe ver", "How far")),
            Ask("which_data", Text("Welke gegevens", "Which data")),
            Ask("audience", Text("Aan wie", "To whom")),
            Ask("provisional", Text("Voorlopig?", "Provisional?")),
            Ask("words", Text("De woorden zelf", "The words themselves")),
        ),
    ),
    "toezegging": Sheet(
        "promise.made",
        Text("Toezegging", "Promise"),
        _RECORD,
        (
            Ask("what", Text("Wat is toegezegd", "What was promised")),
            Ask("to", Text("Aan wie", "To whom")),
            Ask("trigger", Text("Wanneer gaat hij lopen", "What sets it off")),
            Ask(
                "owner_role",
                Text("Wie zorgt ervoor", "Who takes care"),
                Text("Een functie, geen naam.", "An office, no name."),
            ),
            Ask("due", Text("Uiterlijk", "By")),
        ),
        made=("key",),
    ),
    "toezegging-na": Sheet(
        "promise.kept",
        Text("Toezegging nagekomen", "Promise kept"),
        Text("Nagekomen", "Kept"),
        (Ask("key", Text("Toezegging", "Promise"), hidden=True), Ask("how", Text("Hoe", "How"))),
    ),
    "vraag": Sheet(
        "question.received",
        Text("Vraag gekregen", "Question received"),
        _RECORD,
        (
            Ask(
                "set",
                Text("Welke reeks", "Which set"),
                Text("Bijvoorbeeld: raadsvragen 20 januari.", "For example: council questions 20 January."),
            ),
            Ask("number", Text("Nummer", "Number")),
            Ask(
                "asker",
                Text("Wie vraagt", "Who asks"),
                Text("Een fractie of functie, geen naam.", "A group or office, no name."),
            ),
            Ask("term", Text("Antwoord uiterlijk", "Answer by")),
            Ask("topic", Text("Onderwerp", "Topic")),
            Ask("premise", Text("Wat de vraag veronderstelt", "What the question presumes")),
            Ask("wording", Text("De vraag zelf", "The question itself")),
        ),
    ),
}

_FLAWS = Ask("vulnerabilities", Text("Kwetsbaarheden", "Vulnerabilities"), _WHAT_LIST)

CASE_SHEETS: Mapping[str, Sheet] = {
    "koppelen": Sheet(
        "case.linked",
        Text("Bij de casus voegen", "Link to the case"),
        Text("Toevoegen", "Link"),
        (
            Ask("what", Text("Wat", "What")),
            Ask("ref", Text("Kenmerk", "Reference"), Text("Bijvoorbeeld een CVE-nummer.", "For example a CVE number.")),
            Ask("title", Text("Titel", "Title")),
        ),
    ),
    "misbruik": Sheet(
        "exploitation.known",
        Text("Misbruik bekend", "Exploitation known"),
        _RECORD,
        (_FLAWS, Ask("since", Text("Sinds wanneer", "Since when")), Ask("how", Text("Hoe", "How"))),
        dated=False,
    ),
    "herstel": Sheet(
        "fix.published",
        Text("Herstelversies gepubliceerd", "Fixed builds published"),
        _RECORD,
        (
            _FLAWS,
            Ask("builds", Text("Herstelversies", "Fixed builds"), _WHAT_LIST),
            Ask("issuer", Text("Uitgever", "Issuer")),
        ),
    ),
    "werkt-niet": Sheet(
        "mitigation.unsound",
        Text("Maatregel werkt niet", "Mitigation has no effect"),
        _RECORD,
        (
            Ask("step", Text("Welke stap", "Which step")),
            Ask("builds", Text("Op welke versies", "On which builds"), _WHAT_LIST),
            Ask("because", Text("Waarom", "Why")),
        ),
    ),
    "pers": Sheet(
        "press.reported",
        Text("Bericht in de pers", "Press item"),
        _RECORD,
        (
            Ask("publisher", Text("Medium", "Publisher")),
            Ask(
                "claim",
                Text("Wat er beweerd wordt", "What is claimed"),
                Text(
                    "Geplakt van een pagina? Menu en reacties vallen weg.",
                    "Pasted from a page? Menus and reactions go.",
                ),
                pasted=True,
            ),
            Ask("url", Text("Webadres", "Address")),
            Ask("title", Text("Kop", "Headline")),
        ),
    ),
}
