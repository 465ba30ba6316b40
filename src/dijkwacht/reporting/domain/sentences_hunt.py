"""Sentences about the exposed window, the investigation and what was found: never more than was looked at."""

from dijkwacht.cases.domain.axes import Use
from dijkwacht.hunting.domain.coverage import coverage_sentence
from dijkwacht.hunting.domain.day_words import period_words
from dijkwacht.hunting.domain.investigation import follow_up
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window
from dijkwacht.recovery.domain.delay import confirmation_delay
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, and_words, capital, on, the, until_words, when

_QUESTIONS: dict[str, Text] = {
    "access": Text("of aanvallers toegang hadden", "whether attackers had access"),
    "attempts": Text("of zij dat hebben geprobeerd", "whether they tried"),
    "extent": Text("hoe ver zij kwamen", "how far they got"),
}
_RESULTS: dict[str, Text] = {
    "no-signs": Text("geen sporen gevonden", "no signs found"),
    "attempts": Text("pogingen gezien, geen sporen van toegang", "attempts seen, no signs of access"),
    "signs": Text("sporen van misbruik gevonden", "signs of misuse found"),
}


def exposed_period(material: Material) -> Sentence | None:
    """Say from when to when misuse was possible, with the basis of both bounds (S1.15)."""
    window, exposed = material.window, material.exposed
    unknown = material.state.use.value is Use.UNKNOWN and material.state.traces.stated_entry is None
    if exposed.unused or (unknown and material.state.window is None):
        return None
    if window is None:
        why = exposed.why_none
        return Sentence(
            Text(
                f"De kwetsbare periode is niet vastgelegd: {why.nl}.", f"The exposed window is not recorded: {why.en}."
            )
        )
    entries = [material.state.window_entry] if material.state.window_entry else []
    for bound in (exposed.start, exposed.end):
        entries += bound.entries if bound else ()
    period, basis = until_words(window), _basis(material)
    return Sentence(
        Text(
            f"De kwetsbare periode liep van {period.nl}.{basis.nl}",
            f"The exposed window ran from {period.en}.{basis.en}",
        ),
        tuple(entry for entry in entries if material.entry(entry)),
    )


def _basis(material: Material) -> Text:
    start, end = material.exposed.start, material.exposed.end
    if start is None or end is None or material.exposed.window is None:
        return NO_WORDS
    return Text(f" Begin: {start.basis.nl}. Einde: {end.basis.nl}.", f" Start: {start.basis.en}. End: {end.basis.en}.")


def window_grown(material: Material) -> tuple[Sentence, ...]:
    """Say that the window grew as knowledge grew, and why."""
    return tuple(
        Sentence(
            Text(
                f"De kwetsbare periode is daarna langer geworden ({when(entry).nl}): {entry.text('because')}.",
                f"The exposed window has grown since ({when(entry).en}): {entry.text('because')}.",
            ),
            (entry.id,),
        )
        for entry in material.of_kind("window.grown")
    )


def investigating(material: Material) -> tuple[Sentence, ...]:
    """Say what is being investigated, by its separate questions, over which days, and that it is not over (S1.9)."""
    found = []
    for hunt in material.looked.open_hunts:
        asked, over = and_texts(_QUESTIONS.get(key, Text(key, key)) for key in hunt.questions), _over(hunt.window)
        what = Text(f"Onderzocht wordt {asked.nl}", f"Under investigation is {asked.en}")
        if not hunt.questions:
            what = Text(f"Gezocht is naar sporen van misbruik ({hunt.key})", f"Signs of misuse are sought ({hunt.key})")
        state = _RUNNING if hunt.ran is None else _NOT_CLOSED
        found.append(
            Sentence(
                Text(f"{what.nl}{over.nl}. {state.nl}", f"{what.en}{over.en}. {state.en}"),
                (hunt.entry, *((hunt.ran_entry,) if hunt.ran_entry else ())),
            )
        )
    return tuple(found)


_RUNNING = Text("Dat onderzoek loopt nog.", "That investigation is still running.")
_NOT_CLOSED = Text("Een afronding is niet vastgelegd.", "Its conclusion is not recorded.")


def _over(window: Window | None) -> Text:
    if window is None:
        return NO_WORDS
    period = until_words(window)
    return Text(f", over {period.nl}", f", over {period.en}")


def concluded(material: Material) -> tuple[Sentence, ...]:
    """Say which investigations were concluded and with what result."""
    found = []
    for hunt in material.looked.closed_hunts:
        entry = material.entry(hunt.closed_entry)
        result = _RESULTS.get(hunt.result, Text("uitkomst niet vastgelegd", "outcome not recorded"))
        at, over = when(entry) if entry else NO_WORDS, _over(hunt.window)
        found.append(
            Sentence(
                Text(
                    f"Het onderzoek ({hunt.key}){over.nl} is afgerond {at.nl}: {result.nl}.",
                    f"The investigation ({hunt.key}){over.en} was concluded {at.en}: {result.en}.",
                ),
                tuple(one for one in (hunt.entry, hunt.ran_entry, hunt.closed_entry) if one),
            )
        )
    return tuple(found)


def coverage(material: Material) -> Sentence | None:
    """Say over how many days nothing was found, and about how many nothing can be said (S0.4)."""
    ran = [hunt for hunt in material.state.traces.hunts.values() if hunt.ran_entry]
    if not ran:
        return None
    found = material.looked.coverage
    said = coverage_sentence(found)
    gaps = and_texts(period_words(gap) for gap in found.gaps)
    open_days = (
        Text(f" Niet bekeken: {gaps.nl}.", f" Not looked at: {gaps.en}.") if found.gaps and found.covered else NO_WORDS
    )
    return Sentence(
        Text(said.nl + open_days.nl, said.en + open_days.en), tuple(hunt.ran_entry for hunt in ran if hunt.ran_entry)
    )


def before_reopening(material: Material) -> tuple[Sentence, ...]:
    """Say that misuse was looked for before reopening: which test, what came out, by what method and limits (S2.18)."""
    reopened = [one.reopened for one in material.state.door.closings if one.reopened]
    found = []
    for hunt in material.state.traces.hunts.values():
        if hunt.ran is None or not reopened or hunt.ran.earliest > reopened[-1].latest:
            continue
        result = _RESULTS[hunt.result]
        method = Text(f"wijze: {hunt.method}", f"method: {hunt.method}") if hunt.method else None
        limits = Text(f"grenzen: {hunt.limits}", f"limits: {hunt.limits}") if hunt.limits else None
        stated = [one for one in (method, limits) if one]
        silent = and_texts(
            [Text("wijze", "method")] * (method is None) + [Text("bereik", "reach")] * (not hunt.covered)
        )
        if silent:
            stated.append(Text(f"{silent.nl} niet vastgelegd", f"{silent.en} not recorded"))
        tail = Text("; ".join(one.nl for one in stated), "; ".join(one.en for one in stated))
        found.append(
            Sentence(
                Text(
                    f"Vóór het heropenen is gekeken naar sporen ({hunt.key}): {result.nl}; {tail.nl}.",
                    f"Before reopening signs were looked for ({hunt.key}): {result.en}; {tail.en}.",
                ),
                tuple(one for one in (hunt.entry, hunt.ran_entry) if one),
            )
        )
    return tuple(found)


def looked_again(material: Material) -> Sentence | None:
    """Say whether the follow-up hunt some days after the fix is planned, overdue or done (S0.9)."""
    verdict = follow_up(material.state, material.at)
    if verdict.answer == "none" or not verdict.reasons:
        return None
    said = capital(verdict.reasons[0].text)
    late = Text(", de dag is voorbij", ", the day has passed") if verdict.answer == "overdue" else NO_WORDS
    return Sentence(Text(f"{said.nl}{late.nl}.", f"{said.en}{late.en}."), verdict.reasons[0].entries)


def misuse_confirmed(material: Material) -> Sentence | None:
    """Say when misuse was confirmed and by whom, how far it reached, and how long after the closing (S3.5, S4.10)."""
    confirmed = material.state.traces.confirmed
    entry = next(iter(material.of_kind("misuse.confirmed")), None)
    if confirmed is None or entry is None:
        return None
    at, by = when(entry), the(entry.text("named_by"))
    reach = _REACH.get(entry.text("reach"), _REACH["unknown"])
    delay = confirmation_delay(material.state)
    counted = delay.from_closing is not None and entry.happened is not None
    after = Text(f" ({delay.text.nl})", f" ({delay.text.en})") if counted else NO_WORDS
    return Sentence(
        Text(
            f"Misbruik is bevestigd door {by.nl}, {at.nl}{after.nl}; {reach.nl}.",
            f"Misuse was confirmed by {by.en}, {at.en}{after.en}; {reach.en}.",
        ),
        (entry.id, *(one.entry for one in material.state.door.closings[:1])),
    )


_REACH: dict[str, Text] = {
    "edge": Text("bereikt is de rand van het netwerk", "it reached the edge of the network"),
    "internal": Text("bereikt zijn interne systemen", "it reached internal systems"),
    "data": Text("bereikt zijn gegevens", "it reached data"),
    "unknown": Text("hoe ver het reikte is niet vermeld", "how far it reached is not stated"),
}


def no_investigation(material: Material) -> Sentence | None:
    """Say that no investigation is recorded, where there is none: silence would read as "nothing found" (S0.2)."""
    traces = material.state.traces
    if traces.hunts or traces.misuse.value or material.state.use.value is not Use.USES:
        return None
    return Sentence(
        Text(
            "Een onderzoek naar misbruik is niet vastgelegd; over misbruik kan dus niets worden gezegd.",
            "No investigation of misuse is recorded; nothing can therefore be said about misuse.",
        )
    )


def evidence(material: Material) -> Sentence | None:
    """Say what evidence was secured and when."""
    secured = material.state.traces.evidence
    if not secured:
        return None
    first = secured[0]
    what, at = and_words(part for _, parts, _ in secured for part in parts), on(first[0])
    return Sentence(
        Text(f"Veiliggesteld is: {what}, {at.nl}.", f"Secured was: {what}, {at.en}."),
        tuple(entry for _, _, entry in secured),
    )
