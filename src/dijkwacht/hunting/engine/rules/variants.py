"""Other spellings of the same text: encoded, reversed, base64, UTF-16; and percent-encoding undone."""

import base64
import binascii
import re

KNOWN = ("percent", "reversed", "base64", "utf-16")
_NO_ESCAPE = re.compile(rb"%(?![2-9A-Fa-f][0-9A-Fa-f])")
_FEW = 256
_SHORTEST_BASE64 = 6  # of fewer bytes too little is left after cutting the parts that depend on the neighbours


def spellings(text: str, variants: tuple[str, ...] | list[str]) -> list[str]:
    """Return `text` in the other spellings named in `variants`, itself left out; unknown names are no spelling."""
    found: list[str] = []
    if "percent" in variants:
        found += [percent(text), percent(percent(text)), percent(text, every=True), percent(percent(text, every=True))]
    if "reversed" in variants:
        found.append(text[::-1])
    if "base64" in variants:
        found += in_base64(text)
    if "utf-16" in variants:
        found.append("".join(f"{char}\0" for char in text)[:-1])
    return [one for one in dict.fromkeys(found) if one and one != text]


def percent(text: str, *, every: bool = False) -> str:
    """Return `text` percent-encoded: all but letters, digits and -._~ (RFC 3986), or `every` byte."""
    kept = b"" if every else b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in text.encode())


def in_base64(text: str) -> list[str]:
    """Return what of the base64 of `text` does not depend on its neighbours, for the three ways it may lie."""
    raw = text.encode()
    if len(raw) < _SHORTEST_BASE64:
        return []
    starts, ends = (0, 2, 3), (None, -3, -2)
    return [
        base64.b64encode(b" " * offset + raw).decode()[starts[offset] : ends[(len(raw) + offset) % 3]]
        for offset in range(3)
    ]


def undone(text: bytes) -> bytes:
    """Return `text` with its percent-encoding undone once; control characters, line ends among them, stay encoded.

    Quoted-printable differs in its mark alone, and the library undoes it three times as fast as Python could.
    """
    if b"%" not in text:
        return text
    marked = _NO_ESCAPE.sub(b"=25", text.replace(b"=", b"=3D"))
    return binascii.a2b_qp(marked.replace(b"%", b"="))


class Encoded:
    """Finds the lines in which one of the characters is percent-encoded, or a percent sign, which hides another."""

    def __init__(self, characters: bytes) -> None:
        lows: dict[str, set[str]] = {}
        for code in sorted({*characters, *characters.upper(), *characters.lower(), 0x25}):
            high, low = f"{code >> 4:x}", f"{code & 15:x}"
            lows.setdefault(high, set()).update({low, low.upper()})
        either = "|".join(f"[{high}{high.upper()}][{''.join(sorted(low))}]" for high, low in lows.items())
        self._rest = re.compile(rf"%(?:{either})[^\n]*".encode())

    def lines(self, data: bytes) -> list[tuple[int, int]]:
        """Return begin and end of these lines, in order."""
        found: list[tuple[int, int]] = []
        at, looked = data.find(b"%"), 0
        # To jump from one percent sign to the next is ten times as fast as an expression, as long as there are few.
        while at >= 0 and looked < _FEW:
            one, looked = self._rest.match(data, at), looked + 1
            if one:
                found.append((data.rfind(b"\n", 0, at) + 1, one.end()))
            at = data.find(b"%", one.end() if one else at + 1)
        if at >= 0:
            found += [(data.rfind(b"\n", 0, one.start()) + 1, one.end()) for one in self._rest.finditer(data, at)]
        return found
