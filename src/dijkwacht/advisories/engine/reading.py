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
    """A document, and the SHA-256 of the bytes in hexadecimal."""

    document: Document
    sha256: str


def read_document(content: bytes, place: str = "") -> Reading:
    """Return what `content` says; `place` names the file in errors.

    Raises UnreadableAdvisory (too large, too deep, not UTF-8, truncated, not JSON, unknown format, wrong structure),
    each with place, what was expected and what to do.
    """
    digest = hashlib.sha256(content).hexdigest()
    form, value = read_format(content, place)
    del content  # a large document is not kept twice while it is read; it goes where the caller kept it neither
    return Reading(document_of(form, value, place), digest)


def read_path(path: Path) -> Reading:
    """Return what the file says; raises UnreadableAdvisory as `read_document` does, and for an absent file."""
    return read_document(read_bytes(path), str(path))


def read_format(content: bytes, place: str = "") -> tuple[Format, object]:
    """Return the format and the plain JSON without reading further, for judging a document that may be broken."""
    value = load(content, place)
    return detect(value, place), value


def document_of(form: Format, value: object, place: str = "") -> Document:
    """Return what the plain JSON of `read_format` says; raises WrongStructure where it is not built as its format.

    It takes the value apart, so whoever also judges it does that before.
    """
    try:
        return read_csaf(value, form) if form.is_csaf else read_cve(value)
    except UnreadableAdvisory as error:
        error_place = f"{place}#{error.place}" if place else error.place
        raise type(error)(error.message, place=error_place, expected=error.expected, remedy=error.remedy) from error
