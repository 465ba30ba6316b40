"""Rules about files themselves: path, mode, owner, size, times, and whether they are as the vendor built them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.hunting.engine.intake.walking import FileFacts
from dijkwacht.hunting.engine.model import Kind, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules.paths import PathPatterns
from dijkwacht.kernel.window import read_moment

_USERS = {"root": 0, "wheel": 0, "nobody": 65534}
_APPLIANCE_NOBODY = frozenset({65534, 65533})


@dataclass(frozen=True, slots=True)
class Known:
    """What the engine knows of a file beside its facts: its SHA-256 and what the vendor's manifest says of its path.

    `manifest` is None where there is none that names the path.
    """

    sha256: str | None = None
    manifest: str | None = None


FileTest = Callable[[FileFacts, Known], bool]


@dataclass(frozen=True, slots=True)
class FileRule:
    """One rule about files; `paths` are those it looks at, `digests` tells whether it needs their SHA-256."""

    facts: RuleFacts
    test: FileTest
    paths: PathPatterns
    digests: bool = False


def read_file_rule(value: Mapping[str, object], facts: RuleFacts) -> FileRule:
    """Read one entry of file-facts.yml; raises UnreadableRules for keys and values that mean nothing."""
    when = value.get("when")
    if not isinstance(when, Mapping) or not when:
        raise UnreadableRules("a rule about files needs conditions", place=facts.id, expected="a mapping under `when`")
    paths = _paths(when.get("path"), facts.id)
    return FileRule(facts, _all(when, facts.id), paths, "differs-from-manifest" in str(when))


def kinds_of(when: object) -> tuple[Kind, ...]:
    """Return the kind that a rule with these conditions looks at: cores where all its paths are, else files."""
    paths = when.get("path") if isinstance(when, Mapping) else None
    listed = [str(one) for one in paths] if isinstance(paths, list) else [str(paths or "")]
    return (Kind.CORES,) if all("core" in one for one in listed) else (Kind.FILES,)


def _paths(value: object, place: str) -> PathPatterns:
    if value is None:
        return PathPatterns.of(())
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in listed):
        raise UnreadableRules("a path is a text", place=place)
    return PathPatterns.of(str(one) for one in listed)


def _all(when: Mapping[str, object], place: str) -> FileTest:
    tests = [_one(str(key), value, place) for key, value in when.items()]

    def test(facts: FileFacts, known: Known) -> bool:
        return all(one(facts, known) for one in tests)

    return test


def _one(key: str, value: object, place: str) -> FileTest:
    if key == "any":
        inner = [_all(one, place) for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
        return lambda facts, known: any(one(facts, known) for one in inner)
    if key == "not" and isinstance(value, Mapping):
        negated = _all(value, place)
        return lambda facts, known: not negated(facts, known)
    if key in {"path", "not-path"}:
        paths = _paths(value, place)
        return lambda facts, _: paths.match(facts.path) is (key == "path")
    maker = _MAKERS.get(key)
    try:
        if maker is not None:
            return maker(value)
    except (TypeError, ValueError, re.error) as error:
        raise UnreadableRules(f"{value!r} is no value for {key}", place=place) from error
    raise UnreadableRules(
        f"{key} is no condition on files", place=place, expected="one of " + ", ".join(sorted(_MAKERS))
    )


def _name(value: object) -> FileTest:
    pattern = re.compile(str(value))
    return lambda facts, _: pattern.fullmatch(facts.path.rpartition("/")[2]) is not None


def _mode(test: Callable[[int, int], bool]) -> Callable[[object], FileTest]:
    def make(value: object) -> FileTest:
        bits = int(str(value), 8)
        return lambda facts, _: facts.mode is not None and test(facts.mode, bits)

    return make


def _owner(*, group: bool, wanted: bool) -> Callable[[object], FileTest]:
    def make(value: object) -> FileTest:
        name = str(value)
        number = _USERS.get(name, int(name) if name.isdigit() else None)
        if number is None:
            raise ValueError(name)
        numbers = _APPLIANCE_NOBODY if number in _APPLIANCE_NOBODY else frozenset({number})

        def test(facts: FileFacts, _: Known) -> bool:
            own = facts.gid if group else facts.uid
            called = facts.group if group else facts.owner
            if own is None and not called:
                return False
            return (own in numbers or (bool(called) and called == name)) is wanted

        return test

    return make


def _size(*, below: bool) -> Callable[[object], FileTest]:
    def make(value: object) -> FileTest:
        bound = int(str(value))
        return lambda facts, _: facts.size < bound if below else facts.size > bound

    return make


def _changed(*, after: bool) -> Callable[[object], FileTest]:
    def make(value: object) -> FileTest:
        bound = (value if isinstance(value, datetime) else read_moment(str(value)).earliest).timestamp()
        return lambda facts, _: facts.mtime is not None and (facts.mtime >= bound) is after

    return make


def _before_born(value: object) -> FileTest:
    wanted = bool(value)

    def test(facts: FileFacts, _: Known) -> bool:
        return facts.born is not None and facts.mtime is not None and (facts.mtime < facts.born) is wanted

    return test


def _differs(value: object) -> FileTest:
    wanted = bool(value)

    def test(_: FileFacts, known: Known) -> bool:
        return None not in {known.sha256, known.manifest} and (known.sha256 != known.manifest) is wanted

    return test


_MAKERS: dict[str, Callable[[object], FileTest]] = {
    "name": _name,
    "type": lambda value: lambda facts, _: facts.type == value,
    "mode-has": _mode(lambda mode, bits: mode & bits == bits),
    "mode-lacks": _mode(lambda mode, bits: mode & bits != bits),
    "mode-is": _mode(lambda mode, bits: mode == bits),
    "mode-is-not": _mode(lambda mode, bits: mode != bits),
    "uid": _owner(group=False, wanted=True),
    "not-uid": _owner(group=False, wanted=False),
    "gid": _owner(group=True, wanted=True),
    "not-gid": _owner(group=True, wanted=False),
    "size-below": _size(below=True),
    "size-above": _size(below=False),
    "modified-after": _changed(after=True),
    "modified-before": _changed(after=False),
    "modified-before-born": _before_born,
    "differs-from-manifest": _differs,
}
