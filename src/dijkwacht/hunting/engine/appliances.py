"""Which appliance a line is of: by the root or folder it lay in, the hosts that it names, and the pair they form."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from dijkwacht.hunting.engine.intake.walking import TOP, below_root
from dijkwacht.hunting.engine.logs.recognise import log_name
from dijkwacht.hunting.engine.model import Kind, Place
from dijkwacht.hunting.engine.rules.own_traces import began_at

T = TypeVar("T")
TELLING = frozenset({"collection.txt", "ns.conf"})  # files that say something of the appliance itself
_COLLECTION = "volatile/collection.txt"
_OWN_ADDRESS = re.compile(rb"^set ns config -IPAddress ([\d.]+)", re.MULTILINE | re.IGNORECASE)
_PEER = re.compile(rb"^add HA node \d+ ([\d.]+)", re.MULTILINE | re.IGNORECASE)
_NAMING = frozenset({Kind.SYSTEM_LOG, Kind.SHELL_LOG, Kind.CRON_LOG})
_NAMES = ("nsip", "host")


class Line(NamedTuple):
    """What tells of which appliance a line is: where it lay, its kind, its fields."""

    place: Place
    kind: Kind
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Node:
    """One node of a pair, as its configuration says: where that lay, its address and those of its peers."""

    root: str
    own: str
    peers: frozenset[str]


class Appliances:
    """The appliances of one hunt. `told` are (place, beginning) of the files named in TELLING, `logs` where logs lay.

    Folders that show no root of an appliance are one box, unless two of them hold a log of the same name and number.
    """

    def __init__(self, told: Iterable[tuple[Place, bytes]], logs: Iterable[Place]) -> None:
        folders: dict[tuple[str, str, int], set[str]] = {}
        for place in logs:
            if _root(place) is None:
                folder, _, name = _way(place).rpartition("/")
                log = log_name(name)
                folders.setdefault((place.evidence, log.source, log.number), set()).add(folder)
        self._doubled = {evidence for (evidence, _, _), found in folders.items() if len(found) > 1}
        self._nodes: list[_Node] = []
        self._began: dict[str, list[datetime]] = {}
        for place, head in told:
            self._learn(place, head)

    def _learn(self, place: Place, head: bytes) -> None:
        inner = _inner(place)
        above = inner.removesuffix(_COLLECTION)
        began = began_at(head) if above != inner and not TOP & set(above.split("/")) else None
        if began is not None:
            whole = f"{place.evidence}/{_way(place)}"
            self._began.setdefault(whole.removesuffix(_COLLECTION).rstrip("/"), []).append(began.astimezone(UTC))
        own = _OWN_ADDRESS.search(head)
        if own and inner.endswith("ns.conf"):
            peers = frozenset(found.decode() for found in _PEER.findall(head)) - {own[1].decode()}
            self._nodes.append(_Node(self.root(place), own[1].decode(), peers))

    def root(self, place: Place) -> str:
        """Return the appliance's root in the evidence, else the folder or the evidence that stands for it."""
        root = _root(place)
        if root is not None:
            return root
        way = f"{place.evidence}/{_way(place)}"
        if place.member is None and place.evidence.rpartition("/")[2] == place.path:
            return place.evidence.rpartition("/")[0]
        return way.rpartition("/")[0] if place.evidence in self._doubled else place.evidence

    def began(self, place: Place) -> Sequence[datetime]:
        """Return when our collector began on the appliance of a file."""
        return self._began.get(self.root(place), ())

    def parted(self, lines: Sequence[tuple[Line, T]]) -> list[list[T]]:
        """Return what goes with the lines, by appliance and in their order.

        Where the lines of one root name several hosts, each host is an appliance of its own, and what names none
        stands with each of them. The nodes of a pair are one appliance.
        """
        hosts = _Joined()
        for line, _ in lines:
            names = self._names(line)
            hosts.join(*(names or [(self.root(line.place),)]))
        split = self._roots_of_many(lines, hosts)
        groups: dict[Hashable, list[T]] = {}
        boxes = self._pairs(hosts, split)
        every = {root: sorted({boxes.of(one) for one in own}, key=repr) for root, own in split.items()}
        for line, kept in lines:
            root, names = self.root(line.place), self._names(line)
            if root not in split:
                keys: Sequence[Hashable] = [boxes.of((root,))]
            else:
                keys = [boxes.of(hosts.of(names[0]))] if names else every[root]
            for key in keys:
                groups.setdefault(key, []).append(kept)
        return list(groups.values())

    def _names(self, line: Line) -> list[Hashable]:
        if line.kind not in _NAMING:
            return []
        root = self.root(line.place)
        return [(root, name, line.fields[name].lower()) for name in _NAMES if line.fields.get(name)]

    def _roots_of_many(self, lines: Sequence[tuple[Line, T]], hosts: "_Joined") -> dict[str, set[Hashable]]:
        """Return the roots in which several hosts are named, with their hosts.

        One address beside one name is one box: ns.log writes the one, a shell log the other.
        """
        named: dict[str, dict[str, set[Hashable]]] = {}
        for line, _ in lines:
            for name in self._names(line):
                sort = named.setdefault(self.root(line.place), {}).setdefault(str(name[1]), set())  # type: ignore[index]
                sort.add(hosts.of(name))
        return {
            root: set().union(*sorts.values())
            for root, sorts in named.items()
            if any(len(found) > 1 for found in sorts.values())
        }

    def _pairs(self, hosts: "_Joined", split: Mapping[str, set[Hashable]]) -> "_Joined":
        boxes = _Joined()
        for one in self._nodes:
            for other in self._nodes:
                if one.root != other.root and other.own in one.peers and (not other.peers or one.own in other.peers):
                    boxes.join((one.root,), (other.root,))
            for root in split:
                own = [hosts.of((root, "nsip", address)) for address in (one.own, *one.peers)]
                boxes.join(*(key for key in own if key in split[root]))
        return boxes


class _Joined:
    """Things that are the same, told in any order."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def of(self, one: Hashable) -> Hashable:
        while (above := self._above.get(one, one)) != one:
            one = above
        return one

    def join(self, *same: Hashable) -> None:
        for other in same[1:]:
            first, second = sorted((self.of(same[0]), self.of(other)), key=repr)
            self._above[second] = first


def _inner(place: Place) -> str:
    return (place.member or place.path).rpartition("!")[2]


def _way(place: Place) -> str:
    return place.shown.replace("!", "/")


def _root(place: Place) -> str | None:
    """Return the root of the appliance in which a file lies, None where its path shows none."""
    inner = _inner(place)
    below = below_root(inner, place.evidence if place.member is None else "")
    if below.split("/")[1] not in TOP:
        return None
    way = f"{place.evidence}/{_way(place)}"
    kept = len(way) - len(below) if len(inner) >= len(below) - 1 else len(place.evidence)
    return way[:kept].rstrip("/")
