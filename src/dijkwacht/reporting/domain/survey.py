"""Figures of a question set that a source counted: in its words of size, never more than it supports (S0.7, S0.17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

ANSWERS: dict[str, Text] = {
    "patched-at-once": Text("meteen hersteld", "patched at once"),
    "does-not-use": Text("gebruikt het niet", "does not use it"),
    "declined": Text("wil de vraag niet beantwoorden", "declined to answer"),
    "not-reported": Text("de bron zegt het niet", "the source does not say"),
    "no-attempts-seen": Text("geen pogingen gezien", "no attempts seen"),
    "nothing-suspicious": Text("niets verdachts gezien", "nothing suspicious seen"),
    "no-misuse-found": Text("geen misbruik gevonden", "no misuse found"),
    "silent": Text("gaf geen antwoord", "gave no answer"),
    "answered": Text("gaf antwoord", "answered"),
}
"""Declined, silent and not-reported are three: who declines answered, who is silent was asked, a source may not say."""

EXACT = ("", "exactly")
_WORDINGS: dict[str, Text] = {
    "more-than": Text("meer dan", "more than"),
    "about": Text("ongeveer", "about"),
    "at-least": Text("ten minste", "at least"),
    "less-than": Text("minder dan", "fewer than"),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One answer and how many gave it, in the source's words of size ("more-than", "about", "" for exactly)."""

    answer: str
    count: int
    wording: str = ""

    @property
    def word(self) -> Text:
        """Return the answer in words."""
        return ANSWERS.get(self.answer, Text(self.answer, self.answer))

    @property
    def size(self) -> Text:
        """Return the count in the source's words."""
        return counted_wording(self.count, self.wording)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a source counted of one question set, with its population as the source words it."""

    inquiry: str
    buckets: tuple[Bucket, ...]
    population: str
    wording: str
    entry: Entry
    asker: str = ""
    title: str = ""


def counted_wording(count: int, wording: str) -> Text:
    """Return "meer dan 50", "ongeveer 100" or "12": the size as the source gives it (S0.7)."""
    word = _WORDINGS.get(wording)
    return Text(f"{word.nl} {count}", f"{word.en} {count}") if word else Text(str(count), str(count))


def surveys_in(entries: Iterable[Entry]) -> tuple[Survey, ...]:
    """Return the counted question sets among the entries, in order."""
    listed = list(entries)
    sent = {entry.text("inquiry"): entry for entry in listed if entry.kind == "inquiry.sent"}
    found = []
    for entry in listed:
        if entry.kind != "inquiry.counted":
            continue
        asked = sent.get(entry.text("inquiry"))
        found.append(
            Survey(
                entry.text("inquiry"),
                tuple(_buckets(entry)),
                entry.text("population"),
                entry.text("wording"),
                entry,
                asked.text("asker") if asked else "",
                asked.text("title") if asked else "",
            )
        )
    return tuple(found)


def _buckets(entry: Entry) -> Iterable[Bucket]:
    counts = entry.payload.get("counts")
    for item in counts if isinstance(counts, list | tuple) else ():
        if isinstance(item, Mapping) and isinstance(count := item.get("count"), int):
            yield Bucket(str(item.get("answer", "")), count, str(item.get("wording", "")))


def survey_total(buckets: Iterable[Bucket]) -> Verdict:
    """Answer "total" or "no-total" whether the answers may be added up, with the sentence (S0.17).

    "More than 50" and "about 100" have no sum: a total stands only where every count is exact.
    """
    listed = list(buckets)
    loose = [one for one in listed if one.wording not in EXACT]
    if loose:
        named = ", ".join(one.size.nl for one in loose)
        english = ", ".join(one.size.en for one in loose)
        text = Text(
            f"geen totaal: de bron geeft {named}, en dat telt niet op",
            f"no total: the source gives {english}, which do not add up",
        )
        return Verdict("no-total", (Reason("not-exact", text),))
    total = sum(one.count for one in listed)
    return Verdict("total", (Reason("sum", Text(f"samen {total}", f"together {total}")),))


def never_inferable(counts: Mapping[str, int], named: Mapping[str, int], smallest: int = 5) -> Verdict:
    """Answer "safe" or "inferable" whether anybody who declined could be found by subtracting who is named (S0.16).

    `counts`: all per answer; `named`: those of them printed by name. Declining is counted and never named; where so few
    of the others are unnamed that the rest must be those who declined, the table may not be printed.
    """
    if named.get("declined"):
        text = Text("wie niet antwoordde wordt nooit genoemd", "who declined is never named")
        return Verdict("inferable", (Reason("named", text),))
    hidden = {answer: count - named.get(answer, 0) for answer, count in counts.items()}
    declined, others = hidden.get("declined", 0), sum(n for answer, n in hidden.items() if answer != "declined")
    if declined and others < smallest:
        text = Text(
            f"met {others} anderen zonder naam is te raden wie niet antwoordde",
            f"with {others} others unnamed one can guess who declined",
        )
        return Verdict("inferable", (Reason("few-others", text),))
    return Verdict("safe")


def what_it_leaves_out(survey: Survey) -> tuple[Text, ...]:
    """Return what these figures do not say: the denominator, the silence of the source, what declining means."""
    said = []
    if survey.population:
        said.append(Text(f"Noemer: {survey.population}.", f"Denominator: {survey.population}."))
    if survey.wording:
        said.append(Text(f"Bron: {survey.wording}.", f"Source: {survey.wording}."))
    answers = {one.answer: one for one in survey.buckets}
    if silent := answers.get("not-reported"):
        said.append(
            Text(
                f"Van {silent.size.nl} zegt de bron niets; dat is geen zwijgen van die organisaties.",
                f"Of {silent.size.en} the source says nothing; that is not silence of those organisations.",
            )
        )
    if declined := answers.get("declined"):
        said.append(
            Text(
                f"{declined.size.nl.capitalize()} gaf deze vrager geen antwoord; dat zegt niets over hun veiligheid "
                "of over wat hun CERT weet.",
                f"{declined.size.en.capitalize()} gave this asker no answer; that says nothing about their security "
                "or about what their CERT knows.",
            )
        )
    return tuple(said)
