"""Sentences about advice: what came from whom and when, and whether and how fast it was followed."""

from dijkwacht.cases.domain.facts import AdviceSeen
from dijkwacht.cases.domain.measures import Measure
from dijkwacht.cases.domain.steps import CATALOGUE
from dijkwacht.containment.domain.order import deviation_verdict
from dijkwacht.hunting.domain.day_words import count_words
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import days_between
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import and_words, capital, day_stated, is_derived, on, the, when

MAIN = "close-access"


def advice_stream(material: Material) -> tuple[Sentence, ...]:
    """Say which advice came, from whom, and who read it when (S1.3)."""
    return tuple(
        Sentence(
            Text(
                f"Ontvangen van {_issuer(entry).nl}: {entry.text('title')}, gelezen door {entry.text('reader')} "
                f"({when(entry).nl}).",
                f"Received from {_issuer(entry).en}: {entry.text('title')}, read by {entry.text('reader')} "
                f"({when(entry).en}).",
            ),
            (entry.id,),
        )
        for entry in material.of_kind("advisory.read")
    )


def _issuer(entry: Entry) -> Text:
    issuer = entry.text("issuer")
    return the(issuer) if issuer else Text("een niet vermelde afzender", "a sender not stated")


def first_knowledge(material: Material) -> Sentence | None:
    """Say when the first notice was received, by whom, and when its sender had published it (S2.6)."""
    read = next((entry for entry in material.of_kind("advisory.read") if day_stated(entry)), None)
    if read is None or read.happened is None:
        return None
    received = on(read.happened)
    reader, title, issuer = read.text("reader"), read.text("title"), _issuer(read)
    published = _published(read, material)
    nl = f"Het eerste bericht ({title} van {issuer.nl}) is {received.nl} ontvangen door de {reader}"
    en = f"The first notice ({title} of {issuer.en}) was received {received.en} by the {reader}"
    if published is None or published.happened is None:
        return Sentence(Text(f"{nl}.", f"{en}."), (read.id,))
    out, took = on(published.happened), count_words(days_between(published.happened.day, read.happened.day))
    return Sentence(
        Text(
            f"{nl}; {issuer.nl} publiceerde het {out.nl}, {took.nl} eerder.",
            f"{en}; {issuer.en} published it {out.en}, {took.en} earlier.",
        ),
        (read.id, published.id),
    )


def _published(read: Entry, material: Material) -> Entry | None:
    named = {read.text("title"), read.text("advisory")} - {""}
    for entry in material.of_kind("advisory.received", "advisory.revised"):
        if named & {entry.text("title"), entry.text("tracking_id"), entry.text("advisory")}:
            return entry
    return None


def advice_received(material: Material) -> Sentence | None:
    """Say when the sector's advice was received and by whom, and how long after the national advice (S2.5)."""
    read = _main_read(material)
    if read is None or read.happened is None:
        return None
    national = [
        one for one in material.facts.advice if one.level == "national" and one.at.latest <= read.happened.latest
    ]
    issuer, reader, received = _issuer(read), read.text("reader"), on(read.happened)
    nl = f"De {reader} ontving het advies van {issuer.nl} {received.nl}"
    en = f"The {reader} received the advice of {issuer.en} {received.en}"
    if not national:
        return Sentence(Text(f"{nl}.", f"{en}."), (read.id,))
    last = national[-1]
    days, out = count_words(days_between(last.at.day, read.happened.day)), on(last.at)
    return Sentence(
        Text(
            f"{nl}, {days.nl} na het advies van {the(last.issuer).nl} dat {out.nl} uitkwam.",
            f"{en}, {days.en} after the advice of {the(last.issuer).en} that came out {out.en}.",
        ),
        (read.id, last.entry),
    )


def _main_read(material: Material) -> Entry | None:
    sector = {one.issuer for one in _advice(material) if one.level == "sector"}
    reads = [entry for entry in material.of_kind("advisory.read") if day_stated(entry)]
    return next((entry for entry in reversed(reads) if entry.text("issuer") in sector), None)


def main_advice(material: Material) -> Sentence | None:
    """Say what the nearest issuer advised as the main thing to do: shut the door to the outside (S1.5)."""
    advised = _advised(material)
    if advised is None:
        return None
    scope = next(str(action.get("scope", "")) for action in advised.actions if action.get("step") == MAIN)
    what = scope or CATALOGUE[MAIN].title.nl.lower()
    return Sentence(
        Text(
            f"Het hoofdadvies van {the(advised.issuer).nl} was: {what}.",
            f"The main advice of {the(advised.issuer).en} was: {what}.",
        ),
        (advised.entry,),
    )


def _advice(material: Material) -> tuple[AdviceSeen, ...]:
    """Return the advice meant for this organisation: of the sector CERTs only its own."""
    return tuple(one for one in material.facts.advice if one.level != "sector" or material.for_us(one.entry))


def _advised(material: Material, step: str = MAIN) -> AdviceSeen | None:
    """Return the advice for a step that is nearest to the organisation: the sector's, else the last national one."""
    found = [one for one in _advice(material) if any(action.get("step") == step for action in one.actions)]
    for level in ("sector", "national", "vendor"):
        if of_level := [one for one in found if one.level == level]:
            return of_level[-1]
    return None


def advice_lineage(material: Material) -> Sentence | None:
    """Say that the sector's advice asks the same as the national one, or where it differs (S1.4)."""
    sector = next((one for one in _advice(material) if one.level == "sector" and one.actions), None)
    if sector is None:
        return None
    before = [one for one in material.facts.advice if one.level == "national" and one.at.earliest <= sector.at.earliest]
    if not before:
        return None
    national = before[-1]
    ours, theirs = _steps(sector), _steps(national)
    entries = (sector.entry, national.entry)
    out = on(national.at)
    ours_named, theirs_named = capital(the(sector.issuer)), the(national.issuer)
    if set(ours) <= set(theirs):
        steps = and_words(CATALOGUE[step].title.nl.lower() if step in CATALOGUE else step for step in ours)
        english = and_words((CATALOGUE[step].title.en.lower() if step in CATALOGUE else step for step in ours), "and")
        return Sentence(
            Text(
                f"{ours_named.nl} volgde daarin {theirs_named.nl} ({out.nl}): {steps}.",
                f"{ours_named.en} followed {theirs_named.en} in this ({out.en}): {english}.",
            ),
            entries,
        )
    extra = and_words(sorted(set(ours) - set(theirs)))
    return Sentence(
        Text(
            f"{ours_named.nl} week af van {theirs_named.nl} ({out.nl}): {extra}.",
            f"{ours_named.en} differed from {theirs_named.en} ({out.en}): {extra}.",
        ),
        entries,
    )


def _steps(advice: AdviceSeen) -> tuple[str, ...]:
    return tuple(str(action.get("step", "")) for action in advice.actions)


def followed(material: Material) -> Sentence | None:
    """Say whether the main advice was followed, and after how many days by what is recorded (S1.6, S2.4).

    Where a day is not recorded, no number of days is given; the source's own words stand in the reference.
    """
    advised = _advised(material)
    if advised is None:
        return None
    measure = material.state.measure(MAIN)
    if measure is None:
        text = Text("Of dat advies is opgevolgd, is niet vastgelegd.", "Whether that was followed is not recorded.")
        return Sentence(text, (advised.entry,))
    if measure.done_at is None:
        text = Text("Dat advies is nog niet opgevolgd.", "That advice has not been followed yet.")
        return Sentence(text, (advised.entry, measure.entry))
    return _how_fast(measure, advised, material)


def _how_fast(measure: Measure, advised: AdviceSeen, material: Material) -> Sentence:
    done = material.entry(measure.done_entry)
    read = _main_read(material)
    received = read.happened if read and read.happened else advised.at
    entries = tuple(one for one in (measure.done_entry, read.id if read else advised.entry) if one)
    own = measure.instead != ""
    nl = "Dat advies is opgevolgd, op een eigen wijze," if own else "Dat advies is opgevolgd"
    en = "That advice was followed, in our own way," if own else "That advice was followed"
    if done is None or not day_stated(done) or done.happened is None:
        at = when(done) if done else Text("", "")
        return Sentence(
            Text(
                f"{nl} ({at.nl}); hoeveel dagen na het advies is niet vastgelegd.",
                f"{en} ({at.en}); how many days after the advice is not recorded.",
            ),
            entries,
        )
    days = days_between(received.day, done.happened.day)
    at = on(done.happened)
    said = Text("op de dag van ontvangst", "on the day of receipt") if days <= 0 else count_words(days)
    tail = said if days <= 0 else Text(f"{said.nl} na ontvangst", f"{said.en} after receipt")
    mark = Text(" (datum afgeleid)", " (date derived)") if is_derived(done) else Text("", "")
    return Sentence(Text(f"{nl} {at.nl}{mark.nl}, {tail.nl}.", f"{en} {at.en}{mark.en}, {tail.en}."), entries)


def deviation(material: Material) -> tuple[Sentence, ...]:
    """Say what was done otherwise than advised, why, and whether it is equivalent (S2.9)."""
    found = []
    for measure in material.state.measures.values():
        verdict = deviation_verdict(measure, _alternatives(material, measure.step))
        if verdict.answer == "as-advised":
            continue
        entries = (measure.done_entry or measure.entry,)
        grade = _GRADES[verdict.answer]
        if verdict.answer == "not-explained":
            found.append(Sentence(grade, entries))
            continue
        found.append(
            Sentence(
                Text(
                    f"Anders dan geadviseerd is gedaan: {measure.instead}. Reden: {measure.reason}. {grade.nl}",
                    f"Done otherwise than advised: {measure.instead}. Reason: {measure.reason}. {grade.en}",
                ),
                entries,
            )
        )
    return tuple(found)


_GRADES: dict[str, Text] = {
    "followed": Text("Het advies staat dat toe.", "The advice allows that."),
    "equivalent": Text("Deze maatregel geldt als gelijkwaardig.", "This measure counts as equivalent."),
    "deviates": Text(
        "Dat deze maatregel gelijkwaardig is, is niet vastgelegd.", "That this measure is equivalent is not recorded."
    ),
    "not-explained": Text(
        "Er is anders gehandeld dan geadviseerd; wat of waarom is niet vastgelegd.",
        "Something else was done than advised; what or why is not recorded.",
    ),
}


def _alternatives(material: Material, step: str) -> tuple[str, ...]:
    return tuple(
        str(action["then"])
        for advice in material.facts.advice
        for action in advice.actions
        if action.get("step") == step and action.get("then")
    )
