"""A small grammar for version ranges as advisories write them; what it cannot read it says so.

Read: comparison signs in any number ("<= 3.40 R5", ">=1.0|<2.0", ">= 1, < 2", "7.1 < 7.1 Upd3"), `vers:` strings,
intervals ("[1.0, 2.5)"), "All versions", "prior to X", "X and earlier", "up to X", "from X to Y" and other words
(`wordings`), lists of these, what is left out ("12.1 except FIPS"), platforms ("2.5 and earlier on Windows") and
conditions ("All versions with Ethernet interface").
"""

import re
from dataclasses import replace
from functools import lru_cache

from dijkwacht.exposure.engine.claims import Bounds
from dijkwacht.exposure.engine.schemes.signs import plain_signs
from dijkwacht.exposure.engine.wordings import is_prose, platform_apart, remark_apart, without_lead, worded

LONGEST_RANGE = 1000
_EVERYTHING = frozenset(
    {"all", "all versions", "any", "any version", "*", "vers:all/*", "alle versies", "all version", "vers:generic/*"}
    | {"all firmware versions", "all releases", "all supported versions", "all software versions", "every version"}
)
_NOTHING = frozenset(
    {"", "n/a", "na", "unspecified", "unknown", "none", "-", "see references", "see advisory", "not specified"}
)
_ENDED = re.compile(r"\s*\((?:end[- ]of[- ](?:life|support|service)|eol|discontinued|obsolete|unsupported)\b[^()]*\)$")
_SIGN = re.compile(r"(<=|>=|=<|=>|<|>|==|!=|=)")
_SAME_SIGN = {"=<": "<=", "=>": ">=", "==": "="}
_LEFT_OUT = re.compile(
    r"^(?P<rest>.*?)\s*[,(]?\s*\b(?:except(?:\s+for)?|excluding|other\s+than|behalve|not\s+including|but\s+not)\s+"
    r"(?P<without>[^)]+?)\)?$",
    re.IGNORECASE,
)
_RESPIN = r"(?:\s+(?:SP|Service\s+Pack|Update|Upd|HF|R|U|P)\s?\d+\w*)*"
_CONDITION = re.compile(
    rf"^(?P<rest>\*|all\s+versions|(?:all\s+versions\s*)?[<>]=?\s*\S+{_RESPIN})\s+\(?"
    r"(?P<where>(?:with|using|when|only|if|in\s+(?:non-)?default|that)\b.+?)\)?$",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"^(?:all|any|only|alle|alleen)?\s*(?:(?:bios|firmware|software)\s+)?(?:versions?|versies|releases)\s*|^(?:bios|firmware|software)\s+",
    re.IGNORECASE,
)
_TWO = re.compile(r"\w\s*/\s*v?\d+\.\d")
_SINGLE = re.compile(r"^[\w.()\-+:~/ ]*\d[\w.()\-+:~/ *]*$")
_LISTED_SINGLE = re.compile(r"^[a-z]{0,3}[ .]?\d[\w.()\-+*]*$", re.IGNORECASE)
_HEAD = re.compile(r"^(?:[a-z]|rev\.?|ver\.?)?[ .]?\d[\w.()\-+*]*$", re.IGNORECASE)
_IN_A_ROW = re.compile(
    r"^\(?(?:releases?\s+)?(v?\d+(?:\.\d+)*\.(?:\d+|x)(?:\s+v?\d+(?:\.\d+)*\.(?:\d+|x))+)\)?$", re.IGNORECASE
)
_LABEL = re.compile(r"^[^\W\d][^:|<>=]{0,60}:\s+(?=[vV]?\d|[<>=])")
# "19.3-19.22" of one major number is from one to the other; "13.1-59.19" is one build.
_SAME_MAJOR = re.compile(r"v?(?P<major>\d+)\.(?P<low>\d+)\s*-\s*v?(?P=major)\.(?P<high>\d+)")
_LED = re.compile(r"^(?:affected\s+(?:at|versions?)|vulnerable\s+versions?)\s*:?\s+(?=[\dv<>=])", re.IGNORECASE)
_FIXED_BEHIND = re.compile(r"(?<=\w)\s*\(\s*(?:fixed|patched|resolved|opgelost)\s+in\b[^()]*\)$", re.IGNORECASE)
_TWO_BOUNDS = re.compile(r"[,;]\s+v?\d+\.\d")
_OTHER_NUMBERING = re.compile(
    r"^(?P<one>[^()]*\d[^()]*?)\s*\((?:aka|also\s+known\s+as|firmware(?=\s+[\dvV<>]|\s+version))\s+(?P<other>[^()]*\d\.\d[^()]*)\)$",
    re.IGNORECASE,
)
_LONG_DASH = re.compile(r"(?<=[\w)])\s*[\u2013\u2014]\s*(?=[vV]?\d)")


_INTERVAL = re.compile(r"([\[(\]])\s*([^\[\](),]*?)\s*(,)?\s*([^\[\](),]*?)\s*([\])\[])")
_START = r"(?:all\s+)?(?:versions?\s+)?(?:v?\d|from\b|prior\s+to\b|before\b|up\s+to\b|between\b|since\b)"
_BETWEEN_PIECES = re.compile(
    rf"\s*[,;\n]\s*(?:(?:and|or|en|as\s+well\s+as)\s+)?|\s+(?:and|or|en|&|/)\s+(?={_START})|(?<=\d)/(?=v?\d+\.\d)",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """Return whether the text is one of the ways to leave a version out."""
    return text.strip().lower() in _NOTHING


def says_everything(text: str) -> bool:
    """Return whether the text means every version; that its product is no longer made or kept changes nothing of it."""
    return _ENDED.sub("", " ".join(text.lower().split())) in _EVERYTHING


@lru_cache(maxsize=20_000)
def looks_like_range(text: str) -> bool:
    """Return whether the text holds more than one bare version."""
    if len(text) > LONGEST_RANGE:
        return True
    bare = _plain(text)
    return (
        bool(_SIGN.search(bare))
        or "|" in bare
        or says_everything(bare)
        or bare.lower().startswith("vers:")
        or _in_two_numberings(bare) is not None
        or _intervals(bare) is not None
        or _worded(bare) is not None
        or _qualified(bare) is not None
        or _pieces(bare) is not None
    )


@lru_cache(maxsize=20_000)
def read_range(text: str) -> tuple[Bounds, ...] | None:
    """Return the stretches that the text means (an open Bounds for all versions), None where it cannot be read.

    A single version comes back as bounds that both include it. Inverted bounds are not judged here.
    """
    bare = _plain(text) if len(text) <= LONGEST_RANGE else ""
    if says_nothing(bare):
        return None
    if says_everything(bare):
        return (Bounds(),)
    if bare.lower().startswith("vers:"):
        return _listed(bare.partition("/")[2])
    twice = _in_two_numberings(bare)
    if twice is not None:
        return twice
    qualified = _qualified(bare)
    if qualified is not None:
        return qualified
    intervals = _intervals(bare)
    if intervals is not None:
        return intervals
    after_all = _ALL_OF.sub("", bare)
    if _SIGN.search(after_all) or "|" in after_all:
        return _listed(after_all) or _pieces(bare)
    stretch = _worded(bare)
    if stretch is not None:
        return (stretch,)
    return _pieces(bare) or _one(after_all)


def _in_two_numberings(text: str) -> tuple[Bounds, ...] | None:
    """Read "< 2.15 (firmware versions prior to 8.26.4)", one bound in two numberings: each is for its own numbers.

    The higher numbering begins at its major number, which the lower one is taken not to have reached.
    """
    matched = _OTHER_NUMBERING.match(text)
    one = read_range(matched["one"]) if matched else None
    if matched is None or one is None or len(one) != 1:
        return None
    sign = "" if _SIGN.search(matched["other"]) or _worded(matched["other"]) else _leading_sign(matched["one"])
    other = read_range(f"{sign}{matched['other']}")
    if other is None or len(other) != 1:
        return None
    return _with_own_start(one[0], other[0])


def _leading_sign(text: str) -> str:
    matched = _SIGN.match(text)
    return matched[1] if matched else ""


def _with_own_start(one: Bounds, other: Bounds) -> tuple[Bounds, ...] | None:
    majors = [re.search(r"\d+", bounds.high or "") for bounds in (one, other)]
    if majors[0] is None or majors[1] is None or int(majors[0][0]) == int(majors[1][0]):
        return None
    higher = int(majors[1][0]) > int(majors[0][0])
    return tuple(
        replace(bounds, low=major[0]) if bounds.low is None and is_higher and major else bounds
        for bounds, major, is_higher in zip((one, other), majors, (not higher, higher), strict=True)
    )


def _plain(text: str) -> str:
    text = _FIXED_BEHIND.sub("", _LED.sub("", _LABEL.sub("", text.strip())))
    dashed = text if text.isascii() else _LONG_DASH.sub(" - ", text)
    return re.sub(r"(?<=[a-z)])\.$", "", plain_signs(dashed).strip().strip("\"'"))


def _one(text: str) -> tuple[Bounds, ...] | None:
    bare = re.sub(r"\s+only$", "", text, flags=re.IGNORECASE)
    readable = bare and _SINGLE.match(bare) and not is_prose(bare)
    return (_only(bare),) if readable else None


def _worded(text: str) -> Bounds | None:
    """Read words, and a platform behind them."""
    same = _SAME_MAJOR.fullmatch(text)
    if same and int(same["low"]) < int(same["high"]):
        low, _, high = text.partition("-")
        return Bounds(low.strip(), high.strip(), high_included=True)
    found = worded(text)
    if found is not None:
        return found
    rest, where = platform_apart(text)
    found = worded(rest) if where else None
    return replace(found, only_on=where) if found else None


def _intervals(text: str) -> tuple[Bounds, ...] | None:
    """Read "[1.0, 2.5)", as package managers write it: a square bracket includes its version."""
    if text[:1] not in ("[", "(", "]"):
        return None
    between = _INTERVAL.sub("", text)
    if re.sub(r"\bor\b", "", between).strip(" ,|"):
        return None
    found = []
    for opens, low, comma, high, closes in _INTERVAL.findall(text):
        if not comma and (opens, closes) != ("[", "]"):
            return None
        if not comma:
            found.append(_only(low or high))
        else:
            found.append(Bounds(low or None, high or None, opens == "[", closes == "]"))
    return tuple(found)


def _qualified(text: str) -> tuple[Bounds, ...] | None:
    """Read what follows a range: what it leaves out, or under which condition it holds."""
    matched = _LEFT_OUT.match(text)
    if matched and (stretches := read_range(_whole_line(matched["rest"].rstrip(" ,("), matched["without"]))):
        return tuple(replace(stretch, without=matched["without"].strip()) for stretch in stretches)
    matched = _CONDITION.match(text)
    if matched and (stretches := read_range(matched["rest"].rstrip(" ,("))):
        return tuple(replace(stretch, only_where=matched["where"].strip()) for stretch in stretches)
    return None


def _whole_line(rest: str, without: str) -> str:
    """Return what is left out of as a line where that lies in it: 12.1 of "12.1 except 12.1.5" is all of 12.1."""
    left_out = re.findall(r"\d+(?:\.\d+)+", without)
    line = re.fullmatch(r"v?(\d+(?:\.\d+)*)", rest)
    return f"{rest}.x" if line and left_out and all(one.startswith(f"{line[1]}.") for one in left_out) else rest


def _only(version: str) -> Bounds:
    return Bounds(low=version, high=version, high_included=True)


def _pieces(text: str) -> tuple[Bounds, ...] | None:
    """Read "7.0.0 through 7.0.5, 6.4.0 through 6.4.9" and "1.0, 1.1 and 1.2"; None where a piece cannot be read."""
    row = _IN_A_ROW.match(text)
    pieces = row[1].split() if row else [piece.strip() for piece in _BETWEEN_PIECES.split(text)]
    if len(pieces) == 1 or not all(pieces):
        return None
    found: list[Bounds] = []
    for piece in pieces:
        stretches = _piece(piece)
        if stretches is None:
            return None
        found += stretches
    return tuple(found)


def _piece(piece: str) -> tuple[Bounds, ...] | None:
    if _SIGN.search(piece):
        return _listed(_ALL_OF.sub("", piece))
    stretch = _worded(piece)
    bare = _ALL_OF.sub("", piece)
    bare = re.sub(r"\s+(?:versions?|releases?)$", "", bare, flags=re.IGNORECASE)
    if stretch is None and not _LISTED_SINGLE.match(re.sub(r"\s+[A-Z]{1,3}\s?\d+\w?$", "", bare)):
        return None
    return (stretch or _only(bare),)


def _listed(text: str) -> tuple[Bounds, ...] | None:
    """Read constraints between bars: bare versions, and signs that pair up in the order of writing.

    Between double bars, as package managers write them, each group stands for itself.
    """
    if "||" in text:
        groups = [_listed(group) for group in text.split("||") if group.strip()]
        return None if None in groups or not groups else tuple(bounds for group in groups for bounds in group or ())
    if any(piece.count("(") != piece.count(")") for piece in text.split("|")):
        return None
    singles: list[str] = []
    signed: list[str] = []
    for piece in (piece.strip() for piece in text.split("|")):
        if not _SIGN.search(piece):
            singles += [piece] if piece else []
            continue
        parts = _split(piece)
        if parts is None:
            return None
        backward = [part[0] for part in parts] == ["<", ">"]  # "<= 2.1 >= 1.1" is one stretch
        signed += parts[::-1] if backward else parts
    stretches = _stretches(signed)
    if stretches is None or not (singles or stretches):
        return None
    if "*" in singles:
        return (Bounds(),)
    read = [_worded(single) or _only(single) for single in singles]
    if any(is_prose(bounds.low or "") for bounds in read):
        return None
    return (*read, *stretches)


def _split(text: str) -> list[str] | None:
    """Return the parts that begin with a sign; a version before the first one is a lower bound ("7.1 < 7.1 Upd3")."""
    head, *parts = [line.strip() for line in _SIGN.sub(r"\n\1 ", text).split("\n")]
    head = _ALL_OF.sub("", without_lead(f"{head} <").removesuffix("<").strip(" ,;&:")).strip()
    if head.lower() not in ("", "version", "versions", "versie", "v"):
        if not _HEAD.match(head) or not parts or not parts[0].startswith("<"):
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
        version, where = remark_apart(version)
        version, on = platform_apart(version)
        if (
            matched is None
            or not version
            or _SIGN.search(version)
            or is_prose(version)
            or _TWO.search(version)
            or _TWO_BOUNDS.search(version)
        ):
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
            found.append(replace(_upper(version, included=sign == "<=", low=low), only_where=where, only_on=on))
            low = None
    if low is not None:
        found.append(Bounds(low=low[0], low_included=low[1]))
    if without and not found:
        found.append(Bounds())
    left_out = "|".join(without)
    return tuple(replace(bounds, without=left_out) if left_out else bounds for bounds in found)


def _upper(version: str, *, included: bool, low: tuple[str, bool] | None) -> Bounds:
    high = None if version == "*" else version
    if low is None:
        return Bounds(high=high, high_included=included)
    return Bounds(low=low[0], low_included=low[1], high=high, high_included=included)
