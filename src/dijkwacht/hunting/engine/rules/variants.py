"""Other spellings of the same text, made when rules are compiled: encoded, reversed, base64, UTF-16."""

import base64

KNOWN = ("percent", "reversed", "base64", "utf-16")
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
