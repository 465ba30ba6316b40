"""What a source says to do about a product, as reasons beside the answer: so a changed remedy is a changed answer.

CSAF 2.1, clause 13: a newer revision is brought up as a new match only where the remediation of the matched product
has changed. Order, blanks and the group by which a product is named do not count.
"""

import hashlib
from collections.abc import Iterable

from dijkwacht.advisories.engine.values import Remediation
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason

CODE = "remedy"
SHOWN = 6
LONGEST = 200
_WORDS = {
    "vendor_fix": Text("de bron geeft een oplossing", "the source gives a fix"),
    "workaround": Text("een omweg", "a workaround"),
    "mitigation": Text("het risico beperken", "a mitigation"),
    "optional_patch": Text("een update die niet hoeft", "an optional patch"),
    "fix_planned": Text("een oplossing is aangekondigd", "a fix is planned"),
    "none_available": Text("er is nog geen oplossing of omweg", "no remedy is available yet"),
    "no_fix_planned": Text("er komt geen oplossing", "no fix will come"),
}
_ORDER = tuple(_WORDS)
_RESTARTED = {
    "connected": Text("wat ermee verbonden is", "what is connected to it"),
    "dependencies": Text("wat ervan afhangt", "what depends on it"),
    "machine": Text("de machine", "the machine"),
    "none": Text("niets", "nothing"),
    "parent": Text("wat het gestart heeft", "its parent process"),
    "service": Text("de dienst", "the service"),
    "system": Text("het systeem", "the system"),
    "vulnerable_component": Text("het kwetsbare onderdeel", "the vulnerable component"),
    "zone": Text("de hele zone", "the whole zone"),
}


def remedy_reasons(remedies: Iterable[Remediation]) -> tuple[Reason, ...]:
    """Return a reason for each of these remedies, fixes first, at most six and then one that counts the rest."""
    told = sorted({_sorted(remedy): _in_words(remedy) for remedy in remedies}.items(), key=lambda one: one[0])
    reasons = [Reason(CODE, text) for _, text in told[:SHOWN]]
    rest = [text.en for _, text in told[SHOWN:]]
    if rest:
        mark = _mark("\n".join(rest))
        text = Text(
            f"en nog {len(rest)} maatregelen, zie het advies ({mark})",
            f"and {len(rest)} more to do, see the advisory ({mark})",
        )
        reasons.append(Reason(CODE, text))
    return tuple(reasons)


def _sorted(remedy: Remediation) -> tuple[int, str]:
    place = _ORDER.index(remedy.category) if remedy.category in _ORDER else len(_ORDER)
    return place, _in_words(remedy).en


def _in_words(remedy: Remediation) -> Text:
    word = _WORDS.get(remedy.category, Text(remedy.category, remedy.category))
    details, url = _short(remedy.details), _short(remedy.url)
    since = remedy.date.date().isoformat() if remedy.date else ""
    nl = [f"{word.nl}: {details}" if details else word.nl, url, since and f"vanaf {since}"]
    en = [f"{word.en}: {details}" if details else word.en, url, since and f"from {since}"]
    if remedy.restart:
        started = _RESTARTED.get(remedy.restart, Text(remedy.restart, remedy.restart))
        nl.append(f"daarna herstarten: {started.nl}")
        en.append(f"to restart after it: {started.en}")
    return Text("; ".join(part for part in nl if part), "; ".join(part for part in en if part))


def _short(text: str) -> str:
    """Return a text on one line; of a long one the beginning, with a mark that changes where the rest does."""
    bare = " ".join(text.split())
    return bare if len(bare) <= LONGEST else f"{bare[:LONGEST]}… [{_mark(bare)}]"


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
