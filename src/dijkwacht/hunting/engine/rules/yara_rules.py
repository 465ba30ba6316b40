"""YARA rules through yara-x: compiled once, put to the bytes of files, some of them to certain paths only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import yara_x

from dijkwacht.hunting.engine.model import Confidence, FindingClass, Kind, Origin, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules.paths import PathPatterns

_SECONDS = 120
# What rules of others (THOR's and Loki's sets) expect to be told of a file; the rest of it is not known here.
_TOLD = ("filename", "filepath", "extension", "filetype", "owner")
# Faults that yara-x does not ascribe to a rule: what stands there is left out, so it is listed by its place.
_OUTSIDE_RULES = frozenset({"SyntaxError", "UnknownModule", "IncludeNotAllowed", "IncludeNotFound", "InvalidUTF8"})


@dataclass(frozen=True, slots=True)
class YaraRule:
    """One rule: `paths` limits it to files there; empty patterns let it see every file."""

    facts: RuleFacts
    name: str
    namespace: str
    paths: PathPatterns


@dataclass(frozen=True, slots=True)
class YaraHit:
    """A rule that matched, and its first match where it has strings: offset and length in the bytes scanned."""

    rule: YaraRule
    offset: int | None
    length: int | None


Answer = list[YaraHit] | str  # or why there is none


class YaraRules:
    """All YARA rules of a hunt, compiled together; `refused` are (name, reason) of those that cannot be.

    Raises UnreadableRules where a lone file holds no rule that can be run.
    """

    def __init__(self, sources: Sequence[tuple[str, str]]) -> None:
        compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
        compiler.ignore_invalid_rules(True)
        self._told = tuple(name for name in _TOLD if any(name in text for _, text in sources))
        for name in self._told:
            compiler.define_global(name, "")
        for name, text in sources:
            compiler.new_namespace(name)
            try:
                compiler.add_source(text, origin=name)
            except yara_x.CompileError as error:
                raise UnreadableRules(f"this is no YARA: {error}", place=name) from error
        self.refused = [(str(one.name), str(one.message)) for one in compiler.ignored_rules()]  # type: ignore[misc]
        self.refused += _outside_rules(compiler.errors())
        self._rules = compiler.build()
        self._by_name = {(rule.namespace, rule.identifier): _rule(rule) for rule in self._rules}
        if len(sources) == 1 and not self._by_name and self.refused:
            place, reason = self.refused[0]
            raise UnreadableRules(f"this is no YARA: {reason}", place=place)

    @property
    def rules(self) -> list[YaraRule]:
        """Return the rules that compiled."""
        return list(self._by_name.values())

    def scanner(self) -> "YaraScanner":
        """Return a scanner for one thread."""
        return YaraScanner(yara_x.Scanner(self._rules), self._by_name, self._told)


class YaraScanner:
    """Puts the rules to bytes, in one thread."""

    def __init__(
        self, scanner: yara_x.Scanner, by_name: dict[tuple[str, str], YaraRule], told: Sequence[str] = ()
    ) -> None:
        scanner.fast_scan(True)
        scanner.set_timeout(_SECONDS)
        self._scanner = scanner
        self._by_name = by_name
        self._told = told

    def answer(self, content: bytes, path: str) -> Answer:
        """Return what matches `content`, a file at `path` below the appliance's root, or why that is not known."""
        if self._told:
            self._tell(path)
        try:
            matched = self._scanner.scan(content).matching_rules
        except yara_x.TimeoutError:
            return f"the YARA rules took more than {_SECONDS} s"
        hits = []
        for match in matched:
            rule = self._by_name[match.namespace, match.identifier]
            if rule.paths.match(path):
                places = [(one.offset, one.length) for pattern in match.patterns for one in pattern.matches]
                offset, length = min(places, default=(None, None))
                hits.append(YaraHit(rule, offset, length))
        return hits

    def _tell(self, path: str) -> None:
        """Tell the rules that ask for it how the file is called."""
        name = path.rpartition("/")[2]
        known = {"filename": name, "filepath": path, "extension": f".{name.rpartition('.')[2]}" if "." in name else ""}
        for one in self._told:
            self._scanner.set_global(one, known.get(one, ""))


def _outside_rules(errors: Iterable[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Return (place, reason) of what could not be read as a rule at all, each line once."""
    found: dict[str, str] = {}
    for error in errors:
        if error["type"] in _OUTSIDE_RULES:
            labels = error["labels"]
            origin = labels[0].get("code_origin") if isinstance(labels, list) and labels else None
            reason = f"{error['title']}: {labels[0]['text']}" if isinstance(labels, list) and labels else error["title"]
            found.setdefault(f"{origin or 'YARA'}, line {error['line']}", str(reason))
    return list(found.items())


def _rule(rule: yara_x.Rule) -> YaraRule:
    meta = {str(key): value for key, value in rule.metadata}
    source = str(meta.get("source") or meta.get("reference") or meta.get("author") or "")
    facts = RuleFacts(
        rule.identifier,
        str(meta.get("title") or meta.get("description") or rule.identifier),
        (Kind.CORES,) if meta.get("kind") == Kind.CORES else (Kind.FILES,),
        FindingClass(meta["class"]) if meta.get("class") in set(FindingClass) else None,
        Confidence(meta["confidence"]) if meta.get("confidence") in set(Confidence) else None,
        Origin(source, str(meta.get("version") or ""), str(meta.get("license") or meta.get("licence") or "")),
    )
    return YaraRule(facts, rule.identifier, rule.namespace, PathPatterns.of(str(meta.get("paths") or "").split()))
