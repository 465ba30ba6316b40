"""Which of the known formats a JSON value is written in."""

from dijkwacht.advisories.engine.loading import UnknownFormat
from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.values import Format

_CSAF = {"2.0": Format.CSAF_2_0, "2.1": Format.CSAF_2_1}


def detect(value: object, place: str = "") -> Format:
    """Return the format, going by what the document says of itself; raise UnknownFormat otherwise."""
    if isinstance(value, dict):
        document = value.get("document")
        if isinstance(document, dict) and "csaf_version" in document:
            return _csaf(Node(value).at("document").text("csaf_version"), place)
        if value.get("dataType") == "CVE_RECORD":
            return _cve(Node(value).text("dataVersion"), place)
    raise UnknownFormat(
        place=place,
        expected="a CSAF document (2.0 or 2.1) or a CVE record (version 5)",
        remedy="hand in the JSON file as the issuer published it",
    )


def _csaf(version: str, place: str) -> Format:
    found = _CSAF.get(version)
    if found is None:
        raise UnknownFormat(
            f"CSAF version {version!r} is not read here",
            place=place or "/document/csaf_version",
            expected="2.0 or 2.1",
        )
    return found


def _cve(version: str, place: str) -> Format:
    if version.partition(".")[0] != "5":
        raise UnknownFormat(
            f"CVE record version {version!r} is not read here",
            place=place or "/dataVersion",
            expected="5, 5.0, 5.1 or later in line 5",
        )
    return Format.CVE_5
