"""From untrusted bytes to plain JSON values, with limits on size and depth and an error that says where."""

import json
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import msgspec

from dijkwacht.kernel.errors import Unreadable

LARGEST = 64 * 1024 * 1024  # the CSAF standard asks documents to stay below 15 MB; there are some of 23 MiB
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_HOLDERS = frozenset({dict, list})
DEEPEST = 512  # CSAF test 6.1.34 allows branches 30 deep, two levels of JSON each; deeper ones are to be judged too


class UnreadableAdvisory(Unreadable):
    """This advisory cannot be read.

    `code` is a stable word for the kind of trouble, for pages in two languages and for the quarantine.
    """

    code: ClassVar[str] = "unreadable"


class TooLargeAdvisory(UnreadableAdvisory):
    """The file is too large for an advisory."""

    code = "too-large"


class TooDeepAdvisory(UnreadableAdvisory):
    """The file is nested too deeply for an advisory."""

    code = "too-deep"


class WrongEncoding(UnreadableAdvisory):
    """The file is not UTF-8 text."""

    code = "encoding"


class TruncatedAdvisory(UnreadableAdvisory):
    """The file ends in the middle of the document."""

    code = "truncated"


class NotJson(UnreadableAdvisory):
    """The file is not JSON."""

    code = "not-json"


class UnknownFormat(UnreadableAdvisory):
    """The file is JSON, but in no format that is read here."""

    code = "unknown-format"


class WrongStructure(UnreadableAdvisory):
    """The document has another structure than its format prescribes."""

    code = "structure"


def read_bytes(path: Path) -> bytes:
    """Return the content of the file, never more than the limit; raise TooLargeAdvisory beyond it.

    Raises UnreadableAdvisory where the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableAdvisory(
            f"the file cannot be opened: {error.strerror or error}",
            place=str(path),
            remedy="check the path and the rights on the file",
        ) from error
    if len(content) > LARGEST:
        refuse_large(str(path))
    return content


def load(content: bytes, place: str = "") -> object:
    """Return the JSON value written in `content`; `place` is the file's name in errors.

    A byte order mark is forgiven. Raises a subclass of UnreadableAdvisory with the line, or with a JSON pointer.
    """
    if len(content) > LARGEST:
        refuse_large(place)
    try:
        value: object = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        value = _load_told(content, place)
    _check_depth(value, place)
    return value


def _load_told(content: bytes, place: str) -> object:
    """Return the value of what the fast reader refused, or say where and why it cannot be read.

    The standard library's reader knows line and column, and forgives what occurs: a byte order mark, half characters.
    """
    _refuse_other_kinds(content, place)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongEncoding(
            place=_at(place, f"line {line}, byte {error.start}"),
            expected="text in UTF-8",
            remedy="ask the issuer for the original file, or save it as UTF-8",
        ) from error
    try:
        value: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        _refuse_json(error, text, place)
    except RecursionError as error:
        raise TooDeepAdvisory(place=place, expected=f"at most {DEEPEST} levels") from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits, and says so in its own words
        said = str(error) if "JSON" in str(error) else "a number has too many digits"
        raise NotJson(said, place=place, expected="numbers that JSON allows") from error
    return value


def _refuse_other_kinds(content: bytes, place: str) -> None:
    """Say what the file is, where it is a kind that people hand in by mistake."""
    if b"\0" in content[:2]:
        raise WrongEncoding(
            place=_at(place, "line 1, byte 0"),
            expected="text in UTF-8",
            remedy="ask the issuer for the original file, or save it as UTF-8",
        )
    begun = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    kinds = (
        (not begun and not content.strip(b"\xef\xbb\xbf \t\r\n"), "the file is empty", "fetch the file again"),
        (content.startswith(_PACKED), "the file is packed", "unpack the file first"),
        (
            begun.startswith(b"<"),
            "the file is HTML or XML, not JSON",
            "fetch the JSON file, not a page that leads to it",
        ),
        (begun.startswith(b"%PDF"), "the file is a PDF, not JSON", "fetch the JSON file that belongs to it"),
    )
    for holds, message, remedy in kinds:
        if holds:
            raise NotJson(message, place=_at(place, "line 1, column 1"), expected="one JSON document", remedy=remedy)


def refuse_large(place: str) -> NoReturn:
    """Raise the error for a file that is larger than an advisory may be."""
    raise TooLargeAdvisory(
        place=place,
        expected=f"at most {LARGEST // 1024 // 1024} MiB",
        remedy="check that this is one advisory and not an archive of many",
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _refuse_json(error: json.JSONDecodeError, text: str, place: str) -> NoReturn:
    where = _at(place, f"line {error.lineno}, column {error.colno}")
    begun = text.lstrip()[:1] in ("{", "[")
    at_the_end = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    if begun and at_the_end:
        raise TruncatedAdvisory(
            place=where,
            expected="a document that ends with its closing brace",
            remedy="fetch the file again",
        ) from error
    raise NotJson(f"the file is not JSON: {error.msg}", place=where, expected="one JSON document") from error


def hold_texts_once(value: object) -> None:
    """Let equal texts of a JSON value be one: what a large document names again and again then takes room once.

    It is the same value for whoever compares; keys are left as they are.
    """
    kept: dict[str, str] = {}
    left: list[Any] = [value] if type(value) in _HOLDERS else []
    while left:
        holder = left.pop()
        for key, child in holder.items() if type(holder) is dict else enumerate(holder):
            if type(child) is str:
                holder[key] = kept.setdefault(child, child)
            elif type(child) in _HOLDERS:
                left.append(child)


def _check_depth(value: object, place: str) -> None:
    level: list[Any] = [value] if type(value) in _HOLDERS else []
    for _ in range(DEEPEST + 1):
        level = [
            child
            for item in level
            for child in (item.values() if type(item) is dict else item)
            if type(child) in _HOLDERS
        ]
        if not level:
            return
    raise TooDeepAdvisory(place=place, expected=f"at most {DEEPEST} levels")


def _at(place: str, where: str) -> str:
    return f"{place}, {where}" if place else where
