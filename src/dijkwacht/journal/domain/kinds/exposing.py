"""Entries about inventories, use and matching."""

from dijkwacht.disclosure.domain import Category
from dijkwacht.journal.domain.kind import Kind, choice, integer, moment, note, objects, reference, text, texts
from dijkwacht.kernel.text import Text

KINDS = (
    Kind(
        "inventory.imported",
        Category.USE,
        (
            text("digest"),
            integer("rows"),
            integer("resolved"),
            integer("unresolved"),
            text("format"),
            moment("seen"),
            note("file"),
        ),
        Text(
            "Inventaris ingelezen: {rows} rijen, {resolved} herkend",
            "Inventory imported: {rows} rows, {resolved} resolved",
        ),
        "An inventory file was read; its rows are kept with this digest.",
    ),
    Kind(
        "use.declared",
        Category.USE,
        (choice("use", "uses", "does-not-use"), text("product"), note("remark")),
        Text("Verklaring over {product}: {use}", "Declaration about {product}: {use}"),
        "An organisation declares whether it uses a product (S1.2, S0.15).",
    ),
    Kind(
        "device.stated",
        Category.USE,
        (
            text("device"),
            text("product"),
            text("build", optional=True),
            moment("in_service_since"),
            text("site", optional=True),
            objects("verdicts"),
        ),
        Text("Systeem {device}: {product}, build {build}", "Device {device}: {product}, build {build}"),
        "A device of the response: its build, since when it is in service, and per vulnerability what matching found.",
    ),
    Kind(
        "device.gone",
        Category.USE,
        (text("device"), text("reason", optional=True), moment("last_seen")),
        Text("Systeem {device} is er niet meer: {reason}", "Device {device} is gone: {reason}"),
        "A device is no longer there: a newer inventory does not list it, or somebody says so; the response drops it.",
    ),
    Kind(
        "matching.ran",
        Category.VERDICT,
        (reference("run"), text("rules_digest"), objects("counts"), texts("vulnerabilities"), integer("rows")),
        Text("Vergelijking uitgevoerd over {rows} rijen", "Matching ran over {rows} rows"),
        "One run of matching; its verdicts are rows with this run id.",
    ),
    Kind(
        "remedy.stated",
        Category.USE,
        (
            text("asset"),
            text("vulnerability"),
            choice("remedy", "not-remediated", "in-progress", "done"),
            note("remark"),
        ),
        Text("{asset}, {vulnerability}: {remedy}", "{asset}, {vulnerability}: {remedy}"),
        "An organisation says by hand how far a flaw is removed from a system (CSAF 2.1, clause 13).",
    ),
    Kind(
        "range.amended",
        Category.ADVICE,
        (text("vulnerability"), text("because"), text("origin_of_change"), objects("ranges")),
        Text("Versiebereik van {vulnerability} aangevuld", "Range of {vulnerability} amended"),
        "A desk adds or corrects an affected range with provenance.",
    ),
    Kind(
        "alias.decided",
        Category.ADVICE,
        (text("written"), text("product")),
        Text("{written} is {product}", "{written} is {product}"),
        "A desk decides which product a spelling means.",
    ),
)
