"""The lines beside a finding, so that a person can judge it: two before, two after, short, without what is secret."""

import re

BESIDE, LONGEST, MOST = 2, 300, 100
"""How many lines on either side; how much of each; and for how many findings of one rule in one file."""
MASK = "[...]"
_SECRET = re.compile(
    r"(?i)\b((?:set-)?cookie|authorization|pass(?:word|wd|phrase)?|pwd|secret|token|api-?key|nsc_\w+|j?sess(?:ion)?_?id"
    r"|session)(\"?\s*[=:]\s*\"?)(?:(?:basic|bearer) )?[^\s;&\"',]+"
)
_USER = re.compile(r"(?i)\b(user(?:name)?\s*[=:]?\s+|user(?:name)?[=:])[^\s;&\"',:]+")
_MAIL = re.compile(r"[\w.+-]+@(?=[\w-]+\.[\w.-]+)")
_FIELD = 4 * LONGEST


def beside(data: bytes, begin: int, end: int) -> tuple[list[str], list[str]]:
    """Return the lines before `begin` and after `end`, of one block of a log: nothing is read for them.

    Empty lines count. Passwords, session keys, names of users and of mailboxes are masked in them.
    """
    before: list[str] = []
    at = begin
    while at > 0 and len(before) < BESIDE:
        start = data.rfind(b"\n", 0, at - 1) + 1
        before.insert(0, _shown(data[start : at - 1]))
        at = start
    after: list[str] = []
    at = data.find(b"\n", end) + 1
    while 0 < at < len(data) and len(after) < BESIDE:
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        after.append(_shown(data[at:stop]))
        at = stop + 1
    return before, after


def _shown(raw: bytes) -> str:
    """Return one line as it is shown; masked first, so that no secret is cut in a way that hides what it is."""
    text = raw[:_FIELD].decode("utf-8", "backslashreplace").rstrip("\r")
    return masked(text)[:LONGEST]


def masked(text: str) -> str:
    """Return `text` without passwords, session keys, names of users and of mailboxes; addresses stay."""
    text = _SECRET.sub(rf"\1\2{MASK}", text)
    text = _USER.sub(rf"\1{MASK}", text)
    return _MAIL.sub(f"{MASK}@", text)
