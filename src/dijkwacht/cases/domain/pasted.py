"""Text that somebody pasted from a page: what it says without the page's furniture, and all of it as data (S3.17).

Page furniture is what every page of a site carries around its article: menus, sign-in, cookies, reactions, sharing. The
text is never read as markup; tags, if any came along, are taken out, and what is left is shown escaped like all text.
"""

import re
from dataclasses import dataclass

MENU_WORDS = 3
MENU_LINES = 3
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]{1,500}>", re.IGNORECASE | re.DOTALL)
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)]*$")
_FURNITURE = re.compile(
    r"""^\W*(
    advertentie|inloggen|uitloggen|log\ in|aanmelden|registreren|account\ aanmaken|wachtwoord\ vergeten|
    reageer|reacties?\b(\s*\(\d+\))?$|plaats\ (een\ )?reactie|quote|citeer|\d+\ reacties|
    door\ (anoniem|de\ redactie)\b.{0,60}$|gepost\b|geplaatst\ op|laatst\ bijgewerkt|
    deel\ dit|delen|tweet|whatsapp|facebook|linkedin|mastodon|print|rss|
    lees\ ook|meer\ over|gerelateerd|meest\ gelezen|nieuwsbrief|abonneer|volg\ ons|
    cookie|wij\ gebruiken\ cookies|deze\ (web)?site\ (maakt\ )?gebruikt?|accepteer|privacy|disclaimer|huisregels|
    contact$|over\ ons$|home$|menu$|zoeken$|archief$|vacatures?\b|
    ©|copyright|alle\ rechten\ voorbehouden|terug\ naar|naar\ boven|volgende$|vorige$|skip\ to|
    sign\ in|share\ this|read\ more|comments?\b(\s*\(\d+\))?$|subscribe|newsletter|all\ rights\ reserved
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted text says, and the lines that were left out as furniture, in their order."""

    text: str
    left_out: tuple[str, ...]


def without_furniture(pasted: str) -> Pasted:
    """Return the text without the furniture of the page it came from (S3.17); the same twice is the same once.

    Left out: lines that begin as furniture does, a line that stands there twice or more and is no sentence, and three
    or more short lines in a row that end no sentence (a menu). A text of one line is left as it is.
    """
    lines = [" ".join(line.split()) for line in _INVISIBLE.sub("", _TAGS.sub(" ", pasted)).splitlines()]
    lines = [line for line in lines if line]
    if len(lines) <= 1:
        return Pasted("\n".join(lines), ())
    kept: list[str] = lines
    while (fewer := _once(kept)) != kept:
        kept = fewer
    remaining = list(kept)
    left_out = []
    for line in lines:
        if remaining and remaining[0] == line:
            remaining.pop(0)
        else:
            left_out.append(line)
    return Pasted("\n".join(kept), tuple(left_out))


def _once(lines: list[str]) -> list[str]:
    menus = _menus(lines)
    return [
        line
        for place, line in enumerate(lines)
        if place not in menus and not _FURNITURE.match(line) and (lines.count(line) == 1 or _is_sentence(line))
    ]


def _menus(lines: list[str]) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate([*lines, "Een zin die het menu afsluit."]):
        if len(line.split()) <= MENU_WORDS and not _is_sentence(line):
            run.append(place)
            continue
        if len(run) >= MENU_LINES:
            found.update(run)
        run = []
    return found


def _is_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line))
