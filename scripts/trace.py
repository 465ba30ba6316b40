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
    marks = traced()
    faults = broken_rules(marks)
    proofs: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        if (mark["plain"], mark["broken"]) == ("passed", "assertion"):
            for item in mark["items"]:
                proofs[item].append(mark["test"])
        else:
            faults.append(f"{mark['test']} ({mark['breaks']}): plain {mark['plain']}, broken {mark['broken']}")
    items = yaml.safe_load(ITEMS.read_text(encoding="utf-8"))
    PAGE.write_text(page(items, proofs), encoding="utf-8")
    counts = {source: sum(item.startswith(f"{source}.") for item in proofs) for source in WANTED}
    print(f"{len(proofs)} of {len(items)} items proven: {counts}")
    for line in faults:
        print(f"does not count: {line[:300]}")
    enough = len(proofs) >= WANTED_IN_ALL and all(counts[source] >= wanted for source, wanted in WANTED.items())
    return 0 if enough and not faults else 1


def traced() -> list[dict]:
    """Run every marked test as it is and with its function lying; return how each ended."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "trace.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tracing", "-p", "no:randomly", f"--trace-to={target}"]
        place = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
        words = [*command, "tests/unit", "tests/rooms", "tests/flows"]
        done = subprocess.run(words, cwd=ROOT, env=place, capture_output=True, text=True, check=False)
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
