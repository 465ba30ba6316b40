"""A rule counts as run only if it fired on its positive samples and stayed silent on its negative ones, in this run."""

import io
import tarfile
from collections.abc import Iterable, Sequence
from ipaddress import ip_network
from itertools import accumulate, pairwise

from isal import isal_zlib

from dijkwacht.hunting.engine.intake.limits import Budget, Limits
from dijkwacht.hunting.engine.intake.streams import Inflated
from dijkwacht.hunting.engine.intake.unpacking import Leaf, LeafFacts, Unpacker
from dijkwacht.hunting.engine.intake.walking import FileFacts
from dijkwacht.hunting.engine.keeping import all_is_kept
from dijkwacht.hunting.engine.logs.recognise import recognise
from dijkwacht.hunting.engine.model import LOG_KINDS, Kind, PathTaken, Place, RuleFacts, RuleReport, SampleFile, Samples
from dijkwacht.hunting.engine.rules.indicators import DIGESTS, Indicator, Sort
from dijkwacht.hunting.engine.ruleset import RuleSet
from dijkwacht.hunting.engine.scanning.proving import ProvingScan
from dijkwacht.hunting.engine.solving import settle, solve
from dijkwacht.hunting.engine.together import put_together
from dijkwacht.hunting.engine.visiting import Gatherer

_TEXTUAL = (*LOG_KINDS, Kind.EVENTS, Kind.COMMAND_HISTORY)  # where an indicator that stands in text may be found
_NO_SAMPLES = "it has no positive and negative sample"
# One line per format, {} where an indicator stands: what a sample of an indicator is made of. No address stands in
# them, for it may be an indicator itself and would be found in its near miss.
TEMPLATES = {
    "web-access": '- - - [08/Jan/2020:00:00:01 +0100] "GET /{} HTTP/1.1" 200 5 "-" "sample"',
    "syslog": "Jan  8 00:00:01 <local0.info> ns1 sample[1]: says {} here",
    "web-error": "[Wed Jan 08 00:00:01.000000 2020] [core:error] [pid 1] says {} here",
    "w3c": "2020-01-08 00:00:01 GET /{} - 200",
    "json-lines": '{"timestamp": "2020-01-08T00:00:01Z", "message": "says {} here"}',
    "csv": "2020-01-08T00:00:01Z,says {} here",
    "command-history": r"show\040{}\040now",
}
_GZIP = 31  # zlib's word for: with the header of gzip
_TAR_TYPES = {"file": tarfile.REGTYPE, "folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE}
_HEADS = {"w3c": "#Fields: date time cs-method cs-uri-stem c-ip sc-status", "csv": "time,message"}
_NAMES = {
    "web-access": "httpaccess.log",
    "syslog": "ns.log",
    "web-error": "httperror.log",
    "w3c": "u_ex200108.log",
    "json-lines": "events.log",
    "csv": "events.csv",
    "command-history": ".nscli_history",
}


def fired_on(rules: RuleSet, tree: Sequence[SampleFile]) -> set[str]:
    """Return the rules that fire on a tree of sample files, packed as tar and gzip and read as evidence is."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as tar:
        for file in tree:
            about = tarfile.TarInfo(file.path.lstrip("/"))
            about.size, about.mode, about.uid, about.gid, about.mtime = (
                len(file.content),
                file.mode,
                file.uid,
                file.gid,
                int(file.mtime),
            )
            about.type = _TAR_TYPES[file.type]
            if file.born is not None:
                about.pax_headers = {"LIBARCHIVE.creationtime": str(file.born)}
            tar.addfile(about, io.BytesIO(file.content))
    gatherer = Gatherer(rules)
    size = packed.tell()
    packed.seek(0)
    about_all = LeafFacts(Place("sample", "sample.tgz"), FileFacts("/sample.tgz", size=size))
    Unpacker(gatherer).stream(about_all, Leaf(packed), Budget(Limits(), size))
    times = settle(gatherer.found.logs, None, None)
    told = put_together(rules, gatherer.found, solve(gatherer.found.hits, times), times)
    return {one.hit.facts.id for one in told}


def why_unarmed(rules: RuleSet, facts: RuleFacts) -> str:
    """Return why a rule is not armed, the empty text where it is."""
    samples: Samples = facts.samples
    if not samples.complete:
        return _NO_SAMPLES
    for number, tree in enumerate(samples.positive, start=1):
        if facts.id not in fired_on(rules, tree):
            return f"it stayed silent on its positive sample {number}"
    for number, tree in enumerate(samples.negative, start=1):
        if facts.id in fired_on(rules, tree):
            return f"it fired on its negative sample {number}"
    return ""


def armed_indicators(rules: RuleSet, formats: Iterable[str]) -> dict[str, str]:
    """Return, per indicator, why it is not armed (empty where it is), for each of the log formats in the evidence."""
    wanted = sorted(set(formats) & TEMPLATES.keys()) or ["web-access"]
    why: dict[str, str] = {}
    textual = rules.plan.textual()
    sought = {one.facts.id for one in textual}
    asked = [(name, False, "stayed silent on its sample") for name in wanted]
    for name, near, word in [*asked, (wanted[0], True, "fired on its near miss")]:
        fired = _fired_lines(rules, textual, name, near=near)
        for one in textual:
            if (one.facts.id in fired) is near:
                why.setdefault(one.facts.id, f"it {word} in {name}")
    for one in rules.indicators:
        if one.sort is Sort.NETWORK and one.facts.id not in sought:
            why.setdefault(one.facts.id, "a network this large is not sought")
        elif one.sort is Sort.NAME:
            hits = set(rules.named(f"/sample/{one.value.lstrip('/')}")), set(rules.named(f"/sample/x{one.value}x"))
            if one not in hits[0] or one in hits[1]:
                why.setdefault(one.facts.id, "it is not found as the name of a file")
        elif one.sort in DIGESTS and one.facts not in rules.digests[one.sort].get(one.value, ()):
            why.setdefault(one.facts.id, "it is not found as a digest")
    return {one.facts.id: why.get(one.facts.id, "") for one in rules.indicators}


def _fired_lines(rules: RuleSet, indicators: Sequence[Indicator], name: str, *, near: bool) -> set[str]:
    """Return the indicators that are found on their own line of a packed log in the format `name`."""
    before, _, after = TEMPLATES[name].partition("{}")
    head = f"{_HEADS[name]}\n".encode() if name in _HEADS else b""
    write = _near_miss if near else sample_of
    lines = [f"{before}{write(one)}{after}\n".encode() for one in indicators]
    content = head + b"".join(lines)
    reader = recognise(content[:65536], _NAMES[name])
    if reader is None or reader.name != name:
        return set() if not near else {one.facts.id for one in indicators}
    begins = accumulate(map(len, lines), initial=len(head))
    own = dict(zip((one.facts.id for one in indicators), pairwise(begins), strict=True))
    scan = ProvingScan(Place("sample", _NAMES[name]), reader, rules.plan.for_log(reader, b""), own)
    packed = isal_zlib.compress(content, 0, wbits=_GZIP)
    budget = Budget(Limits(floor=2 * len(content)), len(content))
    scan.run(Leaf(Inflated(Leaf(io.BytesIO(packed)), "gzip", budget)))
    return scan.proved


def sample_of(one: Indicator) -> str:
    """Return what a positive sample of an indicator holds."""
    if one.sort is not Sort.NETWORK:
        return one.value
    return _neighbour(one.value, inside=True)


def _near_miss(one: Indicator) -> str:
    if one.sort is Sort.NETWORK:
        return _neighbour(one.value, inside=False)
    if one.sort is Sort.ADDRESS:
        return f"1{one.value}5"
    if one.sort is Sort.URL:
        scheme, _, below = one.value.partition("://")
        return f"{scheme}://x{below}x"
    return f"{one.value}x" if "/" in one.value else f"x{one.value}x"


def _neighbour(network: str, *, inside: bool) -> str:
    own = ip_network(network)
    if inside:
        return str(own.network_address + 1)
    beyond = int(own.broadcast_address) + 1
    top = (1 << own.max_prefixlen) - 1
    return str(type(own.network_address)(beyond if beyond <= top else int(own.network_address) - 1))


def reports(rules: RuleSet, formats: Iterable[str], counts: dict[str, int]) -> list[RuleReport]:
    """Return every rule with whether it is armed, why not, and the way it ran."""
    with all_is_kept():
        return _reports(rules, formats, counts)


def _reports(rules: RuleSet, formats: Iterable[str], counts: dict[str, int]) -> list[RuleReport]:
    found: list[RuleReport] = []

    def report(facts: RuleFacts, path: PathTaken, why: str, kinds: tuple[Kind, ...] = ()) -> None:
        found.append(
            RuleReport(facts.id, facts.title, not why, why, path, counts.get(facts.id, 0), kinds or facts.kinds)
        )

    for rule in rules.plan.rules:
        if not rule.silent:
            report(rule.facts, rules.plan.path_taken(rule), why_unarmed(rules, rule.facts))
    for correlation in rules.correlations:
        report(correlation.facts, PathTaken.STATEFUL, why_unarmed(rules, correlation.facts))
    for stateful in rules.stateful:
        report(stateful.facts, PathTaken.STATEFUL, why_unarmed(rules, stateful.facts))
    for file_rule in rules.files:
        report(file_rule.facts, PathTaken.FILE_FACTS, why_unarmed(rules, file_rule.facts))
    for facts in rules.yara_facts.values():
        report(facts, PathTaken.YARA, why_unarmed(rules, facts))
    proven = armed_indicators(rules, formats) if rules.indicators else {}
    way = PathTaken.BRUTE_FORCE if rules.plan.brute else PathTaken.PREFILTER
    for one in rules.indicators:
        kinds = one.facts.kinds if one.facts.kinds == (Kind.FILES,) else _TEXTUAL
        report(one.facts, way, proven[one.facts.id], kinds)
    for broken in rules.broken:
        report(broken.facts, PathTaken.COLUMNS, f"it cannot be run: {broken.why}")
    return sorted(found, key=lambda one: one.rule)
