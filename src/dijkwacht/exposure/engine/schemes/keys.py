"""Order-preserving bytes: comparing two keys compares what they stand for, in Python and in SQL alike.

A key is a row of parts, each with a tag in front. The tags give the order between parts of different kinds: words that
come before a release, the end of a version, other words, numbers, and words for what comes after a release.
"""

BEFORE, END, WORD, NUMBER, AFTER = b"\x10", b"\x20", b"\x30", b"\x40", b"\x50"
HIGHEST = b"\xff"
NEXT = b"\x00"

Part = tuple[str, str]
"""A kind ("number", "word", "before", "after", "absent") and its text; a number stands without leading zeros."""


def number(digits: str) -> bytes:
    """Return the key of a number of at most 255 digits; leading zeros do not count."""
    bare = digits.lstrip("0")
    return NUMBER + bytes([len(bare)]) + bare.encode("ascii")


def encoded(part: Part) -> bytes:
    """Return the key of one part."""
    kind, value = part
    if kind == "number":
        return number(value)
    if kind == "absent":
        return END
    return {"before": BEFORE, "after": AFTER}.get(kind, WORD) + value.encode() + b"\x00"


def joined(parts: list[Part]) -> bytes:
    """Return the key of these parts, without an end: every version that begins with them begins with it."""
    return b"".join(encoded(part) for part in parts)


def without_idle_zeros(parts: list[Part]) -> list[Part]:
    """Leave out zeros that only words follow: 1.0 is 1, and 7.0 U3 is 7 U3; the first part always stays.

    Before a hotfix they stay: 10.2.0-h1 stands between 10.2.0 and 10.2.1.
    """
    kept: list[Part] = []
    zeros: list[Part] = []
    for part in parts:
        if part == ("number", "") and kept:
            zeros.append(part)
            continue
        if part[0] in ("number", "after"):
            kept.extend(zeros)
        zeros = []
        kept.append(part)
    return kept
