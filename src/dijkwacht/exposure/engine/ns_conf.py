"""Reads what a NetScaler's `ns.conf` says of its exposure, and keeps nothing else: no line, no name, no secret.

The tests per fact follow the bulletins of 2025 and 2026 (facts: CTX693420, CTX694938, CTX696939, CTX697096):
a server of type HTTP, SSL or HTTP_QUIC with an IPv6 address, or with services that have one; HDX a cache redirection
server of that type; DTLS is on for a VPN virtual server unless it is switched off.
"""

import re
from dataclasses import dataclass

from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.engine.inventory import UnreadableInventory

LARGEST = 16 * 1024 * 1024
FACTS = ("gateway", "aaa", "saml", "ipv6_lb", "hdx", "dtls")
_BUILD = re.compile(r"^#\s*NS(\d+\.\d+)\s+Build\s+(\d+\.\d+)", re.IGNORECASE)
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\S+')
_WEB = frozenset({"http", "ssl", "http_quic"})
_VERBS = frozenset(
    {"add", "set", "bind", "enable", "disable", "link", "unset", "apply", "save", "import", "update", "rm"}
)


_LOOKS = re.compile(
    rb"^(?:#\s*NS\d+\.\d+\s+Build\s|(?:add|set|bind|enable)\s+"
    rb"(?:ns|vpn|lb|cs|ssl|system|authentication|server|service|snmp|aaa|cr)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_ENOUGH = 3
_HEAD = 256 * 1024


def is_ns_conf(content: bytes) -> bool:
    """Return whether these bytes look like a NetScaler's configuration, so that they are kept nowhere by mistake."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    found = [match[0].lstrip()[:1] for match in _LOOKS.finditer(head)]
    return b"#" in found or len(found) >= _ENOUGH


class UnreadableConfiguration(UnreadableInventory):
    """This configuration cannot be read."""


@dataclass(frozen=True, slots=True)
class NsConf:
    """What was learned: the facts, and the build that the file was saved by ("" where it is absent).

    A fact is yes or no; unknown where the device has admin partitions, whose configurations lie in files of their own.
    """

    facts: dict[str, Answer]
    version: str


def read_ns_conf(content: bytes, *, place: str = "") -> NsConf:
    """Return the facts of a configuration; raises UnreadableConfiguration for what is none, or too large.

    Nothing of the text is kept: passwords, keys, names and addresses never leave this function.
    """
    if len(content) > LARGEST:
        raise UnreadableConfiguration(place=place, expected=f"at most {LARGEST // 1024 // 1024} MiB")
    text = content.decode("utf-8-sig", "replace")
    version = ""
    found = _Found()
    commands = 0
    for line in text.splitlines():
        build = _BUILD.match(line)
        if build:
            version = f"{build[1]}-{build[2]}"
        words = [word.strip('"').lower() for word in _WORD.findall(line)]
        if len(words) > 1 and words[0] in _VERBS:
            commands += 1
            found.take(words)
    if not commands:
        raise UnreadableConfiguration(
            "there is no command in it", place=place, expected="ns.conf of a NetScaler", remedy="take /nsconfig/ns.conf"
        )
    silent = Answer.UNKNOWN if found.partitions else Answer.NO
    facts = {name: Answer.YES if value else silent for name, value in found.facts().items()}
    return NsConf(facts, version)


class _Found:
    """Gathers what the commands say, by name inside the file only."""

    def __init__(self) -> None:
        self.gateways: dict[str, bool] = {}
        self.aaa = self.saml = self.hdx = self.ipv6_server = self.partitions = False
        self.web_servers: set[str] = set()
        self.groups: set[str] = set()
        self.ipv6: set[str] = set()
        self.bound: list[tuple[str, str]] = []

    def take(self, words: list[str]) -> None:
        """Learn from one command in lower case."""
        verb, kind = words[0], words[1]
        rest = words[2:]
        if kind in ("vpn", "authentication", "lb", "cr") and rest[:1] == ["vserver"] and len(rest) > 1:
            self._server(verb, kind, rest[1], rest[2:])
        elif verb == "add" and kind == "ns" and rest[:1] == ["partition"]:
            self.partitions = True
        elif verb == "add" and kind == "authentication" and rest[:1] in (["samlaction"], ["samlidpprofile"]):
            self.saml = True
        elif verb == "add" and kind == "server" and len(rest) > 1:
            if _is_ipv6(rest[1]) or "aaaa" in rest:
                self.ipv6.add(rest[0])
        elif verb == "add" and kind in ("service", "servicegroup") and rest:
            self._service(kind, rest)
        elif verb == "bind" and kind == "servicegroup" and len(rest) > 1:
            self.bound.append((rest[0], rest[1]))
            if _is_ipv6(rest[1]):
                self.ipv6.add(rest[1])

    def _server(self, verb: str, kind: str, name: str, rest: list[str]) -> None:
        if kind == "vpn" and verb in ("add", "set"):
            self.gateways[name] = _option(rest, "-dtls", "on" if self.gateways.get(name, True) else "off") != "off"
        elif kind == "authentication" and verb == "add":
            self.aaa = True
        elif kind == "cr" and verb == "add":
            self.hdx = self.hdx or "hdx" in rest[:1]
        elif kind == "lb" and verb == "add" and rest[:1] and rest[0] in _WEB:
            self.web_servers.add(name)
            self.ipv6_server = self.ipv6_server or any(_is_ipv6(word) for word in rest[1:2])
        elif kind == "lb" and verb == "bind" and rest:
            self.bound.append((name, rest[0]))

    def _service(self, kind: str, rest: list[str]) -> None:
        self.groups.add(rest[0])
        if kind == "service" and len(rest) > 1:
            self.bound.append((rest[0], rest[1]))
            if _is_ipv6(rest[1]):
                self.ipv6.add(rest[1])

    def facts(self) -> dict[str, bool]:
        """Return each fact; services lead from web servers to addresses in at most two steps."""
        reached = set(self.web_servers)
        for _ in range(2):
            reached |= {target for source, target in self.bound if source in reached}
        return {
            "gateway": bool(self.gateways),
            "aaa": self.aaa,
            "saml": self.saml,
            "ipv6_lb": self.ipv6_server or bool(reached & self.ipv6),
            "hdx": self.hdx,
            "dtls": any(self.gateways.values()),
        }


def _option(words: list[str], name: str, otherwise: str) -> str:
    return next((words[n + 1] for n, word in enumerate(words[:-1]) if word == name), otherwise)


def _is_ipv6(text: str) -> bool:
    return text.count(":") > 1 and re.fullmatch(r"[0-9a-f:.%/]+", text) is not None
