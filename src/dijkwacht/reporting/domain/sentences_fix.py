"""Sentences about the temporary measure, the fixes and their checks; what is not recorded is said."""

from dijkwacht.cases.domain.access import Closing
from dijkwacht.cases.domain.axes import Use
from dijkwacht.cases.domain.measures import Measure, MeasureState, timeliness, was_checked
from dijkwacht.containment.domain.conditions import installed_builds
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import ConditionState
from dijkwacht.reporting.domain.material import Material
from dijkwacht.reporting.domain.sentence import Sentence
from dijkwacht.reporting.domain.words import NO_WORDS, and_texts, and_words, on, when

_CHECKS: dict[str, Text] = {
    "effective": Text("gecontroleerd en werkzaam bevonden", "checked and found to work"),
    "not-effective": Text("gecontroleerd en niet werkzaam bevonden", "checked and found not to work"),
    "inconclusive": Text("gecontroleerd zonder uitsluitsel", "checked without a conclusion"),
}


def mitigation(material: Material) -> tuple[Sentence, ...]:
    """Say when the vendor's temporary measure was taken, by which team, or that it failed or is open (S2.7)."""
    return tuple(_mitigation(measure, material) for measure in material.measures("mitigate"))


def _mitigation(measure: Measure, material: Material) -> Sentence:
    entry = material.entry(measure.done_entry)
    if entry is None:
        failed = measure.state is MeasureState.FAILED
        latest = material.entry(measure.entry)
        why = latest.text("why") if latest else ""
        said = Text("is niet gelukt", "failed") if failed else Text("is nog niet genomen", "has not been taken yet")
        tail = Text(f": {why}", f": {why}") if why else NO_WORDS
        return Sentence(
            Text(f"De tijdelijke maatregel {said.nl}{tail.nl}.", f"The temporary measure {said.en}{tail.en}."),
            (measure.entry,),
        )
    team, at = measure.team, when(entry)
    by = (
        Text(f" door team {team}", f" by team {team}")
        if team
        else Text("; door wie is niet vermeld", "; by whom is not stated")
    )
    return Sentence(
        Text(
            f"De tijdelijke maatregel van de leverancier is genomen {at.nl}{by.nl}.",
            f"The vendor's temporary measure was taken {at.en}{by.en}.",
        ),
        (entry.id,),
    )


def mitigation_checked(material: Material) -> tuple[Sentence, ...]:
    """Say whether the temporary measure was checked, with what result and method; or that none is stated (S2.8)."""
    return tuple(
        _checked(measure, Text("De tijdelijke maatregel", "The temporary measure"))
        for measure in material.measures("mitigate")
        if measure.done_at is not None
    )


def _checked(measure: Measure, what: Text) -> Sentence:
    verdict = was_checked(measure)
    if verdict.answer not in _CHECKS:
        return Sentence(
            Text(f"{what.nl}: een controle is niet vastgelegd.", f"{what.en}: a check is not recorded."),
            (measure.done_entry or measure.entry,),
        )
    result, method = _CHECKS[verdict.answer], verdict.reasons[0].text
    return Sentence(
        Text(f"{what.nl} is {result.nl}; {method.nl}.", f"{what.en} was {result.en}; {method.en}."),
        (measure.check_entry or measure.entry,),
    )


def fixes_published(material: Material) -> Sentence | None:
    """Say which fixed builds the vendor published when, per branch, each with its own time (S1.11)."""
    published = material.of_kind("fix.published")
    if not published:
        return None
    parts = []
    for entry in published:
        builds, english = and_words(entry.texts("builds")), and_words(entry.texts("builds"), "and")
        parts.append(Text(f"{when(entry).nl} {builds}", f"{when(entry).en} {english}"))
    issuer = published[0].text("issuer") or "de leverancier"
    listed = and_texts(parts)
    return Sentence(
        Text(
            f"{issuer} gaf herstelversies (patches) uit: {listed.nl}.",
            f"{issuer} published fixed builds (patches): {listed.en}.",
        ),
        tuple(entry.id for entry in published),
    )


def fix_installed(material: Material) -> tuple[Sentence, ...]:
    """Say when the fix was installed, per device where devices are recorded (S1.12, S2.10)."""
    found = []
    for fix in material.fixes():
        entry = material.entry(fix.done_entry)
        at = when(entry) if entry else NO_WORDS
        where = Text(f" op {fix.device}", f" on {fix.device}") if fix.device else NO_WORDS
        flaws = f" ({and_words(fix.vulnerabilities)})" if fix.vulnerabilities else ""
        found.append(
            Sentence(
                Text(
                    f"De herstelversie (patch){flaws} is geïnstalleerd{where.nl}, {at.nl}.",
                    f"The fixed build (patch){flaws} was installed{where.en}, {at.en}.",
                ),
                (fix.done_entry or fix.entry,),
            )
        )
    if not found and material.state.use.value is Use.USES:
        text = Text(
            "Dat een herstelversie (patch) is geïnstalleerd, is niet vastgelegd.",
            "That a fixed build (patch) was installed is not recorded.",
        )
        return (Sentence(text),)
    return tuple(found)


def builds(material: Material) -> Sentence | None:
    """Say which build runs on each device, or that this is not recorded (S1.14)."""
    if not material.fixes() and not material.state.devices:
        return None
    known = {name: build for name, build in installed_builds(material.state).items() if build}
    unknown = [name for name, build in installed_builds(material.state).items() if not build]
    entries = tuple(device.entry for device in material.state.devices.values() if device.entry)
    if not known:
        return Sentence(
            Text("Welke versie (build) er draait, is niet vastgelegd.", "Which build is running is not recorded."),
            entries,
        )
    listed = and_words(f"{name} {build}".strip() for name, build in known.items())
    rest = Text(f"; van {and_words(unknown)} is dat niet vastgelegd", f"; of {and_words(unknown)} it is not recorded")
    tail = rest if unknown else NO_WORDS
    entries += tuple(fix.done_entry or fix.entry for fix in material.fixes() if fix.build)
    return Sentence(Text(f"Versie (build): {listed}{tail.nl}.", f"Build: {listed}{tail.en}."), entries)


def fix_checked(material: Material) -> tuple[Sentence, ...]:
    """Say that the fix was checked, with result and method, or that no check is recorded (S2.11, S1.14)."""
    checks = [measure for measure in material.measures("fix", "second-fix", "third-fix", "verify") if measure.check]
    what = Text("De herstelversie (patch)", "The fixed build (patch)")
    if checks:
        return tuple(_checked(measure, what) for measure in checks)
    if not material.fixes():
        return ()
    return (
        Sentence(
            Text(
                "Een controle van de herstelversie (patch) is niet vastgelegd.",
                "A check of the fixed build (patch) is not recorded.",
            )
        ),
    )


def sessions(material: Material) -> tuple[Sentence, ...]:
    """Say that all sessions were ended, with the side effect that was accepted, or that this is not recorded (S0.8)."""
    found = []
    for entry in material.state.sessions_ended:
        at, effect, by = when(entry), entry.text("side_effect"), entry.text("decided_by")
        accepted = Text(f"; aanvaard gevolg: {effect}", f"; accepted side effect: {effect}") if effect else NO_WORDS
        decided = Text(f" (besluit: {by})", f" (decision: {by})") if by else NO_WORDS
        found.append(
            Sentence(
                Text(
                    f"Alle sessies zijn beëindigd, {at.nl}{accepted.nl}{decided.nl}.",
                    f"All sessions were ended, {at.en}{accepted.en}{decided.en}.",
                ),
                (entry.id,),
            )
        )
    condition = material.condition("sessions-ended")
    if found or condition is None or not material.fixes():
        return tuple(found)
    if condition.state is ConditionState.NOT_RECORDED:
        text = Text(
            "Dat alle sessies zijn beëindigd, is niet vastgelegd.", "That all sessions were ended is not recorded."
        )
        return (Sentence(text),)
    return (Sentence(Text(f"Sessies: {condition.text.nl}.", f"Sessions: {condition.text.en}."), condition.entries),)


def secrets(material: Material) -> tuple[Sentence, ...]:
    """Say which passwords, keys and certificates were replaced and when."""
    return tuple(
        Sentence(
            Text(
                f"Vervangen: {and_words(entry.texts('what')) or 'wachtwoorden en sleutels'}, {when(entry).nl}.",
                f"Replaced: {and_words(entry.texts('what'), 'and') or 'passwords and keys'}, {when(entry).en}.",
            ),
            (entry.id,),
        )
        for entry in material.state.secrets_replaced
    )


def in_time(material: Material) -> Sentence | None:
    """Say how many days the fix took after the vendor published it, and whether that was in time (S0.3)."""
    published = next((entry for entry in material.of_kind("fix.published") if entry.happened), None)
    fix = next(iter(material.fixes()), None)
    done = material.entry(fix.done_entry) if fix else None
    if published is None or published.happened is None or fix is None or done is None or done.happened is None:
        return None
    verdict = timeliness(fix, published.happened, fix.deadline)
    took, out = verdict.reasons[0].text, on(published.happened)
    took = Text(
        took.nl.replace("na het advies", "na het verschijnen"), took.en.replace("after the advice", "after it came out")
    )
    word = _IN_TIME.get(verdict.answer, NO_WORDS) if fix.deadline else NO_WORDS
    return Sentence(
        Text(
            f"De herstelversie (patch) verscheen {out.nl} en is {took.nl} geïnstalleerd{word.nl}.",
            f"The fixed build (patch) came out {out.en} and was installed {took.en}{word.en}.",
        ),
        (published.id, done.id),
    )


_IN_TIME: dict[str, Text] = {
    "in-time": Text(", op tijd", ", in time"),
    "late": Text(", te laat", ", too late"),
}


def was_shut(material: Material) -> Closing | None:
    """Return the closing that stands, where the door is shut now."""
    last = material.state.door.closings[-1] if material.state.door.closings else None
    return last if last and last.reopened is None else None
