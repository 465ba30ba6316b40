"""Names that sort and match as people expect, whatever the database's collation (S0.14)."""

import re
import unicodedata

# Letters that Unicode does not take apart into a letter and a mark.
_WHOLE_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_ARTICLES = frozenset({"s", "t", "de", "het"})
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_DIGITS = 6


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_WHOLE_LETTERS))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _WORD.findall(bare)


def _without_article(words: list[str]) -> list[str]:
    if len(words) > 1 and words[0] in _ARTICLES:
        return words[1:]
    return words


def sort_key(name: str) -> str:
    """Return the text by which `name` stands in a list: 's-Gravenhage under the G, Súdwest after Steenwijk.

    Case, diacritics, punctuation and a leading 's, 't, de or het do not count; numbers sort by value.
    """
    spaced = " ".join(_without_article(_words(name)))
    return _NUMBER.sub(lambda found: found.group().zfill(_DIGITS), spaced)


def search_key(name: str) -> str:
    """Return the text in which a search looks: what people type matches with or without marks, hyphens and blanks.

    "sudwest fryslan", "Súdwest-Fryslân" and "SUDWESTFRYSLAN" have the same key; so have "'t Zand" and "zand".
    """
    return "".join(_without_article(_words(name)))
