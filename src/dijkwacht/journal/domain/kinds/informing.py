"""Entries about notices, calls, the ladder and inquiries."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, Retention, choice, moment, note, objects, reference, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "notice.sent",
        Category.REPORTED,
        (text("channel"), text("to_role"), text("about"), text("notice", optional=True), note("address")),
        Text("Bericht over {about} via {channel} aan {to_role}", "Notice about {about} by {channel} to {to_role}"),
        "Something was sent to someone over a channel; handed over is not read (S4.16, S4.17).",
    ),
    Kind(
        "notice.acknowledged",
        Category.REPORTED,
        (text("notice", optional=True), text("by_role"), choice("how", "read", "acknowledged", "acted", optional=True)),
        Text("Bericht bevestigd door {by_role}", "Notice acknowledged by {by_role}"),
        "The addressee answered; read, acknowledged and acted are three things.",
    ),
    Kind(
        "publication.decided",
        Category.ADVICE,
        (text("channel"), choice("decision", "published", "not-published"), text("because")),
        Text("{channel}: {decision}, want {because}", "{channel}: {decision}, because {because}"),
        "Whether to publish on a channel, and why (not) (S4.15, S4.17).",
    ),
    Kind(
        "exchange.logged",
        Category.REPORTED,
        (text("with_whom"), text("about"), text("channel", optional=True), note("what")),
        Text("Uitwisseling met {with_whom} over {about}", "Exchange with {with_whom} about {about}"),
        "What CERTs told each other, about each one's own constituency (S4.19, S4.20).",
    ),
    Kind(
        "rung.climbed",
        Category.REPORTED,
        (
            choice("rung", "remind", "call", "deputy", "director", "shift-lead"),
            text("about"),
            text("to_role"),
        ),
        Text("Opschaling naar {rung}: {about}", "Ladder climbed to {rung}: {about}"),
        "Silence or lateness led to the next rung (S4.13, S4.22); a supervisor is never a rung.",
    ),
    Kind(
        "call.made",
        Category.REPORTED,
        (
            text("to_role"),
            choice("outcome", "spoken", "no-answer", "call-back", "wrong-number"),
            text("about", optional=True),
            note("said"),
        ),
        Text("Gebeld met {to_role}: {outcome}", "Called {to_role}: {outcome}"),
        "A telephone call and its outcome.",
        Retention.OPERATION,
    ),
    Kind(
        "inquiry.sent",
        Category.REPORTED,
        (
            text("inquiry"),
            text("asker"),
            choice("audience", "cert", "press", "council", "parliament", "regulator"),
            objects("questions"),
            text("title", optional=True),
            moment("term"),
            text("asked", optional=True),
        ),
        Text("Uitvraag {inquiry} door {asker}", "Inquiry {inquiry} by {asker}"),
        "A question set, sent by us or asked of us by press, council or parliament (S0.1, S0.24).",
    ),
    Kind(
        "inquiry.answered",
        Category.REPORTED,
        (
            text("inquiry"),
            objects("answers"),
            texts("claims"),
            choice("named", "yes", "no", optional=True),
            note("words"),
        ),
        Text("Uitvraag {inquiry} beantwoord", "Inquiry {inquiry} answered"),
        "An organisation answered a question set.",
    ),
    Kind(
        "inquiry.declined",
        Category.REPORTED,
        (text("inquiry"), text("because", optional=True)),
        Text("Uitvraag {inquiry}: geen antwoord gegeven", "Inquiry {inquiry}: declined to answer"),
        "Declining belongs to this question, asker and audience, never to the organisation (S0.16).",
    ),
    Kind(
        "inquiry.counted",
        Category.FIGURES,
        (
            text("inquiry"),
            objects("counts", optional=False),
            text("population", optional=True),
            text("wording", optional=True),
        ),
        Text("Uitvraag {inquiry}: telling volgens de bron", "Inquiry {inquiry}: counts by the source"),
        "Counts that a source gives about a question set, with its own words of size (S0.7, S0.15, S0.17).",
    ),
    Kind(
        "consent.given",
        Category.RIGHTS,
        (text("what"), text("to"), moment("until"), reference("inquiry", optional=True)),
        Text("Toestemming: {what} aan {to}", "Consent: {what} to {to}"),
        "An organisation agrees to be named.",
    ),
)
