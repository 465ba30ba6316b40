"""The list of advice with 100,000 series: each order, words, a CVE, the first page and one far in it.

python benchmarks/bench_advisories.py [--series 100000]

A tenth of the series has two versions, a tenth is for one desk only. Prints one JSON object: milliseconds at the 95th
percentile for each way of looking, without the page around it and with it. Aim: 300 ms on two cores.
"""

import argparse
import json
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from ground import own_server

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LOOKS = 20
WORDS = ("gateway", "router", "browser", "mail", "archive", "camera", "scanner", "pump", "switch", "portal")


def build(series, owner, other):
    """Write series, versions and their flaws with COPY."""
    from django.db import connection  # noqa: PLC0415 - after Django

    dice = random.Random(7)  # noqa: S311 - the same list every time
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY advisories_advisory (public_id, issuer, tracking_id, level, nature, owner, version) FROM STDIN"
        ) as copy:
            for number in range(series):
                copy.write_row((uuid4(), f"Vendor {number % 97}", f"VG-{number}", "vendor", "advisory", owner, 1))
        cursor.execute("SELECT id FROM advisories_advisory ORDER BY id")
        keys = [key for (key,) in cursor.fetchall()]
        columns = (
            "public_id, entry, label, owner, constituency, recipients, known_by, recorded_at, advisory_id, number, "
        )
        columns += "version, title, finding, issued, issued_from, digest, format, url, chance, damage, urgency, "
        columns += "severity_text, summary, newest, cvss, epss, kev_due"
        with cursor.copy(f"COPY advisories_revision ({columns}) FROM STDIN") as copy:
            for number, key in enumerate(keys):
                versions = 2 if number % 10 == 0 else 1
                for version in range(1, versions + 1):
                    whose = other if number % 10 == 5 else owner
                    copy.write_row(_revision(dice, number, key, version, whose, newest=version == versions))
        cursor.execute(
            "INSERT INTO advisories_advisoryvulnerability (revision_id, name) "
            "SELECT id, 'CVE-2024-' || id FROM advisories_revision"
        )
        cursor.execute("ANALYZE")


def _revision(dice, number, key, version, owner, *, newest):  # noqa: PLR0913 - the columns that differ
    at = FIRST + timedelta(minutes=25 * number, days=version)
    title = f"Flaw in {dice.choice(WORDS)} {dice.choice(WORDS)} of Vendor {number % 97}"
    flaw = {"name": f"CVE-2024-{number}", "title": "", "score": "", "exploited": [], "affected": [], "fixed": []}
    summary = {
        "title": title,
        "severity": {"chance": "", "damage": "", "urgency": "", "as_written": ""},
        "flaws": [{**flaw, "exploited_since": None}],
        "actions": [],
        "fixes": [],
        "remedies": [],
        "references": [],
    }
    label = "TLP:AMBER" if number % 10 == 5 else "TLP:CLEAR"
    stated = (uuid4(), uuid4(), label, owner, owner, [], at, at, key, version, str(version), title, "Text about it.")
    marks = (round(dice.random() * 10, 1), round(dice.random(), 5), at.date() if dice.random() < 0.02 else None)
    return (*stated, at.isoformat(), at, "", "", "", "", "", "", "", json.dumps(summary), newest, *marks)


def measure(asked):
    """Build, look in every way, and return the figures."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after Django
    from django.test import Client  # noqa: PLC0415 - after Django

    from dijkwacht.advisories.selectors import Order, Sought, search_advisories  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Office, Role, Viewer  # noqa: PLC0415 - after Django

    owner, other = uuid4(), uuid4()
    begun = time.perf_counter()
    build(asked.series, owner, other)
    built = time.perf_counter() - begun
    desk = Viewer(uuid4(), (Office(owner, Role.DESK),))
    far = search_advisories(desk, Sought(), size=asked.series // 2).after
    ways = {
        **{order.value: (Sought(), order, "") for order in Order},
        "far in": (Sought(), Order.NEWEST, far),
        "words": (Sought(words="gateway pump"), Order.NEWEST, ""),
        "words by cvss": (Sought(words="camera"), Order.CVSS, ""),
        "one CVE": (Sought(name="CVE-2024-4711"), Order.NEWEST, ""),
        "exploited": (Sought(exploited=True), Order.KEV, ""),
    }
    took = {}
    for name, (sought, order, after) in ways.items():
        took[name] = p95(lambda s=sought, o=order, a=after: search_advisories(desk, s, order=o, after=a))
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(SERVER_NAME="127.0.0.1")
    pages = {by: p95(lambda by=by: client.get("/advisories/", {"by": by})) for by in ("newest", "kev", "epss", "cvss")}
    pages["words"] = p95(lambda: client.get("/advisories/", {"words": "gateway pump"}))
    return {"series": asked.series, "built_s": round(built, 1), "search_p95_ms": took, "page_p95_ms": pages}


def p95(look):
    look()  # the first one also reads modules and plans
    took = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        look()
        took.append(time.perf_counter() - begun)
    return round(statistics.quantiles(took, n=20)[-1] * 1000)


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--series", type=int, default=100_000)
    asked = read.parse_args()
    with own_server():
        print(json.dumps(measure(asked)))


if __name__ == "__main__":
    main()
