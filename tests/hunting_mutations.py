"""Mutations of packs: each takes one line of logic out of one rule; the rule must no longer be armed then."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from dijkwacht.hunting.engine import arming
from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.engine.rules.packs import SHIPPED, load_pack
from dijkwacht.hunting.engine.ruleset import rule_set

_CONDITION = re.compile(r" (?:and|or) (?:not )?\w+$")
_STRING = re.compile(r"^ +\$\w+ = .*$", re.MULTILINE)
_PATHS = re.compile(r'paths = "([^"]*)"')


@dataclass(frozen=True)
class Mutation:
    """A rule of a pack with one line of its logic gone: the files of a pack that holds it and what it leans on."""

    pack: str
    rule: str
    gone: str
    files: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.pack}: {self.rule} without {self.gone}"


def why_not(mutation: Mutation, folder: Path) -> str:
    """Return why the mutated rule is not armed, the empty text where its samples did not notice."""
    for name, text in mutation.files:
        (folder / name).write_text(text, encoding="utf-8")
    try:
        rules = rule_set([load_pack(str(folder))])
    except UnreadableRules as error:
        return str(error)
    finally:
        names = [name for name, _ in mutation.files]
    reports = {one.rule: one for one in arming.reports(rules, [], {})}
    for name in names:
        (folder / name).unlink()
    return reports[mutation.rule].why_not if mutation.rule in reports else "the rule is gone"


def mutations(pack: str) -> Iterator[Mutation]:
    """Yield every mutation of a shipped pack."""
    yield from _of_sigma(pack)
    yield from _of_yara(pack)
    yield from _of_files(pack)


@cache
def _about(pack: str) -> dict:
    return yaml.safe_load((SHIPPED / pack / "pack.yml").read_text(encoding="utf-8"))


def _described(pack: str, rule: str) -> tuple[str, str]:
    return "pack.yml", yaml.safe_dump({"needs": ["files"], "rules": {rule: _about(pack)["rules"][rule]}})


def _of_sigma(pack: str) -> Iterator[Mutation]:
    documents = list(yaml.safe_load_all((SHIPPED / pack / "sigma" / "lines.yml").read_text(encoding="utf-8")))
    for index, own in enumerate(documents):
        for gone, changed in _less_sigma(own):
            named = own.get("filter", {}).get("rules") or [own["name"]]
            for rule in named:
                judged = rule if rule in _about(pack)["rules"] else _built_on(rule, documents)
                kept = [*documents[:index], changed, *documents[index + 1 :]]
                wanted = [one for one in kept if one["name"] in _leaning(judged, documents)]
                yield Mutation(pack, judged, gone, (_described(pack, judged), ("r.yml", yaml.safe_dump_all(wanted))))


def _built_on(rule: str, documents: list[dict]) -> str:
    """Return the correlation that uses a rule: it judges a rule without samples of its own."""
    return next(one["name"] for one in documents if rule in one.get("correlation", {}).get("rules", ()))


def _leaning(rule: str, documents: list[dict]) -> set[str]:
    own = next(one for one in documents if one["name"] == rule)
    names = {rule, *own.get("correlation", {}).get("rules", ())}
    return names | {one["name"] for one in documents if names & set(one.get("filter", {}).get("rules", ()))}


def _less_sigma(document: dict) -> Iterator[tuple[str, dict]]:
    for part in ("detection", "filter"):
        for gone, changed in _less(document.get(part, {}), skipped={"condition", "rules"}):
            yield gone, {**document, part: changed}
        condition = document.get(part, {}).get("condition", "")
        shorter = _CONDITION.sub("", condition)
        if shorter != condition:
            yield f"the end of {condition!r}", {**document, part: {**document[part], "condition": shorter}}
    correlation = document.get("correlation", {})
    for gone, changed in _less({key: correlation[key] for key in ("rules", "group-by") if key in correlation}):
        kept = {key: value for key, value in correlation.items() if key not in {"rules", "group-by"}}
        yield gone, {**document, "correlation": {**kept, **changed}}


def _less(value: dict, skipped: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[str, dict]]:
    """Yield a mapping without each of its keys, and without each line below them."""
    for key, below in value.items():
        if key in skipped:
            continue
        if not isinstance(below, dict | list) or (isinstance(below, list) and len(below) == 1):
            yield str(key), {name: one for name, one in value.items() if name != key}
        elif isinstance(below, dict):
            for gone, changed in _less(below):
                yield f"{key}/{gone}", _with(value, key, changed)
        else:
            for index, one in enumerate(below):
                if isinstance(one, dict) and len(one) > 1:
                    for gone, changed in _less(one):
                        yield f"{key}/{index}/{gone}", {**value, key: [*below[:index], changed, *below[index + 1 :]]}
                yield f"{key}/{one}", {**value, key: [*below[:index], *below[index + 1 :]]}


def _with(value: dict, key: str, changed: dict) -> dict:
    return {**value, key: changed} if changed else {name: one for name, one in value.items() if name != key}


def _of_yara(pack: str) -> Iterator[Mutation]:
    text = (SHIPPED / pack / "yara" / "content.yar").read_text(encoding="utf-8")
    for source in re.split(r"\n(?=rule )", text):
        rule = source.split()[1]
        for found in _STRING.finditer(source):
            changed = source[: found.start()] + source[found.end() :]
            yield Mutation(pack, rule, found[0].strip(), (_described(pack, rule), ("r.yar", changed)))
        written = _PATHS.search(source)
        for path in written[1].split() if written else ():
            left = " ".join(one for one in written[1].split() if one != path)
            line = f'paths = "{left}"' if left else ""
            changed = source.replace(written[0], line)
            yield Mutation(pack, rule, path, (_described(pack, rule), ("r.yar", changed)))
        for part in re.findall(r"(?:filesize < \w+|[$#@]\w+ at 0) and |(?: and| or) [^()\n]+$", source):
            changed = source.replace(part, "")
            yield Mutation(pack, rule, part.strip(), (_described(pack, rule), ("r.yar", changed)))


def _of_files(pack: str) -> Iterator[Mutation]:
    for own in yaml.safe_load((SHIPPED / pack / "file-facts.yml").read_text(encoding="utf-8")):
        for gone, changed in _less(own["when"]):
            rule = {**copy.deepcopy(own), "when": changed}
            yield Mutation(
                pack, own["id"], gone, (_described(pack, own["id"]), ("file-facts.yml", yaml.safe_dump([rule])))
            )
