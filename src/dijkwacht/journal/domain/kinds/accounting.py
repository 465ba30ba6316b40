"""Entries about questions, documents, figures and statutory reports."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, integer, moment, note, objects, reference, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "question.received",
        Category.QUESTION,
        (
            text("set"),
            integer("number"),
            text("asker"),
            moment("asked"),
            moment("term"),
            text("topic"),
            text("premise", optional=True),
            text("conditional_on", optional=True),
            text("authority", optional=True),
            note("wording"),
        ),
        Text("Vraag {number} van {asker}: {topic}", "Question {number} of {asker}: {topic}"),
        "A question with asker, term, numbering and the asker's premise apart from fact (S2.2, S2.3, S4.1).",
    ),
    Kind(
        "question.deferred",
        Category.QUESTION,
        (text("set"), moment("until"), text("because", optional=True)),
        Text("Beantwoording uitgesteld: {set}", "Answer deferred: {set}"),
        "The answer will come later than the term.",
    ),
    Kind(
        "question.answered",
        Category.QUESTION,
        (
            text("set"),
            integer("number"),
            choice("form", "own", "reference", "joint", "cannot", "not-applicable"),
            integer("refers_to", optional=True),
            text("because", optional=True),
            note("wording"),
        ),
        Text("Vraag {number} beantwoord ({form})", "Question {number} answered ({form})"),
        "An answer, alone, jointly, by reference, or that it cannot be given and why (S2.3, S2.16, S4.21).",
    ),
    Kind(
        "document.drafted",
        Category.DRAFT,
        (reference("document"), text("type"), integer("version"), text("audience"), text("digest")),
        Text("Concept {type}, versie {version}", "Draft {type}, version {version}"),
        "A draft was made from the record.",
    ),
    Kind(
        "document.approved",
        Category.DRAFT,
        (reference("document"), integer("version"), text("role"), boolean("deputy", optional=True)),
        Text("Versie {version} goedgekeurd door {role}", "Version {version} approved by {role}"),
        "A named role approved this version (S2.22).",
    ),
    Kind(
        "document.sent",
        Category.SENT,
        (
            reference("document"),
            text("type"),
            integer("version"),
            text("audience"),
            text("digest"),
            text("channel"),
            text("addressee"),
        ),
        Text("{type} versie {version} verzonden aan {addressee}", "{type} version {version} sent to {addressee}"),
        "The approved version left, frozen; audience and channel per addressee (S1.21, S1.22).",
    ),
    Kind(
        "figures.released",
        Category.FIGURES,
        (text("title"), objects("figures"), text("released_by"), text("not_said", optional=True)),
        Text("Cijfers vrijgegeven: {title}", "Figures released: {title}"),
        "Frozen figures that a named office released, with what they do not say.",
    ),
    Kind(
        "report.filed",
        Category.REPORTED,
        (text("authority"), text("ground"), text("reference", optional=True), texts("phases")),
        Text("Melding gedaan bij {authority}: {ground}", "Report filed with {authority}: {ground}"),
        "A statutory report or a police report was filed.",
    ),
    Kind(
        "outcome.stated",
        Category.STATEMENT,
        (
            choice("reach", "edge", "internal", "data", "none", "unknown"),
            text("which_data", optional=True),
            boolean("provisional", optional=True),
            note("words"),
        ),
        Text("Uitkomst: tot {reach}", "Outcome: as far as {reach}"),
        "How far it went: edge, internal or data, with what is open (S4.3, S4.7, S4.11).",
    ),
)
