"""Readers of what providers publish beside their documents (CSAF 2.0 and 2.1, clause 7.1): liberal, and telling.

What departs from the standard is named and passed over; one bad line never loses a feed. Nothing here fetches.
"""

import csv
import json
import re
from collections.abc import Iterator

from dijkwacht.advisories.domain.providers import (
    Feed,
    Listed,
    Listing,
    Metadata,
    ProviderRole,
    PublicKey,
    WrongProvider,
)
from dijkwacht.kernel.labels import Label

MOST_LISTED = 200_000
LONGEST_ADDRESS = 1000
_FINGERPRINT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LABELS = {
    "WHITE": Label.CLEAR,
    "CLEAR": Label.CLEAR,
    "GREEN": Label.GREEN,
    "AMBER": Label.AMBER,
    "AMBER+STRICT": Label.AMBER_STRICT,
    "RED": Label.RED,
}


def read_metadata(content: bytes, url: str) -> Metadata:
    """Return what a `provider-metadata.json` says. Raises WrongProvider where it names no role or no distribution."""
    value = _json(content, url)
    role = value.get("role")
    if role not in {known.value for known in ProviderRole}:
        raise WrongProvider(
            place=f"{url} /role",
            expected=f"one of {', '.join(known.value for known in ProviderRole)}",
            remedy="check that this address is a provider's, not an aggregator's",
        )
    feeds, directories = _distributions(value)
    if not feeds and not directories:
        raise WrongProvider(
            place=f"{url} /distributions", expected="a ROLIE feed or a directory", remedy="ask the provider"
        )
    publisher = value.get("publisher")
    name = _word(publisher.get("name")) if isinstance(publisher, dict) else ""
    return Metadata(url, name or url, ProviderRole(role), tuple(_keys(value)), tuple(feeds), tuple(directories))


def _keys(value: dict[str, object]) -> Iterator[PublicKey]:
    for item in _objects(value.get("public_openpgp_keys")):
        fingerprint = _word(item.get("fingerprint")).lower().replace(" ", "")
        if _FINGERPRINT.fullmatch(fingerprint) and (url := _word(item.get("url"))):
            yield PublicKey(fingerprint, url)


def _distributions(value: dict[str, object]) -> tuple[list[Feed], list[str]]:
    feeds: list[Feed] = []
    directories: list[str] = []
    for item in _objects(value.get("distributions")):
        rolie, directory = item.get("rolie"), item.get("directory")
        feeds += [
            Feed(url, _LABELS.get(_word(feed.get("tlp_label")).upper()))
            for feed in _objects(rolie.get("feeds") if isinstance(rolie, dict) else None)
            if (url := _word(feed.get("url")))
        ]
        old = _word(item.get("directory_url"))
        new = _word(directory.get("url")) if isinstance(directory, dict) else ""
        directories += [url for url in (old, new) if url]
    return feeds, directories


def read_feed(content: bytes, url: str) -> Listing:
    """Return the documents of a ROLIE feed in JSON; entries without an address are told and passed over."""
    feed = _json(content, url).get("feed")
    if not isinstance(feed, dict):
        raise WrongProvider(place=f"{url} /feed", expected="a ROLIE feed in JSON", remedy="ask the provider")
    documents: list[Listed] = []
    deviations: list[str] = []
    for number, entry in enumerate(_objects(feed.get("entry"))):
        if len(documents) >= MOST_LISTED:
            deviations.append(f"/feed/entry: more than {MOST_LISTED} entries; the rest was left")
            break
        listed, complaints = _entry(entry)
        deviations += [f"/feed/entry/{number}: {complaint}" for complaint in complaints]
        if listed is not None:
            documents.append(listed)
    return Listing(tuple(documents), tuple(deviations))


def _entry(entry: dict[str, object]) -> tuple[Listed | None, list[str]]:
    links: dict[str, list[str]] = {}
    for link in _objects(entry.get("link")):
        links.setdefault(_word(link.get("rel")), []).append(_word(link.get("href")))
    body = entry.get("content")
    source = _word(body.get("src")) if isinstance(body, dict) else ""
    own = next(iter(links.get("self", ())), "")
    if not own and not source:
        return None, ["no address of a document"]
    complaints = [] if own else ["no link to itself; the address of its content was taken"]
    updated = _word(entry.get("updated"))
    if not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", updated):
        complaints.append(f"no usable time of change ({updated[:40] or 'none'})")
    hashes = links.get("hash", [])
    return (
        Listed(
            own or source,
            updated,
            next((one for one in hashes if one.endswith(".sha256")), ""),
            next((one for one in hashes if one.endswith(".sha512")), ""),
            next(iter(links.get("signature", ())), ""),
        ),
        complaints,
    )


def read_changes(content: bytes, directory: str) -> Listing:
    """Return the documents of a `changes.csv` (path and time of change); paths that leave the directory are told."""
    documents: list[Listed] = []
    deviations: list[str] = []
    for number, row in enumerate(csv.reader(_text(content).splitlines()), 1):
        if not row or not row[0].strip():
            continue
        if len(documents) >= MOST_LISTED:
            deviations.append(f"changes.csv, line {number}: more than {MOST_LISTED} lines; the rest was left")
            break
        _add(documents, deviations, directory, row, f"changes.csv, line {number}")
    return Listing(tuple(documents), tuple(deviations))


def read_index(content: bytes, directory: str) -> Listing:
    """Return the documents of an `index.txt`, one path a line; when they changed is not known from it."""
    documents: list[Listed] = []
    deviations: list[str] = []
    for number, line in enumerate(_text(content).splitlines()[:MOST_LISTED], 1):
        if line.strip():
            _add(documents, deviations, directory, [line], f"index.txt, line {number}")
    return Listing(tuple(documents), tuple(deviations))


def _add(documents: list[Listed], deviations: list[str], directory: str, row: list[str], where: str) -> None:
    path = row[0].strip()
    if path.startswith("/") or "\\" in path or ":" in path or ".." in path.split("/") or len(path) > LONGEST_ADDRESS:
        deviations.append(f"{where}: no path below the directory")
    elif not path.endswith(".json"):
        deviations.append(f"{where}: no JSON document")
    else:
        url = f"{directory.rstrip('/')}/{path}"
        updated = row[1].strip() if len(row) > 1 else ""
        documents.append(Listed(url, updated, f"{url}.sha256", f"{url}.sha512", f"{url}.asc"))


def read_security_txt(content: bytes) -> tuple[str, ...]:
    """Return the addresses of its CSAF fields, in their order (7.1.8)."""
    lines = (line.partition(":") for line in _text(content).splitlines())
    return tuple(value.strip() for name, _, value in lines if name.strip().lower() == "csaf" and value.strip())


def read_digest(content: bytes) -> str:
    """Return the hexadecimal digest at the beginning of a digest's file, lower-case; "" where there is none."""
    first = _text(content[:200]).split()
    return first[0].lower() if first and re.fullmatch(r"[0-9a-fA-F]{64}|[0-9a-fA-F]{128}", first[0]) else ""


def _json(content: bytes, url: str) -> dict[str, object]:
    try:
        value = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WrongProvider(place=url, expected="JSON in UTF-8", remedy="check the address") from error
    if not isinstance(value, dict):
        raise WrongProvider(place=url, expected="a JSON object", remedy="check the address")
    return value


def _objects(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    return value.strip()[:LONGEST_ADDRESS] if isinstance(value, str) else ""


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace")
