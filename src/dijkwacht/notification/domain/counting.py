"""Counts over the answers to one question set, each with its denominator and its own words of size (S0.7, S0.17)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.notification.domain.inquiries import AnswerState, Inquiry, SourceCount, sector_question

SIZE: Mapping[str, Text] = {
    "exactly": NOTHING,
    "about": Text("ongeveer ", "about "),
    "more-than": Text("meer dan ", "more than "),
}
CLAIMS: Mapping[str, Text] = {
    "patched-at-once": Text("meteen hersteld", "patched at once"),
    "does-not-use": Text("gebruikt het niet", "does not use it"),
    "uses": Text("gebruikt het", "uses it"),
    "no-attempts-seen": Text("geen pogingen gezien", "no attempts seen"),
    "attempts-seen": Text("pogingen gezien", "attempts seen"),
    "nothing-suspicious": Text("niets verdachts gezien", "nothing suspicious"),
    "no-misuse-found": Text("geen misbruik gevonden", "no misuse found"),
    "misuse-found": Text("misbruik gevonden", "misuse found"),
    "care-not-endangered": Text("zorg niet in gevaar", "care not endangered"),
    AnswerState.ANSWERED: Text("beantwoord", "answered"),
    AnswerState.DECLINED: Text("geeft geen antwoord", "declined to answer"),
    AnswerState.SILENT: Text("stil", "silent"),
    AnswerState.NOT_ASKED: Text("niet gevraagd", "not asked"),
    AnswerState.NOT_REPORTED: Text("de bron zegt het niet", "the source does not say"),
}


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many gave one answer; `wording` says whether that is exact, about or more than; `of` in words."""

    answer: str
    count: int
    wording: str
    of: Text

    @property
    def text(self) -> Text:
        """Return the count as people may say it: "meer dan 50 van ongeveer 340 gemeenten"."""
        size = SIZE.get(self.wording, NOTHING)
        return Text(f"{size.nl}{self.count} van {self.of.nl}", f"{size.en}{self.count} of {self.of.en}")

    @property
    def said(self) -> Text:
        """Return the answer in words."""
        return CLAIMS.get(self.answer, Text(self.answer, self.answer))


@dataclass(frozen=True, slots=True)
class InquiryCounts:
    """The buckets of an inquiry; `asked` None where nobody says how many were asked.

    `states` count organisations, each once; `claims` count answers given, several per organisation, so that they do
    not add up to anything.
    """

    asked: int | None
    states: tuple[Bucket, ...]
    claims: tuple[Bucket, ...]
    left_out: Text

    def of(self, answer: str) -> Bucket | None:
        """Return the bucket of one answer, None where nobody counted it."""
        return next((bucket for bucket in (*self.states, *self.claims) if bucket.answer == answer), None)


def inquiry_counts(inquiry: Inquiry) -> InquiryCounts:
    """Return the counts of a question set: a source's own where it gives them, else those of our record.

    A source's "more than fifty" stays that, and no count is made that its source does not support (S0.7, S0.15).
    """
    if inquiry.counts:
        return _of_source(inquiry)
    if inquiry.asked is None:
        unknown = Text("een onbekend aantal", "an unknown number")
        claims = _claims(inquiry, unknown)
        return InquiryCounts(
            None, (), claims, Text("hoeveel er gevraagd zijn, is niet bekend", "how many were asked is not known")
        )
    found = sector_question(inquiry, sorted(inquiry.asked))
    of = Text(f"{len(inquiry.asked)} gevraagde organisaties", f"{len(inquiry.asked)} organisations asked")
    counted = {
        AnswerState.ANSWERED: found.answered,
        AnswerState.DECLINED: found.declined,
        AnswerState.SILENT: found.silent,
    }
    states = tuple(Bucket(str(state), len(who), "exactly", of) for state, who in counted.items())
    answered = Text(f"{len(found.answered)} antwoorden", f"{len(found.answered)} answers")
    return InquiryCounts(len(inquiry.asked), states, _claims(inquiry, answered), NOTHING)


def _of_source(inquiry: Inquiry) -> InquiryCounts:
    population = inquiry.population or "een niet genoemd aantal"
    of = Text(population, inquiry.population or "a number not stated")
    states = tuple(Bucket(one.answer, one.count, one.wording, of) for one in inquiry.counts)
    return InquiryCounts(None, states, _claims(inquiry, of), _left_out(inquiry.counts))


def _left_out(counts: tuple[SourceCount, ...]) -> Text:
    rest = next((one for one in counts if one.answer == AnswerState.NOT_REPORTED), None)
    if rest is None:
        return NOTHING
    size = SIZE.get(rest.wording, NOTHING)
    return Text(
        f"van {size.nl}{rest.count} zegt de bron niet wat zij antwoordden",
        f"of {size.en}{rest.count} the source does not say what they answered",
    )


def _claims(inquiry: Inquiry, of: Text) -> tuple[Bucket, ...]:
    told = Counter(claim for one in inquiry.given if not one.declined for claim in one.claims)
    told.update(
        answer
        for one in inquiry.given
        if not one.declined
        for key, answer in one.answers.items()
        if key == "use" and answer in CLAIMS
    )
    return tuple(Bucket(claim, count, "exactly", of) for claim, count in sorted(told.items()))
