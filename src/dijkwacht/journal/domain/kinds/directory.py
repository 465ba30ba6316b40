"""Entries about organisations, roles, contacts, grounds and the record itself."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, Retention, choice, moment, note, reference, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "role.given",
        Category.RIGHTS,
        (text("role"), reference("account"), moment("until")),
        Text("Rol {role} gegeven", "Role {role} given"),
        "An account was given a role at an organisation.",
        Retention.OPERATION,
    ),
    Kind(
        "role.taken",
        Category.RIGHTS,
        (text("role"), reference("account"), note("because")),
        Text("Rol {role} ingetrokken", "Role {role} taken"),
        "A role was taken from an account.",
        Retention.OPERATION,
    ),
    Kind(
        "contact.confirmed",
        Category.CONTACT,
        (text("role"), text("channel"), reference("contact"), note("value")),
        Text("Contactpunt {role} via {channel} bevestigd", "Contact point {role} by {channel} confirmed"),
        "Somebody confirmed that a contact point works.",
        Retention.PERSONAL,
    ),
    Kind(
        "contact.broken",
        Category.CONTACT,
        (text("role"), text("channel"), reference("contact"), note("what")),
        Text("Contactpunt {role} via {channel} werkt niet", "Contact point {role} by {channel} is broken"),
        "A contact point was found not to work.",
        Retention.PERSONAL,
    ),
    Kind(
        "disclosure.granted",
        Category.RIGHTS,
        (text("what"), text("to"), text("ground"), moment("until")),
        Text("{what} mag naar {to}: {ground}", "{what} may go to {to}: {ground}"),
        "An organisation or a law allows a fact to go to somebody (S4.26-S4.28).",
    ),
    Kind(
        "disclosure.refused",
        Category.RIGHTS,
        (text("what"), text("to"), text("because")),
        Text("{what} mag niet naar {to}: {because}", "{what} may not go to {to}: {because}"),
        "A fact may not go to somebody.",
    ),
    Kind(
        "content.removed",
        Category.RIGHTS,
        (
            reference("entry", optional=True),
            texts("evidence"),
            text("ground"),
            reference("requested_by"),
            reference("approved_by"),
        ),
        Text("Inhoud verwijderd op grond van {ground}", "Content removed on the ground of {ground}"),
        "Removable content of an entry, or an evidence file, was removed by two named people with a ground.",
    ),
    Kind(
        "entry.corrected",
        Category.CASE,
        (reference("entry"), note("because"), choice("how", "retracted", "replaced")),
        Text("Eerdere regel gecorrigeerd", "An earlier entry corrected"),
        "An earlier entry no longer holds; where a new one replaces it, that one points back.",
    ),
)
