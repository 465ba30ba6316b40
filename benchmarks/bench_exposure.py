"""Matching at the size of a nation: who runs what an advisory speaks of, a new inventory, verdicts written.

python benchmarks/bench_exposure.py [--scale 0.01] [--advisories 500]

Scale 1 is 10,000 organisations with 2,000 installed versions each: 20 million rows over a dictionary of builds of
40,000 products, popular ones far more often. Everything is invented. Prints one JSON object. Aims at scale 1 with
5,000 advisories on two cores: the largest advisory 250 ms, the median 5 ms, a full re-match 30 s, 120,000 verdicts
written a second, one inventory of 2,000 rows from upload to verdicts 1 s.
"""

import argparse
import bisect
import hashlib
import itertools
import json
import random
import statistics
import time
from datetime import UTC, datetime
from uuid import uuid4

from ground import own_server

ORGANISATIONS, INSTALLED, PRODUCTS, MOST_VERSIONS = 10_000, 2_000, 40_000, 3_000
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_KEY = 10**8  # beyond what the sequence gives out meanwhile


def builds(dice, products):
    """Return for each product its versions, oldest first; a popular product has more of them."""
    return [
        sorted(
            {
                (dice.randint(0, 9), dice.randint(0, 20), dice.randint(0, 30))
                for _ in range(max(2, int(MOST_VERSIONS / (rank + 1) ** 0.5)))
            }
        )
        for rank in range(products)
    ]


def fill(dice, scale):
    """Write the dictionary and who lists what with COPY; return the products' versions and the organisations."""
    from django.db import connection  # noqa: PLC0415 - after Django

    from dijkwacht.exposure.engine.schemes import load_schemes  # noqa: PLC0415 - after Django

    scheme = load_schemes().fallback
    versions = builds(dice, max(50, int(PRODUCTS * scale)))
    weights = list(itertools.accumulate(1 / (rank + 1) ** 0.9 for rank in range(len(versions))))
    keys, number = [], FIRST_KEY
    with connection.cursor() as cursor:
        columns = (
            "id, digest, vendor, product, version, told, facts, product_id, own_id, scheme, train, line_edition, key"
        )
        with cursor.copy(f"COPY exposure_build ({columns}) FROM STDIN") as copy:
            for rank, held in enumerate(versions):
                keys.append(range(number + 1, number + 1 + len(held)))
                for version in held:
                    number += 1
                    written = ".".join(map(str, version))
                    place = scheme.parse(written).low
                    name, digest = f"Product {rank}", hashlib.sha256(str(number).encode()).hexdigest()
                    own, named = f"maker {rank % 900}:product {rank}", f"{scheme.name} {scheme.revision}"
                    row = (number, digest, f"Maker {rank % 900}", name, written, "{}", "{}", "", own, named, "", "-")
                    copy.write_row((*row, place))
        organisations = [uuid4() for _ in range(max(20, int(ORGANISATIONS * scale)))]
        rows = 0
        with cursor.copy("COPY exposure_installed (build_id, organisation, count) FROM STDIN") as copy:
            for organisation in organisations:
                listed = {pick(dice, weights, keys) for _ in range(INSTALLED)}
                rows += len(listed)
                for build in listed:
                    copy.write_row((build, organisation, 1))
        cursor.execute("ANALYZE exposure_build")
        cursor.execute("ANALYZE exposure_installed")
    return versions, organisations, number - FIRST_KEY, rows


def pick(dice, weights, keys):
    """Return a build of a product, popular ones and recent versions more often."""
    held = keys[bisect.bisect_left(weights, dice.random() * weights[-1])]
    return held[min(len(held) - 1, int(len(held) * dice.random() ** 0.5))]


def documents(dice, versions, count):
    """Return advisories over products by their popularity, the first over the most popular one."""
    from dijkwacht.advisories.engine import values  # noqa: PLC0415 - after Django

    found = []
    for number in range(count):
        rank = 0 if number == 0 else int(len(versions) ** dice.random()) - 1
        low, high = sorted(dice.sample(versions[rank], 2))
        text = [".".join(map(str, version)) for version in (low, high)]
        statement = values.VersionStatement(text[0], values.CveStatus.AFFECTED, less_than=text[1])
        affected = values.Affected(f"Maker {rank % 900}", f"Product {rank}", (statement,), values.CveStatus.UNAFFECTED)
        flaw = values.Vulnerability(f"CVE-2026-{number:05}", f"CVE-2026-{number:05}", affected=(affected,))
        found.append(
            values.Document(
                values.Format.CVE_5,
                flaw.cve,
                "1",
                flaw.cve,
                "Maker",
                status="PUBLISHED",
                current_release=RELEASED,
                vulnerabilities=(flaw,),
            )
        )
    return found


def timed(work):
    """Return milliseconds and what the work returned."""
    start = time.perf_counter()
    answer = work()
    return (time.perf_counter() - start) * 1000, answer


def measure(asked):
    """Fill, ask, and return the figures."""
    import django  # noqa: PLC0415 - the address of the database is known only now

    django.setup()
    from dijkwacht.exposure.engine.matching import matcher_of  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.selectors import hits  # noqa: PLC0415 - after Django

    dice = random.Random(4)  # noqa: S311 - the same nation every time
    filling, (versions, organisations, dictionary, rows) = timed(lambda: fill(dice, asked.scale))
    advice = documents(dice, versions, asked.advisories)
    reading, matcher = timed(lambda: matcher_of(advice, shipped=()))
    told = [timed(lambda flaw=flaw: hits(matcher.by_vulnerability[flaw])) for flaw in matcher.by_vulnerability]
    times = [milliseconds for milliseconds, _ in told]
    return {
        "organisations": len(organisations),
        "builds": dictionary,
        "rows": rows,
        "advisories": len(advice),
        "filled_s": round(filling / 1000, 1),
        "advice_read_ms": round(reading),
        "largest_ms": round(max(times), 1),
        "largest_organisations": max(len(found) for _, found in told),
        "median_ms": round(statistics.median(times), 1),
        "all_s": round(sum(times) / 1000, 2),
        "answers": sum(len(found) for _, found in told),
        **new_inventory(dice, versions, advice),
    }


def new_inventory(dice, versions, advice):
    """Hand in 2,000 rows of one organisation, compare them with everything, and again without anything new."""
    from django.utils import timezone  # noqa: PLC0415 - after Django

    from dijkwacht.exposure.services import import_inventory, run_matching  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.register import OrganisationDetails  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.words import Nature, OrganisationKind  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.services import record_organisation  # noqa: PLC0415 - after Django

    actor = Actor(ActorKind.PERSON, "ict")
    details = OrganisationDetails("Meetstad", (OrganisationKind.OTHER,), nature=Nature.FICTIONAL)
    own = record_organisation(details=details, actor=actor).id
    actor = Actor(ActorKind.PERSON, "ict", organisation=own)
    lines = ["asset,vendor,product,version"]
    for number in range(INSTALLED):
        rank = int(len(versions) ** dice.random()) - 1
        lines.append(f"s{number},Maker {rank % 900},Product {rank},{'.'.join(map(str, dice.choice(versions[rank])))}")
    content, now = "\n".join(lines).encode(), timezone.now()
    taking, _ = timed(lambda: import_inventory(organisation=own, content=content, name="x", actor=actor, at=now))
    comparing, ran = timed(lambda: run_matching(organisations=[own], documents=advice, actor=actor, at=now))
    again, same = timed(lambda: run_matching(organisations=[own], documents=advice, actor=actor, at=now))
    return {
        "inventory_taken_in_ms": round(taking),
        "inventory_compared_ms": round(comparing),
        "verdicts_written": ran.changed,
        "compared_again_ms": round(again),
        "verdicts_written_again": same.changed,
    }


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--scale", type=float, default=0.01)
    read.add_argument("--advisories", type=int, default=500)
    asked = read.parse_args()
    with own_server():
        print(json.dumps(measure(asked)))


if __name__ == "__main__":
    main()
