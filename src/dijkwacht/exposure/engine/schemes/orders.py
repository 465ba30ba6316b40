"""The orders of package ecosystems as keys: semver, Debian, RPM, Maven and Python; each as its own rules say.

Every function returns the key at which a text stands and the first key above all that it may mean (a package version
without release means all releases), or None where the text is none of its versions.
"""

import re
from collections.abc import Callable

from dijkwacht.exposure.engine.schemes.keys import BEFORE, END, HIGHEST, NEXT, WORD, number

Span = tuple[bytes, bytes]
_DIGITS = re.compile(r"\d+")
_PATCH = re.compile(r"(p|pl|patch|sp|hf|hotfix|u|upd|update|fp|sr)[.\-_]?(\d{1,18})")


def semver(text: str) -> Span | None:
    """Order by Semantic Versioning 2.0.0, liberal in the number of numbers and in a leading "v" or "=".

    Build metadata does not count. Letters that follow a number without hyphen are a release of their own (1.1.1k), and
    against the letter of the standard so is a patch behind a hyphen: no maker means one before 2.4.7 by 2.4.7-p3.
    """
    matched = re.fullmatch(
        r"[v=\s]*(\d+(?:\.\d+)*)((?:(?!-)[._]?[a-z][0-9a-z.]*)?)(?:-([0-9a-z.\-_~]+))?(?:\+.*)?", text.lower()
    )
    if matched is None:
        return None
    core = b"".join(number(part) for part in _without_zeros(matched[1].split(".")))
    for part in re.findall(r"\d+|[a-z]+", matched[2]):
        core += number(part) if part.isdigit() else WORD + part.encode() + b"\x00"
    if matched[3] is None:
        return core + END, core + END + NEXT
    fields = re.split(r"[.]", matched[3])
    after = _PATCH.fullmatch(matched[3])
    if after is not None:
        core += WORD + after[1].encode() + b"\x00" + number(after[2])
        return core + END, core + END + NEXT
    tail = b"".join(b"\x03" + number(f) if f.isdigit() else b"\x04" + f.encode() + b"\x00" for f in fields) + b"\x02"
    return core + BEFORE + tail, core + BEFORE + tail + NEXT


def debian(text: str) -> Span | None:
    """Order by Debian policy 5.6.12: epoch, upstream version, revision; a tilde comes before everything."""
    matched = re.fullmatch(r"\s*(?:(\d+):)?([0-9A-Za-z.+~:\-]+?)(?:-([0-9A-Za-z.+~]+))?\s*", text)
    if matched is None or not _DIGITS.search(matched[2]):
        return None
    key = number(matched[1] or "0") + _debian_part(matched[2].lower())
    if matched[3] is None:
        return key + _debian_part("0"), key + HIGHEST  # a text without revision may mean any
    key += _debian_part(matched[3].lower())
    return key, key + NEXT


def _debian_part(text: str) -> bytes:
    """Take letters and digits in turns; a letter stands below every other sign, a tilde below the end."""
    key = b""
    for words, digits in re.findall(r"([^0-9]*)([0-9]*)", text):
        if not words and not digits:
            break
        for sign in words:
            key += b"\x01" if sign == "~" else bytes([ord(sign) if sign.isalpha() else 0x80 + ord(sign) % 0x70])
        key += b"\x02" + number(digits or "0")
    return key + b"\x02"


def rpm(text: str) -> Span | None:
    """Order as rpm does: epoch, version, release; a tilde comes before the end, a caret just after it."""
    matched = re.fullmatch(r"\s*(?:(\d+):)?([^\s:\-]+)(?:-([^\s:\-]+))?\s*", text)
    if matched is None or not _DIGITS.search(matched[2]):
        return None
    key = number(matched[1] or "0") + _rpm_part(matched[2])
    if matched[3] is None:
        return key, key + HIGHEST
    key += _rpm_part(matched[3])
    return key, key + NEXT


def _rpm_part(text: str) -> bytes:
    key = b""
    for part in re.findall(r"\d+|[a-z]+|~|\^", text.lower()):
        if part == "~":
            key += b"\x01"
        elif part == "^":
            key += b"\x03"
        elif part.isdigit():
            key += number(part)
        else:
            key += WORD + part.encode() + b"\x00"
    return key + b"\x02"


_MAVEN_WORDS = {"alpha": 1, "beta": 2, "milestone": 3, "rc": 4, "cr": 4, "snapshot": 5, "sp": 0x21}
_MAVEN_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_MAVEN_RELEASE = frozenset({"", "final", "ga", "release"})


def maven(text: str) -> Span | None:
    """Order as Maven's ComparableVersion does: known words first, then the release, then words, then numbers."""
    bare = text.strip().lower()
    if not re.fullmatch(r"[0-9a-z._+\-]+", bare) or not _DIGITS.search(bare):
        return None
    key = b""
    for sign, value in _maven_tokens(bare):
        if value.isdigit():
            key += (b"\x30" if sign == "-" else b"\x40") + number(value)
        elif value in _MAVEN_WORDS:
            key += bytes([_MAVEN_WORDS[value]])
        else:
            key += b"\x22" + value.encode() + b"\x00"
    return key + END, key + END + NEXT


def _maven_tokens(text: str) -> list[tuple[str, str]]:
    """Return the parts with the sign before each; a change between digits and letters counts as a hyphen."""
    found: list[tuple[str, str]] = []
    for matched in re.finditer(r"([.\-_+]*)(\d+|[a-z]+)", text):
        sign, value = matched[1], matched[2]
        after = text[matched.end() : matched.end() + 1]
        if value.isalpha() and after.isdigit():
            value = _MAVEN_SHORT.get(value, value)
        value = "" if value in _MAVEN_RELEASE else value
        found.append(("." if sign.startswith(".") or not found else "-", value))
    kept: list[tuple[str, str]] = []
    for sign, value in found:
        if kept and (sign == "-" or value.isalpha() or not value):
            while len(kept) > 1 and not kept[-1][1].strip("0"):
                kept.pop()
        kept.append((sign, value))
    while len(kept) > 1 and not kept[-1][1].strip("0"):
        kept.pop()
    return kept


_PEP440 = re.compile(
    r"""\s*v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)
    (?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_n>\d*))?
    (?:(?:-(?P<post_m>\d+))|(?:[-_.]?(?P<post>post|rev|r)[-_.]?(?P<post_n>\d*)))?
    (?:[-_.]?(?P<dev>dev)[-_.]?(?P<dev_n>\d*))?
    (?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_PRE = {"alpha": 0x11, "a": 0x11, "beta": 0x12, "b": 0x12, "c": 0x13, "rc": 0x13, "pre": 0x13, "preview": 0x13}


def python(text: str) -> Span | None:
    """Order by PEP 440: epoch, release, pre-release, post-release, development release, local label."""
    matched = _PEP440.fullmatch(text)
    if matched is None:
        return None
    part = matched.groupdict()
    key = number(part["epoch"] or "0") + b"".join(number(n) for n in _without_zeros(part["release"].split(".")))
    post = part["post"] is not None or part["post_m"] is not None
    if part["pre"]:
        key += bytes([_PRE[part["pre"].lower()]]) + number(part["pre_n"] or "0")
    elif part["dev"] and not post:
        key += b"\x10"
    else:
        key += END
    key += b"\x18" + number(part["post_m"] or part["post_n"] or "0") if post else b"\x08"
    key += b"\x10" + number(part["dev_n"] or "0") if part["dev"] else b"\xf0"
    if part["local"] is None:
        return key + b"\x00", key + HIGHEST
    local = b"".join(
        b"\x04" + number(p) if p.isdigit() else b"\x03" + p.encode() + b"\x00"
        for p in re.split(r"[-_.]", part["local"].lower())
    )
    return key + b"\x01" + local + b"\x02", key + b"\x01" + local + b"\x02" + NEXT


_LETTERS = re.compile(
    r"(?:(?:hardware|firmware|software|version|versions|ver|revision|rev|release|series|index)[\s.:_\-]*)*([a-z]{1,2})",
    re.IGNORECASE,
)


def letters(text: str) -> Span | None:
    """Order revisions that are one or two letters, as makers of devices count: A to Z, then AA."""
    matched = _LETTERS.fullmatch(text.strip())
    if matched is None:
        return None
    key = bytes([len(matched[1])]) + matched[1].lower().encode() + END
    return key, key + NEXT


def _without_zeros(numbers: list[str]) -> list[str]:
    kept = list(numbers)
    while len(kept) > 1 and not kept[-1].strip("0"):
        kept.pop()
    return kept


ORDERS: dict[str, Callable[[str], Span | None]] = {
    "semver": semver,
    "deb": debian,
    "rpm": rpm,
    "maven": maven,
    "pypi": python,
    "letters": letters,
}
WITH_EPOCH = frozenset({"deb", "rpm"})


def epoch_in(key: bytes) -> str:
    """Return the epoch with which a key of Debian or RPM begins, "" for none or zero."""
    return key[2 : 2 + key[1]].decode("ascii")


def line_end(order: str, numbers: tuple[str, ...]) -> bytes | None:
    """Return where the versions end that begin with these numbers; None in an order where numbers end differently."""
    if order not in ("semver", "pypi", "maven"):
        return None
    if order == "maven":
        return b"".join(b"\x40" + number(n) for n in numbers) + HIGHEST
    return (number("0") if order == "pypi" else b"") + b"".join(number(n) for n in numbers) + HIGHEST
