"""The sentence on top: how an organisation stands and what is asked, made from facts alone (SCREENS).

Words between double stars are the ones that carry the sentence; a page shows them in bold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.cases.domain.access import closed_days, open_restrictions
from dijkwacht.cases.domain.axes import Access, Misuse, Use, Weakness
from dijkwacht.cases.domain.facts import CaseFacts
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.coverage import Coverage
from dijkwacht.hunting.domain.day_words import period_words
from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Condition, ConditionState
from dijkwacht.kernel.window import local_date
from dijkwacht.web.homes.words import day_said

SHUT = frozenset({Access.CLOSED, Access.PARTLY})
JUDGED = frozenset({Misuse.PRESUMED, Misuse.SUSPECTED, Misuse.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sentence is made of.

    `conditions` and `cover` are None for who may not see the hunts behind them. `recorded`: the facts come from public
    documents only, where what is absent is "not stated in the source", never asked of anybody.
    """

    state: ResponseState
    facts: CaseFacts
    at: datetime
    conditions: tuple[Condition, ...] | None = None
    cover: Coverage | None = None
    recorded: bool = False

    @property
    def product(self) -> Text:
        """Return what the crisis is about."""
        name = self.facts.product
        return Text(name, name) if name else Text("het product", "the product")


def standing_sentence(standing: Standing) -> Text:
    """Return how things stand and what is asked, in one or a few short sentences."""
    state = standing.state
    if state.closed is not None:
        when = day_said(state.closed, standing.at)
        return _joined([Text(f"De opvolging is afgesloten op {when.nl}.", f"The response was closed on {when.en}.")])
    match state.axes.use:
        case Use.DOES_NOT_USE:
            return _unused(standing)
        case Use.UNKNOWN if state.axes.access is Access.UNKNOWN and state.axes.weakness is Weakness.UNKNOWN:
            return _use_unknown(standing)
        case _:
            return _joined([_door(standing), _weakness(standing), _misuse(standing), _what_waits(standing)])


def _unused(standing: Standing) -> Text:
    name = standing.product
    asked = NOTHING if standing.recorded else Text("Er wordt nu niets gevraagd.", "Nothing is asked now.")
    return _joined(
        [Text(f"{_upper(name.nl)} is hier **niet in gebruik**.", f"{_upper(name.en)} is **not in use** here."), asked]
    )


def _use_unknown(standing: Standing) -> Text:
    name = standing.product
    if standing.recorded:
        return Text(
            f"Of {name.nl} in gebruik was, staat **niet in de bron**.",
            f"Whether {name.en} was in use is **not stated in the source**.",
        )
    return Text(
        f"Of {name.nl} hier in gebruik is, is **nog niet vastgelegd**: zoek dat eerst uit.",
        f"Whether {name.en} is in use here is **not recorded yet**: find that out first.",
    )


def _door(standing: Standing) -> Text:
    state, at = standing.state, standing.at
    last = state.door.closings[-1] if state.door.closings else None
    weak = state.axes.weakness is Weakness.OPEN
    match state.axes.access:
        case Access.CLOSED | Access.PARTLY if last is not None:
            since = day_said(last.closed, at)
            word = Text("dicht", "shut") if state.axes.access is Access.CLOSED else Text("deels dicht", "partly shut")
            works = _still_works(state)
            return Text(
                f"De voordeur is **{word.nl}** sinds {since.nl}{works.nl}.",
                f"The front door has been **{word.en}** since {since.en}{works.en}.",
            )
        case Access.REOPENED | Access.REOPENED_AGAINST_GATE if last is not None and last.reopened is not None:
            when, days = day_said(last.reopened, at), closed_days(last, local_date(at))
            against = state.axes.access is Access.REOPENED_AGAINST_GATE
            how = Text(" **tegen de toets in**", " **against the gate**") if against else NOTHING
            return Text(
                f"De voordeur is op {when.nl}{how.nl} heropend, na {_days(days).nl} dicht.",
                f"The front door was reopened{how.en} on {when.en}, after {_days(days).en} shut.",
            )
        case Access.OPEN if weak:
            return Text(
                "De voordeur staat **open op een kwetsbaar systeem**.",
                "The front door is **open on a vulnerable system**.",
            )
        case Access.OPEN:
            return Text("De voordeur staat open.", "The front door is open.")
        case _ if standing.recorded:
            return Text(
                "Of de toegang van buiten dicht was, staat niet in de bron.",
                "Whether outside access was shut is not stated in the source.",
            )
        case _ if weak:
            return Text(
                "Er is een **kwetsbaar systeem**, en of de voordeur dicht is, is niet vastgelegd.",
                "There is a **vulnerable system**, and whether the front door is shut is not recorded.",
            )
        case _:
            return Text(
                "Of de voordeur dicht is, is niet vastgelegd.", "Whether the front door is shut is not recorded."
            )


def _still_works(state: ResponseState) -> Text:
    works = next((found.still_works for found in open_restrictions(state.door) if found.still_works), "")
    return Text(f"; wat nog werkt: {works}", f"; what still works: {works}") if works else NOTHING


def _weakness(standing: Standing) -> Text:
    state = standing.state
    told_by_door = state.axes.access in {Access.OPEN, Access.UNKNOWN}
    match state.axes.weakness:
        case Weakness.OPEN if standing.recorded:
            return Text(
                "Dat de kwetsbaarheid verholpen is, staat niet in de bron.",
                "That the flaw was fixed is not stated in the source.",
            )
        case Weakness.OPEN if not told_by_door:
            return Text("Het systeem zelf is **nog kwetsbaar**.", "The system itself is **still vulnerable**.")
        case Weakness.MITIGATED:
            return Text("De kwetsbaarheid is beperkt, nog niet hersteld.", "The flaw is mitigated, not fixed yet.")
        case Weakness.FIXED_UNCHECKED:
            return Text("Hersteld, maar niet gecontroleerd.", "Fixed, but not checked.")
        case Weakness.FIXED_CHECKED:
            return Text("Hersteld en gecontroleerd.", "Fixed and checked.")
        case _:
            return NOTHING


def _misuse(standing: Standing) -> Text:
    mark = standing.state.traces.misuse
    value = standing.state.axes.misuse
    if value not in JUDGED:
        return NOTHING
    word = {
        Misuse.PRESUMED: Text("aangenomen", "presumed"),
        Misuse.SUSPECTED: Text("vermoed", "suspected"),
        Misuse.CONFIRMED: Text("vastgesteld", "confirmed"),
    }[value]
    since = day_said(mark.at, standing.at) if mark.at else None
    return Text(
        f"Misbruik is **{word.nl}**{f' op {since.nl}' if since else ''}.",
        f"Misuse was **{word.en}**{f' on {since.en}' if since else ''}.",
    )


def _what_waits(standing: Standing) -> Text:
    if standing.conditions is None or standing.cover is None:
        return NOTHING
    if standing.state.axes.access in SHUT and not standing.recorded:
        return _reopening(standing.conditions, standing.cover)
    return _looked(standing.cover, recorded=standing.recorded)


def _reopening(conditions: Iterable[Condition], cover: Coverage) -> Text:
    waiting = [one for one in conditions if one.state is not ConditionState.MET and one.key != "decision"]
    if not waiting:
        return Text(
            "Aan de voorwaarden voor heropenen is voldaan; het besluit is aan u.",
            "The conditions for reopening are met; the decision is yours.",
        )
    first = min(waiting, key=lambda one: (one.key != "investigation", one.state is not ConditionState.NOT_MET))
    more = len(waiting) - 1
    rest = Text(f" (en nog {_open_ones(more).nl})", f" (and {_open_ones(more).en})") if more else NOTHING
    why = Text(_strong(first.text.nl, cover.words.nl), _strong(first.text.en, cover.words.en))
    return Text(f"Heropenen kan nog niet: {why.nl}{rest.nl}.", f"Reopening has to wait: {why.en}{rest.en}.")


def _open_ones(count: int) -> Text:
    return Text(
        f"{count} {'voorwaarde' if count == 1 else 'voorwaarden'}",
        f"{count} more {'condition' if count == 1 else 'conditions'}",
    )


def _looked(cover: Coverage, *, recorded: bool) -> Text:
    answer = cover.verdict.answer
    if answer == "not-looked":
        if recorded:
            return Text(
                "Of er naar misbruik gekeken is, staat niet in de bron.",
                "Whether anybody looked for misuse is not stated in the source.",
            )
        return Text("Naar misbruik is **nog niet gekeken**.", "Nobody has **looked for misuse** yet.")
    if answer == "signs-found":
        return Text("Er zijn **sporen van misbruik** gevonden.", "**Signs of misuse** were found.")
    if cover.window is None or not cover.gaps:
        return Text("Het onderzoek vond geen sporen.", "The hunt found no signs.")
    period = period_words(cover.window)
    return Text(
        f"Het onderzoek over {period.nl} dekt **{cover.words.nl}**.",
        f"The hunt over {period.en} covers **{cover.words.en}**.",
    )


def _strong(text: str, part: str) -> str:
    return text.replace(part, f"**{part}**") if part else text


def _days(count: int) -> Text:
    return Text(f"{count} {'dag' if count == 1 else 'dagen'}", f"{count} {'day' if count == 1 else 'days'}")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(texts: Iterable[Text]) -> Text:
    found = [text for text in texts if text]
    return Text(" ".join(text.nl for text in found), " ".join(text.en for text in found))
