"""Sentences about what is said: statements by their grade, outcomes, press items, promises; never a status."""

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import read_moment
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, on, when

GRADES: dict[str, Text] = {
    "no-attempts-seen": Text("geen pogingen gezien", "no attempts seen"),
    "attempts-seen": Text("pogingen gezien", "attempts seen"),
    "nothing-suspicious": Text("niets verdachts gezien", "nothing suspicious seen"),
    "no-misuse-found": Text("geen misbruik gevonden", "no misuse found"),
    "misuse-found": Text("misbruik gevonden", "misuse found"),
    "declined": Text("geen antwoord gegeven", "declined to answer"),
    "restored": Text("hersteld", "restored"),
    "degraded": Text("werkt beperkt", "works with limits"),
    "care-not-endangered": Text("geen gevaar voor de zorg", "care not endangered"),
    "other": Text("verklaring", "statement"),
}
LOOKING = ("no-attempts-seen", "attempts-seen", "nothing-suspicious", "no-misuse-found", "misuse-found")
_REACH: dict[str, Text] = {
    "edge": Text("tot de rand, niet tot interne systemen", "as far as the edge, not to internal systems"),
    "internal": Text("tot interne systemen", "as far as internal systems"),
    "data": Text("tot gegevens", "as far as data"),
    "none": Text("niet binnen", "not inside"),
    "unknown": Text("onbekend tot waar", "unknown how far"),
}


def about_misuse(material: Material) -> tuple[Sentence, ...]:
    """Say what is stated about attempts, suspicion or misuse, each grade in its own words (S0.11-S0.13)."""
    return tuple(
        _statement(entry)
        for entry in material.of_kind("statement.made")
        if entry.text("grade") in LOOKING and entry.payload.get("provisional") is not True
    )


def no_signs_is_a_claim(material: Material) -> tuple[Sentence, ...]:
    """Say of a "no signs" whether a recorded hunt stands behind it, or only the words (S0.2, S0.4)."""
    claims = [
        entry
        for entry in material.of_kind("statement.made")
        if entry.text("grade") in {"no-misuse-found", "nothing-suspicious", "no-attempts-seen"}
    ]
    if not claims:
        return ()
    hunts = [hunt for hunt in material.state.traces.hunts.values() if hunt.ran_entry]
    if hunts:
        text = Text("Daaraan ligt vastgelegd onderzoek ten grondslag.", "A recorded investigation stands behind that.")
        return (Sentence(text, tuple(hunt.ran_entry for hunt in hunts if hunt.ran_entry)),)
    text = Text(
        "Waarnaar en over welke dagen is gekeken, is niet vastgelegd; het is een verklaring, geen vaststelling.",
        "What was looked at and over which days is not recorded; it is a statement, not a finding.",
    )
    return (Sentence(text, tuple(entry.id for entry in claims)),)


def about_care(material: Material) -> tuple[Sentence, ...]:
    """Say what is stated about the safety of care and who states it (S0.19, S4.8)."""
    return tuple(
        _statement(entry)
        for entry in material.of_kind("statement.made")
        if entry.text("grade") == "care-not-endangered"
    )


def public_status(material: Material) -> tuple[Sentence, ...]:
    """Say what the organisation stated in public about how things stand, and when (S3.16)."""
    return tuple(
        _statement(entry)
        for entry in material.of_kind("statement.made")
        if entry.text("grade") in {"restored", "degraded"}
    )


def declined(material: Material) -> tuple[Sentence, ...]:
    """Say that no comment was given, to whom; that is an answer and no status (S0.21)."""
    return tuple(_statement(entry) for entry in material.of_kind("statement.made") if entry.text("grade") == "declined")


def _statement(entry: Entry) -> Sentence:
    grade, at, about = GRADES[entry.text("grade")], when(entry), entry.text("about")
    by = _by(entry)
    more = Text(f" ({about})", f" ({about})") if about else NO_WORDS
    return Sentence(
        Text(
            f"Verklaard is: {grade.nl}{more.nl}{by.nl}, {at.nl}.",
            f"Stated is: {grade.en}{more.en}{by.en}, {at.en}.",
        ),
        (entry.id,),
    )


def _by(entry: Entry) -> Text:
    """Return who states it: of relayed words the first speaker, as the locator has it ("MCL aan de minister")."""
    who = entry.source.locator if "aan de" in entry.source.locator else entry.source.stated_by
    return Text(f", volgens {who}", f", according to {who}") if who else NO_WORDS


def outcome(material: Material) -> tuple[Sentence, ...]:
    """Say how far the attack came by what is stated: edge, internal, data; and which data (S4.3, S4.7)."""
    found = []
    for entry in material.of_kind("outcome.stated"):
        reach, data, at = _REACH[entry.text("reach")], entry.text("which_data"), when(entry)
        which = (
            Text(f"; gegevens: {data}", f"; data: {data}")
            if data
            else Text("; gegevens: niet vermeld", "; data: not stated")
        )
        by = entry.source.stated_by
        who = Text(f", volgens {by}", f", according to {by}") if by else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Uitkomst: de aanval kwam {reach.nl}{which.nl}{who.nl} ({at.nl}).",
                    f"Outcome: the attack came {reach.en}{which.en}{who.en} ({at.en}).",
                ),
                (entry.id,),
            )
        )
    return tuple(found)


def provisional(material: Material) -> tuple[Sentence, ...]:
    """Say which findings hold only for now, as of when and by whom (S4.11)."""
    found = []
    for entry in material.of_kind("statement.made"):
        if entry.payload.get("provisional") is not True:
            continue
        grade, about, at = GRADES[entry.text("grade")], entry.text("about"), when(entry)
        by, more = _by(entry), Text(f" ({about})", f" ({about})") if about else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Voorlopig beeld{by.nl}, {at.nl}: {grade.nl}{more.nl}.",
                    f"Picture for now{by.en}, {at.en}: {grade.en}{more.en}.",
                ),
                (entry.id,),
            )
        )
    return tuple(found)


def press(material: Material) -> tuple[Sentence, ...]:
    """Say what the press reported, beside the official words; a claim is no status (S0.21, S4.2)."""
    return tuple(
        Sentence(
            Text(
                f"{entry.text('publisher')} meldde {when(entry).nl}: {entry.text('claim')}; dat is geen vaststelling.",
                f"{entry.text('publisher')} reported {when(entry).en}: {entry.text('claim')}; a report, not a finding.",
            ),
            (entry.id,),
        )
        for entry in material.of_kind("press.reported")
        if entry.response is not None or material.name.lower() in entry.text("claim").lower()
    )


def spokesperson(material: Material) -> tuple[Sentence, ...]:
    """Say which line is taken towards the press (S1.19)."""
    return tuple(
        Sentence(
            Text(f"Naar de pers: {entry.text('about')}.", f"Towards the press: {entry.text('about')}."), (entry.id,)
        )
        for entry in material.of_kind("statement.made")
        if entry.text("grade") == "other" and entry.text("audience") == "press" and entry.text("about")
    )


def promises(material: Material) -> tuple[Sentence, ...]:
    """Say what is promised, by whom, by when or on which occasion, and whether it was kept (S1.20, S4.14, S4.23)."""
    kept = {entry.text("key"): entry for entry in material.of_kind("promise.kept")}
    found = []
    for entry in material.of_kind("promise.made"):
        key, what, owner, due = entry.text("key"), entry.text("what"), entry.text("owner_role"), entry.text("due")
        by = on(read_moment(due)) if due else None
        term = Text(f", uiterlijk {by.nl}", f", at the latest {by.en}") if by else NO_WORDS
        done = kept.get(key)
        at = when(done) if done else NO_WORDS
        state = Text(f" Nagekomen {at.nl}.", f" Kept {at.en}.") if done else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Toegezegd is: {what}{term.nl} (door: {owner}).{state.nl}",
                    f"Promised is: {what}{term.en} (by: {owner}).{state.en}",
                ),
                (entry.id, *((done.id,) if done else ())),
            )
        )
    return tuple(found)
