"""Entries about closing, sessions, secrets, restrictions and reopening."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, boolean, choice, moment, note, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "service.kept",
        Category.MEASURE,
        (text("decided_by"), text("reason", optional=True)),
        Text("Besloten om open te blijven, door {decided_by}", "Decided to stay open, by {decided_by}"),
        "The organisation decides to keep the service in use (S0.5).",
    ),
    Kind(
        "access.closed",
        Category.MEASURE,
        (
            choice("scope", "all", "partly"),
            text("what"),
            choice("ground", "advice", "precaution", "suspicion", "other", optional=True),
            text("team", optional=True),
        ),
        Text("Toegang van buiten gesloten: {what}", "Outside access closed: {what}"),
        "The door to the outside was closed, in whole or in part (S1.5, S3.2).",
    ),
    Kind(
        "access.reopened",
        Category.GATE,
        (
            text("decided_by"),
            choice("gate", "met", "not-met", "not-asked"),
            texts("open_conditions"),
            choice("scope", "all", "partly", optional=True),
            note("reason"),
        ),
        Text("Toegang heropend door {decided_by}; toets: {gate}", "Access reopened by {decided_by}; gate: {gate}"),
        "The organisation reopens; where conditions are open they are named (S2.12, S4.4).",
    ),
    Kind(
        "sessions.ended",
        Category.MEASURE,
        (
            texts("what"),
            text("device", optional=True),
            text("side_effect", optional=True),
            text("decided_by", optional=True),
        ),
        Text("Alle sessies beëindigd", "All sessions ended"),
        "All sessions were ended, with the side effect that was accepted (S0.8).",
    ),
    Kind(
        "secrets.replaced",
        Category.MEASURE,
        (texts("what"), text("device", optional=True)),
        Text("Vervangen: {what}", "Replaced: {what}"),
        "Passwords, keys or certificates were replaced.",
    ),
    Kind(
        "system.rebuilt",
        Category.MEASURE,
        (text("device", optional=True), text("image", optional=True)),
        Text("Systeem schoon opgebouwd", "System rebuilt"),
        "A device was rebuilt from a known good image.",
    ),
    Kind(
        "restriction.imposed",
        Category.IMPACT,
        (text("key"), text("what"), text("who"), text("where", optional=True), text("still_works", optional=True)),
        Text("Beperking: {what} voor {who}", "Restriction: {what} for {who}"),
        "Who cannot do what from where (S1.7, S1.17, S2.15, S3.13).",
    ),
    Kind(
        "restriction.lifted",
        Category.IMPACT,
        (text("key"),),
        Text("Beperking opgeheven: {key}", "Restriction lifted: {key}"),
        "A restriction came to an end.",
    ),
    Kind(
        "risk.accepted",
        Category.GATE,
        (
            text("accepted_by"),
            boolean("holds_mandate"),
            text("reason"),
            moment("watch_until", optional=False),
            boolean("cert_informed"),
        ),
        Text("Resterend risico aanvaard door {accepted_by}", "Remaining risk accepted by {accepted_by}"),
        "Who holds the mandate, never the CISO alone, accepts the remaining risk in writing.",
    ),
)
