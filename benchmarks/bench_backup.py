"""Back up and restore 100,000 entries and 1 GB of evidence, by the commands, on servers of the product's own kind.

python benchmarks/bench_backup.py [--entries 100000] [--mib 1024]

Prints one JSON object: seconds for the first backup, for the next one with nothing new, for reading a backup (--check)
and for the whole restore, with the server's start in it; bytes on disk. Aim on two cores: backup 60 s, restore 120 s.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from dijkwacht.cli import roles
from dijkwacht.cli.embedded import Embedded
from dijkwacht.cli.place import SHARED, Place

OWNER = UUID("00000000-0000-4000-8000-000000000001")
COMMAND = [sys.executable, "-m", "dijkwacht.cli.main"]
TOGETHER = 1000
PIECE = 16 * 1024 * 1024


def fill(entries, mib):
    """Append entries with removable content, place them in the tree, and hand in evidence of random bytes."""
    import django  # noqa: PLC0415 - after the environment was set

    django.setup()
    from dijkwacht.journal import services  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.actor import Actor, ActorKind  # noqa: PLC0415 - after Django
    from dijkwacht.kernel.labels import Label  # noqa: PLC0415 - after Django

    machine = Actor(ActorKind.MACHINE, "benchmark")
    ids = {"owner": OWNER, "case": OWNER, "response": OWNER, "organisation": OWNER, "constituency": OWNER}

    @services.one_transaction
    def append(first):
        for number in range(first, min(first + TOGETHER, entries)):
            payload = {"step": "fix", "device": f"adc-{number}", "remark": "a remark of ordinary length, by hand"}
            services.append(kind="measure.done", actor=machine, payload=payload, label=Label.AMBER, **ids)

    for first in range(0, entries, TOGETHER):
        append(first)
    while services.sequence_once():
        pass
    for number in range(mib * 1024 * 1024 // PIECE):
        services.store_evidence(content=os.urandom(PIECE), name=f"disk-{number}.img", owner=OWNER)


def timed(*words, state):
    """Run a command and return its seconds and its JSON."""
    begun = time.perf_counter()
    environment = {"PATH": os.environ["PATH"], "DIJKWACHT_STATE": str(state)}
    done = subprocess.run([*COMMAND, *map(str, words)], env=environment, check=True, stdout=subprocess.PIPE)
    seconds = round(time.perf_counter() - begun, 1)
    return seconds, json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else None


def measure(folder, asked):
    """Fill one installation, back it up twice, and restore it into another."""
    source, target, backups = folder / "source", folder / "target", folder / "backups"
    server = Embedded(Place(source))
    server.start()
    try:
        timed("migrate", state=source)
        os.environ.update(
            DIJKWACHT_STATE=str(source),
            DIJKWACHT_SECRET_KEY="for-a-measurement-only",  # noqa: S106 - opens nothing
            DATABASE_URL=server.url(roles.APP),
            DJANGO_SETTINGS_MODULE="dijkwacht.web.settings",
        )
        begun = time.perf_counter()
        fill(asked.entries, asked.mib)
        filled = round(time.perf_counter() - begun, 1)
        first, told = timed("backup", backups, "--json", state=source)
        again, _ = timed("backup", backups, "--json", state=source)
    finally:
        server.stop()
    check, _ = timed("restore", "--check", backups, state=target)
    restore, restored = timed("restore", backups, "--json", state=target)
    return {
        "entries": told["entries"],
        "evidence_mib": told["evidence"]["bytes"] // 1024 // 1024,
        "filled_s": filled,
        "backup_s": first,
        "backup_again_s": again,
        "check_s": check,
        "restore_s": restore,
        "restored_entries": restored["entries"],
        "on_disk_mib": sum(file.stat().st_size for file in backups.rglob("*") if file.is_file()) // 1024 // 1024,
    }


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--entries", type=int, default=100_000)
    asked.add_argument("--mib", type=int, default=1024)
    base = SHARED if os.geteuid() == 0 else Path(tempfile.gettempdir())
    base.mkdir(mode=0o755, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="measure-", dir=base))
    folder.chmod(0o711)
    try:
        print(json.dumps(measure(folder, asked.parse_args()), indent=1))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
