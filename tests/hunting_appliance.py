"""A simulated NetScaler, seeded and fictional: its logs in every format, rotated and packed, with planted signs.

What an appliance really writes is simplified: lines have the structure of the research, not its full variety. Signs
are the packs' own positive samples, put at other times and in packed archives among lines of other variants; so recall
here proves readers, times and rotation, and says nothing about signs that nobody described.
"""

import gzip
import io
import random
import re
import tarfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dijkwacht.hunting.engine.model import SampleFile
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.rules.samples import read_samples
from hunting_lookalikes import CONFIGURATION, LOOKALIKE_FILES, LOOKALIKES, VENDOR_FILES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_WEB = re.compile(r"\[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\]")
_ERROR = re.compile(r"\[\w{3} (\w{3} \d\d \d\d:\d\d:\d\d)\.(\d{6}) (\d{4})\]")
_INNER = re.compile(r"^\w{3} +\d+ [\d:]{8} (<\S+> \S+)  (\d\d/\d\d/\d{4}:\d\d:\d\d:\d\d) GMT")
_BSD = re.compile(r"^(\w{3} +\d+ \d\d:\d\d:\d\d) ")
_LOGS = {
    "/var/log/httpaccess-vpn.log": "web",
    "/var/log/httpaccess.log": "web",
    "/var/log/httperror-vpn.log": "error",
    "/var/log/ns.log": "inner",
    "/var/log/bash.log": "bsd",
    "/var/log/sh.log": "bsd",
    "/var/log/notice.log": "bsd",
    "/var/log/cron": "bsd",
    "/var/log/messages": "bsd",
}


@dataclass(frozen=True)
class Story:
    """One appliance's time: from `start` until `end` (midnights, UTC), the pack whose signs it bears."""

    pack: str
    start: datetime
    end: datetime
    dates: str = "%m/%d/%Y"

    @property
    def window(self) -> str:
        """The window to hunt over, one day inside what the logs tell."""
        return f"{self.start + timedelta(days=1):%Y-%m-%d}/{self.end:%Y-%m-%d}"


def day(year: int, month: int, of_month: int) -> datetime:
    return datetime(year, month, of_month, tzinfo=UTC)


# The new year, summer time's beginning and end, a leap day: each story crosses one of them.
STORIES = (
    Story("citrix-2019-19781", day(2019, 12, 22), day(2020, 1, 18)),
    Story("citrix-2023-3519", day(2024, 2, 20), day(2024, 3, 8), "%d/%m/%Y"),
    Story("citrix-2025", day(2025, 3, 20), day(2025, 4, 8)),
    Story("citrix-2026", day(2026, 10, 16), day(2026, 11, 6), "%Y/%m/%d"),
)


@dataclass(frozen=True)
class Planted:
    """One sign: by which rule it must be found, in which file, on which line at which time (None: a file).

    `lines` are all that the rule needs: without one of them there is no sign.
    """

    rule: str
    path: str
    words: str = ""
    at: datetime | None = None
    lines: frozenset[str] = frozenset()


@dataclass
class Appliance:
    """The files of one appliance, and what was planted in them."""

    story: Story
    seed: int
    signs: bool = True
    lost: int = -1
    planted: list[Planted] = field(default_factory=list)
    lines: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    files: dict[str, SampleFile] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    taken: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.story.pack}-{self.seed}")  # noqa: S311 - a seeded story, no secret
        self._vendor()
        self._background()
        self._lookalikes()
        if self.signs:
            self._plant()

    def tar(self, path: Path) -> Path:
        """Write everything as a support bundle: a packed tar with modes, owners and times of birth."""
        with tarfile.open(path, "w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as tar:
            for file in [*self.files.values(), *self._rotated()]:
                about = tarfile.TarInfo("ns" + file.path)
                about.size, about.mode, about.mtime = len(file.content), file.mode, int(file.mtime)
                about.uid, about.gid = file.uid, file.gid
                if file.born is not None:
                    about.pax_headers = {"LIBARCHIVE.creationtime": str(file.born)}
                tar.addfile(about, io.BytesIO(file.content))
        return path

    def _moments(self, every: timedelta) -> list[datetime]:
        at, found = self.story.start + timedelta(minutes=3), []
        while at < self.story.end:
            found.append(at)
            at += every * self.chance.uniform(0.7, 1.3)
        return found

    def _some_time(self) -> datetime:
        """A moment by day, where no clock is set, and apart from all others."""
        days = (self.story.end - self.story.start).days - 4
        while True:
            at = self.story.start + timedelta(days=2 + self.chance.randrange(days), hours=9)
            at += timedelta(seconds=self.chance.randrange(9 * 3600))
            if all(abs(at - other) > timedelta(minutes=11) for other in self.taken):
                self.taken.append(at)
                return at

    def _say(self, path: str, at: datetime, text: str) -> None:
        self.lines.setdefault(path, []).append((at, text))

    def _vendor(self) -> None:
        built = self.story.start.timestamp() - 90 * 86400
        for path, content, mode in [*VENDOR_FILES, *LOOKALIKE_FILES, *CONFIGURATION]:
            self.files[path] = SampleFile(path, content, mode, mtime=built, born=built)

    def _background(self) -> None:
        pages = [
            "/vpn/index.html",
            "/logon/LogonPoint/index.html",
            "/vpn/media/citrix.ico",
            "/cgi/login",
            "/vpn/js/rdx.js",
        ]
        for at in self._moments(timedelta(minutes=12)):
            client = f"203.0.113.{self.chance.randrange(2, 200)}"
            page, agent = self.chance.choice(pages), "Mozilla/5.0 (X11; Linux x86_64)"
            self._web("/var/log/httpaccess-vpn.log", at, client, f"GET {page} HTTP/1.1", 200, agent)
            user = f"user{self.chance.randrange(90)}"
            session = str(self.chance.randrange(10**6))
            told = f"Context {user}@{client} - SessionId: {session} - User {user} - Client_ip {client}"
            for number, event in enumerate(("LOGIN", "TCPCONNSTAT", "LOGOUT")):
                when = at + timedelta(minutes=2 * number)
                if when < self.story.end:
                    source = f" - Source {client}:51{number}" if event == "TCPCONNSTAT" else ""
                    self._ns(when, f"SSLVPN {event} {number} 0 : {told} - Vserver 192.0.2.20:443{source}")
        for at in self._moments(timedelta(minutes=55)):
            self._web("/var/log/httpaccess.log", at, "192.0.2.5", "GET /menu/neo.php HTTP/1.1", 200, "Mozilla/5.0")
            self._say(
                "/var/log/httperror-vpn.log", at, _error(at, "[core:error] [pid 7] AH00128: File does not exist: /x")
            )
            self._say("/var/log/cron", at, _bsd(at, "<cron.info> ns1 /usr/sbin/cron[44]: (root) CMD (newsyslog)"))
            self._say("/var/log/messages", at, _bsd(at, "ns1 newsyslog[90]: nothing to turn over"))
        for at in self._moments(timedelta(hours=5)):
            for name in ("bash", "sh", "notice"):
                command = self.chance.choice(["ls -l /var/log", "df -h", 'echo "one\ntwo"', "nsconmsg -d current"])
                self._say(f"/var/log/{name}.log", at, _shell(at, "root", command))

    def _web(self, path: str, at: datetime, client: str, request: str, status: int, agent: str) -> None:
        stamp = f"[{at.astimezone(AMSTERDAM):%d/%b/%Y:%H:%M:%S %z}]"
        tail = f'"{request}" {status} 512 "-" "{agent}"'
        shape = self.chance.randrange(3)
        if shape == 0:
            line = f"{client} - - {stamp} {tail}"
        elif shape == 1:
            line = f'{client} - - {stamp} [2214] {tail} "Time: 412 microsecs"'
        else:
            line = f"{client} -> 192.0.2.20 - - {stamp} {tail}"
        self._say(path, at, line)

    def _ns(self, at: datetime, rest: str) -> None:
        inner = f"{at:{self.story.dates}:%H:%M:%S} GMT"
        self._say("/var/log/ns.log", at, _bsd(at, f"<local0.info> 192.0.2.10  {inner} ns1 0-PPE-0 : default {rest}"))

    def _lookalikes(self) -> None:
        for kind, said in LOOKALIKES:
            at = self._some_time()
            if kind == "request":
                request, status, agent = said
                self._web("/var/log/httpaccess-vpn.log", at, "203.0.113.77", request, status, agent)
            elif kind == "client":
                self._web("/var/log/httpaccess-vpn.log", at, said, "GET /vpn/index.html HTTP/1.1", 200, "Mozilla/5.0")
            elif kind == "shell":
                self._say("/var/log/bash.log", at, _shell(at, "root", said))
            elif kind == "cron":
                self._say("/var/log/cron", at, _bsd(at, f"<cron.info> ns1 /usr/sbin/cron[44]: {said}"))
            elif kind == "error":
                self._say("/var/log/httperror-vpn.log", at, _error(at, said))
            else:
                self._ns(at, said)

    def _plant(self) -> None:
        pack = load_pack(self.story.pack)
        facts = [pack.facts(one.facts) for one in (*pack.sigma, *pack.files, *pack.stateful)]
        samples = {one.id: one.samples for one in facts}
        samples |= {
            name: read_samples(about["samples"], name) for name, about in pack.overrides.items() if name not in samples
        }
        for rule, own in sorted(samples.items()):
            for tree in own.positive[:3]:
                self._plant_tree(rule, tree)
        for one in pack.indicators:
            at = self._some_time()
            self._web("/var/log/httpaccess-vpn.log", at, one.value, "GET /vpn/index.html HTTP/1.1", 200, "Mozilla/5.0")
            line = self.lines["/var/log/httpaccess-vpn.log"][-1][1]
            self.brought.add(line)
            self.planted.append(Planted(one.facts.id, "/var/log/httpaccess-vpn.log", line, at))

    def _plant_tree(self, rule: str, tree: tuple[SampleFile, ...]) -> None:
        """Put a sample into the story; a rule about silences finds none here, for the logs go on around it."""
        if rule.endswith("gap-around-hit"):
            return
        told, at = [], self._some_time()
        for file in tree:
            if file.path in _LOGS:
                told += self._plant_lines(file, at)
            else:
                shifted = file.mtime + (at - _BASE).total_seconds() if len(tree) > 1 else file.mtime
                self._plant_file(rule if len(tree) == 1 else "", replace(file, mtime=shifted))
        if told:
            when, _, path, words = max((when, index, path, text) for index, (path, when, text) in enumerate(told))
            every = frozenset(text for _, _, text in told)
            self.planted.append(Planted(rule, path, words, when, every))

    def _plant_lines(self, file: SampleFile, at: datetime) -> list[tuple[str, datetime, str]]:
        found, untimed = [], at
        session = f"SessionId: {10**6 + len(self.planted)}"
        for line in file.content.decode("utf-8", "surrogateescape").splitlines():
            when, text = _restamped(line.replace("SessionId: 15", session), at, self.story.dates)
            untimed = when or untimed
            # An untimed line follows the dated one above it at once.
            self._say(file.path, untimed if when else untimed + timedelta(microseconds=1), text)
            self.brought.add(text)
            found.append((file.path, untimed, text))
        return found

    def _plant_file(self, rule: str, file: SampleFile) -> None:
        """Put a file of a sample into the story: added to what the vendor has there, else under a name of its own."""
        path, content, mtime = file.path, file.content, file.mtime or self.story.start.timestamp()
        if path in self.files and (path in _KEPT or path.endswith(("/ns.conf", "/httpd.conf", "/rc.netscaler"))):
            content = self.files[path].content + b"\n" + content
        elif path in self.files:
            folder, _, name = path.rpartition("/")
            stem, dot, ending = name.partition(".")
            path = f"{folder}/{stem}{len(self.planted)}{dot}{ending}"
        self.files[path] = SampleFile(path, content, file.mode, file.uid, file.gid, mtime, file.born)
        self.brought.add(path)
        if rule:
            words = content.decode().strip() if path.endswith(".json") else ""
            self.brought.add(words)
            self.planted.append(Planted(rule, path, words))

    def take_over(self, other: "Appliance", folder: str) -> None:
        """Take over what is below `folder` of the other node, as synchronising the pair does."""
        for sign in other.planted:
            if sign.path.startswith(folder):
                self.files[sign.path] = other.files[sign.path]
                self.planted.append(sign)

    def _rotated(self) -> list[SampleFile]:
        found = []
        for path, lines in sorted(self.lines.items()):
            lines.sort(key=lambda one: one[0])
            parts = max(1, min(12, len(lines) // 150))
            size = -(-len(lines) // parts)
            cut = [lines[start : start + size] for start in range(0, len(lines), size)]
            for number, part in enumerate(reversed(cut)):
                content = "".join(f"{text}\n" for _, text in part).encode("utf-8", "surrogateescape")
                mtime = part[-1][0].timestamp()
                name = path if number == 0 else f"{path}.{number - 1}"
                if number == 0 or (number - 1 != self.lost and self.chance.random() < 0.2):
                    found.append(SampleFile(name, content, 0o600, mtime=mtime))
                elif path == "/var/log/ns.log" and number - 1 == self.lost:
                    lost = {text for _, text in part}
                    self.planted = [sign for sign in self.planted if not lost & {sign.words, *sign.lines}]
                else:
                    found.append(
                        SampleFile(f"{name}.gz", gzip.compress(content, 1, mtime=int(mtime)), 0o600, mtime=mtime)
                    )
        return found


def _bsd(at: datetime, rest: str) -> str:
    local = at.astimezone(AMSTERDAM)
    return f"{local:%b} {local.day:2d} {local:%H:%M:%S} {rest}"


def _error(at: datetime, rest: str) -> str:
    return f"[{at.astimezone(AMSTERDAM):%a %b %d %H:%M:%S}.127785 {at.astimezone(AMSTERDAM):%Y}] {rest}"


def _shell(at: datetime, user: str, command: str) -> str:
    return _bsd(at, f'<local7.notice> ns1 bash[211]: {user} on /dev/pts/0 shell_command="{command}"')


_KEPT = {path for path, *_ in (*VENDOR_FILES, *LOOKALIKE_FILES, *CONFIGURATION)}
_BASE = datetime(2020, 1, 10, 20, 14, 3, tzinfo=UTC)


def _restamped(line: str, at: datetime, dates: str) -> tuple[datetime | None, str]:
    """Return when the line of a sample happens in the story, None where it has no time, and the line with its times."""
    shift = at - _BASE
    found = _WEB.search(line)
    if found:
        own = datetime.strptime(found[1], "%d/%b/%Y:%H:%M:%S %z") + shift
        return own, line.replace(found[0], f"[{own.astimezone(AMSTERDAM):%d/%b/%Y:%H:%M:%S %z}]")
    found = _ERROR.search(line)
    if found:
        return at, line.replace(found[0], _error(at, "").strip())
    found = _INNER.match(line)
    if found:
        own = datetime.strptime(found[2], "%m/%d/%Y:%H:%M:%S").replace(tzinfo=UTC) + shift
        return own, _bsd(own, f"{found[1]}  {own:{dates}:%H:%M:%S} GMT") + line[found.end() :]
    found = _BSD.match(line)
    if found:
        own = datetime.strptime(f"2020 {found[1]}", "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
        own = own + shift if line.startswith("Jan") and found[1].split()[2] < "21" else at
        return own, _bsd(own, line[found.end() :])
    return None, line
