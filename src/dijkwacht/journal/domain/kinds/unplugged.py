"""Entries of the worst night: outside the mandate, by telephone, on paper, with codes and from an export."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, Retention, choice, integer, note, reference, text
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "glass.broken",
        Category.MEASURE,
        (
            choice("act", "close", "decide"),
            text("role"),
            reference("entry", optional=True),
            text("instead_of", optional=True),
            note("reason", optional=False),
        ),
        Text("Buiten het mandaat gehandeld door {role}: {act}", "Acted outside the mandate by {role}: {act}"),
        "Somebody without the mandate acted because waiting was worse; the owners are told until one acknowledges it.",
    ),
    Kind(
        "glass.acknowledged",
        Category.MEASURE,
        (reference("entry"),),
        Text("Kennis genomen van handelen buiten het mandaat", "Acting outside the mandate acknowledged"),
        "An owner of the organisation took note of what was done outside the mandate.",
    ),
    Kind(
        "word.taken",
        Category.REPORTED,
        (
            reference("entry"),
            text("kind"),
            choice("how", "telephone", "on-paper"),
            text("by_role"),
            reference("contact", optional=True),
            text("to_role"),
        ),
        Text(
            "Meegedeeld door {by_role}, {how}, aan {to_role}",
            "Told by {by_role}, {how}, to {to_role}",
        ),
        "What somebody told by telephone or on paper, recorded in the name of an organisation, to be confirmed by it.",
    ),
    Kind(
        "word.confirmed",
        Category.REPORTED,
        (reference("entry"),),
        Text("Bevestigd: zo is het door ons gezegd", "Confirmed: this is what we said"),
        "The organisation confirms what was recorded in its name; from then on it counts as declared by itself.",
    ),
    Kind(
        "code.used",
        Category.RIGHTS,
        (reference("account"), integer("left")),
        Text("Ingelogd met een herstelcode; nog {left} over", "Signed in with a recovery code; {left} left"),
        "A printed recovery code was used to sign in; its owner is told at the next sign-in.",
        Retention.OPERATION,
    ),
    Kind(
        "codeword.rotated",
        Category.CONTACT,
        (choice("why", "scheduled", "asked", "given-away"),),
        Text("Nieuwe codewoorden voor de telefoon: {why}", "New code words for the telephone: {why}"),
        "An organisation and its desk have new words by which they know each other on the telephone; not which.",
        Retention.OPERATION,
    ),
    Kind(
        "password.renewed",
        Category.RIGHTS,
        (reference("account"),),
        Text("Nieuw wachtwoord gegeven, mondeling", "New password given, by word of mouth"),
        "An owner or the desk gave an account a new first password, which its owner must change at the next sign-in.",
        Retention.OPERATION,
    ),
    Kind(
        "desk.exported",
        Category.RIGHTS,
        (text("digest"), integer("members"), integer("files"), integer("bytes")),
        Text(
            "Map om 48 uur zonder dit programma te werken: {members} deelnemers",
            "Folder to work 48 hours without this program: {members} members",
        ),
        "A desk took what it may see out of the program; digest is the SHA-256 of the list of files.",
        Retention.OPERATION,
    ),
)
