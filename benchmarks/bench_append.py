"""Append from 8 writer processes at once, through the product's service, on a durable server of its own.

python benchmarks/bench_append.py [--seconds 10] [--writers 8] [--no-sequencer]

Every entry is a transaction of its own with removable content; fsync and synchronous commit are as the product sets
them. Prints one JSON object: entries per second, p50 and p99 in milliseconds, deadlocks, what the sequencer placed.
Aim: 2,000 entries a second on two cores, no deadlock.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import time
from uuid import UUID

from ground import own_server

OWNER = UUID("00000000-0000-4000-8000-000000000001")
RETRIES = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def write(seconds, start, results):
    """Append as fast as one process can, and report how long each append took."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from dijkwacht.journal import services  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django

    machine = Actor(ActorKind.MACHINE, "benchmark")
    response = UUID(int=os.getpid())

    @services.one_transaction
    def append(number):
        payload = {"step": "fix", "device": f"adc-{number}", "remark": "a remark of ordinary length, by hand"}
        services.append(
            kind="measure.done",
            actor=machine,
            payload=payload,
            label=Label.AMBER,
            owner=OWNER,
            case=OWNER,
            response=response,
            organisation=OWNER,
            constituency=OWNER,
        )

    append(0)
    start.wait()
    took, idle = [], time.process_time()
    until = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < until:
        append(len(took))
        took.append(time.perf_counter() - begun)
    results.put((took, time.process_time() - idle))


def sequence(stop, results):
    """Place what the others write, as the worker does."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from dijkwacht.journal import jobs  # noqa: PLC0415 - after Django

    jobs.sequence_forever(stop)
    results.put(time.process_time())


def measure(url, asked):
    """Run the writers and the sequencer, and return what came out."""
    start, stop = multiprocessing.Event(), multiprocessing.Event()
    results, cost = multiprocessing.Queue(), multiprocessing.Queue()
    writers = [
        multiprocessing.Process(target=write, args=(asked.seconds, start, results)) for _ in range(asked.writers)
    ]
    sequencer = multiprocessing.Process(target=sequence, args=(stop, cost))
    for one in writers:
        one.start()
    if not asked.no_sequencer:
        sequencer.start()
    time.sleep(4)
    start.set()
    told = [results.get() for _ in writers]
    for one in writers:
        one.join()
    took = sorted(seconds for list_, _ in told for seconds in list_)
    answer = {
        "entries_per_second": round(len(took) / asked.seconds),
        "p50_ms": round(statistics.median(took) * 1000, 2),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 2),
        "python_ms_per_entry": round(sum(cpu for _, cpu in told) / len(took) * 1000, 3),
        "deadlocks": ask(url, RETRIES),
        "placed_at_the_end": ask(url, "SELECT count(*) FROM journal_leaf"),
        "entries": ask(url, "SELECT count(*) FROM journal_entry"),
    }
    if not asked.no_sequencer:
        begun = time.perf_counter()
        while ask(url, "SELECT count(*) FROM journal_leaf") < answer["entries"]:
            time.sleep(0.05)
        answer["sequencer_behind_s"] = round(time.perf_counter() - begun, 2)
        stop.set()
        answer["sequencer_cpu_ms_per_entry"] = round(cost.get() / answer["entries"] * 1000, 3)
        sequencer.join()
    return answer


def ask(url, statement):
    import psycopg  # noqa: PLC0415 - only here

    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchone()[0]


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--seconds", type=float, default=10)
    read.add_argument("--writers", type=int, default=8)
    read.add_argument("--no-sequencer", action="store_true")
    asked = read.parse_args()
    with own_server() as server:
        print(json.dumps(measure(server.url("postgres"), asked)))


if __name__ == "__main__":
    main()
