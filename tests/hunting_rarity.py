"""Measures how often pieces of text stand in the simulator's logs: `python tests/hunting_rarity.py` writes the table.

Of each format the lines of all simulated appliances, look-alikes among them and no planted signs, are read in lower
case with every digit as 0 (no year, address or number is meant). A piece is two or three characters; its figure is the
share of lines that hold it. Pieces on fewer than one line in 200 are left out: whoever asks takes them for rare.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from dijkwacht.hunting.engine.scanning import rarity
from hunting_appliance import STORIES, Appliance

FORMATS = {"httpaccess": "web-access", "httperror": "web-error"}
LEAST = 1 / 200
FILE = Path(rarity.__file__).with_name("rarity.json")


def measured() -> str:
    """The table as it is shipped: by format the pieces with their share of lines, rounded up to thousandths."""
    lines: dict[str, list[str]] = {}
    for story in STORIES:
        for path, told in Appliance(story, 7, signs=False).lines.items():
            name = FORMATS.get(Path(path).name.partition("-")[0].partition(".")[0], "syslog")
            lines.setdefault(name, []).extend(text for _, text in told)
    table = {name: shares(texts) for name, texts in sorted(lines.items())}
    rows = (f'"{name}": {{\n' + ",\n".join(_rows(found)) + "\n}" for name, found in table.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _rows(found: dict[str, float]) -> list[str]:
    said = [f"{json.dumps(piece)}: {share}" for piece, share in sorted(found.items())]
    return [", ".join(said[at : at + 8]) for at in range(0, len(said), 8)]


def shares(texts: list[str]) -> dict[str, float]:
    counted: Counter[str] = Counter()
    for line, times in Counter(rarity.plain(text.encode()).decode("latin-1") for text in texts).items():
        for piece in {line[at : at + size] for size in (2, 3) for at in range(len(line) - size + 1)}:
            counted[piece] += times
    least = LEAST * len(texts)
    return {piece: -(-1000 * count // len(texts)) / 1000 for piece, count in counted.items() if count >= least}


if __name__ == "__main__":
    FILE.write_text(measured(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name}: {FILE.stat().st_size:,} bytes\n")
