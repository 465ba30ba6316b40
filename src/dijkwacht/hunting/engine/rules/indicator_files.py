"""Indicator lists as they come: text, CSV, STIX 2.1 bundles, MISP events; what is not understood is said."""

import codecs
import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from dijkwacht.hunting.engine.model import LOG_KINDS, Confidence, FindingClass, Origin, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules.indicators import Indicator, Sort, kinds_of, sort_of
from dijkwacht.hunting.engine.rules.sigma import SigmaRead
from dijkwacht.hunting.engine.rules.stix_patterns import NotRun, rules_of, wholes

_VALUE_HEADINGS = (
    *("value", "indicator", "ioc", "observable", "waarde", "indicator_value", "ioc_value", "observable_value"),
)
# Where no column holds the values of all kinds, each of these holds those of its own.
_OWN_HEADINGS = frozenset(
    {
        *(
            "ip",
            "ip_address",
            "ip-address",
            "ipaddress",
            "ipv4",
            "ipv6",
            "dst_ip",
            "src_ip",
            "address",
            "adres",
            "cidr",
            "network",
        ),
        *("domain", "hostname", "url", "hash", "sha256", "sha1", "md5", "filename", "file_name", "file-name", "file"),
    }
)
_STIX_OBJECTS = {
    "ipv4-addr:value": None,
    "ipv6-addr:value": None,
    "domain-name:value": Sort.DOMAIN,
    "url:value": Sort.URL,
    "file:name": Sort.NAME,
    "network-traffic:src_ref.value": None,
    "network-traffic:dst_ref.value": None,
}
_COMPARISON = re.compile(r"([a-z0-9-]+:[^\s=\[\]]+)\s*(=|ISSUBSET|MATCHES|LIKE|IN|!=|>|<)\s*'((?:[^'\\]|\\.)*)'")
_LISTED = re.compile(r"([a-z0-9-]+:[^\s=\[\]]+)\s+IN\s*\(\s*('(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*)\s*\)")
_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"\]])")  # "[2001:db8::1]" is an address
# What kind of object a connection's end is; its value says it as well.
_END_TYPE = re.compile(r"network-traffic:(?:src|dst)_ref\.type\s*=\s*'[a-z0-9-]+'\s+AND\s+")
_MISP = {
    **dict.fromkeys(("ip-src", "ip-dst", "ip", "domain", "hostname", "url", "uri", "md5", "sha1", "sha256"), None),
    **dict.fromkeys(("filename", "file-name"), Sort.NAME),
}


Word = TypeVar("Word", FindingClass, Confidence)


@dataclass(slots=True)
class Lists:
    """What indicator files hold: the indicators, patterns of several, and lines that are neither with their place."""

    indicators: list[Indicator] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    patterns: list[SigmaRead] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What a list says of its indicators unless a line says otherwise."""

    list_name: str
    origin: Origin
    variants: tuple[str, ...] = ()
    finding_class: FindingClass | None = None
    confidence: Confidence | None = None


def read_indicators(content: bytes, name: str, about: About) -> Lists:
    """Read one indicator file by its name's ending and content; raises UnreadableRules with its place."""
    text = _decoded(content)
    lower = name.lower()
    if lower.endswith(".json") or _JSON.match(text):
        return _json(text, name, about)
    if lower.endswith(".csv"):
        return _csv(text, name, about)
    lists = Lists()
    for number, line in enumerate(text.splitlines(), start=1):
        value = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if value:
            _add(lists, f"{name}, line {number}", _without_remark(value), about)
    return lists


def _decoded(content: bytes) -> str:
    """Return the text of a list: UTF-8, UTF-16 with its mark as spreadsheets save it, else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _without_remark(line: str) -> str:
    """Return the indicator that a line begins with ("<digest>  <name>", "1.2.3.4, seen in May"), else the line."""
    first = re.split(r"[\s,;]", line, maxsplit=1)[0]
    found = sort_of(first) if first != line else None
    return first if found is not None and found[0] is not Sort.NAME else line


def _add(  # noqa: PLR0913 - the columns of a list
    lists: Lists,
    place: str,
    value: str,
    about: About,
    *,
    sort: Sort | None = None,
    title: str = "",
    finding_class: FindingClass | None = None,
    confidence: Confidence | None = None,
    source: str = "",
) -> None:
    found = sort_of(value)
    if found is None:
        lists.refused.append((place, f"{value!r} is no indicator"))
        return
    own, normal = (sort, found[1]) if sort in {Sort.NAME, Sort.URL, Sort.DOMAIN} else found
    origin = (
        about.origin if not source else Origin(source, about.origin.version, about.origin.licence, about.origin.tlp)
    )
    facts = RuleFacts(
        f"{about.list_name}:{normal}",
        title or f"{own.value} {normal}",
        kinds_of(own),
        finding_class or about.finding_class,
        confidence or about.confidence,
        origin,
    )
    lists.indicators.append(Indicator(facts, own, normal, about.variants))


def _csv(text: str, name: str, about: About) -> Lists:
    listed, above = _below_remarks(text.splitlines())
    delimiter = max(",;\t", key=(listed[0] if listed else "").count)
    rows = csv.DictReader(listed, delimiter=delimiter)
    headings = [heading.strip().lower() for heading in rows.fieldnames or ()]
    rows.fieldnames = headings
    column = next((heading for heading in _VALUE_HEADINGS if heading in headings), None)
    columns = [column] if column else [heading for heading in headings if heading in _OWN_HEADINGS]
    lists = Lists()
    if not columns:
        for number, line in enumerate(listed, start=above + 1):
            value = next(iter(csv.reader([line], delimiter=delimiter)), [""])[0].strip()
            if value and not value.startswith("#"):
                _add(lists, f"{name}, line {number}", value, about)
        return lists
    for (number, row), own in product(enumerate(rows, start=above + 2), columns):
        value = (row.get(own) or "").strip()
        if value and not value.startswith("#") and (row.get("to_ids") or "").strip().lower() not in {"0", "false"}:
            _add(
                lists,
                f"{name}, line {number}",
                value,
                about,
                sort=_sort((row.get("type") or "" if column else own).strip().lower()),
                title=(row.get("title") or "").strip(),
                finding_class=_member(FindingClass, row.get("class")),
                confidence=_member(Confidence, row.get("confidence")),
                source=(row.get("source") or "").strip(),
            )
    return lists


def _below_remarks(lines: list[str]) -> tuple[list[str], int]:
    """Return the lines from the headings on and how many stand above; headings may stand in the last remark."""
    above = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    if above:
        told = lines[above - 1].lstrip("# \t")
        if {word.strip(' "').lower() for word in re.split(r"[,;\t]", told)} & {*_VALUE_HEADINGS, *_OWN_HEADINGS}:
            return [told, *lines[above:]], above - 1
    return lines[above:], above


def _sort(word: str) -> Sort | None:
    if word in {"filename", "file-name", "file_name", "name", "file"}:
        return Sort.NAME
    return {"domain": Sort.DOMAIN, "hostname": Sort.DOMAIN, "url": Sort.URL}.get(word)


def _member(words: type[Word], word: str | None) -> Word | None:
    try:
        return words((word or "").strip().lower())
    except ValueError:
        return None


def _json(text: str, name: str, about: About) -> Lists:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableRules(f"this is no JSON: {error}", place=name) from error
    lists = Lists()
    if isinstance(document, list) and any(isinstance(one, dict) and one.get("type") == "indicator" for one in document):
        document = {"type": "bundle", "objects": document}
    if isinstance(document, dict) and (document.get("type") in {"bundle", "indicator"} or "objects" in document):
        _stix(document, name, about, lists)
        return lists
    events = list(_events(document))
    if not events:
        raise UnreadableRules(
            "neither a STIX 2.1 bundle nor a MISP event", place=name, expected='"type": "bundle" or "Event"'
        )
    for event in events:
        _misp(event, name, about, lists)
    return lists


def _stix(document: dict[str, object], name: str, about: About, lists: Lists) -> None:
    listed = document.get("objects")
    objects = listed if isinstance(listed, list) else [document]
    for item in objects:
        if not isinstance(item, dict) or item.get("type") != "indicator":
            continue
        place = f"{name}, {item.get('id', 'indicator')}"
        pattern = str(item.get("pattern", ""))
        if item.get("revoked"):
            lists.refused.append((place, "revoked by its author"))
            continue
        simple = _LISTED.sub(_as_alternatives, _END_TYPE.sub("", pattern))
        found = _COMPARISON.findall(simple)
        rest = _COMPARISON.sub("", simple)
        if len(re.findall(r"\[", rest)) == 1 and re.search(r"\bAND\b", rest) and not re.search(r"\bOR\b", rest):
            # One file of this digest and that name or size: the digest says which file it is.
            digests = [one for one in found if "hashes" in one[0]]
            found = digests if digests and all(path.startswith("file:") for path, _, _ in found) else found
        hashes = bool(found) and all("hashes" in path for path, _, _ in found)
        if (
            item.get("pattern_type", "stix") != "stix"
            or not found
            or (re.search(r"\bAND\b|\bFOLLOWEDBY\b|\bNOT\b", rest) and not hashes)
            or re.search(r"\bREPEATS\b|\bSTART\b", rest)
        ):
            _several(item, pattern, place, about, lists)
            continue
        for path, operator, value in found:
            plain = re.sub(r"\\(.)", r"\1", value)
            known = path in _STIX_OBJECTS or "hashes" in path
            if not known or operator not in {"=", "ISSUBSET"}:
                lists.refused.append((place, f"{path} {operator} is not evaluated here"))
                continue
            _add(lists, place, plain, about, sort=_STIX_OBJECTS.get(path), title=str(item.get("name") or ""))


def _several(item: dict[str, object], pattern: str, place: str, about: About, lists: Lists) -> None:
    """Take a pattern of several comparisons as rules of their own, or list why it is not run."""
    own = f"{about.list_name}:{item.get('id', 'indicator')}"
    if item.get("pattern_type", "stix") != "stix":
        lists.refused.append((place, f"patterns of the type {item.get('pattern_type')} are not read here"))
        return
    try:
        found = wholes(pattern, _STIX_OBJECTS)
    except NotRun as why:
        lists.refused.append((place, f"this pattern is not run, {why}: {pattern[:120]}"))
        return
    for number, whole in enumerate(found, start=1):
        name = own if len(found) == 1 else f"{own}/{number}"
        title = str(item.get("name") or pattern[:80])
        facts = RuleFacts(name, title, LOG_KINDS, about.finding_class, about.confidence, about.origin)
        lists.patterns += rules_of(facts, whole)


def _as_alternatives(listed: re.Match[str]) -> str:
    values = re.findall(r"'(?:[^'\\]|\\.)*'", listed[2])
    return "(" + " OR ".join(f"{listed[1]} = {value}" for value in values) + ")"


def _events(document: object) -> Iterator[dict[str, object]]:
    if isinstance(document, list):
        for item in document:
            yield from _events(item)
    elif isinstance(document, dict):
        if isinstance(document.get("Event"), dict):
            yield document["Event"]
        elif isinstance(document.get("response"), list | dict):
            yield from _events(document["response"])
        elif isinstance(document.get("Attribute"), list):
            yield document


def _misp(event: dict[str, object], name: str, about: About, lists: Lists) -> None:
    for attribute in _attributes(event):
        place = f"{name}, {attribute.get('uuid', attribute.get('type', 'attribute'))}"
        kind, value = str(attribute.get("type", "")), str(attribute.get("value", ""))
        if attribute.get("deleted") or attribute.get("to_ids") is False:
            continue
        for one, part in zip(kind.split("|"), value.split("|"), strict=False):
            if one == "port":
                continue
            if one not in _MISP:
                lists.refused.append((place, f"attributes of the type {kind} are not sought"))
                continue
            _add(lists, place, part, about, sort=_MISP[one], title=str(event.get("info") or ""))


def _attributes(event: dict[str, object]) -> Iterator[dict[str, object]]:
    yield from _dicts(event.get("Attribute"))
    for item in _dicts(event.get("Object")):
        yield from _dicts(item.get("Attribute"))


def _dicts(value: object) -> Iterable[dict[str, object]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
