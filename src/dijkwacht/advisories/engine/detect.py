"""Which of the known formats a JSON value is written in."""

from dijkwacht.advisories.engine.loading import UnknownFormat, WrongStructure
from dijkwacht.advisories.engine.values import Format

_OTHERS = {
    "a CycloneDX bill of materials: an inventory, not an advisory": ("bomFormat",),
    "an SPDX bill of materials: an inventory, not an advisory": ("spdxVersion",),
    "CISA's list of known exploited flaws: it names no versions": ("catalogVersion", "vulnerabilities"),
    "an answer of NVD, which is not read here: take the CVE record": ("resultsPerPage", "vulnerabilities"),
    "the metadata of a provider of CSAF, which leads to its advisories": ("metadata_version", "canonical_url"),
    "a CVE record of version 4, which is not read here": ("data_type", "CVE_data_meta"),
    "an OpenVEX document, which is not read here": ("@context", "statements"),
    "an OSV record, which is not read here": ("id", "modified", "affected"),
    "an amendment: give it by --amendment": ("amends", "ranges"),
}
_CSAF = {"2.0": Format.CSAF_2_0, "2.1": Format.CSAF_2_1}


def detect(value: object, place: str = "") -> Format:
    """Return the format, going by what the document says of itself; raise UnknownFormat otherwise."""
    if isinstance(value, dict):
        document = value.get("document")
        if isinstance(document, dict) and "csaf_version" in document:
            return _csaf(document["csaf_version"], place)
        if value.get("dataType") == "CVE_RECORD":
            return _cve(value.get("dataVersion"), place)
    raise UnknownFormat(
        _said_to_be(value),
        place=place,
        expected="a CSAF document (2.0 or 2.1) or a CVE record (version 5)",
        remedy="hand in the JSON file as the issuer published it",
    )


def _csaf(given: object, place: str) -> Format:
    version = _text(given, place, "/document/csaf_version")
    found = _CSAF.get(version)
    if found is None:
        raise UnknownFormat(
            f"CSAF version {version!r} is not read here",
            place=place or "/document/csaf_version",
            expected="2.0 or 2.1",
        )
    return found


def _cve(given: object, place: str) -> Format:
    version = _text(given, place, "/dataVersion")
    if version.partition(".")[0] != "5":
        raise UnknownFormat(
            f"CVE record version {version!r} is not read here",
            place=place or "/dataVersion",
            expected="5, 5.0, 5.1 or later in line 5",
        )
    return Format.CVE_5


def _text(version: object, place: str, pointer: str) -> str:
    if version is not None and not isinstance(version, str):
        where = f"{place}#{pointer}" if place else pointer
        raise WrongStructure(place=where, expected="a text", remedy="ask the issuer for a corrected document")
    return (version or "").strip()


def _said_to_be(value: object) -> str:
    """Return what the JSON is, where it is a kind that people hand in by mistake; "" for anything else."""
    if isinstance(value, list):
        return "the file is a list: hand in one document per file"
    held = value if isinstance(value, dict) else {}
    return next((f"the file is {kind}" for kind, keys in _OTHERS.items() if all(key in held for key in keys)), "")
