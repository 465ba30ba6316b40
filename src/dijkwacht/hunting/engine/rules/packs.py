"""Packs: folders of rules with their proof, shipped or given; a lone file of rules is a pack without proof."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from dijkwacht.hunting.engine.model import Confidence, FindingClass, Kind, Origin, RuleFacts, UnreadableRules
from dijkwacht.hunting.engine.rules.file_facts import FileRule, read_file_rule
from dijkwacht.hunting.engine.rules.file_facts import kinds_of as file_kinds
from dijkwacht.hunting.engine.rules.indicator_files import About, read_indicators
from dijkwacht.hunting.engine.rules.indicators import Indicator
from dijkwacht.hunting.engine.rules.samples import read_samples
from dijkwacht.hunting.engine.rules.sigma import Broken, SigmaRead, read_sigma
from dijkwacht.hunting.engine.rules.stateful import KINDS as STATEFUL_KINDS
from dijkwacht.hunting.engine.rules.stateful import StatefulRule, read_stateful
from dijkwacht.hunting.engine.rules.variants import KNOWN
from dijkwacht.hunting.engine.rules.yaml_text import yaml_document, yaml_documents
from dijkwacht.hunting.engine.rules.yara_rules import YaraRules

SHIPPED = Path(__file__).parents[1] / "packs"
LARGEST = 64 * 1024 * 1024
MOST_WITH_VARIANTS = 1_000  # indicators of a list without pack.yml that are sought in other spellings too
_SIGMA, _YARA, _LISTS = {".yml", ".yaml"}, {".yar", ".yara"}, {".txt", ".csv", ".json"}
_SILENT = Origin()
_OWN = {"pack.yml", "file-facts.yml", "stateful.yml", "manifest.json", "manifest.txt"}


@dataclass(slots=True)
class Pack:
    """Everything one `--rules` names. `needs` is None where the pack leaves it to the kinds its rules can read.

    `overrides` hold what pack.yml says per rule; `refused` what could not be read as a rule, with the reason.
    """

    name: str
    needs: tuple[Kind, ...] | None = None
    looks_at: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    sigma: list[SigmaRead] = field(default_factory=list)
    yara: list[tuple[str, str]] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    files: list[FileRule] = field(default_factory=list)
    stateful: list[StatefulRule] = field(default_factory=list)
    manifest: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, Mapping[str, object]] = field(default_factory=dict)
    refused: list[Broken] = field(default_factory=list)
    file_ids: dict[str, str] = field(default_factory=dict)

    def facts(self, own: RuleFacts) -> RuleFacts:
        """Return a rule's facts with what pack.yml says of it."""
        said = self.overrides.get(own.id)
        if said is None and self.origin == _SILENT:
            return own
        origin = Origin(
            own.origin.source or self.origin.source,
            own.origin.version or self.origin.version,
            own.origin.licence or self.origin.licence,
            own.origin.tlp or self.origin.tlp,
        )
        return _overridden(replace(own, origin=origin), said) if said else replace(own, origin=origin)


def shipped() -> list[str]:
    """Return the names of the packs that come with the program."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/pack.yml"))


def place_of(named: str) -> Path:
    """Return where the rules that `named` means lie: what exists there goes before a shipped pack of that name."""
    return Path(named) if Path(named).exists() else SHIPPED / named


def load_pack(named: str) -> Pack:
    """Load a shipped pack by name, or a file or folder; raises UnreadableRules with the place."""
    path = Path(named)
    if not path.exists():
        if named in shipped():
            return _folder(SHIPPED / named)
        raise UnreadableRules(
            "there are no such rules", place=named, expected="a file, a folder, or one of " + ", ".join(shipped())
        )
    if path.is_dir():
        return _folder(path)
    pack = Pack(path.stem)
    _take(pack, [path], path.parent, {})
    return _whole(pack)


def _folder(folder: Path) -> Pack:
    described = folder / "pack.yml"
    about = _mapping(described) if described.is_file() else {}
    pack = Pack(str(about.get("name") or folder.name))
    if "needs" in about:
        pack.needs = _kinds(about["needs"], str(described))
    pack.looks_at = tuple(str(one) for one in _listed(about.get("looks-at")))
    pack.origin = _origin(about)
    pack.overrides = _by_rule(about.get("rules") or {}, str(described))
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _OWN)
    _take(pack, files, folder, about)
    for value in _rules_of(folder / "file-facts.yml"):
        facts = _own_facts(value, file_kinds(value.get("when")), str(folder / "file-facts.yml"))
        pack.files.append(read_file_rule(value, facts))
    for value in _rules_of(folder / "stateful.yml"):
        kinds = STATEFUL_KINDS.get(str(value.get("type")), ())
        pack.stateful.append(read_stateful(value, _own_facts(value, kinds, str(folder / "stateful.yml"))))
    pack.manifest = _manifest(folder)
    return _whole(pack)


def _take(pack: Pack, files: Sequence[Path], top: Path, about: Mapping[str, object]) -> None:
    sigma: list[tuple[str, str]] = []
    lists: list[Path] = []
    for path in files:
        name = str(path.relative_to(top))
        suffix = path.suffix.lower()
        if suffix in _SIGMA:
            sigma.append((path.stem, _text(path)))
        elif suffix in _YARA:
            pack.yara.append((name, _text(path)))
        elif suffix in _LISTS:
            lists.append(path)
        elif len(files) == 1:
            raise UnreadableRules(
                "what rules these are cannot be told from the name",
                place=str(path),
                expected=".yml (Sigma), .yar (YARA), .txt, .csv or .json (indicators)",
            )
    if sigma:
        pack.sigma = read_sigma(sigma)
        pack.file_ids = _file_ids(sigma)
    wanted = tuple(str(one) for one in _listed(about.get("variants"))) if about else None
    if wanted and set(wanted) - set(KNOWN):
        raise UnreadableRules(f"unknown variants {wanted}", place=str(top), expected=", ".join(KNOWN))
    for path in lists:
        _take_list(pack, path, wanted)


def _file_ids(sigma: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the id of the rule in each file that holds one alone."""
    found = {}
    for stem, text in sigma:
        try:
            rules = [one for one in yaml_documents(text) if isinstance(one, Mapping)]
        except (yaml.YAMLError, RecursionError):
            continue  # it is listed as a rule that cannot be read
        if len(rules) == 1:
            found[stem] = str(rules[0].get("id") or rules[0].get("name") or stem)
    return found


def _take_list(pack: Pack, path: Path, variants: tuple[str, ...] | None) -> None:
    content = _bytes(path)
    about = About(path.stem, pack.origin, variants or ())
    found = read_indicators(content, path.name, about)
    if variants is None and len(found.indicators) <= MOST_WITH_VARIANTS:
        found.indicators = [replace(one, variants=KNOWN) for one in found.indicators]
    pack.indicators += found.indicators
    pack.sigma += found.patterns
    pack.refused += [Broken(RuleFacts(place, place, ()), why) for place, why in found.refused]


def _whole(pack: Pack) -> Pack:
    """Check that pack.yml speaks of rules that exist, and that there is anything to run."""
    if not (pack.sigma or pack.yara or pack.indicators or pack.files or pack.stateful or pack.refused):
        raise UnreadableRules("there are no rules here", place=pack.name, expected="Sigma, YARA or indicators")
    pack.overrides = _by_id(pack, pack.overrides)
    known = {one.facts.id for one in (*pack.sigma, *pack.indicators, *pack.files, *pack.stateful)}
    if pack.yara and pack.overrides.keys() - known:
        known |= {rule.facts.id for rule in YaraRules(pack.yara).rules}
    strangers = pack.overrides.keys() - known
    if strangers:
        raise UnreadableRules(
            f"pack.yml speaks of rules that are not there: {', '.join(sorted(strangers))}", place=pack.name
        )
    return pack


def _by_rule(rules: object, place: str) -> dict[str, Mapping[str, object]]:
    """Return what pack.yml says by rule: a mapping, or a list whose items name theirs."""
    if isinstance(rules, list):
        named = [one for one in rules if isinstance(one, Mapping)]
        rules = {one.get("id") or one.get("rule") or one.get("name") or one.get("title"): one for one in named}
    if not isinstance(rules, Mapping) or None in rules:
        raise UnreadableRules("`rules` is a mapping by rule", place=place)
    return {str(key): value for key, value in rules.items() if isinstance(value, Mapping)}


def _by_id(pack: Pack, said: dict[str, Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """Return what pack.yml says by the rules' ids, where it names a rule by its title, value, file, or a whole list."""
    own = [one.facts for one in (*pack.sigma, *pack.indicators, *pack.files, *pack.stateful)]
    ids = {facts.id for facts in own}
    others = {facts.title: facts.id for facts in own} | {one.value: one.facts.id for one in pack.indicators}
    found: dict[str, Mapping[str, object]] = {}
    for key, value in said.items():
        stem = key.rpartition(".")[0] or key
        listed = [] if key in ids else [one.facts.id for one in pack.indicators if one.facts.id.startswith(f"{stem}:")]
        meant = key if key in ids else pack.file_ids.get(stem) or others.get(key, key)
        for one in listed or [meant]:
            found.setdefault(one, value)
    return found


def _own_facts(value: Mapping[str, object], kinds: tuple[Kind, ...], place: str) -> RuleFacts:
    own = str(value.get("id") or "")
    if not own:
        raise UnreadableRules("a rule needs an id", place=place)
    return _overridden(RuleFacts(own, str(value.get("title") or own), kinds), value)


def _overridden(own: RuleFacts, said: Mapping[str, object]) -> RuleFacts:
    try:
        wanted = said.get("class"), said.get("confidence")
        finding_class = FindingClass(str(wanted[0])) if wanted[0] else own.finding_class
        confidence = Confidence(str(wanted[1])) if wanted[1] else own.confidence
    except ValueError as error:
        raise UnreadableRules(str(error), place=own.id, expected="a class and confidence of the contract") from error
    origin = replace(own.origin, source=str(said["source"])) if said.get("source") else own.origin
    given = said.get("samples")
    samples = read_samples(given, own.id, own.kinds) if given is not None else own.samples
    return replace(
        own,
        title=str(said.get("title") or own.title),
        finding_class=finding_class,
        confidence=confidence,
        origin=origin,
        samples=samples,
    )


def _origin(about: Mapping[str, object]) -> Origin:
    words = (str(about.get(key) or "") for key in ("source", "version", "licence", "tlp"))
    return Origin(*words)


def _kinds(value: object, place: str) -> tuple[Kind, ...]:
    try:
        return tuple(Kind(str(one)) for one in _listed(value))
    except ValueError as error:
        raise UnreadableRules(str(error), place=place, expected=", ".join(Kind)) from error


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _rules_of(path: Path) -> Iterable[Mapping[str, object]]:
    if not path.is_file():
        return []
    value = _yaml(path)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise UnreadableRules("a list of rules is expected", place=str(path))
    return value


def _mapping(path: Path) -> Mapping[str, object]:
    value = _yaml(path)
    if not isinstance(value, Mapping):
        raise UnreadableRules("a mapping is expected", place=str(path))
    return value


def _yaml(path: Path) -> object:
    try:
        return yaml_document(_text(path))
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableRules(f"this is no YAML: {error}", place=str(path)) from error


def _manifest(folder: Path) -> dict[str, str]:
    """Return SHA-256 by path below the appliance's root, from manifest.json or the lines of sha256sum."""
    listed = folder / "manifest.json"
    if listed.is_file():
        try:
            value = json.loads(_text(listed))
        except ValueError as error:
            raise UnreadableRules(f"this is no JSON: {error}", place=str(listed)) from error
        return {str(path): str(digest).lower() for path, digest in value.items()} if isinstance(value, dict) else {}
    listed = folder / "manifest.txt"
    if not listed.is_file():
        return {}
    rows = (line.split(None, 1) for line in _text(listed).splitlines() if line.strip())
    return {"/" + path.strip().lstrip("*./"): digest.lower() for digest, path in rows}


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableRules(f"it cannot be opened: {error.strerror}", place=str(path)) from error
    if len(content) > LARGEST:
        raise UnreadableRules("the file is too large for rules", place=str(path), expected=f"at most {LARGEST} bytes")
    return content
