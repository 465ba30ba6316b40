"""Write docs/reference/requirements.md: for each requirement the tests that prove it, or the room it waits for.

A test proves an item when it passes, and fails in an assertion once the function it names returns a wrong value. Kernel
and journal may not be named; one function serves at most three items, one test at most two.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
ITEMS = ROOT / "docs" / "reference" / "requirements.yml"
PAGE = ROOT / "docs" / "reference" / "requirements.md"
NAMEABLE = re.compile(r"dijkwacht\.(?!kernel\b|journal\b)[a-z]+\.domain(\.[a-z_]+)+$")
MOST_ITEMS_OF_FUNCTION, MOST_ITEMS_OF_TEST = 3, 2
WANTED = {"S0": 12, "S1": 15, "S2": 15, "S3": 6, "S4": 9}
WANTED_IN_ALL = 60


def main() -> int:
    """Run the trace; 0 where enough items are proven and no marker is false, 1 otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        marks = listed(Path(folder) / "marks.json")
        faults = broken_rules(marks)
        proofs, survivors = tried(marks, Path(folder))
    items = yaml.safe_load(ITEMS.read_text(encoding="utf-8"))
    PAGE.write_text(page(items, proofs), encoding="utf-8")
    counts = {source: sum(item.startswith(f"{source}.") for item in proofs) for source in WANTED}
    print(f"{len(proofs)} of {len(items)} items proven: {counts}")
    for line in (*faults, *survivors):
        print(f"does not count: {line}")
    enough = len(proofs) >= WANTED_IN_ALL and all(counts[source] >= wanted for source, wanted in WANTED.items())
    return 0 if enough and not faults and not survivors else 1


def pytest(*words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest with the tracing plugin."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tracing", "-p", "no:randomly", "-m", "not deep", *words]
    place = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(command, cwd=ROOT, env=place, capture_output=True, text=True, check=False)


def listed(target: Path) -> list[dict]:
    """Return every marked test."""
    done = pytest("--collect-only", f"--trace-list={target}", "tests/unit", "tests/rooms", "tests/flows")
    if not target.exists():
        sys.exit(done.stdout + done.stderr)
    return json.loads(target.read_text(encoding="utf-8"))


def broken_rules(marks: list[dict]) -> list[str]:
    """Return what is wrong with the markers themselves."""
    by_function: dict[str, set[str]] = defaultdict(set)
    by_test: dict[str, set[str]] = defaultdict(set)
    for mark in marks:
        by_function[mark["breaks"]].update(mark["items"])
        by_test[mark["test"]].update(mark["items"])
    faults = [f"{name}: not a function of a room's domain" for name in by_function if not NAMEABLE.match(name)]
    faults += [f"{name}: serves {len(i)} items" for name, i in by_function.items() if len(i) > MOST_ITEMS_OF_FUNCTION]
    faults += [f"{name}: proves {len(i)} items" for name, i in by_test.items() if len(i) > MOST_ITEMS_OF_TEST]
    return faults


def tried(marks: list[dict], folder: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Return {item: tests that prove it} and the marks that survive their break or do not pass unbroken."""
    plain = results(folder / "plain.json", sorted({mark["test"] for mark in marks}))
    proofs: dict[str, list[str]] = defaultdict(list)
    survivors: list[str] = []
    for function in sorted({mark["breaks"] for mark in marks}):
        own = [mark for mark in marks if mark["breaks"] == function]
        ended = results(folder / "broken.json", sorted({mark["test"] for mark in own}), f"--trace-break={function}")
        for mark in own:
            if plain.get(mark["test"]) == "passed" and ended.get(mark["test"]) == "assertion":
                for item in mark["items"]:
                    proofs[item].append(mark["test"])
            else:
                how = f"unbroken {plain.get(mark['test'])}, broken {ended.get(mark['test'])}"
                survivors.append(f"{mark['test']} ({function}): {how}")
    return dict(proofs), survivors


def results(target: Path, tests: list[str], *words: str) -> dict[str, str]:
    """Run these tests and return how each ended."""
    target.unlink(missing_ok=True)
    done = pytest(f"--trace-result={target}", *words, *tests)
    if not target.exists():
        sys.exit(done.stdout + done.stderr)
    return json.loads(target.read_text(encoding="utf-8"))


def page(items: dict[str, dict], proofs: dict[str, list[str]]) -> str:
    """Return the reference page."""
    lines = [
        "# Requirements and their proof",
        "",
        "Made by `make trace`. A test proves an item when it passes, and fails in an assertion once the function it",
        "names answers wrongly. Items are numbered as in the requirements the project starts from.",
        "",
        f"**{len(proofs)} of {len(items)} items are proven.**",
        "",
        "| item | what | proven by, or the room it waits for |",
        "|---|---|---|",
    ]
    for key, item in items.items():
        tests = sorted({re.sub(r"\[.*", "", test).removeprefix("tests/") for test in proofs.get(key, [])})
        proof = "<br>".join(f"`{test}`" for test in tests) or f"waits for {item['room']}"
        lines.append(f"| {key} | {item['what']} | {proof} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
