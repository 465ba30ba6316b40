"""The words around a bound: "prior to", "and earlier", "up to and including", in English and Dutch.

What holds words that no wording here explains is no version, so that prose is never taken for a single build.
"""

import re
from functools import lru_cache

from dijkwacht.exposure.engine.claims import Bounds

_ALL = r"(?:(?:all|any|every|alle)\s+)?"
_KIND = r"(?:(?:software|firmware|bios|product|supported|previous|released)\s+)?"
_VERSIONS = rf"{_ALL}{_KIND}(?:(?:versions?|versies?|releases?|builds?)\b[\s:]*)?"
_BELOW = (
    r"(?:(?:prior|previous)\s+to|before|(?:earlier|lower|less|smaller|older)\s+than|below|under|fixed\s+in"
    r"|voor|v\u00f3\u00f3r|(?:lager|eerder|ouder|kleiner)\s+dan)"
)
_REACH = (
    r"(?:up\s*to|through|thru|until|till|tot\s+en\s+met|t/m|tot(?!\s+en\b)|at\s+most|maximum|max\.?"
    r"|(?:no|not)\s+(?:later|newer|higher)\s+than|last\s+affected(?:\s+version)?(?:\s+is)?)"
)
_ABOVE = r"(?:(?:later|newer|higher|greater|nieuwer|hoger|later)\s+(?:than|dan)|after|above|na)"
_EDGE = r"\((?:including|(?P<above>excluding))\)\s+"
_WITH_IT = (
    r"[\s,(]*(?:(?:and|or|en|of)\s+)?(?:including|inclusive(?:\s+of)?|equal(?:\s+to)?|inclusief|gelijk\s+aan)"
    r"(?:\s+versions?)?\)?[\s,]+"
)
_WITHOUT_IT = (
    r"[\s,(]*(?:but\s+)?(?:not\s+including|excluding|exclusive(?:\s+of)?|including\s+not|not\s+inclusive(?:\s+of)?)"
    r"\)?[\s,]+"
)
_AND = r"\s*(?:,|\()?\s*(?:and|or|en|of|&|and/or)\s+(?:possibly\s+)?(?:(?:all|any|its|other|alle)\s+)?"
_RELEASES = r"(?:\s+(?:software\s+|firmware\s+)?(?:versions?|releases?|builds?|versies?))?\)?"
_EARLIER = r"(?:earlier|prior|older|below|lower|before|previous|preceding|under|eerdere?|oudere?|lager|daarvoor)"
_LATER = r"(?:later|newer|above|higher|after|up|greater|hoger|nieuwer|latere?|recenter)"
_ONE = r"\S+(?:\s+(?!prior|before|earlier|lower|below|older|up|through|thru|to|until|till|and|or|t/m|tot)\S+){0,3}?"
_HIGH = rf"{_VERSIONS}(?P<high>\S.*)"
_FROM = rf"^{_VERSIONS}(?:from\s+)?{_VERSIONS}(?P<low>{_ONE})"
_ON = rf"(?:{_BELOW}|{_REACH}|to)"
_SINCE = r"(?:since|starting\s+(?:with|from|at)|from|at\s+least|vanaf|minimum)"
_SPAN = r"(?P<low>v?\d[\w.]*)\s*-\s*(?P<high>v?\d[\w.]*)"
_WORDED = tuple(
    (re.compile(pattern, re.IGNORECASE), included)
    for pattern, included in (
        (rf"^{_VERSIONS}from\s+{_EDGE}(?P<low>{_ONE})\s+up\s+to\s+\(including\)\s+{_HIGH}$", True),
        (rf"^{_VERSIONS}from\s+{_EDGE}(?P<low>{_ONE})\s+up\s+to\s+\(excluding\)\s+{_HIGH}$", False),
        (rf"^{_VERSIONS}from\s+{_EDGE}(?P<low>\S+)$", True),
        (
            rf"^{_VERSIONS}{_BELOW}\s+(?P<high>{_ONE})\s*,?\s+(?:and|but|en|maar)\s+(?P<above>{_ABOVE})\s+(?P<low>\S+)$",
            False,
        ),
        (
            rf"^{_VERSIONS}(?P<above>{_ABOVE})\s+(?P<low>{_ONE})\s*,?\s+(?:and|but|en|maar)\s+{_BELOW}\s+(?P<high>\S+)$",
            False,
        ),
        (rf"^{_VERSIONS}(?P<above>{_ABOVE}|next\s+of)\s+(?P<low>\S+)$", True),
        (rf"^{_VERSIONS}(?:{_BELOW}|{_REACH}){_WITH_IT}{_HIGH}$", True),
        (rf"^{_VERSIONS}(?:{_BELOW}|{_REACH}){_WITHOUT_IT}{_HIGH}$", False),
        (rf"^{_VERSIONS}(?:{_REACH}\s+)?{_BELOW}\s+{_HIGH}$", False),
        (rf"^{_VERSIONS}{_REACH}\s+{_HIGH}$", True),
        (rf"^{_VERSIONS}(?P<high>\S.*?){_AND}{_EARLIER}{_RELEASES}$", True),
        (rf"^{_VERSIONS}(?P<low>\S.*?){_AND}{_LATER}{_RELEASES}$", True),
        (rf"^{_VERSIONS}between\s+(?P<low>\S+)\s+\(including\)\s+and\s+(?P<high>\S+)\s+\(excluding\)$", False),
        (rf"^{_VERSIONS}between\s+{_VERSIONS}(?P<low>\S.*?)\s+and\s+{_HIGH}$", True),
        (rf"{_FROM}\s+{_ON}{_WITH_IT}{_HIGH}$", True),
        (rf"{_FROM}\s+{_ON}{_WITHOUT_IT}{_HIGH}$", False),
        (rf"{_FROM}\s+(?:(?:{_REACH}|to)\s+)?{_BELOW}\s+{_HIGH}$", False),
        (rf"^{_VERSIONS}(?:from\s+)?{_VERSIONS}(?P<low>\S.*?)\s+(?:to|{_REACH})\s+{_HIGH}$", True),
        (r"^(?P<low>v?\d[\w.()]*)(?:\s+[-~]\s+|\s*\.\.\.\s*|\s+\.\.\s+)(?P<high>v?\d[\w.()]*)$", True),
        (r"^(?P<low>v?(?P<major>\d+)(?:\.\d+){2,})\s*-\s*(?P<high>v?(?P=major)(?:\.\d+){2,})$", True),
        (rf"^{_VERSIONS}{_SINCE}\s+{_VERSIONS}(?P<low>\S.*?)(?:\s+(?:on|onwards?|upwards?))?$", True),
        (r"^(?P<low>v?\d+(?:\.\d+)*)\s?\+$", True),
        (rf"^(?:fixed\s+in\s[^()]*)?\(?affected\s+{_VERSIONS}{_SPAN}\)?(?:\s*\(fixed\s+in[^()]*\))?$", True),
    )
)
_MARKED = re.compile(
    r"\s*[,(]?\s*\b(?:(?P<without>excluding|exclusive|excluded|excl\.?|not\s+included|not\s+inclusive|exclusief)"
    r"|(?P<with>inclusive|included|including|incl\.?|inclusief))\s*\)?$",
    re.IGNORECASE,
)
# Words before the bounds that only name the product: "Widget versions before 2.5".
_LEAD = re.compile(
    rf"^(?P<lead>[^\W\d][^\d<>=|,;:()]*?)\s+(?={_VERSIONS}(?:{_BELOW}|{_REACH})\s|{_ALL}versions?\s|[<>]"
    r"|v?\d[\w.()]*\s+[-~]\s+v?\d)",
    re.IGNORECASE,
)
# What is counted there is no version of the product.
_MEASURE = re.compile(
    r"\b(?:build|built|time|date|dates|serial|which|whose|year|production|month|day)\b", re.IGNORECASE
)
_TELLING = re.compile(
    r"\b(?:and|or|in|under|than|later|newer|earlier|older|fixed|patched|before|after|prior|since|until|till|up\s*to|from"
    r"|below|above|at|most|least|with|without|when|where|if|except|excluding|including|only|not|no|unaffected|through"
    r"|thru|to|between|on|for|running|using|via|of|is|are|was|other|than|any|every|latest|current"
    r"|inclusive|exclusive|included|excluded|en|of|eerder|eerdere|later|latere|ouder|oudere|nieuwer|vanaf|tot|tussen|voor|behalve|zonder|met)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^(?P<rest>.*\d\S*)\s+\((?P<remark>[^()]*\s[^()]*)\)$")
_BRACKETED = re.compile(r"^(?P<rest>.*\d\S*)\s+\((?P<remark>[^()]*)\)$")
_BUILD = re.compile(r"(?:build\s*)?\w+(?:[.\-]\w+)?", re.IGNORECASE)
_CONDITIONS = re.compile(r"\b(?:with|without|when|where|if|unless|only|except|excluding|using|for)\b", re.IGNORECASE)
_ANY_CONDITION = re.compile(
    rf"{_CONDITIONS.pattern}|\b(?:on|not|no|before|prior|earlier|later|to|and|or)\b|\d", re.IGNORECASE
)
_HOLDS_VERSION = re.compile(r"\d|^(?:[Rr]ev(?:ision)?[.\s]*)?[A-Z]$")
_PLATFORM = re.compile(
    r"^(?P<rest>.*\d\S*(?:\s+(?:and|or)\s+\w+(?:\s+(?:versions?|releases?))?)?)\s+\(?"
    r"(?:on|for|running\s+on|op)\s+(?:the\s+)?(?P<where>[a-z][\w /,.\-]*?)\)?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def is_prose(text: str) -> bool:
    """Return whether the text holds words that no version holds, so that it must not be read as one."""
    return _TELLING.search(text) is not None


def worded(text: str) -> Bounds | None:
    """Return the one stretch that the words mean, None where they are no wording of a stretch."""
    found = _stretch(text) or _stretch(without_lead(text))
    marked = None if found else _MARKED.search(text)
    if marked is None:
        return found
    bare = text[: marked.start()].strip()
    found = _stretch(bare) or _stretch(without_lead(bare))
    return _with_end(found, included=marked["with"] is not None) if found else None


def without_lead(text: str) -> str:
    """Return a wording without the product's name in front of it."""
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead and not is_prose(lead["lead"]) and not _MEASURE.search(lead["lead"]) else text


def without_remark(text: str) -> str:
    """Return a wording without a remark in brackets at its end that sets no condition ("sold in some regions")."""
    matched = _REMARK.match(text)
    return matched["rest"] if matched and not _ANY_CONDITION.search(matched["remark"]) else text


def remark_apart(bound: str) -> tuple[str, str]:
    """Return a bound without what stands in brackets behind it, and that where it sets a condition; "" for none.

    A build stays: "5.3 (build 1234)", "5.7.4 (96)".
    """
    matched = _BRACKETED.match(bound)
    if matched is None or _BUILD.fullmatch(matched["remark"].strip()):
        return bound, ""
    sets = _CONDITIONS.search(matched["remark"]) is not None
    return matched["rest"], matched["remark"].strip() if sets else ""


def platform_apart(text: str) -> tuple[str, str]:
    """Return a wording and the platform at its end: "2.5 and earlier" and "Windows"; "" for none."""
    matched = _PLATFORM.match(text)
    return (matched["rest"], matched["where"]) if matched and not is_prose(matched["where"]) else (text, "")


def _with_end(found: Bounds, *, included: bool) -> Bounds:
    if found.high is None:
        return Bounds(low=found.low, low_included=included)
    return Bounds(low=found.low, high=found.high, high_included=included)


def _stretch(text: str) -> Bounds | None:
    for pattern, included in _WORDED:
        matched = pattern.match(text)
        if not matched:
            continue
        parts = matched.groupdict()
        high, where = remark_apart((parts.get("high") or "").strip(" ,"))
        low = (parts.get("low") or "").strip(" ,")
        bounds = [bound for bound in (low, high) if bound]
        if all(_HOLDS_VERSION.search(b) and not re.search(r"[,;|<>]", b) and not is_prose(b) for b in bounds):
            return Bounds(
                low=low or None,
                high=high or None,
                low_included=not parts.get("above"),
                high_included=included,
                only_where=where,
            )
    return None
