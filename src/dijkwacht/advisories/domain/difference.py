"""What changed between two versions of an advisory, and how one issuer's advice differs from another's."""

from collections.abc import Iterator
from dataclasses import dataclass

from dijkwacht.advisories.domain.severity import Severity, priority
from dijkwacht.advisories.domain.summary import Action, Flaw, Summary
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment


@dataclass(frozen=True, slots=True)
class Change:
    """One change: a stable code, what it is about, both sides as text ("" where there is none), and the sentence."""

    code: str
    about: str
    before: str
    after: str
    text: Text


_SENTENCES = {
    "title": Text("de titel is veranderd", "the title changed"),
    "severity-raised": Text("de ernst is verhoogd", "the severity was raised"),
    "severity-lowered": Text("de ernst is verlaagd", "the severity was lowered"),
    "severity-restated": Text("de ernst is anders verwoord", "the severity was worded differently"),
    "flaw-added": Text("kwetsbaarheid toegevoegd", "vulnerability added"),
    "flaw-removed": Text("kwetsbaarheid vervallen", "vulnerability removed"),
    "exploitation-stated": Text("misbruik is bekend geworden", "exploitation became known"),
    "exploited-since": Text("begin van het misbruik anders gesteld", "start of the exploitation stated differently"),
    "affected": Text("andere versies zijn kwetsbaar", "other versions are affected"),
    "fixed": Text("andere versies verhelpen het", "other versions fix it"),
    "action-added": Text("maatregel toegevoegd", "advised action added"),
    "action-removed": Text("maatregel vervallen", "advised action removed"),
    "action-changed": Text("maatregel gewijzigd", "advised action changed"),
    "remedies": Text("andere oplossing of omweg", "another remedy or workaround"),
    "fix-added": Text("een oplossing is beschikbaar", "a fix is available"),
}


def difference(old: Summary, new: Summary) -> tuple[Change, ...]:
    """Return every change that matters to a reader, gravest first as listed here; empty where nothing does."""
    return (
        *_severities(old.severity, new.severity),
        *_flaws(old, new),
        *compare_actions(old.actions, new.actions),
        *_fixes(old, new),
        *_pair("remedies", "", _joined(old.remedies), _joined(new.remedies)),
        *_pair("title", "", old.title, new.title),
    )


def compare_actions(theirs: tuple[Action, ...], ours: tuple[Action, ...]) -> tuple[Change, ...]:
    """Return how `ours` differs from `theirs`, step by step: added, dropped, or changed in any part (S1.4)."""
    before, after = _by_step(theirs), _by_step(ours)
    added = [_change("action-added", key[0], "", said(action)) for key, action in after.items() if key not in before]
    dropped = [_change("action-removed", key[0], said(old), "") for key, old in before.items() if key not in after]
    changed = [
        _change("action-changed", key[0], said(old), said(after[key]))
        for key, old in before.items()
        if key in after and old != after[key]
    ]
    return (*added, *dropped, *changed)


def _by_step(actions: tuple[Action, ...]) -> dict[tuple[str, str], Action]:
    """Return the actions by step and audience: the same step may be asked of two audiences in two ways."""
    return {(action.step, action.audience): action for action in actions}


def said(action: Action) -> str:
    """Return an action's parts on one line, in the words of the one who advised it."""
    until = action.deadline.text() if action.deadline else ""
    parts = (action.step, action.scope, action.audience, _joined(action.builds), until, action.unless, action.then)
    return " · ".join(part for part in parts if part)


def _severities(old: Severity, new: Severity) -> Iterator[Change]:
    if old == new:
        return
    before, after = _rank(old), _rank(new)
    code = "severity-restated" if before == after else "severity-raised" if after > before else "severity-lowered"
    yield _change(code, "", _worded(old), _worded(new))


def _rank(severity: Severity) -> tuple[int, int]:
    """Return a key that compares within both scales: first the common order, then the letters."""
    common = ("not-stated", "normal", "urgent").index(priority(severity).answer)
    return common, sum(grade.rank for grade in (severity.chance, severity.damage) if grade)


def _worded(severity: Severity) -> str:
    return severity.letters or severity.urgency or severity.as_written


def _flaws(old: Summary, new: Summary) -> Iterator[Change]:
    before, after = {flaw.name: flaw for flaw in old.flaws}, {flaw.name: flaw for flaw in new.flaws}
    for name, flaw in after.items():
        if name not in before:
            yield _change("flaw-added", name, "", flaw.title)
    for name, flaw in before.items():
        if name in after:
            yield from _one_flaw(flaw, after[name])
        else:
            yield _change("flaw-removed", name, flaw.title, "")


def _one_flaw(old: Flaw, new: Flaw) -> Iterator[Change]:
    if told := tuple(line for line in new.exploited if line not in old.exploited):
        yield _change("exploitation-stated", new.name, _joined(old.exploited), _joined(told))
    yield from _pair("exploited-since", new.name, _moment(old.exploited_since), _moment(new.exploited_since))
    yield from _pair("affected", new.name, _joined(old.affected), _joined(new.affected))
    yield from _pair("fixed", new.name, _joined(old.fixed), _joined(new.fixed))


def _fixes(old: Summary, new: Summary) -> Iterator[Change]:
    for fix in new.fixes:
        if fix not in old.fixes:
            yield _change("fix-added", fix.train, "", f"{fix.build} {_moment(fix.available)}".strip())


def change_said(told: str) -> Text:
    """Return the sentence of a change as an `advisory.revised` entry keeps it: its code and what it is about."""
    code, _, about = told.partition(" ")
    return _change(code, about, "", "").text if code in _SENTENCES else Text(told, told)


def _pair(code: str, about: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield _change(code, about, before, after)


def _change(code: str, about: str, before: str, after: str) -> Change:
    sentence = _SENTENCES[code]
    text = Text(f"{about}: {sentence.nl}", f"{about}: {sentence.en}") if about else sentence
    return Change(code, about, before, after, text)


def _joined(parts: tuple[str, ...]) -> str:
    return ", ".join(parts)


def _moment(moment: Moment | None) -> str:
    return moment.text() if moment else ""
