"""Entries about advisories, their reading and advice to reopen."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import (
    Kind,
    Retention,
    boolean,
    choice,
    integer,
    moment,
    note,
    objects,
    reference,
    text,
    texts,
)
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
    Kind(
        "provider.added",
        Category.ADVICE,
        (reference("provider"), text("name"), text("url"), text("role"), texts("fingerprints")),
        Text("Aanbieder {name} toegevoegd ({role})", "Provider {name} added ({role})"),
        "A desk fetches from a CSAF provider from now on, and holds it to the keys it shows (CSAF 7.1.20).",
        Retention.OPERATION,
    ),
    Kind(
        "provider.confirmed",
        Category.ADVICE,
        (reference("provider"), text("name"), text("role"), texts("fingerprints"), note("because")),
        Text("Nieuwe sleutels of rol van {name} bevestigd", "New keys or role of {name} confirmed"),
        "A desk confirmed, after asking over another channel, that a provider's new keys or role are its own.",
        Retention.OPERATION,
    ),
    Kind(
        "provider.paused",
        Category.ADVICE,
        (reference("provider"), text("name"), boolean("paused"), note("because")),
        Text("Ophalen bij {name} gepauzeerd: {paused}", "Fetching from {name} paused: {paused}"),
        "A desk stopped fetching from a provider, or began again.",
        Retention.OPERATION,
    ),
    Kind(
        "provider.fetched",
        Category.ADVICE,
        (
            reference("provider"),
            text("name"),
            integer("listed"),
            integer("taken"),
            integer("refused"),
            integer("quarantined"),
            integer("unfetched"),
            integer("deviations"),
        ),
        Text(
            "Bij {name} opgehaald: {taken} nieuw van {listed}, {refused} geweigerd, {unfetched} niet opgehaald",
            "Fetched from {name}: {taken} new of {listed}, {refused} refused, {unfetched} not fetched",
        ),
        "One run over what a provider lists that took something in, refused something, or could not fetch something.",
        Retention.OPERATION,
    ),
)
