"""Entries about checks from outside: which targets are whose own, and what their owner permits."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, choice, integer, moment, note, reference, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "target.registered",
        Category.MEASURE,
        (text("target"), text("device", optional=True), text("fingerprint", optional=True)),
        Text("Eigen adres opgegeven voor controles: {target}", "Own address given for checks: {target}"),
        "An organisation states that an address is its own, so that it may be checked from outside.",
    ),
    Kind(
        "target.withdrawn",
        Category.MEASURE,
        (text("target"),),
        Text("Adres ingetrokken voor controles: {target}", "Address withdrawn from checks: {target}"),
        "An address is no longer the organisation's own to have checked; its permission ends with it.",
    ),
    Kind(
        "probe.permitted",
        Category.MEASURE,
        (
            text("target"),
            reference("permission"),
            texts("methods", optional=False),
            moment("until", optional=False),
            integer("every_hours", optional=True),
            text("decided_by"),
        ),
        Text(
            "Controles van {target} toegestaan door {decided_by}, tot {until}",
            "Checks of {target} permitted by {decided_by}, until {until}",
        ),
        "The owner permits checks of one address: which questions, until when, how often; can be taken back any time.",
    ),
    Kind(
        "probe.revoked",
        Category.MEASURE,
        (text("target"), reference("permission"), text("by_role", optional=True)),
        Text("Toestemming voor controles van {target} ingetrokken", "Permission to check {target} taken back"),
        "The owner takes a permission back; from that moment nothing more is sent.",
    ),
    Kind(
        "probe.asked",
        Category.MEASURE,
        (text("target", optional=True), choice("asker", "sector", "national"), note("reason")),
        Text("Gevraagd om een controle van buiten toe te staan", "Asked to permit a check from outside"),
        "A desk asks for permission to check; it never checks without.",
    ),
)
