"""Shapes: how a version is written, for schemes whose order is not the order of writing.

A shape is plain text with `{name}` for a number, `{name:a}` for letters, `{name:s|sg|e}` for one of some words, and
`[...]` around what may be absent. A sign of the scheme's separators stands for any of them; case does not count.
"""

import re
from dataclasses import dataclass

_PIECE = re.compile(r"\{(\w+)(?::([^}]*))?\}|(\[)|(\])|(\s+)|(.)", re.DOTALL)
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of writing, ready to be tried."""

    text: str
    pattern: re.Pattern[str]
    fields: tuple[str, ...]

    def read(self, text: str) -> dict[str, str] | None:
        """Return the parts of a text in lower case, absent ones left out; None where it is not of this shape."""
        matched = self.pattern.fullmatch(text)
        return {name: value for name, value in matched.groupdict().items() if value} if matched else None


def read_shape(text: str, separators: str) -> Shape:
    """Return the shape that a text describes; raises ValueError where brackets do not pair or a name stands twice."""
    signs = "[" + re.escape(separators) + "]" if separators else "(?!)"
    pattern, depth = "", 0
    fields: list[str] = []
    for name, kind, opens, closes, blank, sign in _PIECE.findall(text):
        if name:
            if name in fields:
                raise ValueError(f"shape {text!r}: {name} stands twice")
            fields.append(name)
            pattern += f"(?P<{name}>{_of_kind(kind)})"
        elif opens:
            depth += 1
            pattern += "(?:"
        elif closes:
            depth -= 1
            pattern += ")?"
        elif sign in ("{", "}"):
            raise ValueError(f"shape {text!r}: a field is {{name}} or {{name:kind}}")
        elif blank:
            pattern += r"\s*"
        else:
            pattern += signs if sign in separators else re.escape(sign.lower())
        if not 0 <= depth <= DEEPEST:
            raise ValueError(f"shape {text!r}: the brackets do not pair")
    if depth:
        raise ValueError(f"shape {text!r}: the brackets do not pair")
    return Shape(text, re.compile(pattern), tuple(fields))


def _of_kind(kind: str) -> str:
    if not kind:
        return r"[0-9]{1,18}"
    if kind == "a":
        return r"[a-z]{1,8}?"
    return "|".join(re.escape(word.strip().lower()) for word in kind.split("|"))
