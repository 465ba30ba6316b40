"""Code words for the telephone: the desk says one, the member answers with the other (SCREENS 10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=90)
WORDS: Sequence[str] = """
appel balkon bever boterham bramen brug dakpan distel dolfijn druif eekhoorn egel fakkel fiets fluit gans
geranium gitaar graniet haring hazelnoot helm herfst honing ijsvogel jasmijn kaars kanaal kapstok karper
kastanje kegel ketel kievit klaver klok komeet koraal krekel kruiwagen kwartel ladder lamp lepel libel linde
loep maan magneet marmot mast meeuw molen mossel muts narcis nevel noot oester olijf orgel otter paddenstoel
panter parel peer pelikaan pijl plank poort potlood pruim raam radijs regen reiger ring rivier roer roos
schaap schelp schuit sleutel slinger sloot snoek specht spijker sprot steiger ster stoel storm tafel tarwe
toren trommel tulp uil veer vijver vink vlinder vogel vuurtoren walnoot wekker wilg wimpel wolk zaag zadel
zeil zilver zwaan zwaluw
""".split()  # noqa: SIM905 - read by people, who check it for words that sound alike
"""Plain Dutch nouns that are told apart over a bad line and spelled without thinking."""


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What the desk says first and what the member answers; known to both, printed on the sheet of the worst night.

    Spoken, not typed: they say to each other who is on the line. They open nothing in this program.
    """

    desk_says: str
    member_answers: str
    since: datetime

    @property
    def until(self) -> datetime:
        """Return when they are replaced without anybody asking; a sheet printed before then shows them right."""
        return self.since + LASTS


def draw(choose: Callable[[Sequence[str]], str], other_than: CodeWords | None = None) -> tuple[str, str]:
    """Return what the desk says and what the member answers, four different words, two each.

    `choose` picks one of a list by a source of chance that nobody can foresee. Neither equals what was said before.
    """
    spent = f"{other_than.desk_says} {other_than.member_answers}".split() if other_than else []
    left = [word for word in WORDS if word not in spent]
    found: list[str] = []
    while len(found) < 4:  # noqa: PLR2004 - two words each
        word = choose(left)
        if word not in found:
            found.append(word)
    return f"{found[0]} {found[1]}", f"{found[2]} {found[3]}"


def worn(words: CodeWords, at: datetime) -> bool:
    """Return whether the words have done their time at `at`."""
    return at >= words.until
