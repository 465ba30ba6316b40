"""What hunts cover of the exposed window: full days, named gaps, and a verdict that never says "clean" (S0.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from dijkwacht.cases.domain.hunts import HuntMark
from dijkwacht.hunting.domain.day_words import count_words, joined, period_words
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Window, covered_part, full_days, uncovered_part, union


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of `window` was looked at: `covered` and `gaps` together are the window; days are calendar days.

    `verdict`: "signs-found", "no-signs-covered", "no-signs-partial" or "not-looked", with reasons.
    """

    window: Window | None
    covered: tuple[Window, ...]
    gaps: tuple[Window, ...]
    full_days: int
    days: int
    verdict: Verdict

    @property
    def words(self) -> Text:
        """Return "9 van 24 dagen"."""
        return Text(f"{self.full_days} van {self.days} dagen", f"{self.full_days} of {self.days} days")


def ran(hunts: Iterable[HuntMark]) -> tuple[HuntMark, ...]:
    """Return the hunts of which a run is recorded, oldest first."""
    found = [hunt for hunt in hunts if hunt.ran is not None]
    return tuple(sorted(found, key=lambda hunt: (hunt.opened, hunt.key)))


def coverage(window: Window | None, hunts: Iterable[HuntMark]) -> Coverage:
    """Return what the hunts that ran cover of `window`; where it is None, of the windows they were opened for.

    A day counts only when it is covered entirely. No run at all is "not-looked", whatever was planned.
    """
    looked = ran(hunts)
    wanted = window or _opened_for(looked)
    parts = [part for hunt in looked for part in hunt.covered]
    if wanted is None:
        return Coverage(None, union(parts), (), 0, 0, _verdict(looked, None, ()))
    gaps = uncovered_part(wanted, parts)
    return Coverage(
        wanted,
        covered_part(wanted, parts),
        gaps,
        full_days(wanted, parts),
        wanted.days(),
        _verdict(looked, wanted, gaps),
    )


def _opened_for(looked: tuple[HuntMark, ...]) -> Window | None:
    windows = [hunt.window for hunt in looked if hunt.window]
    return Window(min(w.start for w in windows), max(w.end for w in windows)) if windows else None


def _verdict(looked: tuple[HuntMark, ...], wanted: Window | None, gaps: tuple[Window, ...]) -> Verdict:
    if not looked:
        text = Text("er is nog niet naar sporen gekeken", "nobody has looked for signs yet")
        return Verdict("not-looked", (Reason("no-run", text),))
    reasons = tuple(reason for hunt in looked for reason in _reasons(hunt))
    if any(hunt.result == "signs" for hunt in looked):
        return Verdict("signs-found", reasons)
    if wanted is None:
        text = Text("over welke periode gekeken is, is niet vastgelegd", "which period was looked at is not recorded")
        return Verdict("no-signs-partial", (Reason("no-window", text), *reasons))
    held_back = tuple(reason for hunt in looked for reason in _held_back(hunt))
    if gaps or held_back:
        return Verdict("no-signs-partial", (*(_gap(gap) for gap in gaps), *held_back, *reasons))
    period = period_words(wanted)
    text = Text(f"gekeken over heel {period.nl}", f"looked at the whole of {period.en}")
    return Verdict("no-signs-covered", (Reason("covered", text), *reasons))


def _gap(gap: Window) -> Reason:
    period = period_words(gap)
    return Reason("gap", Text(f"niets te zeggen over {period.nl}", f"nothing can be said about {period.en}"))


def _held_back(hunt: HuntMark) -> Iterable[Reason]:
    """Yield why a run that covers its days still may not say "covered": rules that proved nothing, bytes not read."""
    if hunt.verdict in {"no-signs-partial", "not-evaluated"}:
        text = Text(f"{hunt.key}: onder voorbehoud: {hunt.limits}", f"{hunt.key}: with reservations: {hunt.limits}")
        yield Reason("held-back", text, (hunt.ran_entry,) if hunt.ran_entry else ())


def _reasons(hunt: HuntMark) -> Iterable[Reason]:
    entries = (hunt.ran_entry,) if hunt.ran_entry else ()
    sources = ", ".join(hunt.sources)
    words = joined([period_words(part) for part in union(hunt.covered)]) if hunt.covered else None
    if words is None:
        text = Text(f"{hunt.key}: gedekte dagen niet vastgelegd", f"{hunt.key}: covered days not recorded")
        yield Reason("no-coverage", text, entries)
    elif sources:
        yield Reason("sources", Text(f"{words.nl}: {sources}", f"{words.en}: {sources}"), entries)
    if hunt.limits:
        yield Reason("limits", Text(f"grenzen: {hunt.limits}", f"limits: {hunt.limits}"), entries)


def coverage_sentence(found: Coverage) -> Text:
    """Return the banner: what was found over how many days, and over how many nothing can be said."""
    if found.verdict.answer == "not-looked":
        return Text("Er is nog niet naar sporen gekeken.", "Nobody has looked for signs yet.")
    if found.verdict.answer == "signs-found":
        return Text("Er zijn sporen van misbruik gevonden.", "Signs of misuse were found.")
    if found.window is None:
        return Text(
            "Geen sporen gevonden; over welke dagen gekeken is, is niet vastgelegd.",
            "No signs found; which days were looked at is not recorded.",
        )
    if found.verdict.answer == "no-signs-partial" and not found.gaps:
        return Text(
            "Geen sporen gevonden, onder voorbehoud: niet alle regels en bestanden konden meedoen.",
            "No signs found, with reservations: not all rules and files could take part.",
        )
    if not found.gaps:
        count = count_words(found.days)
        return Text(
            f"Geen sporen gevonden; gekeken over alle {count.nl}.",
            f"No signs found; all {count.en} were looked at.",
        )
    rest = count_words(found.days - found.full_days)
    return Text(
        f"Geen sporen gevonden over {found.words.nl}; over {rest.nl} kunnen we niets zeggen.",
        f"No signs found over {found.words.en}; about {rest.en} we can say nothing.",
    )
