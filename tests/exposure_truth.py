"""Truth to score matching with, worked out without the engine: builds of bulletins, and bounds of real CVE records."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dijkwacht.advisories.engine.reading import read_path
from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.engine.amendments import shipped_amendments
from dijkwacht.exposure.engine.claiming import say
from dijkwacht.exposure.engine.claims import Bounds, SpeechDraft, Status
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import Matcher, matcher_of
from dijkwacht.exposure.engine.schemes import Hints, load_schemes

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
BUILDS = Path(__file__).parent / "truth" / "netscaler.csv"
ALL_FACTS = dict.fromkeys(("gateway", "aaa", "saml", "ipv6_lb", "hdx", "dtls"), Answer.YES)
OPEN = frozenset({"affected", "out-of-support"})
SAFE = frozenset({"fixed", "not-affected"})
HEDGES = frozenset({"precondition-unknown", "version-unknown", "undetermined", "name-only"})
VENDORS = ("fortinet", "cisco", "ivanti", "f5")


@dataclass
class Score:
    """How answers compare with the truth; `wrong` holds the first of what differs."""

    right: int = 0
    hedged: int = 0
    true_open: int = 0
    false_open: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, expected: str, found: str | None, about: str, *, exact: bool) -> None:
        is_open, should_be = found in OPEN, expected in OPEN
        self.true_open += is_open and should_be
        self.false_open += is_open and not should_be
        self.missed += should_be and not is_open
        self.hedged += found in HEDGES
        if found == expected or (not exact and is_open == should_be and found in OPEN | SAFE):
            self.right += 1
        else:
            self.wrong.append(f"{about}: {found}, expected {expected}")

    @property
    def cases(self) -> int:
        return self.right + len(self.wrong)

    @property
    def precision(self) -> float:
        return self.true_open / max(self.true_open + self.false_open, 1)

    @property
    def recall(self) -> float:
        return self.true_open / max(self.true_open + self.missed, 1)


def verdict(matcher: Matcher, vendor: str, product: str, version: str, flaw: str = "", **row: object) -> str | None:
    """Return what the engine says of one row, for one vulnerability where several are spoken of."""
    asked = Row(1, "X", "a", vendor, product, version, **row)
    return next((m.verdict.value for m in matcher.match([("f", asked)]) if not flaw or m.vulnerability == flaw), None)


def netscaler_score() -> Score:
    """Score every build of the bulletins, with the real record of CVE-2025-5777 where it is at hand."""
    record = SHARED / "cve" / "CVE-2025-5777.json"
    documents = [read_path(record).document] if record.is_file() else []
    matchers = {
        one.vulnerability: matcher_of(
            [document for document in documents if document.identifier == one.vulnerability], amendments=[one]
        )
        for one in shipped_amendments()
    }
    score = Score()
    with BUILDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            flaw, version = row["vulnerability"], row["version"]
            found = verdict(matchers[flaw], "Citrix", "NetScaler ADC", version, flaw, facts=ALL_FACTS)
            score.add(row["verdict"], found, f"{flaw} {version} ({row['bulletin']})", exact=True)
    return score


def order_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a version for comparing, the plain way: numbers above words above the end, idle zeros left out."""
    parts = [(2, int(t), "") if t.isdigit() else (1, 0, t) for t in re.findall(r"\d+|[a-z]+", text.lower())]
    while parts and parts[-1] == (2, 0, ""):
        parts.pop()
    return (*parts, (0, 0, ""))


@dataclass(frozen=True)
class Stretch:
    """One statement of a record: from `low` (None: the start) up to `high`; `line`: its first two numbers."""

    low: str | None
    high: str | None
    included: bool

    def holds(self, version: str) -> bool:
        key = order_key(version)
        above = self.low is None or order_key(self.low) <= key
        if self.high is None:
            return above
        return above and (key < order_key(self.high) or (self.included and key == order_key(self.high)))


_SPELLINGS = {
    "adaptivesecurityappliancesoftware": "adaptivesecurityapplianceasasoftware",
    "forticliententerprisemanagementserver": "forticlientems",
    "forticlientendpointmanagementserver": "forticlientems",
    "accesspolicymanagerclients": "bigipedgeclient",
}
_PLAIN = re.compile(r"v?\d+(\.\d+)+|\d+\.\d+\(\d+[a-z]?\)[A-Z]*\d*[a-z]?|\d+(\.\d+)*[a-zA-Z]{1,2}\d*(\.\d+)?")


def record_files() -> list[Path]:
    return sorted((SHARED / "cve").glob("*.json"))


def boundary_score(vendor: str) -> Score:
    """Score each bound of a vendor's records with its neighbours above and below; truth by comparing numbers."""
    score = Score()
    for path in record_files():
        value = json.loads(path.read_text("utf-8"))
        containers = [value["containers"]["cna"], *value["containers"].get("adp", [])]
        blocks = [block for one in containers for block in one.get("affected", [])]
        products = {_product(block) for block in blocks if vendor in str(block.get("vendor", "")).lower()}
        document = read_path(path).document
        matcher = matcher_of([document], shipped=())
        for product in sorted(products):
            mine = [block for block in blocks if _product(block) == product]
            for version, expected in _cases(mine):
                shown = mine[0]
                found = verdict(matcher, shown["vendor"], shown["product"], version)
                score.add(expected, found, f"{path.stem} {shown['product']} {version}", exact=False)
    return score


def _product(block: dict) -> str:
    name = re.sub(r"[^a-z0-9]", "", str(block.get("product", "")).lower())
    maker = re.sub(r"[^a-z0-9]", "", str(block.get("vendor", "")).lower())
    bare = name.removeprefix(maker)
    return _SPELLINGS.get(bare, bare)


def _cases(blocks: list[dict]) -> Iterator[tuple[str, str]]:
    """Yield versions with the verdict that comparing gives; only from blocks whose every wording compares plainly."""
    said = [one for block in blocks for one in block.get("versions", [])]
    if any(not _is_plain(one) for one in said):
        return
    stretches = [_stretch(one) for one in said if one["status"] == "affected"]
    known = all(block.get("defaultStatus") == "unaffected" for block in blocks)
    asked: dict[str, str] = {}
    bounds = {bound for one in stretches for bound in (one.low, one.high) if bound}
    for stretch in stretches:
        for version in _neighbours(stretch):
            # A bare train ("4.2" beside "4.2.0") names many builds; the contract asks another answer for it.
            if any(bound.startswith(f"{version}.") for bound in bounds):
                continue
            inside = any(one.holds(version) for one in stretches)
            passed = any(_passes(one, version) for one in stretches)
            if inside or passed or known:
                asked[version] = "affected" if inside else "fixed" if passed else "not-affected"
    yield from sorted(asked.items())


def _is_plain(one: dict) -> bool:
    texts = [one.get("version", ""), *[one[key] for key in ("lessThan", "lessThanOrEqual") if key in one]]
    low, upper = texts[0], texts[1:]
    if one["status"] != "affected" or one.get("changes"):
        return False
    if upper and order_key(low) >= order_key(upper[0]) and low != "0" and upper[0] != low:
        return False
    if upper and upper[0] == low and "lessThan" in one:
        return False
    return all(_PLAIN.fullmatch(text) or (text == "0" and bool(upper)) for text in texts)


def _stretch(one: dict) -> Stretch:
    low = None if one["version"] == "0" else one["version"]
    if "lessThan" in one:
        return Stretch(low, one["lessThan"], included=False)
    return Stretch(low, one.get("lessThanOrEqual", one["version"]), included=True)


def _neighbours(stretch: Stretch) -> Iterator[str]:
    """Yield the bounds and the versions right below and above, by the last number."""
    for bound in (stretch.low, stretch.high):
        if bound is None:
            continue
        yield bound
        numbers = re.fullmatch(r"(.*?)(\d+)", bound)
        if numbers:
            last = int(numbers[2])
            yield f"{numbers[1]}{last + 1}"
            if last > 0:
                yield f"{numbers[1]}{last - 1}"


def _passes(stretch: Stretch, version: str) -> bool:
    """Return whether the version lies at or above the bound of its own line, the first two numbers."""
    if stretch.high is None or stretch.low == stretch.high:
        return False
    same = order_key(version)[:2] == order_key(stretch.high)[:2]
    return same and not stretch.holds(version) and order_key(version) >= order_key(stretch.high)


_ECOSYSTEM = (
    ("rpm", re.compile(r"\.(el|amzn|fc)\d|module[+_]el")),
    ("deb", re.compile(r"ubuntu\d|[+~]deb\d|\+b\d$")),
    ("semver", re.compile(r"^v\d+\.\d+\.\d+")),
)


def label_score() -> tuple[int, Counter[str], list[str]]:
    """Return how many labelled versions there are, how many each scheme reads, and those that none reads."""
    schemes = load_schemes()
    lines = (SHARED / "match-labels" / "labels.jsonl").read_text("utf-8").splitlines()
    versions = sorted({json.loads(line)["version"] for line in lines})
    by_scheme: Counter[str] = Counter()
    unread: list[str] = []
    for text in versions:
        name = next((name for name, mark in _ECOSYSTEM if mark.search(text)), "")
        scheme = schemes.called(name) if name else schemes.for_product("", Hints(texts=(text,)))
        read = scheme.parse(text) if scheme else None
        if read is None:
            unread.append(text)
        else:
            by_scheme[scheme.name if scheme else ""] += 1
    return len(versions), by_scheme, unread


def range_score(documents: Iterator[Document]) -> tuple[int, Counter[str]]:
    """Return how many range texts the documents hold, and those that were not read."""
    total: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    for document in documents:
        ranges = Counter(p.version_range.strip() for p in document.products if p.version_range)
        matcher = matcher_of([document], shipped=())
        missed = {
            text.strip()
            for statements in matcher.by_product.values()
            for statement in statements
            if statement.speech is not None
            for text in statement.speech.unread
        }
        total.update(ranges)
        unread.update({text: count for text, count in ranges.items() if text in missed})
    return total.total(), unread


def list_score() -> tuple[int, int, Counter[str]]:
    """Return the rows of the national list on Log4j, how many say a version, and what is not read of those."""
    said: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    rows = 0
    for path in sorted((SHARED / "log4shell").glob("software_list_*.md")):
        for line in path.read_text("utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not line.startswith("|") or len(cells) < 7 or cells[0].startswith((":", "Supplier")):
                continue
            rows += 1
            said.update([cells[2]] if cells[2] else [])
    for text, count in said.items():
        draft = SpeechDraft(load_schemes().for_product("", Hints(texts=(text,))))
        say(draft, Status.AFFECTED, text, Bounds())
        unread.update({text: count} if draft.unread else {})
    return rows, said.total(), unread


def csaf_documents() -> Iterator[Document]:
    for path in sorted((SHARED / "csaf").rglob("*.json")):
        yield read_path(path).document


def grouped(wrong: list[str], shown: int = 10) -> dict[str, list[str]]:
    """Return what differs by its first word, a few of each."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in wrong:
        found[text.split(" ", 1)[0]].append(text)
    return {name: texts[:shown] for name, texts in found.items()}
