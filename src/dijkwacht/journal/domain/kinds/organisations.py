"""Entries about the register of organisations: who exists, takes part, may give what to whom, and can be reached."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, Retention, choice, integer, moment, note, reference, text, texts
from dijkwacht.kernel.text import Text

_CONTACT = (text("role"), text("channel"), reference("contact"))

KINDS = (
    Kind(
        "organisation.recorded",
        Category.RIGHTS,
        (text("name"), texts("kinds", optional=False), text("nature"), text("sector", optional=True)),
        Text("Organisatie opgenomen: {name}", "Organisation recorded: {name}"),
        "An organisation was put into the register.",
    ),
    Kind(
        "organisation.changed",
        Category.RIGHTS,
        (text("name"), texts("changed", optional=False)),
        Text("Gegevens van {name} gewijzigd: {changed}", "Details of {name} changed: {changed}"),
        "Details of an organisation changed; the entry names which, the row holds them.",
    ),
    Kind(
        "organisations.imported",
        Category.RIGHTS,
        (text("digest"), integer("created"), integer("changed"), integer("unchanged")),
        Text(
            "Register ingelezen: {created} nieuw, {changed} gewijzigd, {unchanged} gelijk",
            "Register imported: {created} new, {changed} changed, {unchanged} the same",
        ),
        "A file with organisations or contacts was read; digest is the SHA-256 of the file.",
        Retention.OPERATION,
    ),
    Kind(
        "membership.began",
        Category.RIGHTS,
        (reference("cert"), moment("since", optional=False), moment("until")),
        Text("Deelname begonnen per {since}", "Membership began {since}"),
        "An organisation takes part in a sector CERT's constituency (S4.6, S4.18).",
    ),
    Kind(
        "membership.ended",
        Category.RIGHTS,
        (reference("cert"), moment("until", optional=False)),
        Text("Deelname geëindigd per {until}", "Membership ended {until}"),
        "An organisation leaves a sector CERT's constituency.",
    ),
    Kind(
        "contact.recorded",
        Category.CONTACT,
        (*_CONTACT, note("value"), note("person")),
        Text("Contactpunt {role} via {channel} opgenomen", "Contact point {role} by {channel} recorded"),
        "A contact point was put in; address and name are removable.",
        Retention.PERSONAL,
    ),
    Kind(
        "contact.changed",
        Category.CONTACT,
        (*_CONTACT, note("value"), note("person")),
        Text("Contactpunt {role} via {channel} gewijzigd", "Contact point {role} by {channel} changed"),
        "A contact point has a new address or name; both are removable.",
        Retention.PERSONAL,
    ),
    Kind(
        "contact.removed",
        Category.CONTACT,
        (*_CONTACT, text("ground")),
        Text(
            "Contactpunt {role} via {channel} verwijderd op grond van {ground}",
            "Contact point {role} by {channel} removed on the ground of {ground}",
        ),
        "A contact point was emptied by law; the entries about it lost their removable content.",
        Retention.PERSONAL,
    ),
    Kind(
        "duty.assigned",
        Category.CONTACT,
        (
            text("role"),
            choice("how", "on-call", "deputy"),
            reference("contact"),
            moment("since", optional=False),
            moment("until"),
        ),
        Text("{how} voor {role} sinds {since}", "{how} for {role} since {since}"),
        "Somebody stands in for a role, on call or as deputy (S4.22).",
        Retention.OPERATION,
    ),
    Kind(
        "consent.withdrawn",
        Category.RIGHTS,
        (text("what"), text("to"), moment("until", optional=False)),
        Text("Toestemming ingetrokken: {what} aan {to}", "Consent withdrawn: {what} to {to}"),
        "An organisation no longer agrees to be named.",
    ),
    Kind(
        "link.recorded",
        Category.RECOVERY,
        (text("exchange"), reference("partner"), choice("direction", "in", "out", "both"), text("data", optional=True)),
        Text("Koppeling {exchange} opgenomen", "Chain link {exchange} recorded"),
        "An exchange with a chain partner was put into the register.",
    ),
    Kind(
        "host.shared",
        Category.USE,
        (text("host"), reference("operator"), moment("since", optional=False), moment("until")),
        Text("Gebruikt de gedeelde voorziening {host}", "Uses the shared host {host}"),
        "An organisation is served by a system that serves many.",
    ),
    Kind(
        "host.use_stated",
        Category.USE,
        (text("host"), reference("operator"), moment("since", optional=False)),
        Text("Door de beheerder genoemd als gebruiker van {host}", "Named by its operator as a user of {host}"),
        "Whoever runs a system that serves many says that this organisation is one; it counts once that confirms.",
    ),
    Kind(
        "host.use_answered",
        Category.USE,
        (text("host"), reference("operator"), choice("answer", "confirmed", "refused")),
        Text("Gebruik van {host}: {answer}", "Use of {host}: {answer}"),
        "An organisation confirms that a system serves it, or says that it does not.",
    ),
    Kind(
        "host.use_ended",
        Category.USE,
        (text("host"), reference("operator"), moment("until", optional=False), choice("side", "operator", "user")),
        Text("Gebruik van {host} beëindigd per {until}", "Use of {host} ended {until}"),
        "A system serves an organisation no longer; from then on nothing of it is shown to or recorded for that one.",
    ),
    Kind(
        "host.shown",
        Category.USE,
        (text("host"), text("label")),
        Text("Gebruikers van {host} zien ervan: {label}", "What users of {host} see of it: {label}"),
        "Whoever runs a system says under which label its users see how it stands; RED shows them nothing.",
    ),
)
