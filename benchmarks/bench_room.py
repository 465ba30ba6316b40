"""New indicators over kept evidence: by the index of each device against reading all of it again, in one run.

    .venv/bin/python benchmarks/bench_room.py [--devices 6] [--megabytes 256] [--indicators 1000]

The first device really holds one of the new indicators and is read whole in both; logs repeat every 16 MB, which
flatters the speed of indexing. Evidence lies open here, so the reading is cheaper than in the product, where it is
unsealed first. Databases are cached, as they are there. Times are CPU seconds. Two minutes on a quiet machine.
"""

import argparse
import json
import random
import resource
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from dijkwacht.hunting.engine.again import judged_again, kept_line, only_indicators
from dijkwacht.hunting.engine.hunt import HuntResult, Request, hunt
from dijkwacht.hunting.engine.report import finding_line, verdict_line
from dijkwacht.hunting.engine.room.tokens import Index, indexed, sought
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import RuleSet, rule_set
from dijkwacht.kernel.window import Window, midnight, read_moment

FIRST = datetime(2019, 12, 24)  # noqa: DTZ001 - a log's local time
WINDOW = Window(midnight(read_moment("2019-12-24").day), midnight(read_moment("2020-01-17").day))
AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (X11; Linux)", "CitrixReceiver/19.12", "curl/7.64"]


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def address(dice: random.Random) -> str:
    """An address, anywhere."""
    return f"{dice.randint(1, 223)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}"


def lines(dice: random.Random, size: int, planted: str) -> Iterator[str]:
    """An access log of `size` bytes over the window: 4,000 clients, 3,000 targets, one planted client where given."""
    clients = [address(dice) for _ in range(4_000)]
    targets = [f"/vpn/{dice.choice(['index', 'portal', 'js'])}/{dice.getrandbits(20):x}.html" for _ in range(3_000)]
    at, step, written = FIRST, timedelta(days=24) / max(1, size // 150), 0
    while written < size:
        at += step
        client = planted if planted and written == 0 else dice.choice(clients)
        line = (
            f"{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0100] "
            f'"GET {dice.choice(targets)} HTTP/1.1" 200 {dice.randint(100, 99999)} "-" "{dice.choice(AGENTS)}"\n'
        )
        written += len(line)
        yield line


def by_index(index: Index, rules: RuleSet, packs: int, before: HuntResult) -> HuntResult | None:
    """Answer a device by its index, None where it must be read."""
    old = {(one.sort, one.value) for pack in rules.packs[:packs] for one in pack.indicators}
    fresh = [sought(one) for one in rules.indicators if (one.sort, one.value) not in old]
    if not only_indicators(rules, packs) or any(ways is None for ways in fresh):
        return None
    if any(index.may_hold(way) for ways in fresh for way in ways or ()):
        return None
    found = [finding_line(one) for one in before.findings]
    return judged_again(verdict_line(before, 0.0), kept_line(before), found, rules, WINDOW)


def given() -> argparse.Namespace:
    """Read the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--devices", type=int, default=6)
    asked.add_argument("--megabytes", type=int, default=256)
    asked.add_argument("--indicators", type=int, default=1000)
    return asked.parse_args()


def main() -> None:
    """Measure and print one line of JSON."""
    wanted = given()
    dice = random.Random(20200117)  # noqa: S311 - made evidence
    values = [address(dice) for _ in range(wanted.indicators // 2)]
    values += [f"drop{dice.getrandbits(40):x}.example" for _ in range(wanted.indicators - len(values))]
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "new.txt").write_text("\n".join(values), encoding="ascii")
        (top / "old.txt").write_text("192.0.2.250\n", encoding="ascii")
        places = []
        for number in range(wanted.devices):
            place = top / f"ns-{number}" / "httpaccess.log"
            place.parent.mkdir()
            block = "".join(lines(dice, 16_000_000, values[0] if number == 0 else ""))
            place.write_text(block * (wanted.megabytes // 16), encoding="ascii")
            places.append(place)
        old, new = load_pack(str(top / "old.txt")), load_pack(str(top / "new.txt"))
        start = cpu()
        indexes = [indexed(place) for place in places]
        indexing = cpu() - start
        hunt([str(places[0].parent)], rule_set([old, new], cache=top), Request(WINDOW))  # the databases are cached then
        before = [hunt([str(place.parent)], rule_set([old], cache=top), Request(WINDOW)) for place in places]
        start = cpu()
        whole = [hunt([str(place.parent)], rule_set([old, new], cache=top), Request(WINDOW)) for place in places]
        reading = cpu() - start
        start, read, again = cpu(), 0, 0.0
        answers = []
        for place, index, was in zip(places, indexes, before, strict=True):
            rules = rule_set([old, new], cache=top)
            answer = by_index(index, rules, 1, was)
            if answer is None:
                read, begun = read + 1, cpu()
                answer = hunt([str(place.parent)], rules, Request(WINDOW))
                again += cpu() - begun
            answers.append(answer)
        asking = cpu() - start
        same = [one.verdict for one in answers] == [one.verdict for one in whole]
        size = sum(place.stat().st_size for place in places)
        notes = sum(len(index.text()) for index in indexes)
    print(
        json.dumps(
            {
                "bytes": size,
                "devices": len(places),
                "indicators": len(values),
                "read_again": read,
                "same_verdicts": same,
                "whole_s": round(reading, 2),
                "by_index_s": round(asking, 2),
                "ratio": round(reading / asking, 1),
                "ratio_of_a_device_not_read": round((reading / len(places)) / ((asking - again) / len(places)), 1),
                "indexing_s": round(indexing, 2),
                "indexing_mb_s": round(size / 1e6 / indexing, 1),
                "index_bytes_per_evidence_byte": round(notes / size, 4),
            }
        )
    )


if __name__ == "__main__":
    main()
