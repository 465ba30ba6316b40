"""Arming of lists: every indicator stands in a packed log that is read as evidence is, beside what only looks like it.

One log and one search prove all of them. Lists above some 20,000 are one database for every format; where that very
database has proved all of a list, it has to prove in the other formats that each way of writing is found there.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network
from itertools import accumulate

from isal import isal_zlib

from dijkwacht.hunting.engine.intake.limits import Budget, Limits
from dijkwacht.hunting.engine.intake.streams import Inflated
from dijkwacht.hunting.engine.intake.unpacking import Leaf
from dijkwacht.hunting.engine.logs.recognise import recognise
from dijkwacht.hunting.engine.model import Place
from dijkwacht.hunting.engine.rules.indicators import DIGESTS, Indicator, Sort
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.databases import Database
from dijkwacht.hunting.engine.scanning.proving import FOUND, MISLED, ProvingScan

# One line per format, {} where an indicator stands and where its near miss does: what a sample of an indicator is made
# of. No address stands in them, for it may be an indicator itself and would be found in its near miss.
TEMPLATES = {
    "web-access": '- - - [08/Jan/2020:00:00:01 +0100] "GET /{} HTTP/1.1" 200 5 "-" "{}"',
    "syslog": "Jan  8 00:00:01 <local0.info> ns1 sample[1]: says {} here, not {} there",
    "web-error": "[Wed Jan 08 00:00:01.000000 2020] [core:error] [pid 1] says {} here, not {} there",
    "w3c": "2020-01-08 00:00:01 GET /{} - 200 {} -",
    "json-lines": '{"timestamp": "2020-01-08T00:00:01Z", "message": "says {} here, not {} there"}',
    "csv": "2020-01-08T00:00:01Z,says {} here,not {} there",
    "command-history": r"show\040{}\040not\040{}\040now",
}
_HEADS = {
    "w3c": "#Fields: date time cs-method cs-uri-stem c-ip sc-status cs(User-Agent) x-last",
    "csv": "time,message,more",
}
_NAMES = {
    "web-access": "httpaccess.log",
    "syslog": "ns.log",
    "web-error": "httperror.log",
    "w3c": "u_ex200108.log",
    "json-lines": "events.log",
    "csv": "events.csv",
    "command-history": ".nscli_history",
}
_ENOUGH = 50  # lines by which a format is recognised
_GZIP = 31  # zlib's word for: with the header of gzip
_ADDRESS, _NETWORK, _URL, _NAME = Sort.ADDRESS, Sort.NETWORK, Sort.URL, Sort.NAME

Sample = tuple[Indicator, str, str]


def armed_indicators(rules: RuleSet, formats: Iterable[str]) -> dict[str, str]:
    """Return of each indicator that is not armed why it is not, in the log formats that the evidence has."""
    wanted = sorted(set(formats) & TEMPLATES.keys()) or ["web-access"]
    samples = [(one, sample_of(one), near_miss(one)) for one in rules.plan.textual()]
    why: dict[str, str] = {}
    proved: list[Database] = []
    for name in wanted if samples else ():
        for one, silent in _failed(rules, samples, name, proved):
            word = "stayed silent on its sample" if silent else "fired on its near miss"
            why.setdefault(one.facts.id, f"it {word} in {name}")
    sought = {one.facts.id for one, _, _ in samples if one.sort is _NETWORK}
    for one in rules.indicators:
        sort = one.sort
        if sort is _NETWORK and one.facts.id not in sought:
            why.setdefault(one.facts.id, "a network this large is not sought")
        elif sort is _NAME:
            hits = set(rules.named(f"/sample/{one.value.lstrip('/')}")), set(rules.named(f"/sample/x{one.value}x"))
            if one not in hits[0] or one in hits[1]:
                why.setdefault(one.facts.id, "it is not found as the name of a file")
        elif sort in DIGESTS and one.facts not in rules.digests[sort].get(one.value, ()):
            why.setdefault(one.facts.id, "it is not found as a digest")
    return why


def _failed(
    rules: RuleSet, samples: Sequence[Sample], name: str, proved: list[Database]
) -> Iterator[tuple[Indicator, bool]]:
    """Yield the indicators that fail in a format: true where one stays silent, false where its near miss fires."""
    reader = recognise(_packed(samples[:_ENOUGH], name)[0], _NAMES[name])
    if reader is None or reader.name != name:
        yield from ((one, True) for one, _, _ in samples)
        return
    prepared = rules.plan.for_log(reader, b"")
    database = prepared.databases[0][0]
    if not any(database is one for one in proved):
        proved.append(database)
        groups = [[sample] for sample in samples]
    else:
        groups = list(_alike(samples))
    content, nears, ends = _packed([group[0] for group in groups], name)
    scan = ProvingScan(Place("sample", _NAMES[name]), reader, prepared, [group[0][0] for group in groups], nears, ends)
    scan.run(Leaf(Inflated(Leaf(io.BytesIO(isal_zlib.compress(content, 0, wbits=_GZIP))), "gzip", _ample(content))))
    for group, told in zip(groups, scan.proved, strict=True):
        if told != FOUND:
            yield from ((one, not told & MISLED) for one, _, _ in group)


def _ample(content: bytes) -> Budget:
    return Budget(Limits(floor=2 * len(content)), len(content))


def _alike(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    """Yield the samples whose place in a line is checked alike, together."""
    groups: dict[tuple[Sort, bool, bool], list[Sample]] = {}
    for one in samples:
        groups.setdefault((one[0].sort, ":" in one[1], "/" in one[1]), []).append(one)
    yield from groups.values()


def _packed(samples: Sequence[Sample], name: str) -> tuple[bytes, list[int], list[int]]:
    """Return a log with the samples, per line from where on the near miss stands, and where head and lines end."""
    before, between, after = TEMPLATES[name].split("{}")
    after += "\n"
    head = f"{_HEADS[name]}\n" if name in _HEADS else ""
    lines = [f"{before}{value}{between}{near}{after}" for _, value, near in samples]
    content = head + "".join(lines)
    size = len if content.isascii() else _bytes
    ends = list(accumulate(map(size, lines), initial=size(head)))
    tail = len(after) + len(between)
    nears = [end - tail - size(near) for end, (_, _, near) in zip(ends[1:], samples, strict=True)]
    return content.encode(), nears, ends


def _bytes(text: str) -> int:
    return len(text.encode())


def sample_of(one: Indicator) -> str:
    """Return what a positive sample of an indicator holds."""
    return one.value if one.sort is not _NETWORK else _neighbour(one.value, inside=True)


def near_miss(one: Indicator) -> str:
    """Return what only looks like an indicator: on this it must stay silent."""
    value, sort = one.value, one.sort
    if sort is _ADDRESS:
        return f"1{value}5"
    if sort is _NETWORK:
        return _neighbour(value, inside=False)
    if sort is _URL:
        scheme, _, below = value.partition("://")
        return f"{scheme}://x{below}x"
    if value.endswith("/"):  # a folder: what lies below it is meant too
        return f"x{value}"
    return f"{value}x" if "/" in value else f"x{value}x"


def _neighbour(network: str, *, inside: bool) -> str:
    own = ip_network(network)
    if inside:
        return str(own.network_address + 1)
    beyond = int(own.broadcast_address) + 1
    top = (1 << own.max_prefixlen) - 1
    return str(type(own.network_address)(beyond if beyond <= top else int(own.network_address) - 1))
