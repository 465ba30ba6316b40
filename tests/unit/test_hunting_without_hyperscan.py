"""A machine for which there is no hyperscan finds the same, and says that it searched another way."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from dijkwacht.hunting.engine.scanning.databases import Database, Pattern, Slow
from hunting_evidence import local, put, request_line

HUNT = """
import json, sys
if sys.argv.pop() == "without":
    sys.modules["hyperscan"] = None
from hunting_evidence import hunted, told
print(json.dumps(told(hunted(*sys.argv[1:]))))
"""
RULE = (
    "title: t\nname: r\nlevel: high\nlogsource: {category: webserver}\n"
    "detection: {s: {cs-uri-query|contains: WHOAMI}, condition: s}\n"
)


def answers(tmp_path, how):
    words = [sys.executable, "-c", HUNT, str(tmp_path / "ev"), str(tmp_path / "p"), how]
    own = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=own)
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)
    return lines, lines["verdict"][0].pop("engine")


def test_a_hunt_without_hyperscan_gives_the_same_answer_and_names_its_engine(tmp_path):
    at = local(2020, 1, 8)
    log = [request_line(at + timedelta(seconds=n), f"/a?x={n}") for n in range(900)]
    log[400] = request_line(at + timedelta(seconds=400), "/a?x=whoami", client="198.51.100.77")
    put(tmp_path, {"ev/httpaccess.log": "\n".join(log) + "\n", "ev/var/tmp/x": "see Evil.Example. there"})
    put(tmp_path, {"p/r.yml": RULE, "p/i.txt": "198.51.100.77\nevil.example\n"})
    (fast, with_it), (slow, without) = answers(tmp_path, "with"), answers(tmp_path, "without")
    assert fast == slow
    assert len(fast["finding"]) == 3
    assert with_it.startswith("hyperscan")
    assert without == "brute-force (no hyperscan on this machine: slower)"


def test_the_slow_search_finds_every_place_that_the_fast_one_finds():
    patterns = [Pattern(b"aa", False), Pattern(b"AbA", True), Pattern(b"b\0c", False), Pattern(b"aab", True)]
    block = memoryview(b"aaaabaAB\0cb\0c aba ABA aAb")
    fast, slow = Database(patterns).searcher().search(block), Slow(patterns).search(block)
    assert sorted(fast) == slow
    assert len(slow) == 10
