"""Entries about systems, chain links, waves and backlogs that are not yet back."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, integer, moment, note, text
from dijkwacht.kernel.text import Text

_TIER = choice("tier", "primary", "supporting", "business", optional=True)

KINDS = (
    Kind(
        "system.off",
        Category.RECOVERY,
        (text("system"), _TIER, text("process", optional=True), note("remark")),
        Text("Uit: {system}", "Off: {system}"),
        "A system is off, and which work process it serves.",
    ),
    Kind(
        "system.restored",
        Category.RECOVERY,
        (text("system"), _TIER, text("process", optional=True), boolean("with_limits"), text("limits", optional=True)),
        Text("Hersteld: {system}; met beperkingen: {with_limits}", "Restored: {system}; with limits: {with_limits}"),
        "A system works again, in full or with limits (S3.1, S3.14).",
    ),
    Kind(
        "process.stated",
        Category.RECOVERY,
        (text("process"), choice("state", "as-before", "limited", "stopped")),
        Text("Werkproces {process}: {state}", "Process {process}: {state}"),
        "How a work process runs, apart from its systems (S3.7, S3.10).",
    ),
    Kind(
        "link.broken",
        Category.RECOVERY,
        (text("partner"), text("data", optional=True), choice("direction", "in", "out", "both", optional=True)),
        Text("Koppeling verbroken: {partner}", "Link broken: {partner}"),
        "A chain link does not work.",
    ),
    Kind(
        "link.restored",
        Category.RECOVERY,
        (text("partner"), text("data", optional=True), boolean("tested", optional=True)),
        Text("Koppeling hersteld: {partner}", "Link restored: {partner}"),
        "A chain link works again (S3.8); tested says whether the exchange itself was tried (S3.9).",
    ),
    Kind(
        "wave.entered",
        Category.RECOVERY,
        (text("wave"), text("criteria", optional=True)),
        Text("Golf {wave} begonnen", "Wave {wave} entered"),
        "The next wave of staged recovery began (S3.6).",
    ),
    Kind(
        "backlog.measured",
        Category.RECOVERY,
        (
            text("unit"),
            choice("kind", "digital", "paper", "unknown"),
            integer("amount", optional=True),
            boolean("open"),
            choice("forecast", "foreseeable", "not-foreseeable", optional=True),
            moment("done_by"),
        ),
        Text("Achterstand {unit} ({kind}): open {open}", "Backlog {unit} ({kind}): open {open}"),
        "A backlog on a day; an amount that the source does not state stays absent (S3.12, S3.15).",
    ),
)
