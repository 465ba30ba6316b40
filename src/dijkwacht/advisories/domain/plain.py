"""A summary as plain JSON values and back: what is stored with a version; moments as text, no floats."""

from collections.abc import Mapping

from dijkwacht.advisories.domain.severity import Grade, Severity, Urgency
from dijkwacht.advisories.domain.summary import Action, Fix, Flaw, Summary
from dijkwacht.kernel.window import Moment, read_moment

Plain = dict[str, object]


def plain_summary(summary: Summary) -> Plain:
    """Return the summary as JSON values; `read_summary` gives the same summary back."""
    severity = summary.severity
    return {
        "title": summary.title,
        "severity": {
            "chance": severity.chance or "",
            "damage": severity.damage or "",
            "urgency": severity.urgency or "",
            "as_written": severity.as_written,
        },
        "flaws": [_plain_flaw(flaw) for flaw in summary.flaws],
        "actions": [plain_action(action) for action in summary.actions],
        "fixes": [{"train": fix.train, "build": fix.build, "available": _text(fix.available)} for fix in summary.fixes],
        "remedies": list(summary.remedies),
        "references": list(summary.references),
    }


def plain_action(action: Action) -> Plain:
    """Return an advised action as JSON values, absent parts left out: the form it has in a journal entry too."""
    parts: Plain = {
        "step": action.step,
        "scope": action.scope,
        "audience": action.audience,
        "builds": list(action.builds),
        "deadline": _text(action.deadline),
        "unless": action.unless,
        "then": action.then,
    }
    return {key: value for key, value in parts.items() if value}


def _plain_flaw(flaw: Flaw) -> Plain:
    return {
        "name": flaw.name,
        "title": flaw.title,
        "score": flaw.score,
        "exploited": list(flaw.exploited),
        "exploited_since": _text(flaw.exploited_since),
        "affected": list(flaw.affected),
        "fixed": list(flaw.fixed),
    }


def read_summary(plain: Mapping[str, object]) -> Summary:
    """Return the summary that `plain_summary` wrote; absent parts read as empty."""
    return Summary(
        title=_word(plain, "title"),
        severity=_severity(_parts(plain.get("severity"))),
        flaws=tuple(_flaw(item) for item in _objects(plain, "flaws")),
        actions=tuple(read_action(item) for item in _objects(plain, "actions")),
        fixes=tuple(
            Fix(_word(item, "train"), _word(item, "build"), _moment(item, "available"))
            for item in _objects(plain, "fixes")
        ),
        remedies=_words(plain, "remedies"),
        references=_words(plain, "references"),
    )


def read_action(plain: Mapping[str, object]) -> Action:
    """Return the action that `plain_action` wrote, as stored or as carried by a journal entry."""
    return Action(
        step=_word(plain, "step"),
        scope=_word(plain, "scope"),
        audience=_word(plain, "audience"),
        builds=_words(plain, "builds"),
        deadline=_moment(plain, "deadline"),
        unless=_word(plain, "unless"),
        then=_word(plain, "then"),
    )


def _flaw(plain: Mapping[str, object]) -> Flaw:
    return Flaw(
        name=_word(plain, "name"),
        title=_word(plain, "title"),
        score=_word(plain, "score"),
        exploited=_words(plain, "exploited"),
        exploited_since=_moment(plain, "exploited_since"),
        affected=_words(plain, "affected"),
        fixed=_words(plain, "fixed"),
    )


def _severity(plain: Mapping[str, object]) -> Severity:
    chance, damage, urgency = _word(plain, "chance"), _word(plain, "damage"), _word(plain, "urgency")
    return Severity(
        Grade(chance) if chance else None,
        Grade(damage) if damage else None,
        Urgency(urgency) if urgency else None,
        _word(plain, "as_written"),
    )


def _parts(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _objects(plain: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = plain.get(key)
    return [_parts(item) for item in value] if isinstance(value, list) else []


def _word(plain: Mapping[str, object], key: str) -> str:
    value = plain.get(key)
    return value if isinstance(value, str) else ""


def _words(plain: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = plain.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _moment(plain: Mapping[str, object], key: str) -> Moment | None:
    text = _word(plain, key)
    return read_moment(text) if text else None


def _text(moment: Moment | None) -> str:
    return moment.text() if moment else ""
