"""Which piece of an indicator is searched: the one whose last bytes make the search stop least often.

The search stops where the last eight bytes look like those of a literal: bytes beside each other that stand so in any
of the literals sorted with it, by their ends. In logs digits and points follow each other everywhere. So of addresses
the pieces end in a point and a digit, of domains and digests in letters: none makes room for the other.
A piece is always the beginning of the whole text, which is compared where the piece stands.
"""

import re
from dataclasses import replace

from dijkwacht.hunting.engine.rules.indicators import DIGESTS, Sort, Spelled

_LONG_ENOUGH = {Sort.DOMAIN: 12, **dict.fromkeys(DIGESTS, 16)}
_LETTERS = re.compile(rb"[a-z]{2}")
# Of digests: most places in the digest of another are none of these.
_RARE = tuple(b"ff ef df cf f e d c b a".split())
# An appliance's own network may stand in each of its lines: there the whole address is searched.
_OWN = (
    *(b"10.", b"127.", b"169.254.", b"192.168.", b"192.0.2.", b"198.51.100.", b"203.0.113."),
    *(b"172.%d." % octet for octet in range(16, 32)),
)


def narrowed(one: Spelled) -> Spelled:
    """Return the spelling with the piece by which it is best searched; several indicators may have one together."""
    piece = _piece(one)
    return one if piece == one.text else replace(one, text=piece, full=one.whole)


def _piece(one: Spelled) -> bytes:
    sort, whole = one.sort, one.whole
    if not one.exact:
        return one.text
    if sort is Sort.ADDRESS:
        return one.text if one.caseless or one.text.startswith(_OWN) else one.text[: one.text.rindex(b".") + 2]
    if sort is Sort.DOMAIN:
        found = _LETTERS.search(whole, _LONG_ENOUGH[sort] - 2)
        return whole[: found.end()] if found else whole
    if sort in DIGESTS:
        for rare in _RARE:
            at = whole.find(rare, _LONG_ENOUGH[sort] - len(rare))
            if at >= 0:
                return whole[: at + len(rare)]
    return one.text
