"""Large and many advisories: a document of 23 MiB read, judged and matched; a whole feed taken in, rules and all.

python benchmarks/bench_documents.py [--mib 23] [--feed FOLDER]

Two shapes of document are made: a maker's, with many products that each have a range, and a distributor's, with
packages on platforms that many flaws share. Each step is a process of its own, so its memory is its own. Prints one
JSON object: CPU seconds and peak memory of each step, and how often `json.loads` of the same bytes fits in it. With a
folder of CSAF documents the feed is taken in too, by one process, every document a transaction of its own. Aims on two
quiet cores: schema and `match` together 5 s, all rules 60 s, memory ten times the file; 1,200 documents 30 s, 500 MB.
Takes three minutes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from ground import own_server

MIB = 1024 * 1024
AT = "2026-01-05T10:00:00.000Z"
PLATFORMS = 24
ARCHITECTURES = ("src", "x86_64", "aarch64", "noarch")
INVENTORY = 2000
FEED = 1200


def maker(size):
    """Return a document of a maker: vendor, product and range, four levels deep, each affected by some flaws."""
    document = _head("maker", "Veldgate Systems")
    vendors, names, written, number = [], [], 0, 0
    while written < size * 0.83:
        products = []
        for _ in range(50):
            leaves = []
            for train in range(4):
                key = f"VGPID-{number:07d}"
                text = (f"<{train + 1}.{number % 90}.{number % 7}", f"vers:all/<={train + 1}.{number % 90}")[number % 2]
                leaf = {"name": f"Veldgate Pump {number // 4} {text}", "product_id": key}
                leaves.append({"category": "product_version_range", "name": text, "product": leaf})
                names.append(key)
                number += 1
            products.append({"category": "product_name", "name": f"Pump {number // 4 - 1}", "branches": leaves})
        vendors.append({"category": "vendor", "name": f"Veldgate {number}", "branches": products})
        written += len(json.dumps(vendors[-1])) + sum(6 * (len(key) + 4) for key in names[-200:])
    document["product_tree"] = {"branches": vendors}
    document["vulnerabilities"] = [_flaw(n, names[n::3], names[n::3]) for n in range(3)]
    return document


def distributor(size):
    """Return a document of a distributor: packages on platforms, by relationships, and flaws that name them all."""
    document = _head("distributor", "Veldgate Linux")
    platforms = [
        {
            "category": "product_name",
            "name": f"Veldgate Linux {number} server",
            "product": {
                "name": f"Veldgate Linux {number} server",
                "product_id": f"Server-{number}",
                "product_identification_helper": {"cpe": f"cpe:2.3:o:veldgate:linux:{number}:*:server:*:*:*:*:*"},
            },
        }
        for number in range(PLATFORMS)
    ]
    versions, relations, names, number, written = [], [], [], 0, 0
    while written < size * 0.9:
        name = f"tool{number // 4}"
        arch = ARCHITECTURES[number % 4]
        full = f"{name}-0:{number % 9}.{number % 11}.{number % 13}-{number % 5}.el9.{arch}"
        purl = f"pkg:rpm/veldgate/{name}@{full.split('-', 1)[1].rsplit('.', 1)[0][2:]}?arch={arch}"
        helper = {"purl": purl}
        leaf = {"name": full, "product_id": full, "product_identification_helper": helper}
        versions.append({"category": "product_version", "name": full, "product": leaf})
        written += len(json.dumps(versions[-1]))
        for platform in range(number % 3, PLATFORMS, 8):
            key = f"Server-{platform}:{full}"
            relation = {
                "category": "default_component_of",
                "full_product_name": {"name": f"{full} as part of Veldgate Linux {platform}", "product_id": key},
                "product_reference": full,
                "relates_to_product_reference": f"Server-{platform}",
            }
            relations.append(relation)
            names.append(key)
            written += len(json.dumps(relation)) + 6 * (len(key) + 4)
        number += 1
    branches = [{"category": "architecture", "name": "any", "branches": versions}]
    vendor = {"category": "vendor", "name": "Veldgate Linux", "branches": platforms + branches}
    document["product_tree"] = {"branches": [vendor], "relationships": relations}
    document["vulnerabilities"] = [_flaw(flaw, names[flaw::10], names[flaw::10], fixed=True) for flaw in range(10)] + [
        _flaw(flaw, names[flaw % 10 :: 10], names[flaw % 10 :: 10], fixed=True) for flaw in range(10, 20)
    ]
    return document


SHAPES = {"maker": maker, "distributor": distributor}


def _head(name, publisher):
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "title": f"Large document of a {name}",
            "lang": "en",
            "distribution": {"tlp": {"label": "WHITE"}},
            "publisher": {"category": "vendor", "name": publisher, "namespace": "https://veldgate.example"},
            "notes": [{"category": "summary", "text": "Invented, to measure with."}],
            "tracking": {
                "id": f"VG-2026-{name}",
                "status": "final",
                "version": "1",
                "initial_release_date": AT,
                "current_release_date": AT,
                "generator": {"date": AT, "engine": {"name": "bench", "version": "1"}},
                "revision_history": [{"number": "1", "date": AT, "summary": "First."}],
            },
        }
    }


def _flaw(number, affected, remedied, *, fixed=False):
    score = {
        "version": "3.1",
        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "baseScore": 9.8,
        "baseSeverity": "CRITICAL",
    }
    return {
        "cve": f"CVE-2026-{10_000 + number}",
        "title": f"Flaw {number}",
        "notes": [{"category": "description", "text": "A flaw that is invented."}],
        "product_status": {"fixed" if fixed else "known_affected": affected},
        "remediations": [
            {"category": "vendor_fix", "details": "Install the newer version.", "product_ids": remedied, "date": AT}
        ],
        **({} if fixed else {"scores": [{"cvss_v3": score, "products": affected}]}),
    }


def inventory():
    """Return a CSV of installed versions, of both makers."""
    lines = ["organisation,asset,vendor,product,version"]
    for number in range(INVENTORY):
        if number % 2:
            lines.append(f"Voorbeeldstad,host{number},Veldgate Linux,tool{number},{number % 9}.1.1-1.el9")
        else:
            lines.append(
                f"Voorbeeldstad,pump{number},Veldgate {200 * (number // 50 + 1)},Pump {number},1.{number % 95}.1"
            )
    return "\n".join(lines)


# each step in a process of its own: what Python keeps of one would be charged to the next


def _reading(path):
    json.loads(path.read_bytes())


def _judging(path, preset):
    command = ["-m", "dijkwacht.cli.main", "advisory", "validate", str(path), "--preset", preset, "--json"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - the command itself, in this very process


def _matching(path):
    beside = path.with_name("inventory.csv")
    command = ["-m", "dijkwacht.cli.main", "match", "--advisory", str(path), "--inventory", str(beside), "--json"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - the command itself, in this very process


STEPS = {
    "json": _reading,
    "schema": lambda path: _judging(path, "schema"),
    "match": _matching,
    "basic": lambda path: _judging(path, "basic"),
    "full": lambda path: _judging(path, "full"),
}


RULES = {"basic", "full"}


def measured(step, path):
    """Run one step in a child and return its CPU seconds and peak memory in MiB, without what an empty child takes."""
    command = [sys.executable, __file__, "--step", step, "--file", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > (step in RULES):  # 1: rules found something, which is no fault of the measurement
        sys.exit(f"{step} of {path.name} ended with {child.returncode}")
    return round(used.ru_utime + used.ru_stime, 2), round(used.ru_maxrss / 1024)


def write(shape, size, folder):
    """Write a document of about this size, as its makers would: made once too small, then to measure."""
    first = len(json.dumps(SHAPES[shape](size)))
    path = folder / f"{shape}.json"
    path.write_text(json.dumps(SHAPES[shape](size * size // first)), encoding="utf-8")
    return path


def one_document(shape, mib, folder):
    """Return the measurements of one shape."""
    path = write(shape, mib * MIB, folder)
    size = path.stat().st_size / MIB
    told = {"mib": round(size, 1)}
    base, _ = measured("json", path)
    for step in STEPS:
        seconds, memory = measured(step, path)
        told[step] = {
            "cpu_s": seconds,
            "times_json": round(seconds / base, 1),
            "rss_times_file": round(memory / size, 1),
        }
    told["schema_and_match_s"] = round(told["schema"]["cpu_s"] + told["match"]["cpu_s"], 2)
    return told


def feed(folder):
    """Take in every document of a folder and say how long it took; a worker of jobs does the same."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from dijkwacht.advisories.adapters.validator import validate  # noqa: PLC0415 - after Django
    from dijkwacht.advisories.domain.words import Level  # noqa: PLC0415 - after Django
    from dijkwacht.advisories.domain.written import Handling  # noqa: PLC0415 - after Django
    from dijkwacht.advisories.services import receive_advisory  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - after Django

    files = [path for path in sorted(folder.rglob("*.json")) if path.stat().st_size < MIB][:FEED]
    owner, states = uuid4(), {}
    wall, cpu = time.perf_counter(), time.process_time()
    for path in files:
        received = receive_advisory(
            content=path.read_bytes(),
            actor=Actor(ActorKind.MACHINE, "fetcher"),
            handling=Handling(owner, None, owner),
            level=Level.VENDOR,
            validate=validate,
            name=path.name,
        )
        states[received.state] = states.get(received.state, 0) + 1
    return {
        "documents": len(files),
        "mib": round(sum(path.stat().st_size for path in files) / MIB, 1),
        "wall_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **states,
    }


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--mib", type=int, default=23)
    read.add_argument("--feed", type=Path)
    read.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    read.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    read.add_argument("--keep", type=Path, help="only make the documents, in this folder")
    asked = read.parse_args()
    if asked.step:
        STEPS[asked.step](asked.file)
        return
    told = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = asked.keep or Path(made)
        (folder / "inventory.csv").write_text(inventory(), encoding="utf-8")
        if asked.keep:
            for shape in SHAPES:
                write(shape, asked.mib * MIB, folder)
            return
        for shape in SHAPES:
            told[shape] = one_document(shape, asked.mib, folder)
    if asked.feed:
        with own_server():
            told["feed"] = feed(asked.feed)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
