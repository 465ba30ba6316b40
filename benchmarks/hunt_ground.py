"""The ground on which the hunt is measured: logs in the simulator's formats, rules, lists and files, by fixed seeds."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from dijkwacht.kernel.window import Window

WINDOW = Window(datetime(2019, 12, 23, 23, tzinfo=UTC), datetime(2020, 1, 16, 23, tzinfo=UTC))
_ENDINGS = ["com", "net", "org", "info", "xyz", "duckdns.org", "example"]
_AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_2) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0.4 Safari",
    "CitrixReceiver/19.12 Windows/10.0",
]
_PAGES = ["/vpn/index.html", "/vpn/js/rdx.js", "/logon/LogonPoint/index.html", "/cgi/login", "/favicon.ico"]
# Share of the bytes, of how many files each kind consists, and the usual length of a line.
_KINDS = {"httpaccess.log": (0.60, 6, 235), "ns.log": (0.35, 4, 300), "bash.log": (0.05, 1, 98)}
_PLANTED = 60_000  # one line in so many comes from an address of the list
_WORDS = ["function", "return", "echo", "$this", "class", "array", "foreach", "isset", "header", "config", "session"]
_CALLS = ["eval", "assert", "system", "base64_decode", "str_rot13", "gzinflate", "passthru", "preg_replace"]
_PARTS = [
    "secure",
    "login",
    "update",
    "mail",
    "verify",
    "bank",
    "cdn",
    "api",
    "vpn",
    "gateway",
    "news",
    "shop",
    "my",
    "home",
]
_TOP = [*_ENDINGS, "top", "online", "nl", "ddns.net"]
_SYLLABLES = ["se", "cu", "re", "mi", "lo", "gin", "ka", "to", "pan", "dri", "vel", "os", "net", "ba", "fu", "ix"]


def write_logs(folder: Path, size: int, known: list[str]) -> list[Path]:
    """Write `size` bytes of logs, spread evenly over the window and rotated; some lines bear an address of `known`."""
    folder.mkdir()
    chance = random.Random(781)  # noqa: S311 - a fixed seed
    made = []
    for name, (share, parts, _) in _KINDS.items():
        whole = int(size * share)
        lines = _lines(name, whole, chance, known)
        for number in range(parts - 1, -1, -1):
            path = folder / (f"{name}.{number - 1}" if number else name)
            with path.open("w") as file:
                written = 0
                for line in lines:
                    written += file.write(line)
                    if number and written >= whole / parts:
                        break
            made.append(path)
    return sorted(made)


def _lines(name: str, size: int, chance: random.Random, known: list[str]) -> Iterator[str]:
    at, number = WINDOW.start + timedelta(hours=1), 0
    step = (WINDOW.end - at) / max(1, size // _KINDS[name][2])
    while at < WINDOW.end:
        at, number = at + step, number + 1
        client = f"{chance.randint(11, 220)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
        if not number % _PLANTED:
            client = chance.choice(known)
        yield _line(name, at, client, chance)


def _line(name: str, at: datetime, client: str, chance: random.Random) -> str:
    local = at + timedelta(hours=1)
    if name == "httpaccess.log":
        stamp = f"[{local:%d/%b/%Y:%H:%M:%S} +0100]"
        shape = (f"- - {stamp}", f"- - {stamp} [2214]", f"-> 192.0.2.20 - - {stamp}")[chance.randrange(3)]
        target = f"{chance.choice(_PAGES)}?v={chance.getrandbits(40):x}"
        tail = f'200 {chance.randint(100, 90000)} "https://gw.example/vpn/" "{chance.choice(_AGENTS)}"'
        return f'{client} {shape} "GET {target} HTTP/1.1" {tail}\n'
    if name == "ns.log":
        told = f"SessionId: {chance.randint(1, 9999)} - User u - Client_ip {client} - Nat_ip 192.0.2.7"
        ends = f"Source {client}:{chance.randint(1024, 60000)} - Destination 10.0.0.{chance.randint(1, 250)}:443"
        event = f"SSLVPN TCPCONNSTAT {chance.randint(1, 10**6)} 0 : Context u{chance.randint(1, 900)}@{client}"
        head = f"{local:%b %d %H:%M:%S} <local0.info> 192.0.2.10  {at:%m/%d/%Y:%H:%M:%S} GMT ns1 0-PPE-0 : default"
        return f"{head} {event} - {told} - Vserver 192.0.2.20:443 - {ends}\n"
    command = f"ls /var/log/{chance.randint(1, 99)}"
    return f'{local:%b %d %H:%M:%S} <local7.notice> ns1 bash[77]: root on /dev/pts/0 shell_command="{command}"\n'


def packed(logs: list[Path], folder: Path) -> Path:
    """Write the logs again as gzip archives."""
    folder.mkdir()
    for path in logs:
        name = path.name if path.suffix != ".log" else f"{path.name}.9"
        with gzip.open(folder / f"{name}.gz", "wb", 6) as out, path.open("rb") as plain:
            while block := plain.read(1 << 20):
                out.write(block)
    return folder


def indicators(count: int) -> list[str]:
    """Return `count` indicators: 55 % addresses, 30 % domains, 15 % digests."""
    chance = random.Random(count)  # noqa: S311 - a fixed seed
    found = [
        f"{chance.randint(1, 223)}.{chance.randint(0, 255)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
        for _ in range(count * 55 // 100)
    ]
    for _ in range(count * 30 // 100):
        name = "".join(chance.choices(_SYLLABLES, k=chance.randint(3, 6)))
        found.append(f"{name}{chance.randint(1, 9999)}.{chance.choice(_ENDINGS)}")
    return found + [f"{chance.getrandbits(256):064x}" for _ in range(count - len(found))]


def found_in_lists(count: int) -> list[str]:
    """Return `count` indicators as lists hold them.

    40 % addresses, half of which have neighbours in the list, 2 % of IPv6, 30 % domains of words, 12 % URLs, 13 %
    digests of three kinds, 3 % file names.
    """
    chance = random.Random(count + 1)  # noqa: S311 - a fixed seed
    pick, some = chance.choice, chance.randint
    found: dict[str, None] = {}

    def host() -> str:
        words = "-".join(chance.choices(_PARTS, k=some(1, 3)))
        name = words + str(some(1, 999)) if some(0, 1) else f"{words}.{chance.getrandbits(40):x}"
        return f"{name}.{pick(_TOP)}"

    def head() -> str:
        return f"{some(1, 223)}.{some(0, 255)}.{some(0, 255)}"

    while len(found) < count * 20 // 100:
        own = head()
        found |= dict.fromkeys(f"{own}.{some(1, 254)}" for _ in range(pick([2, 3, 5, 8, 20, 60])))
    while len(found) < count * 40 // 100:
        found[f"{head()}.{some(1, 254)}"] = None
    for end, one in (
        (42, lambda: f"2a0{some(0, 9)}:{some(1, 65535):x}:{some(1, 65535):x}::{some(1, 65535):x}"),
        (72, host),
        (78, lambda: f"http://{head()}.{some(1, 254)}:{some(1024, 60000)}/{pick(['bin.sh', 'i', 'x86'])}"),
        (84, lambda: f"http://{host()}/{pick(['gate.php', 'index.php', 'wp-content/x.php', 'a/b.exe'])}"),
        (97, lambda: f"{chance.getrandbits(256):064x}"[: pick([32, 40, 64])]),
        (100, lambda: f"{pick(_PARTS)}{some(1, 99999)}.{pick(['php', 'exe', 'sh'])}"),
    ):
        while len(found) < count * end // 100:
            found[one()] = None
    return list(found)


def sigma_rules(folder: Path, count: int) -> str:
    """Return `count` Sigma rules: those of a folder, and made ones of the same shape."""
    documents = [path.read_text() for path in sorted(folder.glob("*.yml"))] if folder.is_dir() else []
    return "\n---\n".join([*documents, *(_made_rule(number) for number in range(count - len(documents)))])


def _made_rule(number: int) -> str:
    return (
        f"title: made {number}\nname: made-{number}\nlevel: high\nlogsource: {{category: webserver}}\ndetection:\n"
        f"  s:\n    cs-uri-stem|contains: ['/made{number}/x', '/other{number}.aspx']\n    cs-method: [GET, POST]\n"
        f"    sc-status: 200\n  k: ['made{number}token', 'second{number}word']\n  condition: s or k\n"
    )


def yara_rules(count: int) -> str:
    """Return `count` YARA rules as lists of web shells have them: some texts, one in hex, one expression."""
    chance = random.Random(count)  # noqa: S311 - a fixed seed
    return "\n".join(_yara_rule(number, chance) for number in range(count))


def _yara_rule(number: int, chance: random.Random) -> str:
    texts = [f'"{chance.choice(_CALLS)}(${chance.getrandbits(20):x}"', f'"{chance.choice(_WORDS)}_{number}" nocase']
    raw = " ".join(f"{chance.randrange(256):02x}" for _ in range(8))
    expression = f"/{chance.choice(_CALLS)}\\s*\\(\\$_(GET|POST)\\[.{number % 97}/"
    return (
        f"rule made_{number} {{ strings: $a = {texts[0]} $b = {texts[1]} $c = {{ {raw} }} $d = {expression} nocase\n"
        "condition: filesize < 500KB and 2 of them }"
    )


def write_tree(folder: Path, count: int) -> dict[str, str]:
    """Write `count` small files as a web root has them, and return their SHA-256 by path."""
    chance = random.Random(5)  # noqa: S311 - a fixed seed
    digests = {}
    for number in range(count):
        size = min(int(chance.lognormvariate(8.3, 1.0)), 200_000)
        if number % 5:
            content = " ".join(chance.choices(_WORDS, k=size // 6)).encode()
            ending = chance.choice(["php", "html", "js", "css", "xml"])
        else:
            content, ending = chance.randbytes(size), "png"
        path = folder / f"var/netscaler/gui/d{number // 100}/f{number}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digests[str(path.relative_to(folder))] = sha256(content).hexdigest()
    return digests
