"""A small grammar for version ranges as advisories write them; what it cannot read it says so.

Read: comparison signs in any number ("<= 3.40 R5", ">=1.0|<2.0", ">= 1, < 2"), `vers:` strings, "All versions",
"prior to X", "before X", "X and earlier", "up to X", "from X to Y", "X and later", and these after "All versions".
"""

import re

from dijkwacht.exposure.engine.claims import Bounds

LONGEST_RANGE = 1000
_EVERYTHING = frozenset(
    {"all", "all versions", "any", "any version", "*", "vers:all/*", "alle versies", "all version", "vers:generic/*"}
)
_NOTHING = frozenset(
    {"", "n/a", "na", "unspecified", "unknown", "none", "-", "see references", "see advisory", "not specified"}
)
_SIGN = re.compile(r"(<=|>=|=<|=>|<|>|==|!=|=|≤|≥)")
_VERSIONS = r"(?:versions?\s+)?"
_AND = r"\s*(?:,|\()?\s*(?:and|or|en)\s+(?:all\s+)?"
_RELEASES = r"(?:\s+versions?|\s+releases?)?\)?$"
_BELOW = r"(?:prior\s+to|before|earlier\s+than|lower\s+than|below|older\s+than|voor|lager\s+dan)"
_UP_TO = r"(?:up\s+to(?:\s+and\s+including)?|through|tot\s+en\s+met)"
_WORDED = tuple(
    (re.compile(pattern, re.IGNORECASE), included)
    for pattern, included in (
        (rf"^{_VERSIONS}{_BELOW}\s+{_VERSIONS}(?P<high>\S.*)$", False),
        (rf"^{_VERSIONS}{_UP_TO}\s+{_VERSIONS}(?P<high>\S.*)$", True),
        (rf"^{_VERSIONS}(?P<high>\S.*?){_AND}(?:earlier|prior|older|below|lower|eerder){_RELEASES}", True),
        (rf"^{_VERSIONS}(?P<low>\S.*?){_AND}(?:later|newer|above|higher|after|up|hoger){_RELEASES}", True),
        (rf"^(?:from\s+)?{_VERSIONS}(?P<low>\S.*?)\s+(?:to|through|thru|until|t/m)\s+(?P<high>\S.*)$", True),
    )
)


def says_nothing(text: str) -> bool:
    """Return whether the text is one of the ways to leave a version out."""
    return text.strip().lower() in _NOTHING


def says_everything(text: str) -> bool:
    """Return whether the text means every version."""
    return text.strip().lower() in _EVERYTHING


def looks_like_range(text: str) -> bool:
    """Return whether the text holds more than one bare version."""
    bare = text.strip()
    return (
        bool(_SIGN.search(bare))
        or "|" in bare
        or says_everything(bare)
        or bare.startswith("vers:")
        or _worded(bare) is not None
    )


def read_range(text: str) -> tuple[Bounds, ...] | None:
    """Return the stretches that the text means (an open Bounds for all versions), None where it cannot be read.

    A single version comes back as bounds that both include it. Inverted bounds are not judged here.
    """
    bare = text.strip()
    if len(bare) > LONGEST_RANGE or says_nothing(bare):
        return None
    if says_everything(bare):
        return (Bounds(),)
    if bare.lower().startswith("vers:"):
        return _vers(bare)
    after_all = re.sub(r"^(?:all|any|alle)\s+versi(?:ons?|es)\s*", "", bare, flags=re.IGNORECASE)
    if _SIGN.search(after_all) or "|" in after_all:
        return _listed(after_all)
    worded = _worded(after_all)
    if worded is not None:
        return (worded,)
    return (Bounds(low=after_all, high=after_all, high_included=True),) if after_all == bare else None


def _vers(text: str) -> tuple[Bounds, ...] | None:
    return _listed(text.partition("/")[2])


def _listed(text: str) -> tuple[Bounds, ...] | None:
    """Read constraints between bars: bare versions, and signs that pair up in the order of writing."""
    singles: list[str] = []
    signed: list[str] = []
    for piece in (piece.strip() for piece in text.split("|")):
        if not _SIGN.search(piece):
            singles += [piece] if piece else []
            continue
        parts = _split(piece)
        if parts is None:
            return None
        signed += parts
    stretches = _stretches(signed)
    if stretches is None or not (singles or stretches):
        return None
    if "*" in singles:
        return (Bounds(),)
    return (*(Bounds(low=single, high=single, high_included=True) for single in singles), *stretches)


def _split(text: str) -> list[str] | None:
    """Return the parts that begin with a sign; None where other words stand before the first one."""
    head, *parts = [line.strip() for line in _SIGN.sub(r"\n\1 ", text).split("\n")]
    if head.strip(" ,;&") not in ("", "version", "versions", "versie", "v"):
        return None
    return [re.sub(r"(?:\s*[,;&]+|\s+(?:and|en))\s*$", "", part, flags=re.IGNORECASE) for part in parts]


def _stretches(parts: list[str]) -> tuple[Bounds, ...] | None:
    """Pair lower with upper bounds in the order of writing: >=1, <2, >=3, <4 are two stretches."""
    found: list[Bounds] = []
    low: tuple[str, bool] | None = None
    for part in parts:
        matched = _SIGN.match(part)
        version = part[matched.end() :].strip() if matched else ""
        if matched is None or not version or _SIGN.search(version):
            return None
        sign = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "==": "="}.get(matched[1], matched[1])
        if sign == "!=":
            return None
        if sign == "=":
            found.append(Bounds(low=version, high=version, high_included=True))
        elif sign.startswith(">"):
            if low is not None:
                return None
            low = (version, sign == ">=")
        else:
            found.append(_upper(version, included=sign == "<=", low=low))
            low = None
    if low is not None:
        found.append(Bounds(low=low[0], low_included=low[1]))
    return tuple(found)


def _upper(version: str, *, included: bool, low: tuple[str, bool] | None) -> Bounds:
    high = None if version == "*" else version
    if low is None:
        return Bounds(high=high, high_included=included)
    return Bounds(low=low[0], low_included=low[1], high=high, high_included=included)


def _worded(text: str) -> Bounds | None:
    for pattern, included in _WORDED:
        matched = pattern.match(text)
        if matched:
            parts = matched.groupdict()
            return Bounds(low=parts.get("low"), high=parts.get("high"), high_included=included)
    return None
