"""The collector: one tar that a hunt reads, with no sign of an intruder in its own text."""

import re
import subprocess
from pathlib import Path

import yaml

from dijkwacht.hunting.engine.model import Kind
from dijkwacht.hunting.engine.rules.packs import SHIPPED, load_pack, shipped
from hunting_appliance import STORIES, Appliance
from hunting_evidence import hunted, window

SCRIPT = Path(__file__).parents[2] / "deploy" / "collect-netscaler.sh"


def collected(root: Path, into: Path) -> Path:
    done = subprocess.run(["sh", SCRIPT, root], capture_output=True, check=True)
    into.write_bytes(done.stdout)
    assert b"ended: 20" in done.stderr
    return into


def laid_out(node: Appliance, root: Path) -> Path:
    for file in [*node.files.values(), *node._rotated()]:
        at = root / file.path.lstrip("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(file.content)
        at.chmod(file.mode)
    return root


def test_a_hunt_reads_what_the_collector_brings(tmp_path):
    story = STORIES[2]
    root = laid_out(Appliance(story, 7), tmp_path / "root")
    (root / "flash/nsconfig/ssl").mkdir()
    (root / "flash/nsconfig/ssl/own.key").write_text("a private key")
    bundle = collected(root, tmp_path / "bundle.tgz")
    start, end = story.window.split("/")
    result = hunted(bundle, story.pack, window=window(start, end), collected_at=story.end)
    assert result.verdict.answer == "signs-found"
    assert {Kind.WEB_ACCESS, Kind.SYSTEM_LOG, Kind.SHELL_LOG, Kind.CRON_LOG, Kind.FILES} <= result.by_kind.keys()
    rules = {one.rule for one in result.findings}
    assert {"c25-leaked-memory", "c25-setuid-shell", "c25_reversed_strings", "c25-php-answered"} <= rules
    names = subprocess.run(["tar", "-tzf", bundle], capture_output=True, text=True, check=True).stdout.splitlines()
    assert {"volatile/collection.txt", "volatile/processes.txt", "volatile/listing.txt"} <= set(names)
    assert not [name for name in names if name.endswith(".key")]


def test_nothing_of_the_collector_stays_on_the_appliance(tmp_path, monkeypatch):
    (tmp_path / "root/var/log").mkdir(parents=True)
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "own"))
    collected(tmp_path / "root", tmp_path / "bundle.tgz")
    assert list((tmp_path / "own").iterdir()) == []


def test_the_collector_holds_no_sign():
    text = SCRIPT.read_text(encoding="utf-8")
    signs = {one.value for name in shipped() for one in load_pack(name).indicators}
    for name in shipped():
        for source in re.findall(r'\$\w+ = "([^"]+)"', (SHIPPED / name / "yara" / "content.yar").read_text()):
            signs.add(source)
        for rule in yaml.safe_load((SHIPPED / name / "file-facts.yml").read_text()):
            signs |= {path for path in rule["when"].get("path", ()) if "*" not in path and path.count("/") > 2}
    assert len(signs) > 80
    assert sorted(sign for sign in signs - {"#!"} if sign in text) == []
