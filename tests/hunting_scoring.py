"""Findings held against what was planted: per rule how many signs were found, and what was found beside them."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from dijkwacht.hunting.engine.hunt import HuntResult, Request, hunt
from dijkwacht.hunting.engine.model import Finding, FindingClass
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_appliance import STORIES, Appliance, Planted, Story
from hunting_evidence import window

_ROTATED = re.compile(r"(\.\d+)?(\.gz)?$")
_STRONG = {FindingClass.COMPROMISE, FindingClass.REACHED}
LOST = 3


@dataclass
class Score:
    """What one rule did: signs planted and found, findings at signs and elsewhere; `late` signs at another time."""

    planted: int = 0
    found: int = 0
    right: int = 0
    beside: int = 0
    strong_beside: int = 0
    missed: list[Planted] = field(default_factory=list)
    late: list[Planted] = field(default_factory=list)
    astray: list[Finding] = field(default_factory=list)


def bundle(story: Story, folder: Path, seed: int, *, signs: bool = True) -> dict[str, Appliance]:
    """Write both nodes of a pair into `folder`; the second lacks an archive of ns.log and shares the bookmarks."""
    first = Appliance(story, seed, signs)
    second = Appliance(story, seed + 1, signs, LOST)
    second.take_over(first, "/var/vpn/bookmark/")
    nodes = {"node1.tgz": first, "node2.tgz": second}
    for name, node in nodes.items():
        node.tar(folder / name)
    return nodes


def hunted(story: Story, folder: Path) -> HuntResult:
    start, end = story.window.split("/")
    rules = rule_set([load_pack(story.pack)])
    return hunt([str(folder)], rules, Request(window=window(start, end), collected_at=story.end))


def scores(nodes: dict[str, Appliance], result: HuntResult) -> dict[str, Score]:
    """Return the score of each rule that ran."""
    found = {rule.rule: Score() for rule in result.rules}
    by_place = defaultdict(list)
    for one in result.findings:
        by_place[_place(one)].append(one)
    signs = {(name, *_at(sign)) for name, node in nodes.items() for sign in node.planted}
    for name, node in nodes.items():
        for sign in node.planted:
            own = [one for one in by_place[name, *_at(sign)] if one.rule == sign.rule]
            score = found[sign.rule]
            score.planted += 1
            score.found += bool(own)
            if not own:
                score.missed.append(sign)
            elif sign.at and not any(one.solved and abs(one.solved.at - sign.at) < timedelta(seconds=2) for one in own):
                score.late.append(sign)
    for one in result.findings:
        if _place(one) in signs or _led_to(one, nodes):
            found[one.rule].right += 1
        else:
            found[one.rule].beside += 1
            found[one.rule].strong_beside += one.finding_class in _STRONG
            found[one.rule].astray.append(one)
    return found


def all_scores(folder: Path, seed: int = 7) -> dict[str, dict[str, Score]]:
    """Return the scores of all stories by pack."""
    result = {}
    for story in STORIES:
        own = folder / story.pack
        own.mkdir()
        nodes = bundle(story, own, seed)
        result[story.pack] = scores(nodes, hunted(story, own))
    return result


def _led_to(one: Finding, nodes: dict[str, Appliance]) -> bool:
    """Return whether a finding lies on another line of a planted sample, or in a file that it brought."""
    name, path, words = _place(one)
    node = nodes[name]
    if words:
        return words in {_shown(text) for text in node.brought}
    return path in node.brought


def _at(sign: Planted) -> tuple[str, str]:
    return sign.path, _shown(sign.words)


def _shown(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _place(one: Finding) -> tuple[str, str, str]:
    path = "/" + (one.place.member or "").removeprefix("ns/")
    if one.line is not None and path.startswith("/var/log/"):
        return one.place.path, _ROTATED.sub("", path), one.text
    return one.place.path, path, ""
