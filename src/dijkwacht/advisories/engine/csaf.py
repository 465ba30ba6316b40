"""Reads CSAF 2.0 and 2.1 documents; the two differ in few places and those are read side by side."""

from collections.abc import Iterator
from contextlib import suppress

from dijkwacht.advisories.engine.csaf_products import Tree, read_tree
from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.severity import read_severity
from dijkwacht.advisories.engine.values import (
    Document,
    Format,
    Note,
    ProductStatus,
    Reference,
    Remediation,
    RevisionNote,
    Score,
    Threat,
    Vulnerability,
)
from dijkwacht.kernel.labels import Label, read_label

_CVSS = ("cvss_v2", "cvss_v3", "cvss_v4")


def read_csaf(value: object, form: Format) -> Document:
    """Return the document; raises WrongStructure with a JSON pointer where its structure is broken.

    The value is taken apart on the way, so it is good for nothing else afterwards.
    """
    root = Node(value)
    head = root.at("document")
    tracking = head.at("tracking")
    tree = read_tree(root.at("product_tree"))
    notes = _notes(head)
    return Document(
        format=form,
        identifier=tracking.required("id"),
        version=tracking.required("version"),
        title=head.required("title"),
        issuer=head.at("publisher").required("name"),
        namespace=head.at("publisher").text("namespace"),
        category=head.text("category"),
        status=tracking.text("status"),
        language=head.text("lang"),
        label=_label(head),
        initial_release=tracking.time("initial_release_date"),
        current_release=tracking.time("current_release_date"),
        revisions=tuple(_revision(item) for item in tracking.items("revision_history")),
        severity=read_severity(head.at("aggregate_severity").text("text"), notes),
        notes=notes,
        references=tuple(_reference(item) for item in head.items("references")),
        products=tree.products,
        vulnerabilities=tuple(_vulnerability(item, tree) for item in root.items("vulnerabilities")),
    )


def _label(head: Node) -> Label | None:
    """Return the label, None for a document without one and for a word that is no label."""
    written = head.at("distribution").at("tlp").text("label")
    with suppress(ValueError):
        return read_label(written)
    return None


def _revision(node: Node) -> RevisionNote:
    return RevisionNote(node.required("number"), node.time("date"), node.text("summary"))


def _reference(node: Node) -> Reference:
    return Reference(node.text("url"), node.text("summary"), node.text("category"))


def _notes(node: Node) -> tuple[Note, ...]:
    return tuple(Note(item.text("category"), item.text("title"), item.text("text")) for item in node.items("notes"))


def _vulnerability(node: Node, tree: Tree) -> Vulnerability:
    cve = node.text("cve")
    ids = tuple(item.required("text") for item in node.items("ids"))
    return Vulnerability(
        name=cve or next(iter(ids), ""),
        cve=cve,
        aliases=ids,
        title=node.text("title"),
        cwes=tuple(cwe.required("id") for cwe in (*_single(node, "cwe"), *node.items("cwes"))),
        scores=tuple(_scores(node, tree)),
        notes=_notes(node),
        threats=tuple(_threat(item, tree) for item in node.items("threats")),
        remediations=tuple(_remediation(item, tree) for item in node.items("remediations")),
        statuses=_statuses(node.at("product_status"), tree),
        exploited_since=min(
            (at for item in node.items("first_known_exploitation_dates") if (at := item.time("exploitation_date"))),
            default=None,
        ),
    )


def _single(node: Node, key: str) -> tuple[Node, ...]:
    return (node.at(key),) if node.has(key) else ()


def _scores(node: Node, tree: Tree) -> Iterator[Score]:
    """Yield the scores of 2.0 (`scores`) and of 2.1 (`metrics`, one level deeper)."""
    for item in node.items("scores"):
        yield from _cvss(item, tree.named(item, "products"))
    for item in node.items("metrics"):
        yield from _cvss(item.at("content"), tree.named(item, "products"))


def _cvss(node: Node, products: tuple[str, ...]) -> Iterator[Score]:
    for key in _CVSS:
        for score in _single(node, key):
            yield Score(
                version=score.text("version"),
                vector=score.text("vectorString"),
                base=score.number("baseScore"),
                severity=score.text("baseSeverity"),
                product_ids=products,
            )


def _threat(node: Node, tree: Tree) -> Threat:
    return Threat(node.text("category"), node.text("details"), node.time("date"), tree.expand(node))


def _remediation(node: Node, tree: Tree) -> Remediation:
    return Remediation(
        category=node.required("category"),
        details=node.text("details"),
        date=node.time("date"),
        url=node.text("url"),
        product_ids=tree.expand(node),
        restart=node.at("restart_required").text("category"),
    )


def _statuses(node: Node, tree: Tree) -> tuple[tuple[ProductStatus, tuple[str, ...]], ...]:
    return tuple((status, tree.named(node, status.value)) for status in ProductStatus if node.has(status.value))
