"""From bytes to a document: the one way in for every format."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dijkwacht.advisories.engine.csaf import read_csaf
from dijkwacht.advisories.engine.cve import read_cve
from dijkwacht.advisories.engine.detect import detect
from dijkwacht.advisories.engine.loading import UnreadableAdvisory, load, read_bytes
from dijkwacht.advisories.engine.values import Document, Format


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, the plain JSON it was read from, and the SHA-256 of the bytes in hexadecimal."""

    document: Document
    value: object
    sha256: str


def read_document(content: bytes, place: str = "") -> Reading:
    """Return what `content` says; `place` names the file in errors.

    Raises UnreadableAdvisory (too large, too deep, not UTF-8, truncated, not JSON, unknown format, wrong structure),
    each with place, what was expected and what to do.
    """
    value = load(content, place)
    form = detect(value, place)
    try:
        document = read_csaf(value, form) if form.is_csaf else read_cve(value)
    except UnreadableAdvisory as error:
        error_place = f"{place}#{error.place}" if place else error.place
        raise type(error)(error.message, place=error_place, expected=error.expected, remedy=error.remedy) from error
    return Reading(document, value, hashlib.sha256(content).hexdigest())


def read_path(path: Path) -> Reading:
    """Return what the file says; raises UnreadableAdvisory as `read_document` does, and for an absent file."""
    return read_document(read_bytes(path), str(path))


def read_format(content: bytes, place: str = "") -> tuple[Format, object]:
    """Return the format and the plain JSON without reading further, for judging a document that may be broken."""
    value = load(content, place)
    return detect(value, place), value
