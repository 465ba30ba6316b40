"""Matching at the size of a nation: who runs what an advisory speaks of, a new inventory, verdicts written.

python benchmarks/bench_exposure.py [--scale 0.01] [--advisories 5000] [--writers 20]

Scale 1 is 10,000 organisations with 2,000 installed versions each: 20 million rows over a dictionary of builds of
40,000 products, popular ones far more often (Zipf, 0.9). Advice is about products by the same popularity, the first
about the most popular one, each with one range between two of its versions. Everything is invented.

Prints two JSON objects. Aims at scale 1 with 5,000 advisories on two cores: largest advisory 250 ms, median 5 ms,
a full re-match without writing 30 s, 120,000 verdicts written a second, one inventory of 2,000 rows from upload to
verdicts 1 s. `*_cpu_s` are seconds of processor of this process and of its database session together, for machines that
do other things as well. The ratios compare within one run: with a bare COPY of as many rows of four numbers, and with
counting the same rows by a bare SELECT.
"""

import argparse
import bisect
import functools
import hashlib
import itertools
import json
import os
import random
import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from ground import own_server

ORGANISATIONS, INSTALLED, PRODUCTS, MOST_VERSIONS = 10_000, 2_000, 40_000, 3_000
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_KEY = 10**8  # beyond what the sequence gives out meanwhile
FILLING = 2  # sessions that draw at once
DRAWN = """
    INSERT INTO exposure_installed (build_id, organisation, count)
    SELECT drawn.build, o.id, 1
    FROM unnest(%(organisations)s::uuid[]) WITH ORDINALITY AS o(id, n) CROSS JOIN LATERAL (
        SELECT DISTINCT (%(first)s::bigint[])[rank] + least(
            (%(held)s::int[])[rank] - 1, floor((%(held)s::int[])[rank] * sqrt(random()))
        )::bigint AS build
        FROM (
            SELECT width_bucket(random(), %(edges)s::float8[]) + 1 AS rank FROM generate_series(1, %(each)s + 0 * o.n)
        ) AS ranks
    ) AS drawn
"""
TICKS = os.sysconf("SC_CLK_TCK")


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


class Nation:
    """Who lists what, by the same dice every time."""

    def __init__(self, scale):
        self.dice = random.Random(4)  # noqa: S311 - the same nation every time
        self.versions = builds(self.dice, max(50, int(PRODUCTS * scale)))
        self.weights = list(itertools.accumulate(1 / (rank + 1) ** 0.9 for rank in range(len(self.versions))))
        self.organisations = [uuid4() for _ in range(max(20, int(ORGANISATIONS * scale)))]
        self.first, number = [], FIRST_KEY
        for held in self.versions:
            self.first.append(number)
            number += len(held)
        self.builds = number - FIRST_KEY
        self.rows = 0

    def product(self):
        """Return the rank of a product, popular ones more often."""
        return bisect.bisect_left(self.weights, self.dice.random() * self.weights[-1])

    def pick(self):
        """Return a product's rank and one of its versions, recent ones more often."""
        rank = self.product()
        held = len(self.versions[rank])
        return rank, min(held - 1, int(held * self.dice.random() ** 0.5))

    def fill(self):
        """Write the dictionary, and who lists what, into tables without indexes; the indexes are built afterwards."""
        import psycopg  # noqa: PLC0415 - a session of the owner beside Django's

        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute("SET maintenance_work_mem = '1GB'")
            with bare(owner, "exposure_installed"):
                with bare(owner, "exposure_build"):
                    self._fill_builds(owner)
                with ThreadPoolExecutor(FILLING) as several:
                    shares = [self.organisations[number::FILLING] for number in range(FILLING)]
                    self.rows = sum(several.map(self._fill_installed, range(FILLING), shares))
        tidy("exposure_build", "exposure_installed")
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
            sizes = "SELECT pg_total_relation_size('exposure_build') + pg_total_relation_size('exposure_installed')"
            (self.bytes,) = owner.execute(sizes).fetchone()

    def _fill_builds(self, owner):
        from dijkwacht.exposure.engine.schemes import load_schemes  # noqa: PLC0415 - after Django

        scheme = load_schemes().fallback
        named = f"{scheme.name} {scheme.revision}"
        keys = functools.cache(lambda written: scheme.parse(written).low)  # few versions, of many products
        columns = (
            "id, digest, vendor, product, version, told, facts, product_id, own_id, scheme, train, line_edition, key"
        )
        with owner.cursor().copy(f"COPY exposure_build ({columns}) FROM STDIN") as copy:
            for rank, held in enumerate(self.versions):
                maker, name = f"Maker {rank % 900}", f"Product {rank}"
                own = f"maker {rank % 900}:product {rank}"
                for at, version in enumerate(held):
                    number, written = self.first[rank] + at, ".".join(map(str, version))
                    told = json.dumps([maker, name, written, {}, {}], sort_keys=True)
                    digest = hashlib.sha256(told.encode()).hexdigest()
                    row = (number, digest, maker, name, written, "{}", "{}", "", own, named, "", "-", keys(written))
                    copy.write_row(row)

    def _fill_installed(self, seed, organisations):
        """Let the database draw for each of these organisations what `pick` would, each build once; return the rows."""
        import psycopg  # noqa: PLC0415 - a session of the owner beside Django's

        edges = [weight / self.weights[-1] for weight in self.weights]
        held = [len(versions) for versions in self.versions]
        with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute("SELECT setseed(%s)", [seed / 10])
            asked = {
                "organisations": organisations,
                "first": self.first,
                "held": held,
                "edges": edges[:-1],
                "each": INSTALLED,
            }
            return owner.execute(DRAWN, asked).rowcount

    def inventory(self):
        """Return a file of 2,000 rows of an organisation like the others, each of a system of its own."""
        lines = ["asset,vendor,product,version"]
        for number in range(INSTALLED):
            rank, at = self.pick()
            lines.append(f"s{number},Maker {rank % 900},Product {rank},{'.'.join(map(str, self.versions[rank][at]))}")
        return "\n".join(lines).encode()

    def advice(self, count):
        """Return CVE records over products by their popularity, the first over the most popular one."""
        found = []
        for number in range(count):
            rank = 0 if number == 0 else self.product()
            low, high = sorted(self.dice.sample(self.versions[rank], 2))
            found.append(record(f"CVE-2026-{number:05}", rank, *[".".join(map(str, one)) for one in (low, high)]))
        return found


def record(name, rank, low, high):
    """Return a CVE record that calls the versions of one product from `low` to below `high` affected."""
    block = {
        "vendor": f"Maker {rank % 900}",
        "product": f"Product {rank}",
        "defaultStatus": "unaffected",
        "versions": [{"version": low, "lessThan": high, "status": "affected", "versionType": "custom"}],
    }
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": name, "state": "PUBLISHED", "dateUpdated": RELEASED.isoformat()},
        "containers": {"cna": {"affected": [block], "descriptions": [{"lang": "en", "value": "Invented. " * 100}]}},
    }


@contextmanager
def bare(owner, table):
    """Take all indexes but the primary key and all references away while the table is filled, and build them after."""
    kept = owner.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('u', 'f') ORDER BY contype DESC",
        [table],
    ).fetchall()
    for name, _ in kept:
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = owner.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisprimary",
        [table],
    ).fetchall()
    for name, _ in indexes:
        owner.execute(f"DROP INDEX {name}")
    yield
    for _, text in indexes:
        owner.execute(text)
    for name, text in kept:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}")


def tidy(*tables):
    """Do what a running database does by itself after a load: note what is visible, and how values are spread."""
    import psycopg  # noqa: PLC0415 - a session of the owner beside Django's

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in tables:
            owner.execute(f"VACUUM (ANALYZE) {table}")


def processor():
    """Return the seconds of processor that this process and its database session used."""
    from django.db import connection  # noqa: PLC0415 - after Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (session,) = cursor.fetchone()
    told = Path(f"/proc/{session}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + (int(told[11]) + int(told[12])) / TICKS


def timed(work):
    """Return seconds, seconds of processor, and what the work returned."""
    used, start = processor(), time.perf_counter()
    answer = work()
    return time.perf_counter() - start, processor() - used, answer


def measure(asked):
    """Fill, ask, and return the figures."""
    import django  # noqa: PLC0415 - the address of the database is known only now

    django.setup()
    nation = Nation(asked.scale)
    filling, _, _ = timed(nation.fill)
    advice = nation.advice(asked.advisories)
    told = {
        "organisations": len(nation.organisations),
        "builds": nation.builds,
        "rows": nation.rows,
        "advisories": len(advice),
        "filled_s": round(filling, 1),
        "filled_mb": nation.bytes // 2**20,
    }
    told |= by_advisory(advice)
    print(json.dumps(told), flush=True)
    told["taken_in_s"] = round(timed(lambda: take_in(advice))[0], 1)
    told |= news(nation)
    return told | new_inventories(nation, asked.writers)


def by_advisory(advice):
    """List who has which answer to each advisory on its own, then count all of them at once."""
    from django.db import connection  # noqa: PLC0415 - after Django

    from dijkwacht.advisories.engine.reading import read_document  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.engine.matching import matcher_of  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.selectors import hits  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.selectors.slices import tally  # noqa: PLC0415 - after Django

    documents = [read_document(json.dumps(one).encode(), "advice").document for one in advice]
    reading, _, matcher = timed(lambda: matcher_of(documents, shipped=()))
    flaws = list(matcher.by_vulnerability)
    some = [flaws[0], *flaws[1 :: max(1, len(flaws) // 500)]]
    listed = {}
    for flaw in some:
        told = [timed(lambda flaw=flaw: hits(matcher.by_vulnerability[flaw])) for _ in range(3)]
        listed[flaw] = (min(seconds for seconds, _, _ in told), told[0][2], min(used for _, used, _ in told))
    whole, whole_cpu, counts = timed(lambda: tally(matcher.by_vulnerability))
    assert all(counts[flaw].total() == len(found) for flaw, (_, found, _) in listed.items())
    everyone = [hit.organisation for hit in listed[flaws[0]][1]]
    asked = [timed(lambda: hits(matcher.by_vulnerability[flaws[0]], organisations=everyone)) for _ in range(3)]
    assert asked[0][2] == listed[flaws[0]][1]
    with connection.cursor() as cursor:
        bare, _, _ = timed(lambda: cursor.execute("SELECT count(*) FROM exposure_installed").fetchone())
    times = [seconds for seconds, _, _ in listed.values()]
    return {
        "advice_read_ms": round(reading * 1000),
        "advisories_listed": len(some),
        "largest_ms": round(max(times) * 1000, 1),
        "largest_cpu_ms": round(max(used for _, _, used in listed.values()) * 1000),
        "largest_organisations": max(len(found) for _, found, _ in listed.values()),
        "largest_narrowed_ms": round(min(seconds for seconds, _, _ in asked) * 1000, 1),
        "median_ms": round(statistics.median(times) * 1000, 1),
        "median_organisations": statistics.median(len(found) for _, found, _ in listed.values()),
        "rematch_s": round(whole, 2),
        "rematch_cpu_s": round(whole_cpu, 2),
        "rematch_answers": sum(count.total() for count in counts.values()),
        "rematch_to_bare_select": round(whole / bare, 1),
    }


def take_in(records):
    """Receive these records as a desk does, open to all."""
    from dijkwacht.advisories.domain.words import Level  # noqa: PLC0415 - after Django
    from dijkwacht.advisories.domain.written import Handling  # noqa: PLC0415 - after Django
    from dijkwacht.advisories.services import receive_advisory  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django

    cert = uuid4()
    for one in records:
        receive_advisory(
            content=json.dumps(one).encode(),
            actor=Actor(ActorKind.PERSON, "desk", organisation=cert),
            handling=Handling(owner=cert, label=Label.CLEAR),
            level=Level.VENDOR,
        )


def news(nation):
    """Take in an advisory on the rarest product, and let it find whom it touches among all organisations."""
    from django.utils import timezone  # noqa: PLC0415 - after Django

    from dijkwacht.exposure.models import ImportedInventory  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.services import match_news  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.services.following import BEAT  # noqa: PLC0415 - after Django
    from dijkwacht.journal.services import beat  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django

    now, rank = timezone.now(), len(nation.versions) - 1
    inventories = (
        ImportedInventory(
            organisation=own,
            owner=own,
            entry=uuid4(),
            label=Label.AMBER,
            recorded_at=now,
            known_by=now,
            source="x",
            digest="0" * 64,
            format="csv",
            rows=INSTALLED,
            resolved=0,
        )
        for own in nation.organisations
    )
    ImportedInventory.objects.bulk_create(inventories)
    newest = ".".join(map(str, nation.versions[rank][-1]))
    # What came before is told already; the ten seconds before are looked at again.
    beat(BEAT, now + timedelta(seconds=10))
    take_in([record("CVE-2026-99999", rank, "0", newest)])
    comparing, used, runs = timed(match_news)
    return {"news_ms": round(comparing * 1000), "news_cpu_ms": round(used * 1000), "news_runs": runs}


def new_inventories(nation, writers):
    """Hand in inventories of 2,000 rows and compare them with everything: one by one, then many in a run."""
    from django.utils import timezone  # noqa: PLC0415 - after Django

    from dijkwacht.advisories.selectors import documents_seen  # noqa: PLC0415 - after Django
    from dijkwacht.exposure.services import import_inventory, run_matching  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind, Office, Role, Viewer  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.register import OrganisationDetails  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.domain.words import Nature, OrganisationKind  # noqa: PLC0415 - after Django
    from dijkwacht.organisations.services import record_organisation  # noqa: PLC0415 - after Django

    now = timezone.now()

    def town(number):
        details = OrganisationDetails(f"Meetstad {number}", (OrganisationKind.OTHER,), nature=Nature.FICTIONAL)
        own = record_organisation(details=details, actor=Actor(ActorKind.PERSON, "ict")).id
        return own, Actor(ActorKind.PERSON, "ict", organisation=own)

    def hand_in(own, actor, content):
        import_inventory(organisation=own, content=content, name="x", actor=actor, at=now)

    def compare(towns, actor):
        seen = documents_seen(Viewer(None, (Office(towns[0], Role.CISO),), frozenset()))
        return run_matching(organisations=towns, documents=seen, actor=actor, at=now)

    told = {}
    for number, name in enumerate(("first", "inventory", "again")):
        own, actor = town(number)
        content = nation.inventory()
        taking, taking_cpu, _ = timed(lambda own=own, actor=actor, content=content: hand_in(own, actor, content))
        comparing, comparing_cpu, ran = timed(lambda own=own, actor=actor: compare([own], actor))
        eyes = Viewer(None, (Office(own, Role.CISO),), frozenset())
        reading, reading_cpu, _ = timed(lambda own=own, eyes=eyes: shown(eyes, own))
        told |= {
            f"{name}_taken_in_ms": round(taking * 1000),
            f"{name}_compared_ms": round(comparing * 1000),
            f"{name}_read_back_ms": round(reading * 1000),
            f"{name}_total_ms": round((taking + comparing + reading) * 1000),
            f"{name}_total_cpu_ms": round((taking_cpu + comparing_cpu + reading_cpu) * 1000),
            f"{name}_verdicts": ran.changed,
        }
    towns, actor = [], None
    for number in range(3, 3 + writers):
        own, actor = town(number)
        hand_in(own, actor, nation.inventory())
        towns.append(own)
    tidy("exposure_asset", "exposure_installed")
    writing, writing_cpu, ran = timed(lambda: compare(towns, actor))
    same, same_cpu, again = timed(lambda: compare(towns, actor))
    _, copying_cpu, _ = timed(lambda: bare_copy(ran.changed))
    return told | {
        "written": ran.changed,
        "written_per_s": round(ran.changed / writing),
        "written_per_cpu_s": round(ran.changed / writing_cpu),
        "unchanged_per_s": round(ran.changed / same),
        "unchanged_per_cpu_s": round(ran.changed / same_cpu),
        "written_again": again.changed,
        "writing_to_bare_copy": round(writing_cpu / copying_cpu, 1),
    }


def shown(eyes, own):
    """Read what the page of an organisation's systems shows: the worst 500 answers, and counts over all."""
    from django.utils import timezone  # noqa: PLC0415 - after Django

    from dijkwacht.exposure.selectors import systems_page  # noqa: PLC0415 - after Django

    return systems_page(eyes, own, timezone.now())


def bare_copy(rows):
    """COPY as many rows of four numbers into a table without index: what the database needs at the least."""
    from django.db import connection, transaction  # noqa: PLC0415 - after Django

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (a bigint, b bigint, c int, d int) ON COMMIT DROP")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for start in range(0, rows, 10_000):
                copy.write("".join(f"{at}\t{at}\t1\t2\n" for at in range(start, min(rows, start + 10_000))))


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--scale", type=float, default=0.01)
    read.add_argument("--advisories", type=int, default=5000)
    read.add_argument("--writers", type=int, default=20, help="organisations whose answers are written in one run")
    asked = read.parse_args()
    from dijkwacht.cli import roles  # noqa: PLC0415 - only where it runs

    with own_server() as server:
        os.environ["DATABASE_OWNER_URL"] = server.url(roles.OWNER)
        print(json.dumps(measure(asked)))


if __name__ == "__main__":
    main()
