"""How fast a hunt reads: beside `cat`, ripgrep and brute force, in one run; logs are made by a fixed seed.

`.venv/bin/python benchmarks/bench_hunt.py [MEGABYTES] [--sigma FOLDER]`; 1024 for the figures that the docs state.
"""

import argparse
import gzip
import random
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.kernel.window import Window

HERE = Path(__file__).parents[1]
WINDOW = Window(datetime(2019, 12, 23, 23, tzinfo=UTC), datetime(2020, 1, 16, 23, tzinfo=UTC))
AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_2) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0.4 Safari",
    "CitrixReceiver/19.12 Windows/10.0",
]
PAGES = [
    "/vpn/index.html",
    "/vpn/js/gateway_login_form_view.js",
    "/logon/LogonPoint/index.html",
    "/cgi/login",
    "/favicon.ico",
]


def write_log(path: Path, size: int, kind: str, dice: random.Random) -> None:
    """Write `size` bytes of one kind of log, spread evenly over the window."""
    at, end = WINDOW.start + timedelta(hours=1), WINDOW.end
    step = (end - at) / max(1, size // 180)
    with path.open("w") as file:
        written = 0
        while written < size:
            at += step
            client = f"{dice.randint(11, 220)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}"
            local = at + timedelta(hours=1)
            if kind == "web":
                line = f'{client} - - [{local:%d/%b/%Y:%H:%M:%S} +0100] "GET {dice.choice(PAGES)}?v={dice.getrandbits(40):x} HTTP/1.1" 200 {dice.randint(100, 90000)} "https://gw.example/vpn/" "{dice.choice(AGENTS)}"\n'  # noqa: E501 - one line of a log
            elif kind == "ns":
                line = f"{local:%b %d %H:%M:%S} <local0.info> 192.0.2.10  {at:%m/%d/%Y:%H:%M:%S} GMT ns1 0-PPE-0 : default SSLVPN TCPCONNSTAT {dice.randint(1, 10**6)} 0 : Context u{dice.randint(1, 900)}@{client} - SessionId: {dice.randint(1, 9999)} - User u - Client_ip {client} - Nat_ip 192.0.2.7 - Vserver 192.0.2.20:443 - Source {client}:{dice.randint(1024, 60000)} - Destination 10.0.0.{dice.randint(1, 250)}:443\n"  # noqa: E501 - one line of a log
            else:
                line = f'{local:%b %d %H:%M:%S} <local7.notice> ns1 bash[{dice.randint(100, 9999)}]: root on /dev/pts/0 shell_command="ls /var/log/{dice.randint(1, 99)}"\n'  # noqa: E501 - one line of a log
            file.write(line)
            written += len(line)


def indicators(count: int, dice: random.Random) -> str:
    """Return a list of `count` indicators: 55 % addresses, 30 % domains, 15 % digests."""
    lines = [
        f"{dice.randint(1, 223)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}"
        for _ in range(count * 55 // 100)
    ]
    lines += [
        f"{dice.getrandbits(50):x}.{dice.choice(['com', 'net', 'org', 'info', 'xyz', 'duckdns.org', 'example'])}"
        for _ in range(count * 30 // 100)
    ]
    lines += [f"{dice.getrandbits(256):064x}" for _ in range(count - len(lines))]
    return "\n".join(lines) + "\n"


def sigma_rules(folder: Path | None, count: int) -> str:
    """Return `count` Sigma rules: those of a folder, and made ones of the same shape."""
    documents = [path.read_text() for path in sorted(folder.glob("*.yml"))] if folder and folder.is_dir() else []
    return "\n---\n".join([*documents, *(made_rule(number) for number in range(count - len(documents)))])


def made_rule(number: int) -> str:
    return (
        f"title: made {number}\nname: made-{number}\nlevel: high\nlogsource: {{category: webserver}}\ndetection:\n"
        f"  s:\n    cs-uri-stem|contains: ['/made{number}/x', '/other{number}.aspx']\n    cs-method: [GET, POST]\n"
        f"    sc-status: 200\n  k: ['made{number}token', 'second{number}word']\n  condition: s or k\n"
    )


def timed(call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("megabytes", type=int, nargs="?", default=128)
    asked.add_argument("--sigma", type=Path, default=HERE.parent / "shared" / "data" / "sigma")
    given = asked.parse_args()
    dice = random.Random(781)  # noqa: S311 - a fixed seed
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        evidence = folder / "ev"
        evidence.mkdir()
        size = given.megabytes * 1024 * 1024
        for kind, share, log in (("web", 0.6, "httpaccess.log"), ("ns", 0.35, "ns.log"), ("shell", 0.05, "bash.log")):
            write_log(evidence / log, int(size * share), kind, dice)
        measure(folder, evidence, given.sigma, dice)


def measure(folder: Path, evidence: Path, sigma: Path, dice: random.Random) -> None:
    """Print one line per figure."""
    files = sorted(evidence.iterdir())
    total = sum(path.stat().st_size for path in files)

    def say(label: str, seconds: float, reference: float | None = None, note: str = "") -> float:
        beside = f"  {reference / seconds:6.2f} x" if reference else ""
        print(f"{label:<52}{total / seconds / 1e9:7.3f} GB/s{beside}  {note}")
        return seconds

    cat = median(
        timed(lambda: subprocess.run(["cat", *map(str, files)], stdout=subprocess.DEVNULL, check=True))
        for _ in range(3)
    )
    say("cat", cat)
    (folder / "rg.txt").write_text(indicators(1000, dice))
    rg = HERE / ".venv" / "bin" / "rg"
    words = [str(rg), "-j1", "-F", "-c", "-f", str(folder / "rg.txt"), *map(str, files)]
    ripgrep = say(
        "ripgrep -j1, 1,000 literals",
        median(timed(lambda: subprocess.run(words, stdout=subprocess.DEVNULL, check=False)) for _ in range(3)),
    )
    (folder / "sigma.yml").write_text(sigma_rules(sigma, 140))
    for count in (10_000, 100_000):
        (folder / f"i{count}.txt").write_text(indicators(count, dice))
    cases = {
        "10,000 indicators + 140 Sigma": ["i10000.txt", "sigma.yml"],
        "10,000 indicators": ["i10000.txt"],
        "100,000 indicators": ["i100000.txt"],
    }
    for label, names in cases.items():
        packs = [load_pack(str(folder / one)) for one in names]
        rules = rule_set(packs, cache=folder / "cache")
        hunt([str(evidence)], rules, Request(WINDOW))
        began = median(timed(lambda rules=rules: hunt([str(evidence)], rules, Request(WINDOW))) for _ in range(3))
        say(label, began, ripgrep, f"(times ripgrep)  {getrusage(RUSAGE_SELF).ru_maxrss // 1024} MB")
    zipped = folder / "gz"
    zipped.mkdir()
    for path in files:
        with gzip.open(zipped / f"{path.name}.0.gz", "wb", 6) as out, path.open("rb") as plain:
            while block := plain.read(1 << 20):
                out.write(block)
    rules = rule_set(
        [load_pack(str(folder / one)) for one in cases["10,000 indicators + 140 Sigma"]], cache=folder / "cache"
    )
    say("the same, gzip", median(timed(lambda: hunt([str(zipped)], rules, Request(WINDOW))) for _ in range(3)), ripgrep)


if __name__ == "__main__":
    main()
