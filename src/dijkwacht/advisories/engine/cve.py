"""Reads CVE records of version 5: the container of the numbering authority and what others added to it."""

from collections.abc import Iterator

from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.values import (
    Affected,
    CpeMatch,
    CveStatus,
    Document,
    Format,
    Note,
    Reference,
    Remediation,
    RevisionNote,
    Score,
    Threat,
    VersionChange,
    VersionStatement,
    Vulnerability,
)

_CVSS = ("cvssV2_0", "cvssV3_0", "cvssV3_1", "cvssV4_0")
_NOTES = (("descriptions", "description"), ("exploits", "exploits"))
_REMEDIES = (("solutions", "vendor_fix"), ("workarounds", "workaround"))


def read_cve(value: object) -> Document:
    """Return the record as a document with one vulnerability; raises WrongStructure with a JSON pointer.

    `version` is `dateUpdated` as written, which is what CONTRACTS.md promises for `advisory.version`.
    """
    root = Node(value)
    meta = root.at("cveMetadata")
    identifier = meta.required("cveId")
    containers = [("cna", root.at("containers").at("cna"))]
    containers += [
        (item.at("providerMetadata").text("shortName") or "adp", item) for item in root.at("containers").items("adp")
    ]
    own = containers[0][1]
    updated = meta.text("dateUpdated") or meta.text("dateRejected") or meta.text("datePublished")
    title = own.text("title") or next((note.text for note in _notes(own)), identifier)
    return Document(
        format=Format.CVE_5,
        identifier=identifier,
        version=updated,
        title=title,
        issuer=meta.text("assignerShortName") or own.at("providerMetadata").text("shortName"),
        category="cve",
        status=meta.required("state"),
        initial_release=own.time("datePublic") or meta.time("datePublished"),
        current_release=meta.time("dateUpdated") or meta.time("datePublished"),
        revisions=(RevisionNote(updated, meta.time("dateUpdated")),) if updated else (),
        references=tuple(_references(own)),
        vulnerabilities=(_vulnerability(identifier, title, containers),),
    )


def _vulnerability(identifier: str, title: str, containers: list[tuple[str, Node]]) -> Vulnerability:
    nodes = [node for _, node in containers]
    return Vulnerability(
        name=identifier,
        cve=identifier,
        title=title,
        cwes=tuple(dict.fromkeys(cwe for node in nodes for cwe in _cwes(node))),
        scores=tuple(score for node in nodes for score in _scores(node)),
        notes=tuple(note for node in nodes for note in _notes(node)),
        threats=tuple(threat for node in nodes for threat in _threats(node)),
        remediations=tuple(item for node in nodes for item in _remediations(node)),
        affected=tuple(_affected(item, by) for by, node in containers for item in node.items("affected")),
        cpe_matches=tuple(match for node in nodes for match in _cpe_matches(node)),
    )


def _notes(node: Node) -> Iterator[Note]:
    for key, category in _NOTES:
        for item in node.items(key):
            yield Note(category, item.text("lang"), item.text("value"))


def _references(node: Node) -> Iterator[Reference]:
    for item in node.items("references"):
        yield Reference(item.text("url"), item.text("name"), "external")


def _remediations(node: Node) -> Iterator[Remediation]:
    for key, category in _REMEDIES:
        for item in node.items(key):
            yield Remediation(category, item.text("value"))
    if "unsupported-when-assigned" in node.texts("tags"):
        yield Remediation("no_fix_planned", "out of support when the number was assigned")


def _cwes(node: Node) -> Iterator[str]:
    for problem in node.items("problemTypes"):
        for item in problem.items("descriptions"):
            if item.has("cweId"):
                yield item.text("cweId")


def _scores(node: Node) -> Iterator[Score]:
    for metric in node.items("metrics"):
        for key in _CVSS:
            if metric.has(key):
                score = metric.at(key)
                yield Score(
                    score.text("version"),
                    score.text("vectorString"),
                    score.number("baseScore"),
                    score.text("baseSeverity"),
                )


def _threats(node: Node) -> Iterator[Threat]:
    """Yield what a record says on exploitation: a listing as known exploited, and the SSVC decision point."""
    for metric in node.items("metrics"):
        other = metric.at("other")
        content = other.at("content")
        match other.text("type"):
            case "kev":
                listed = content.time("dateAdded")
                yield Threat("exploit_status", "listed as known exploited (CISA KEV)", listed)
            case "ssvc":
                for option in content.items("options"):
                    if option.has("Exploitation"):
                        said = f"exploitation: {option.text('Exploitation')} (SSVC)"
                        yield Threat("exploit_status", said, content.time("timestamp"))
            case _:
                pass


def _affected(node: Node, by: str) -> Affected:
    return Affected(
        vendor=node.text("vendor"),
        product=node.text("product"),
        versions=tuple(_statement(item) for item in node.items("versions")),
        default_status=_status(node, "defaultStatus"),
        cpes=node.texts("cpes"),
        platforms=node.texts("platforms"),
        modules=node.texts("modules"),
        package=node.text("packageName"),
        collection=node.text("collectionURL"),
        by=by,
    )


def _statement(node: Node) -> VersionStatement:
    return VersionStatement(
        version=node.text("version"),
        status=_status(node, "status"),
        less_than=_bound(node, "lessThan"),
        less_than_or_equal=_bound(node, "lessThanOrEqual"),
        version_type=node.text("versionType"),
        changes=tuple(VersionChange(item.required("at"), _status(item, "status")) for item in node.items("changes")),
    )


def _bound(node: Node, key: str) -> str | None:
    return node.text(key) if node.has(key) else None


def _status(node: Node, key: str) -> CveStatus:
    """Return the status, UNKNOWN where the record is silent, as its schema says."""
    written = node.text(key, CveStatus.UNKNOWN)
    if written not in frozenset(CveStatus):
        node.at(key).refuse(" or ".join(CveStatus))
    return CveStatus(written)


def _cpe_matches(node: Node) -> Iterator[CpeMatch]:
    for applicability in node.items("cpeApplicability"):
        for group in applicability.items("nodes"):
            for item in group.items("cpeMatch"):
                yield CpeMatch(
                    criteria=item.required("criteria"),
                    vulnerable=item.flag("vulnerable", default=True),
                    start_including=_bound(item, "versionStartIncluding"),
                    start_excluding=_bound(item, "versionStartExcluding"),
                    end_including=_bound(item, "versionEndIncluding"),
                    end_excluding=_bound(item, "versionEndExcluding"),
                )
