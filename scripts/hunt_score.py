"""Score the shipped packs on simulated appliances, print the sums and write docs/reference/hunting-score.md."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "hunting-score.md"
sys.path.insert(0, str(ROOT / "tests"))

from hunting_scoring import Score, all_scores  # noqa: E402 - the tests' folder is no package
from hunting_second_hand import GROUPS, scored  # noqa: E402 - as above

HEAD = """# How the hunting packs score

Written by `make hunt-score` (`make score` runs it too); do not edit by hand.

The evidence is simulated and seeded (`tests/hunting_appliance.py`): pairs of appliances over a new year, a leap day,
the beginning and the end of summer time, their logs rotated, packed, one archive lost, three variants of access lines
mixed. The planted signs are the packs' own positive samples at other times and in other places; so **recall says that
readers, times, rotation and rules work together, not that a sign nobody described is found**. Beside them lie
look-alikes (`tests/hunting_lookalikes.py`): vendor PHP, an administrator who reads ns.conf, the scanners' own commands,
addresses that hold a known one, names with accents, refused attempts. A finding "beside" lies on no planted sign; none
of them may be of class compromise or reached.

| rule | planted | found | recall | findings | beside | precision |
|---|---|---|---|---|---|---|
"""


SECOND = """
## Signs by a second hand

Written from the published facts, without a look at the samples (`tests/hunting_second_hand.py`): other encodings,
case, options, places and log formats, multi-line commands, hour 24, both ends of summer time, a turn of the year. A
sign counts as found only in its right class; a test wants its time too. The look-alikes are what an honest appliance
holds, an administrator's commands, and the traces of known scanners.

| pack | signs | found | look-alikes | compromise or reached there |
|---|---|---|---|---|
"""


def row(name: str, score: Score) -> str:
    """Return one line of the table; "-" where there is nothing to divide by."""
    findings = score.right + score.beside
    recall = f"{score.found / score.planted:.2f}" if score.planted else "-"
    precision = f"{score.right / findings:.2f}" if findings else "-"
    return f"| {name} | {score.planted} | {score.found} | {recall} | {findings} | {score.beside} | {precision} |"


def main() -> int:
    """Return 1 where a sign was missed, came at another time, or a strong finding lies beside; 0 otherwise."""
    with TemporaryDirectory() as folder:
        packs = all_scores(Path(folder))
        second = {group.pack: scored(group, Path(folder)) for group in GROUPS}
    lines, wrong = [], 0
    for pack, scores in packs.items():
        total = Score()
        for score in scores.values():
            total.planted += score.planted
            total.found += score.found
            total.right += score.right
            total.beside += score.beside
            wrong += len(score.missed) + len(score.late) + score.strong_beside
        lines.append(row(f"**{pack}**", total))
        lines += [row(f"`{rule}`", score) for rule, score in sorted(scores.items())]
        print(f"{pack}: {total.found} of {total.planted} signs, {total.beside} findings beside")
    rest = "\nRules without planted signs are proved by their samples alone: a rule about silences needs a quiet log.\n"
    table = "".join(f"| {pack} | {' | '.join(map(str, own))} |\n" for pack, own in second.items())
    wrong += sum(signs - found + strong for signs, found, _, strong in second.values())
    PAGE.write_text(HEAD + "\n".join(lines) + "\n" + rest + SECOND + table, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
