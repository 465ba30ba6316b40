"""The conditions of the gate about advice, fix, sessions, secrets and evidence: one function each (S1.13, S1.14)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.domain.axes import Weakness
from dijkwacht.cases.domain.facts import CaseFacts, ReopeningAdvised
from dijkwacht.cases.domain.measures import Measure, MeasureState, was_checked
from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.cases.domain.weakness import FIXING, Standing, standings
from dijkwacht.hunting.domain.day_words import moment_words
from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Condition, ConditionState

SameOrNewer = Callable[[str, str], bool]
MET, NOT_MET = ConditionState.MET, ConditionState.NOT_MET
NOT_RECORDED, NOBODY = ConditionState.NOT_RECORDED, ConditionState.NOBODY
FIXED = frozenset({Weakness.FIXED_UNCHECKED, Weakness.FIXED_CHECKED, Weakness.NOT_APPLICABLE})


def advice_by(facts: CaseFacts, at: datetime, constituencies: frozenset[UUID]) -> tuple[ReopeningAdvised, ...]:
    """Return of each issuer the newest reopening advice given by `at` to this organisation, revoked or not.

    Advice for another constituency does not count; an older version never revives when a newer one is revoked.
    """
    newest: dict[str, ReopeningAdvised] = {}
    for advised in sorted(facts.reopening, key=lambda advised: advised.at.earliest):
        ours = advised.constituency is None or advised.constituency in constituencies
        if ours and advised.at.earliest <= at:
            newest[advised.issuer] = advised
    return tuple(newest.values())


def _stands(advised: ReopeningAdvised, at: datetime) -> bool:
    return advised.revoked is None or advised.revoked.earliest > at


def cert_advice(facts: CaseFacts, at: datetime, constituencies: frozenset[UUID]) -> Condition:
    """Return whether a CERT says at `at` that opening is safe again; one's own build is the next condition (S1.13).

    Where the organisation is in no constituency and no other issuer gave such advice, nobody can give it.
    """
    key = "cert-advice"
    newest = advice_by(facts, at, constituencies)
    standing = [advised for advised in newest if _stands(advised, at)]
    if standing:
        first = standing[-1]
        when = moment_words(first.at)
        unless = f"; {first.condition}" if first.condition else ""
        text = Text(
            f"{first.issuer} adviseert op {when.nl} dat heropenen weer kan (versie {first.version}){unless}",
            f"{first.issuer} advised on {when.en} that reopening is safe again (version {first.version}){unless}",
        )
        return Condition(key, MET, text, entries=tuple(advised.entry for advised in standing))
    if newest:
        last = newest[-1]
        text = Text(
            f"{last.issuer} heeft het heropeningsadvies (versie {last.version}) ingetrokken",
            f"{last.issuer} has revoked its reopening advice (version {last.version})",
        )
        remedy = Text("wacht op een nieuwe versie of vraag ernaar", "wait for a new version or ask for it")
        entries = tuple(entry for advised in newest for entry in (advised.entry, advised.revoked_entry) if entry)
        return Condition(key, NOT_MET, text, remedy, entries)
    if not constituencies:
        text = Text(
            "deze organisatie hoort niet bij een CERT die heropeningsadvies geeft",
            "this organisation belongs to no CERT that gives reopening advice",
        )
        remedy = Text("de organisatie weegt dit zelf en legt vast hoe", "the organisation weighs it and records how")
        return Condition(key, NOBODY, text, remedy)
    return Condition(
        key,
        NOT_RECORDED,
        Text("er is geen heropeningsadvies vastgelegd", "no reopening advice is recorded"),
        Text("vraag de sector-CERT of heropenen kan", "ask the sector CERT whether reopening is safe"),
    )


def advised_build(
    state: ResponseState,
    facts: CaseFacts,
    at: datetime,
    constituencies: frozenset[UUID],
    same_or_newer: SameOrNewer | None = None,
) -> Condition:
    """Return whether the installed build of every device is one that standing reopening advice names (S1.13, S1.14).

    Advice that names no builds holds for every build that has its updates. `same_or_newer(installed, named)` compares
    where the caller knows the version scheme; without it only the very build that is named counts.
    """
    key = "advised-build"
    standing = [advised for advised in advice_by(facts, at, constituencies) if _stands(advised, at)]
    builds = installed_builds(state)
    unknown = [name for name, build in builds.items() if not build]
    if not builds or unknown:
        which = f" ({', '.join(unknown)})" if any(unknown) else ""
        text = Text(
            f"welke versie is geïnstalleerd is niet vastgelegd{which}", f"the installed build is not recorded{which}"
        )
        return Condition(key, NOT_RECORDED, text, Text("leg per systeem de versie vast", "record each device's build"))
    if not standing:
        text = Text(
            "er is geen heropeningsadvies om de versie aan te toetsen", "there is no advice to hold the build to"
        )
        return Condition(key, NOT_RECORDED, text)
    named = tuple(dict.fromkeys(build for advised in standing for build in advised.builds))
    bound = [advised for advised in standing if advised.builds]
    other = [build for build in builds.values() if not _covered(build, named, same_or_newer)]
    entries = tuple(advised.entry for advised in standing)
    if len(bound) == len(standing) and other:
        text = Text(
            f"{', '.join(other)} valt niet onder het heropeningsadvies ({', '.join(named)})",
            f"{', '.join(other)} is not covered by the reopening advice ({', '.join(named)})",
        )
        remedy = Text("installeer een genoemde versie", "install a build that it names")
        return Condition(key, NOT_MET, text, remedy, entries)
    listed = ", ".join(dict.fromkeys(builds.values()))
    text = Text(f"{listed} valt onder het heropeningsadvies", f"{listed} is covered by the reopening advice")
    return Condition(key, MET, text, entries=entries)


def installed_builds(state: ResponseState) -> dict[str, str]:
    """Return the installed build per device: that of the last fix where it names one, else as stated, else ""."""
    found: dict[str, str] = {}
    for name in state.devices or ("",):
        fixes = [m for step in FIXING if (m := state.measure(step, name)) and m.build and m.done_at]
        newest = max(fixes, key=lambda fix: fix.since, default=None)
        stated = state.devices[name].build if name in state.devices else ""
        found[name] = newest.build if newest else stated
    return found


def _covered(build: str, named: Iterable[str], same_or_newer: SameOrNewer | None) -> bool:
    return any(
        build.strip().casefold() == one.strip().casefold() or bool(same_or_newer and same_or_newer(build, one))
        for one in named
    )


def fix_installed(state: ResponseState, facts: CaseFacts) -> Condition:
    """Return whether every device has the fix for every flaw of the case (S1.12, S0.3)."""
    key = "fix-installed"
    found = standings(state.devices.values(), facts.flaws.values(), state.measures)
    lacking = [standing for standing in found if standing.weakness not in FIXED]
    fixes = _measures(state, FIXING)
    seen = tuple(device.entry for device in state.devices.values() if device.verdicts and device.entry)
    entries = (*(measure.done_entry or measure.entry for measure in fixes), *seen)
    if not lacking:
        when = max((measure.done_at for measure in fixes if measure.done_at), default=None)
        day = moment_words(when) if when else Text("op een niet vastgelegd moment", "at a time not recorded")
        text = Text(f"de updates zijn geïnstalleerd: {day.nl}", f"the updates are installed: {day.en}")
        text = _with_who(text, fixes)
        return Condition(key, MET, text, entries=entries)
    if not fixes and facts.flaws and all(flaw.fix_published is None for flaw in facts.flaws.values()):
        text = Text("er is nog geen update van de leverancier", "the vendor has not published a fix yet")
        remedy = Text("houd dicht of beperk volgens het advies", "keep it closed or mitigate as advised")
        return Condition(key, NOBODY, text, remedy)
    if not fixes:
        text = Text("een update is niet vastgelegd", "no fix is recorded")
        return Condition(key, NOT_RECORDED, text, Text("installeer de update en leg dat vast", "install and record it"))
    named = _named(lacking)
    text = Text(f"niet overal hersteld{named}", f"not fixed everywhere{named}")
    return Condition(key, NOT_MET, text, Text("installeer de update", "install the fix"), entries)


def _with_who(text: Text, fixes: Iterable[Measure]) -> Text:
    """Return the sentence with who did it on devices that others run."""
    done = dict.fromkeys((fix.device, fix.run_by) for fix in fixes if fix.run_by)
    if not done:
        return text
    nl = ", ".join(f"op {device} door {who}" for device, who in done)
    return Text(f"{text.nl}; {nl}", f"{text.en}; {', '.join(f'on {device} by {who}' for device, who in done)}")


def _named(lacking: Iterable[Standing]) -> str:
    words = dict.fromkeys(" ".join(part for part in (one.device, one.vulnerability) if part) for one in lacking)
    listed = ", ".join(word for word in words if word)
    return f": {listed}" if listed else ""


def fix_checked(state: ResponseState, facts: CaseFacts) -> Condition:
    """Return whether the fix was checked and found to work on every device; names the method or that none is stated."""
    key = "fix-checked"
    found = standings(state.devices.values(), facts.flaws.values(), state.measures)
    measures = _measures(state, (*FIXING, "verify"))
    checks = [(measure, was_checked(measure)) for measure in measures if measure.check]
    entries = tuple(measure.check_entry for measure, _ in checks if measure.check_entry)
    failed = [measure for measure, verdict in checks if verdict.answer != "effective"]
    if failed:
        text = Text(
            "een controle vond dat de maatregel niet of niet zeker werkt",
            "a check found that the measure does not, or not certainly, work",
        )
        return Condition(key, NOT_MET, text, Text("herstel en controleer opnieuw", "fix and check again"), entries)
    if found and all(standing.weakness is Weakness.FIXED_CHECKED for standing in found):
        methods = [reason.text for _, verdict in checks for reason in verdict.reasons]
        method = methods[-1] if methods else Text("methode niet vermeld", "method not stated")
        text = Text(f"gecontroleerd en werkzaam bevonden; {method.nl}", f"checked and found to work; {method.en}")
        return Condition(key, MET, text, entries=entries)
    return Condition(
        key,
        NOT_RECORDED,
        Text("een controle van de update is niet vastgelegd", "no check of the fix is recorded"),
        Text("controleer of de update werkt en leg de methode vast", "check that the fix works, record the method"),
    )


def sessions_ended(state: ResponseState) -> Condition:
    """Return whether all sessions were ended, on every device and not before the fix (S0.8)."""
    return _done_after_fix(
        state,
        "sessions-ended",
        state.sessions_ended,
        "end-sessions",
        Text("alle sessies zijn beëindigd", "all sessions were ended"),
        Text("dat alle sessies zijn beëindigd is niet vastgelegd", "that all sessions were ended is not recorded"),
        Text("beëindig alle sessies na het herstel", "end all sessions after the fix"),
    )


def secrets_replaced(state: ResponseState) -> Condition:
    """Return whether passwords, keys and certificates were replaced, on every device and not before the fix."""
    return _done_after_fix(
        state,
        "secrets-replaced",
        state.secrets_replaced,
        "replace-secrets",
        Text("wachtwoorden en sleutels zijn vervangen", "secrets were replaced"),
        Text("vervanging van wachtwoorden en sleutels is niet vastgelegd", "replacement of secrets is not recorded"),
        Text("vervang wachtwoorden, sleutels en certificaten na het herstel", "replace secrets after the fix"),
    )


def _done_after_fix(  # noqa: PLR0913, PLR0917 - three sentences beside what they are about
    state: ResponseState,
    key: str,
    recorded: tuple[Entry, ...],
    step: str,
    done: Text,
    silent: Text,
    remedy: Text,
) -> Condition:
    measure = state.measure(step)
    if measure is not None and measure.state is MeasureState.NOT_APPLICABLE:
        text = Text(f"niet van toepassing: {measure.reason}", f"not applicable: {measure.reason}")
        return Condition(key, MET, text, entries=(measure.entry,))
    fixes = [fix.done_at.earliest for fix in _measures(state, FIXING) if fix.done_at]
    last_fix = max(fixes, default=None)
    acts = [(entry.happened.latest if entry.happened else entry.known_by, entry.text("device"), entry.id)
            for entry in recorded]  # fmt: skip
    measures = [one for one in _measures(state, (step,)) if one.settled and one.done_at]
    acts += [(one.done_at.latest, one.device, one.done_entry or one.entry) for one in measures if one.done_at]
    if not acts:
        return Condition(key, NOT_RECORDED, silent, remedy)
    entries = tuple(entry for _, _, entry in acts)
    late = [device for at, device, _ in acts if last_fix is None or at >= last_fix]
    if not late:
        text = Text(f"{done.nl}, maar vóór de laatste update", f"{done.en}, but before the last fix")
        return Condition(key, NOT_MET, text, remedy, entries)
    missing = [name for name in state.devices if name not in late] if "" not in late else []
    if missing:
        listed = ", ".join(missing)
        text = Text(f"{done.nl}, maar niet voor {listed}", f"{done.en}, but not for {listed}")
        return Condition(key, NOT_MET, text, remedy, entries)
    return Condition(key, MET, done, entries=entries)


def evidence_secured(state: ResponseState) -> Condition:
    """Return whether evidence was secured; where only after the fix, that is said: what was in memory is then gone."""
    key = "evidence-secured"
    secured = sorted(state.traces.evidence, key=lambda one: one[0])
    measure = state.measure("secure-evidence")
    moments = [at.earliest for at, _, _ in secured]
    entries = tuple(entry for _, _, entry in secured)
    if measure is not None and measure.settled and measure.done_at:
        moments.append(measure.done_at.earliest)
        entries = (*entries, measure.done_entry or measure.entry)
    if not moments:
        return Condition(
            key,
            NOT_RECORDED,
            Text("dat bewijs is veiliggesteld is niet vastgelegd", "that evidence was secured is not recorded"),
            Text("stel geheugen, schijf en logbestanden veilig", "secure memory, disk and logs"),
        )
    fixes = [fix.done_at.latest for fix in _measures(state, FIXING) if fix.done_at]
    if fixes and min(moments) >= min(fixes):
        text = Text(
            "bewijs is veiliggesteld, maar pas na het herstel: wat in het geheugen stond is dan weg",
            "evidence was secured, but only after the fix: what was in memory is gone by then",
        )
        return Condition(key, MET, text, entries=entries)
    return Condition(key, MET, Text("bewijs is veiliggesteld", "evidence was secured"), entries=entries)


def _measures(state: ResponseState, steps: Iterable[str]) -> list[Measure]:
    wanted = set(steps)
    listed = [measure for (step, _), measure in sorted(state.measures.items()) if step in wanted]
    return [measure for measure in listed if measure.state is not MeasureState.PLANNED]
