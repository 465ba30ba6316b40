"""A small grammar for version ranges as advisories write them; what it cannot read it says so.

Read: comparison signs in any number ("<= 3.40 R5", ">=1.0|<2.0", ">= 1, < 2", "7.1 < 7.1 Upd3"), `vers:` strings,
"All versions", "prior to X", "before X", "X and earlier", "up to X", "from X to Y", "between X and Y", "X and later",
lists of these, what is left out ("12.1 except FIPS") and conditions ("All versions with Ethernet interface").
"""

import re
from dataclasses import replace

from dijkwacht.exposure.engine.claims import Bounds

LONGEST_RANGE = 1000
_EVERYTHING = frozenset(
    {"all", "all versions", "any", "any version", "*", "vers:all/*", "alle versies", "all version", "vers:generic/*"}
    | {"all firmware versions", "all releases", "all supported versions", "all software versions", "every version"}
)
_NOTHING = frozenset(
    {"", "n/a", "na", "unspecified", "unknown", "none", "-", "see references", "see advisory", "not specified"}
)
_SIGN = re.compile(r"(<=|>=|=<|=>|<|>|==|!=|=|≤|≥)")
_SAME_SIGN = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "==": "="}
_VERSIONS = r"(?:all\s+)?(?:(?:software|firmware|bios)\s+)?(?:versions?\s+)?"
_AND = r"\s*(?:,|\()?\s*(?:and|or|en|&)\s+(?:all\s+)?"
_RELEASES = r"(?:\s+versions?|\s+releases?)?\)?$"
_BELOW = (
    r"(?:(?:prior|previous)\s+to|before|earlier\s+than|lower\s+than|less\s+than|below|older\s+than|voor|lager\s+dan)"
)
_EARLIER = r"(?:earlier|prior|older|below|lower|before|previous|eerder|ouder)"
_UP_TO = r"(?:up\s+to(?:\s*,?\s*(?:and\s+|\()?including\)?,?)?|through|thru|tot\s+en\s+met|t/m|until)"
_UP_TO_EXCLUDING = (
    r"(?:up\s+to(?:\s*,?\s*(?:but\s+(?:not\s+)?)?(?:\()?(?:excluding|not\s+including|including\s+not)\)?))"
)
_ONE = r"\S+(?:\s+(?!prior|before|earlier|lower|below|older|up|through|thru|to|until|and|or)\S+)?"
_WORDED = tuple(
    (re.compile(pattern, re.IGNORECASE), included)
    for pattern, included in (
        (rf"^{_VERSIONS}{_BELOW}\s+{_VERSIONS}(?P<high>\S.*)$", False),
        (rf"^{_VERSIONS}{_UP_TO_EXCLUDING}\s+{_VERSIONS}(?P<high>\S.*)$", False),
        (rf"^{_VERSIONS}{_UP_TO}\s+{_VERSIONS}(?P<high>\S.*)$", True),
        (
            rf"^{_VERSIONS}(?P<high>\S.*?){_AND}{_EARLIER}{_RELEASES}",
            True,
        ),
        (rf"^{_VERSIONS}(?P<low>\S.*?){_AND}(?:later|newer|above|higher|after|up|hoger|nieuwer){_RELEASES}", True),
        (rf"^{_VERSIONS}between\s+(?P<low>\S+)\s+\(including\)\s+and\s+(?P<high>\S+)\s+\(excluding\)$", False),
        (rf"^{_VERSIONS}between\s+(?P<low>\S.*?)\s+and\s+(?P<high>\S.*)$", True),
        (rf"^(?:from\s+)?{_VERSIONS}(?P<low>{_ONE})\s+{_BELOW}\s+(?P<high>\S.*)$", False),
        (rf"^(?:from\s+)?{_VERSIONS}(?P<low>{_ONE})\s+{_UP_TO_EXCLUDING}\s+(?P<high>\S.*)$", False),
        (rf"^(?:from\s+)?{_VERSIONS}(?P<low>\S.*?)\s+(?:to|{_UP_TO})\s+(?P<high>\S.*)$", True),
        (r"^(?P<low>[vV]?\d[\w.()]*)\s+[-\u2013]\s+(?P<high>[vV]?\d[\w.()]*)$", True),
        (rf"^(?:since|starting\s+(?:with|from)|from|vanaf)\s+{_VERSIONS}(?P<low>\S.*)$", True),
    )
)
_LEFT_OUT = re.compile(
    r"^(?P<rest>.*?)\s*[,(]?\s*\b(?:except(?:\s+for)?|excluding|other\s+than|behalve|not\s+including|but\s+not)\s+"
    r"(?P<without>[^)]+?)\)?$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?P<rest>all\s+versions|(?:all\s+versions\s*)?[<>]=?\s*\S+)\s+\(?"
    r"(?P<where>(?:with|using|when|only\s+if|only\s+when|if|in\s+(?:non-)?default)\b.+?)\)?$",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"^(?:all|any|alle)?\s*(?:(?:bios|firmware|software)\s+)?(?:versions?|versies|releases)\s*|^(?:bios|firmware|software)\s+",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"^[\w.()\-+:~/ ]*\d[\w.()\-+:~/ *]*$")
_LISTED_SINGLE = re.compile(r"^[a-z]{0,3}[ .]?\d[\w.()\-+*]*$", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Return whether the text is one of the ways to leave a version out."""
    return text.strip().lower() in _NOTHING


def says_everything(text: str) -> bool:
    """Return whether the text means every version."""
    return " ".join(text.lower().split()) in _EVERYTHING


def looks_like_range(text: str) -> bool:
    """Return whether the text holds more than one bare version."""
    bare = text.strip()
    return (
        bool(_SIGN.search(bare))
        or "|" in bare
        or says_everything(bare)
        or bare.lower().startswith("vers:")
        or _worded(bare) is not None
        or _qualified(bare) is not None
        or (bool(re.search(r"[,;]", bare)) and _pieces(bare) is not None)
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
        return _listed(bare.partition("/")[2])
    qualified = _qualified(bare)
    if qualified is not None:
        return qualified
    after_all = _ALL_OF.sub("", bare)
    if _SIGN.search(after_all) or "|" in after_all:
        return _listed(after_all)
    worded = _worded(bare)
    if worded is not None:
        return (worded,)
    pieces = _pieces(bare)
    if pieces is not None:
        return pieces
    return (_only(after_all),) if after_all and _SINGLE.match(after_all) else None


def _qualified(text: str) -> tuple[Bounds, ...] | None:
    """Read what follows a range: what it leaves out, or under which condition it holds."""
    matched = _LEFT_OUT.match(text)
    if matched and (stretches := read_range(matched["rest"].rstrip(" ,("))):
        return tuple(replace(stretch, without=matched["without"].strip()) for stretch in stretches)
    matched = _CONDITION.match(text)
    if matched and (stretches := read_range(matched["rest"].rstrip(" ,("))):
        return tuple(replace(stretch, only_where=matched["where"].strip()) for stretch in stretches)
    return None


def _only(version: str) -> Bounds:
    return Bounds(low=version, high=version, high_included=True)


def _pieces(text: str) -> tuple[Bounds, ...] | None:
    """Read "7.0.0 through 7.0.5, 6.4.0 through 6.4.9" and "1.0, 1.1 and 1.2"; None where a piece cannot be read."""
    pieces = [piece.strip() for piece in re.split(r"\s*[,;]\s*(?:and\s+|or\s+|en\s+)?|\s+(?:and|or|en)\s+", text)]
    if len(pieces) == 1 or not all(pieces):
        return None
    found: list[Bounds] = []
    for piece in pieces:
        worded = _worded(piece)
        if worded is None and not _LISTED_SINGLE.match(piece):
            return None
        found.append(worded or _only(piece))
    return tuple(found)


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
    read = [_worded(single) or _only(single) for single in singles]
    return (*read, *stretches)


def _split(text: str) -> list[str] | None:
    """Return the parts that begin with a sign; a version before the first one is a lower bound ("7.1 < 7.1 Upd3")."""
    head, *parts = [line.strip() for line in _SIGN.sub(r"\n\1 ", text).split("\n")]
    head = _ALL_OF.sub("", head.strip(" ,;&")).strip()
    if head.lower() not in ("", "version", "versions", "versie", "v"):
        if not _LISTED_SINGLE.match(head) or not parts or not parts[0].startswith("<"):
            return None
        parts = [f">= {head}", *parts]
    return [re.sub(r"(?:\s*[,;&]+|\s+(?:and|en))\s*$", "", part, flags=re.IGNORECASE) for part in parts]


def _stretches(parts: list[str]) -> tuple[Bounds, ...] | None:
    """Pair lower with upper bounds in the order of writing: >=1, <2, >=3, <4 are two stretches."""
    found: list[Bounds] = []
    without: list[str] = []
    low: tuple[str, bool] | None = None
    for part in parts:
        matched = _SIGN.match(part)
        version = part[matched.end() :].strip() if matched else ""
        if matched is None or not version or _SIGN.search(version):
            return None
        sign = _SAME_SIGN.get(matched[1], matched[1])
        if sign == "!=":
            without.append(version)
        elif sign == "=":
            found.append(_only(version))
        elif sign.startswith(">"):
            if low is not None:
                return None
            low = (version, sign == ">=")
        else:
            found.append(_upper(version, included=sign == "<=", low=low))
            low = None
    if low is not None:
        found.append(Bounds(low=low[0], low_included=low[1]))
    if without and not found:
        return None
    left_out = "|".join(without)
    return tuple(replace(bounds, without=left_out) if left_out else bounds for bounds in found)


def _upper(version: str, *, included: bool, low: tuple[str, bool] | None) -> Bounds:
    high = None if version == "*" else version
    if low is None:
        return Bounds(high=high, high_included=included)
    return Bounds(low=low[0], low_included=low[1], high=high, high_included=included)


def _worded(text: str) -> Bounds | None:
    for pattern, included in _WORDED:
        matched = pattern.match(text)
        if not matched:
            continue
        parts = matched.groupdict()
        bounds = [parts[name] for name in ("low", "high") if parts.get(name)]
        if all(re.search(r"\d", bound) and not re.search(r"[,;|]", bound) for bound in bounds):
            return Bounds(low=parts.get("low"), high=parts.get("high"), high_included=included)
    return None
