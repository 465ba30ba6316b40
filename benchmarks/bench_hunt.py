"""How fast a hunt is: beside `cat`, ripgrep, yara-x and brute force in one run, over logs by a fixed seed.

`.venv/bin/python benchmarks/bench_hunt.py [--size MEGABYTES] [--times N] [--sigma FOLDER]`; the documentation states
the figures of 1,024 MB. Wall time says what a user waits; processor time (user and system) hardly depends on what else
the machine does, and is what the ratios are made of. A hunt is everything from open files to the verdict: digest,
search, arming of every rule, coverage; rules are loaded and databases cached before. The rows of the whole command
count its start and the loading of rules too.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median

import yara_x
from hunt_ground import WINDOW, found_in_lists, indicators, packed, sigma_rules, write_logs, write_tree, yara_rules

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import RuleSet, rule_set

HERE = Path(__file__).parents[1]
BIN = HERE / ".venv" / "bin"
MIB = 1 << 20
# A child's largest set as its parent is told it counts the parent's own, so the child says it.
PEAK = """
import atexit, sys
atexit.register(lambda: sys.stderr.write(next(line for line in open("/proc/self/status") if "VmHWM" in line)))
sys.argv = ["dijkwacht", *sys.argv[1:]]
import dijkwacht.cli.main
dijkwacht.cli.main.run()
"""
FIRST_BYTE = """
import sys, time
began = float(sys.argv.pop(1))
def hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith("/first/ns.log"):
        sys.stderr.write(f"first byte after {time.clock_gettime(time.CLOCK_MONOTONIC) - began} s\\n")
sys.addaudithook(hook)
sys.argv = ["dijkwacht", *sys.argv[1:]]
import dijkwacht.cli.main
dijkwacht.cli.main.run()
"""


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of the processors."""

    wall: float
    cpu: float


def timed(call: Callable[[], object], times: int) -> Took:
    """Return the median of some runs."""
    found = []
    for _ in range(times):
        before, began = _cpu(), time.perf_counter()
        call()
        found.append(Took(time.perf_counter() - began, _cpu() - before))
    return Took(median(one.wall for one in found), median(one.cpu for one in found))


def _cpu() -> float:
    return sum(used.ru_utime + used.ru_stime for used in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))


def command(words: list[object], **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False, **more)


class Bench:
    """One run over `size` bytes of logs in `folder`."""

    def __init__(self, folder: Path, size: int, times: int, sigma: Path) -> None:
        self.folder, self.times, self.cache = folder, times, folder / "cache" / "dijkwacht" / "hunt"
        self.logs = write_logs(folder / "ev", size, indicators(10_000)[:500])
        self.total = sum(path.stat().st_size for path in self.logs)
        self.cat = self.ripgrep = Took(1, 1)
        for count in (1_000, 10_000, 100_000):
            (folder / f"i{count}.txt").write_text("\n".join(indicators(count)) + "\n")
        (folder / "mixed.txt").write_text("\n".join(found_in_lists(100_000)) + "\n")
        (folder / "sigma.yml").write_text(sigma_rules(sigma, 140))

    def say(self, label: str, took: Took, total: int | None = None, note: str = "") -> Took:
        """Print one row: throughput by the clock and of the processors, and ratios of processor time."""
        size = total or self.total
        scale = size / self.total
        ratios = f"{self.cat.cpu * scale / took.cpu:7.3f} {self.ripgrep.cpu * scale / took.cpu:7.2f}"
        speeds = f"{size / took.wall / 1e9:7.3f} {size / took.cpu / 1e9:7.3f}"
        print(f"{label:<44}{speeds} {ratios}  {note}", flush=True)
        return took

    def rules(self, *names: str, brute: bool = False) -> RuleSet:
        return rule_set([load_pack(str(self.folder / one)) for one in names], cache=self.cache, brute=brute)

    def hunted(self, rules: RuleSet, evidence: Path, workers: int = 1) -> Callable[[], object]:
        gc.collect()
        hunt([str(evidence)], rules, Request(WINDOW, workers=workers))
        return lambda: hunt([str(evidence)], rules, Request(WINDOW, workers=workers))

    def peers(self) -> None:
        words = ["cat", *self.logs]
        self.cat = timed(lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=True), self.times)
        words = [BIN / "rg", "-j1", "-F", "-c", "-f", self.folder / "i1000.txt", *self.logs]
        self.ripgrep = timed(lambda: command(words), self.times)
        print(f"{self.total / MIB:,.0f} MB in {len(self.logs)} logs" + " " * 16, "wall    cpu GB/s    x cat  x rg")
        self.say("cat", self.cat)
        self.say("ripgrep, one thread, 1,000 literals", self.ripgrep)

    def lists(self) -> None:
        evidence, ten = self.folder / "ev", ("i10000.txt",)
        both = self.rules(*ten, "sigma.yml")
        self.say("10,000 indicators + 140 Sigma", timed(self.hunted(both, evidence), self.times))
        zipped = packed(self.logs, self.folder / "gz")
        self.say("the same, gzip, bytes as unpacked", timed(self.hunted(both, zipped), self.times))
        self.say("10,000 indicators", timed(self.hunted(self.rules(*ten), evidence), self.times))
        most = self.rules("i100000.txt")
        took = self.say("100,000 indicators", timed(self.hunted(most, evidence), self.times))
        small = self.folder / "small"
        small.mkdir()
        for path in self.logs:
            with path.open("rb") as log:
                (small / path.name).write_bytes(log.read(MIB).rpartition(b"\n")[0] + b"\n")
        fixed = timed(self.hunted(most, small), self.times)
        print(f"  of which arming 100,000 rules and the rest that does not grow: {fixed.cpu:.2f} of {took.cpu:.2f} s")
        self.say("100,000 as lists hold them", timed(self.hunted(self.rules("mixed.txt"), evidence), self.times))
        slow = self.rules("sigma.yml", brute=True)
        size = sum(path.stat().st_size for path in small.iterdir())
        took = timed(self.hunted(slow, small), 1)
        print(f"140 Sigma by brute force: {size / took.cpu / 1e6:.2f} MB/s of processor time", flush=True)

    def cores(self) -> None:
        """Two workers against one, by the clock: only a machine with nothing else to do shows it."""
        rules, runs = self.rules("i10000.txt", "sigma.yml"), []
        for _ in range(5):
            one, two = (timed(self.hunted(rules, self.folder / "ev", workers), 1) for workers in (1, 2))
            runs.append(one.wall / two.wall)
        said = ", ".join(f"{run:.2f}" for run in sorted(runs))
        print(f"two workers over {len(self.logs)} files: {median(runs):.2f} x one by the clock (of {said})", flush=True)

    def yara(self) -> None:
        tree = self.folder / "tree"
        digests = write_tree(tree, 20_000)
        files = [tree / path for path in digests]
        for label, count in (("34 of the shipped packs", 0), ("700 made rules", 700), ("5,800 made rules", 5_800)):
            text = "\n".join(map(_yara_of, ("19781", "3519", "2025", "2026"))) if not count else yara_rules(count)
            pack = self.folder / f"y{count}"
            pack.mkdir()
            (pack / "r.yar").write_text(text)
            (pack / "pack.yml").write_text("needs: [files]\n")
            compiler = yara_x.Compiler(relaxed_re_syntax=True)
            compiler.add_source(text)
            scanner = yara_x.Scanner(compiler.build())
            scanner.fast_scan(True)
            alone = timed(lambda s=scanner: [s.scan(path.read_bytes()) for path in files], 1)
            own = timed(self.hunted(self.rules(pack.name), tree), 1)
            (pack / "manifest.json").write_text(json.dumps({f"/{path}": digest for path, digest in digests.items()}))
            known = timed(self.hunted(self.rules(pack.name), tree), 1)
            each = " / ".join(f"{took.cpu / len(files) * 1e6:.0f}" for took in (alone, own, known))
            ratios = f"{alone.cpu / own.cpu:.2f} x, {alone.cpu / known.cpu:.1f} x yara-x alone"
            print(f"YARA, {label}: yara-x / hunt / with manifest {each} us a file: {ratios}", flush=True)

    def whole(self) -> None:
        """The command in a process of its own: memory, and how soon it reads."""
        own = os.environ | {"XDG_CACHE_HOME": str(self.folder / "cache")}
        asked = ["--window", "2019-12-24/2020-01-17", "--json", "--workers", 1]
        for names in (("i10000.txt", "sigma.yml"), ("i100000.txt",)):
            rules = [word for name in names for word in ("--rules", self.folder / name)]
            for cached in (False, True):
                if not cached:
                    for file in self.cache.glob("*.hs"):
                        file.unlink()
                took, peak = _measured(["hunt", self.folder / "ev", *rules, *asked], own)
                note = f"{peak} MB at most, {'cached' if cached else 'compiled'}"
                self.say(f"the command, {', '.join(names)}", took, note=note)
        first = self.folder / "first"
        first.mkdir()
        (first / "ns.log").write_bytes((self.folder / "small" / "ns.log").read_bytes()[:100_000])
        packs = [word for name in ("citrix-2019-19781", "citrix-2025") for word in ("--rules", name)]
        soon = []
        for _ in range(6):
            now = time.clock_gettime(time.CLOCK_MONOTONIC)
            said = command([sys.executable, "-c", FIRST_BYTE, now, "hunt", first, *packs, *asked], env=own).stderr
            soon.append(float(said.partition("first byte after ")[2].split()[0]))
        print(f"start to first byte with two shipped packs: {median(soon[1:]):.2f} s, at best {min(soon):.2f}")


def _yara_of(crisis: str) -> str:
    packs = HERE / "src" / "dijkwacht" / "hunting" / "engine" / "packs"
    return "\n".join(path.read_text() for path in sorted(packs.glob(f"*{crisis}/yara/*.yar")))


def _measured(words: list[object], environment: dict[str, str]) -> tuple[Took, int]:
    """Run `dijkwacht` with these words and return its time, and its largest resident set in MB."""
    before, began = _cpu(), time.perf_counter()
    told = command([sys.executable, "-c", PEAK, *words], env=environment).stderr
    took = Took(time.perf_counter() - began, _cpu() - before)
    return took, int(told.rpartition("VmHWM:")[2].split()[0]) // 1024


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--size", type=int, default=1024, help="MB of logs")
    asked.add_argument("--times", type=int, default=3, help="runs of each row; the median counts")
    asked.add_argument("--rows", default="peers,lists,cores,yara,whole", help="which rows; peers come first")
    asked.add_argument("--sigma", type=Path, default=HERE.parent / "shared" / "data" / "sigma")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), given.size * MIB, given.times, given.sigma)
        for row in given.rows.split(","):
            getattr(bench, row)()


if __name__ == "__main__":
    main()
