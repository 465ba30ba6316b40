"""Entries about systems, chain links, waves and backlogs that are not yet back."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, integer, moment, note, reference, text, texts
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
    Kind(
        "function.stated",
        Category.RECOVERY,
        (text("system"), text("function"), text("who"), text("where", optional=True), note("remark")),
        Text("{system} dient voor: {function} ({who}, {where})", "{system} serves: {function} ({who}, {where})"),
        "What a system is for, and for whom from where: from this follows what stops when it is shut (S3.4, S2.14).",
    ),
    Kind(
        "wave.planned",
        Category.RECOVERY,
        (
            text("wave"),
            integer("number", optional=True),
            texts("systems"),
            texts("partners"),
            texts("criteria"),
            texts("after"),
            note("remark"),
        ),
        Text(
            "Golf {wave} gepland: {systems}, {partners}; voorwaarden: {criteria}; na: {after}",
            "Wave {wave} planned: {systems}, {partners}; criteria: {criteria}; after: {after}",
        ),
        "A wave of staged recovery: what comes back in it, after which waves, on which entry criteria (S3.6). A later "
        "plan of the same wave replaces it; what was ticked of a criterion that stays, stays.",
    ),
    Kind(
        "wave.criterion",
        Category.RECOVERY,
        (text("wave"), text("criterion"), boolean("met"), note("name"), note("remark")),
        Text("Golf {wave}, voorwaarde {criterion}: {met}", "Wave {wave}, criterion {criterion}: {met}"),
        "A named person ticks an entry criterion of a wave, or takes the tick away (S3.6).",
    ),
    Kind(
        "link.tested",
        Category.RECOVERY,
        (
            text("partner"),
            text("data", optional=True),
            choice("result", "works", "does-not-work"),
            text("method", optional=True),
            note("remark"),
        ),
        Text("Uitwisseling met {partner} beproefd: {result}", "Exchange with {partner} tried: {result}"),
        "The exchange over a chain link was tried: how, and whether it works (S3.9).",
    ),
    Kind(
        "link.agreed",
        Category.RECOVERY,
        (
            text("partner"),
            text("data", optional=True),
            choice("side", "own", "partner"),
            boolean("agreed"),
            text("told_by", optional=True),
            note("remark"),
        ),
        Text(
            "Akkoord over de koppeling met {partner}, kant {side}: {agreed} (gezegd door: {told_by})",
            "Agreement on the link with {partner}, side {side}: {agreed} (told by: {told_by})",
        ),
        "One side agrees that a link is used again, or does not; the partner's side as told by an office of it (S3.8).",
    ),
    Kind(
        "link.asked",
        Category.RECOVERY,
        (
            text("partner"),
            text("data", optional=True),
            reference("partner_organisation"),
            choice("direction", "in", "out", "both", optional=True),
        ),
        Text("Akkoord gevraagd aan {partner} over de koppeling", "Agreement on the link asked of {partner}"),
        "A partner that has accounts here is asked to say for itself whether the link may be used again (S3.8).",
    ),
    Kind(
        "link.confirmed",
        Category.RECOVERY,
        (
            text("partner"),
            text("data", optional=True),
            boolean("agreed"),
            choice("tried", "works", "does-not-work", "not-tried", optional=True),
            note("remark"),
        ),
        Text(
            "{partner} zegt zelf akkoord met de koppeling: {agreed}", "{partner} itself agrees with the link: {agreed}"
        ),
        "The partner says for itself, by its own account, whether the link may be used again (S3.8, S3.9).",
    ),
    Kind(
        "leftover.accepted",
        Category.RECOVERY,
        (
            choice("what", "restriction", "system", "link", "backlog", "process"),
            text("key"),
            text("decided_by"),
            note("because", optional=False),
        ),
        Text(
            "Blijft zoals het is: {key}, besloten door {decided_by}", "Stays as it is: {key}, decided by {decided_by}"
        ),
        "Who holds the mandate accepts for good that something does not come back, or goes on elsewhere (S3.11, S4.4).",
    ),
)
