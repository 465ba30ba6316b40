"""The words on the pages that a desk carries for 48 hours."""

from collections.abc import Mapping

from dijkwacht.kernel.text import Text

WORDS: Mapping[str, Text] = {
    "title": Text("Deskmap: werken zonder het programma", "Desk folder: working without the program"),
    "intro": Text(
        "Deze map is een afdruk van wat u op dat moment mocht zien, bedoeld voor hoogstens 48 uur. Er verandert niets "
        "in. Schrijf op wat er gebeurt en typ het later over, met de tijd waarop het bekend was.",
        "This folder is a print of what you were allowed to see at that moment, meant for at most 48 hours. Nothing "
        "in it changes. Write down what happens and type it in later, with the time at which it was known.",
    ),
    "find": Text("Zoek op deze bladzijde met Ctrl+F (Cmd+F).", "Search this page with Ctrl+F (Cmd+F)."),
    "mark": Text("Vertrouwelijke afdruk, gemaakt op", "Confidential print, made on"),
    "fictional": Text("Fictief: verzonnen organisaties.", "Fictional: invented organisations."),
    "members": Text("Deelnemers", "Members"),
    "organisation": Text("Organisatie", "Organisation"),
    "reach": Text("Bereiken", "Reach"),
    "codes": Text("Codewoorden", "Code words"),
    "desk-says": Text("De desk zegt", "The desk says"),
    "member-answers": Text("De deelnemer antwoordt", "The member answers"),
    "stands": Text("Stand: gebruik, zwakte, toegang, misbruik", "Stand: use, weakness, access, misuse"),
    "responses": Text("Opvolgingen", "Responses"),
    "last-word": Text("Laatste woord", "Last word"),
    "never": Text("nog niets gehoord", "nothing heard yet"),
    "closed": Text("afgesloten", "closed"),
    "none": Text("niets dat u mag zien", "nothing that you may see"),
    "left-members": Text("deelnemers pasten niet in deze map", "members did not fit into this folder"),
    "left-entries": Text("oudere regels staan niet in deze map", "older entries are not in this folder"),
    "cases": Text("Casussen", "Cases"),
    "advice": Text("Advies", "Advice"),
    "changed": Text("Gewijzigd", "Changed"),
    "calls": Text("Bellijst", "Call list"),
    "outcome": Text("Uitkomst", "Outcome"),
    "spoken": Text("gesproken", "spoken"),
    "no-answer": Text("geen gehoor", "no answer"),
    "call-back": Text("belt terug", "calls back"),
    "numbers": Text("Nummers", "Numbers"),
    "why": Text("Waarom, en wat u zegt", "Why, and what you say"),
    "said-when": Text("Gezegd, hoe laat", "Said, at what time"),
    "sheet": Text("Antwoordblad", "Answer sheet"),
    "known": Text("Bekend sinds", "Known since"),
    "told-by": Text("Verteld door (functie)", "Told by (office)"),
    "time": Text("Datum, tijd", "Date, time"),
    "what": Text("Wat", "What"),
    "typed": Text("Overgetypt", "Typed in"),
    "log": Text("Logblad om later over te typen", "Log to type in later"),
    "log-help": Text(
        "Eén regel per bericht. Vraag eerst naar het codewoord. Typ elke regel over bij de deelnemer, met de tijd "
        "waarop u het hoorde.",
        "One line per message. Ask for the code word first. Type each line in at the member, with the time at which "
        "you heard it.",
    ),
}
