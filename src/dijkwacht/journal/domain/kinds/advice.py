"""Entries about advisories, their reading and advice to reopen."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, moment, note, objects, reference, text, texts
from dijkwacht.kernel.text import Text

_ISSUED = (
    reference("advisory"),
    text("issuer"),
    choice("level", "vendor", "national", "sector", "own", "other"),
    text("tracking_id", optional=True),
    text("version"),
    text("title"),
    texts("vulnerabilities"),
    moment("issued"),
    text("digest", optional=True),
    text("format", optional=True),
    text("chance", optional=True),
    text("damage", optional=True),
    text("priority", optional=True),
    objects("actions"),
    note("summary"),
)

KINDS = (
    Kind(
        "advisory.received",
        Category.ADVICE,
        _ISSUED,
        Text(
            "Advies van {issuer} ontvangen: {title} (versie {version})",
            "Advisory of {issuer} received: {title} ({version})",
        ),
        "A beveiligingsadvies entered the record: a file, or written by hand, or a pre-warning without CVE.",
    ),
    Kind(
        "advisory.revised",
        Category.ADVICE,
        (*_ISSUED, texts("changed")),
        Text(
            "Nieuwe versie {version} van advies {title} ({issuer})",
            "New version {version} of advisory {title} ({issuer})",
        ),
        "The issuer published a new version.",
    ),
    Kind(
        "advisory.read",
        Category.ADVICE,
        (
            reference("advisory", optional=True),
            text("title"),
            text("reader"),
            text("issuer", optional=True),
            text("channel", optional=True),
        ),
        Text("{reader} kreeg en las {title}", "{reader} received and read {title}"),
        "A named office received and read an advisory (S1.3, S2.5, S2.6).",
    ),
    Kind(
        "advisory.published",
        Category.ADVICE,
        (
            reference("advisory"),
            text("channel"),
            choice("outcome", "published", "withheld"),
            note("because"),
        ),
        Text("Advies op {channel}: {outcome}", "Advisory on {channel}: {outcome}"),
        "Advice was made public over one channel, or held back from it with a reason (S4.15, S4.17).",
    ),
    Kind(
        "reopening.advised",
        Category.ADVICE,
        (
            reference("advisory", optional=True),
            text("issuer"),
            text("version"),
            texts("builds"),
            text("condition", optional=True),
            note("wording"),
        ),
        Text(
            "{issuer}: heropenen is weer verantwoord (versie {version})",
            "{issuer}: reopening is safe again by its advice (version {version})",
        ),
        "An issuer states that opening is safe again, bound to builds, versioned and revocable (S1.13).",
    ),
    Kind(
        "reopening.revoked",
        Category.ADVICE,
        (text("issuer"), text("version"), note("because"), boolean("all_builds", optional=True)),
        Text("{issuer} trekt heropeningsadvies {version} in", "{issuer} revokes reopening advice {version}"),
        "The issuer takes its reopening advice back.",
    ),
)
