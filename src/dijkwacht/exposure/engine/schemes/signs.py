"""Signs made plain: what people and word processors write instead of a hyphen, a blank or a digit."""

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"), "-")
_LIKE = {ord("\u2264"): "<=", ord("\u2265"): ">=", ord("\u2266"): "<=", ord("\u2267"): ">=", ord("\u2044"): "/"}


def plain_signs(text: str) -> str:
    """Return a text with dashes, blanks, wide digits and comparison signs as ASCII writes them.

    Letters of other scripts stay; signs that show nothing (zero-width blanks, marks of direction) go.
    """
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate({**_DASHES, **_LIKE})
    bare = "".join(sign for sign in bare if unicodedata.category(sign) != "Cf")
    return re.sub(r"[^\S\n]+", " ", bare)
