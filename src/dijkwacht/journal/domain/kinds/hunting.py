"""Entries about evidence, the exposed window, hunts and misuse."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, integer, moment, note, objects, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "evidence.secured",
        Category.EVIDENCE,
        (texts("what", optional=False), text("device", optional=True), note("where")),
        Text("Bewijs veiliggesteld: {what}", "Evidence secured: {what}"),
        "Evidence was secured before anything on the device changed.",
    ),
    Kind(
        "window.stated",
        Category.MEASURE,
        (moment("start"), moment("end"), text("device", optional=True), text("reason", optional=True)),
        Text(
            "Eigen opgave kwetsbare periode: {start} tot en met {end}",
            "Own statement of the exposed window: {start} to {end}",
        ),
        "The organisation states its own exposed window; it may widen, never narrow without a reason (S1.15).",
    ),
    Kind(
        "window.computed",
        Category.MEASURE,
        (
            moment("start", optional=False),
            moment("end", optional=False),
            text("start_basis"),
            text("end_basis"),
        ),
        Text("Kwetsbare periode berekend: {start} tot {end}", "Exposed window computed: {start} to {end}"),
        "The exposed window as first computed, with the basis of each bound.",
    ),
    Kind(
        "window.grown",
        Category.MEASURE,
        (
            moment("start", optional=False),
            moment("end", optional=False),
            moment("was_start"),
            moment("was_end"),
            text("because"),
        ),
        Text("De kwetsbare periode is gegroeid: {because}", "The exposed window has grown: {because}"),
        "New knowledge made the exposed window larger; what relied on the smaller one is reopened.",
    ),
    Kind(
        "hunt.opened",
        Category.HUNT,
        (
            text("hunt"),
            texts("questions"),
            moment("window_start"),
            moment("window_end"),
            moment("due"),
            boolean("follow_up", optional=True),
            text("team", optional=True),
        ),
        Text("Onderzoek naar misbruik begonnen: {hunt}", "Hunt opened: {hunt}"),
        "Looking for signs began: which questions, over which window (S1.9); a follow-up has a due day (S0.9).",
    ),
    Kind(
        "hunt.ran",
        Category.HUNT,
        (
            text("hunt"),
            texts("sources"),
            objects("covered"),
            text("method", optional=True),
            choice("result", "no-signs", "attempts", "signs"),
            text("limits", optional=True),
            integer("rules_armed", optional=True),
            integer("rules_unarmed", optional=True),
            note("remark"),
        ),
        Text("Onderzoek {hunt}: {result}", "Hunt {hunt}: {result}"),
        "What was looked at, which part of the window that covers, what came out, within which limits (S2.18).",
    ),
    Kind(
        "hunt.closed",
        Category.HUNT,
        (text("hunt"), text("conclusion", optional=True)),
        Text("Onderzoek afgerond: {hunt}", "Hunt closed: {hunt}"),
        "The investigation was concluded by a named person.",
    ),
    Kind(
        "finding.judged",
        Category.HUNT,
        (
            text("hunt"),
            choice("class", "compromise", "reached", "attempt", "lead"),
            choice("judgement", "true", "benign", "unknown"),
            note("because"),
        ),
        Text("Bevinding beoordeeld: {class}, {judgement}", "Finding judged: {class}, {judgement}"),
        "A person judged a finding.",
    ),
    Kind(
        "presumption.advised",
        Category.ADVICE,
        (text("issuer"), moment("mitigated_before", optional=False), texts("vulnerabilities")),
        Text(
            "{issuer}: ga uit van misbruik, tenzij beperkt vóór {mitigated_before}",
            "{issuer}: presume misuse unless mitigated before {mitigated_before}",
        ),
        "A rule of thumb of an advice, as data of the case: mitigated in time on a build where it works, or presumed.",
    ),
    Kind(
        "misuse.presumed",
        Category.MISUSE,
        (text("because"), text("named_by", optional=True)),
        Text("Misbruik aangenomen: {because}", "Misuse presumed: {because}"),
        "By rule of the case misuse is presumed until shown otherwise.",
    ),
    Kind(
        "misuse.suspected",
        Category.MISUSE,
        (text("because", optional=True), text("named_by"), boolean("publicly_stated", optional=True)),
        Text("Misbruik vermoed", "Misuse suspected"),
        "A named office suspects misuse (S3.3).",
    ),
    Kind(
        "misuse.confirmed",
        Category.MISUSE,
        (
            text("named_by"),
            choice("reach", "edge", "internal", "data", "unknown", optional=True),
            text("which_data", optional=True),
            boolean("publicly_stated", optional=True),
            note("what"),
        ),
        Text("Misbruik bevestigd", "Misuse confirmed"),
        "A named office confirms misuse (S3.5, S4.10).",
    ),
    Kind(
        "misuse.closed_no_signs",
        Category.MISUSE,
        (text("hunt"), text("named_by")),
        Text("Misbruik afgesloten: geen sporen gevonden", "Misuse closed: no signs found"),
        "A named office closes an earlier presumption or suspicion; a later hunt never does so by itself.",
    ),
)
