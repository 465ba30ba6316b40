"""Every maker's records expanded to their bounds and what stands beside them, judged by a reading of its own.

Nothing here is shared with the engine but the readers of documents' JSON: the ranges are read by a handful of patterns,
versions are compared by `exposure_truth.order_key`, and whatever those do not understand is left out and counted.
"""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import exposure_truth as truth
from dijkwacht.advisories.engine.reading import read_path
from dijkwacht.advisories.engine.values import (
    Affected,
    CveStatus,
    Document,
    Format,
    Product,
    ProductStatus,
    VersionChange,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import Matcher, matcher_of
from dijkwacht.kernel.window import midnight, read_moment

START = frozenset({"", "0", "0.0", "0.0.0", "unspecified", "n/a", "*", "-", "any", "all", "unknown", "none"})
_VERSION = r"[vVR]?\d[\w.()\-]*(?: (?:R|SP|Update|Patch|build|Upd|HF|U|P|CU)\.? ?\d+\w?)*"
_PLAIN = re.compile(_VERSION)
_WORDINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:vers:\w+/|all versions |version |versions )?(?P<sign><=?) ?(?P<high>{_VERSION})",
        rf"(?:vers:\w+/)?>= ?(?P<low>{_VERSION})(?:\||, ?| )(?P<sign><=?) ?(?P<high>{_VERSION})",
        rf"(?P<equal>)(?:version |versions )?(?P<high>{_VERSION}) (?:and|or) (?:prior|earlier|below)(?: versions)?",
        rf"(?:versions? )?(?:prior to|before) (?:version )?(?P<high>{_VERSION})",
        r"(?P<low>\d+(?:\.\d+){2,})(?P<equal>) ?- ?(?P<high>\d+(?:\.\d+){2,})",
        rf"(?:vers:\w+/)?=? ?(?P<one>{_VERSION})",
    )
)


@dataclass(frozen=True)
class Said:
    """One statement: these versions have this status ("affected", "unaffected", "unknown")."""

    status: str
    low: str | None
    high: str | None
    included: bool
    exact: bool = False

    def holds(self, key: tuple[object, ...]) -> bool:
        above = self.low is None or _key(self.low) <= key
        if self.high is None:
            return above
        high = _key(self.high)
        return above and (key < high or (self.included and key == high))

    def is_inside(self, other: "Said") -> bool:
        low = other.low is None or (self.low is not None and _key(other.low) <= _key(self.low))
        high = other.high is None or (self.high is not None and _key(self.high) <= _key(other.high))
        return low and high


@dataclass
class Told:
    """What one document says of one product, with the spellings under which it says it."""

    names: list[tuple[str, str]] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    defaults: set[str] = field(default_factory=set)


@dataclass
class Tally(truth.Score):
    """A score with what an expansion adds: spellings that changed an answer, statements left out, slow answers."""

    respelt: int = 0
    changed: list[str] = field(default_factory=list)
    statements: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    crashed: list[str] = field(default_factory=list)
    hedges: list[str] = field(default_factory=list)
    seconds: float = 0.0


def _key(text: str) -> tuple[tuple[int, int, str], ...]:
    return truth.order_key(re.sub(r"^v(?=\d)", "", text.strip(), flags=re.IGNORECASE))


def read_words(text: str, status: str) -> Said | None:
    """Return what one wording says, None where it is not one of the few that are understood here."""
    bare = text.strip()
    if bare.lower() in ("*", "all", "all versions", "vers:all/*"):
        return Said(status, None, None, included=True)
    for pattern in _WORDINGS:
        matched = pattern.fullmatch(bare)
        if matched is None:
            continue
        parts = matched.groupdict()
        if parts.get("one"):
            return Said(status, parts["one"], parts["one"], included=True, exact=True)
        included = parts.get("sign") == "<=" or "equal" in parts
        return Said(status, parts.get("low"), parts["high"], included=included)
    return None


def _cve_statement(one: dict) -> Said | None:
    upper = one.get("lessThan", one.get("lessThanOrEqual"))
    if one.get("changes") or one.get("versionType") == "git":
        return None
    if upper is None:
        return read_words(one["version"], one["status"])
    low = None if one["version"].strip().lower() in START else one["version"]
    high = None if upper == "*" else upper
    if not all(_PLAIN.fullmatch(bound) for bound in (low, high) if bound is not None):
        return None
    if low is not None and high is not None:
        below, above = _key(low), _key(high)
        if below > above or (below == above and "lessThan" in one):
            return None
    return Said(one["status"], low, high, included="lessThan" not in one)


def cve_told(path: Path) -> dict[str, Told]:
    """Return what a CVE record says per product, by its own reading."""
    value = json.loads(path.read_text("utf-8"))
    if value["cveMetadata"].get("state") == "REJECTED":
        return {}
    found: dict[str, Told] = defaultdict(Told)
    for container in [value["containers"]["cna"], *value["containers"].get("adp", [])]:
        for block in container.get("affected", []):
            told = found[truth._product(block)]
            told.names.append((str(block.get("vendor", "")), str(block.get("product", block.get("packageName", "")))))
            told.defaults.add(block.get("defaultStatus", "unknown"))
            for one in block.get("versions", []):
                read = _cve_statement(one)
                told.said += [read] if read else []
                told.left_out += [] if read else [json.dumps(one, ensure_ascii=False)]
            if block.get("platforms") or not block.get("versions"):
                told.left_out.append("platforms, or no versions")
    return found


_STATUS = {"known_affected": "affected", "known_not_affected": "unaffected", "fixed": "unaffected"}


def csaf_told(path: Path) -> dict[str, Told]:
    """Return what a CSAF document says per product and flaw (all flaws that say the same are one)."""
    value = json.loads(path.read_text("utf-8"))
    leaves: dict[str, tuple[str, str, str]] = {}
    _walk(value.get("product_tree", {}).get("branches", []), [], leaves)
    found: dict[str, Told] = {}
    for flaw in value.get("vulnerabilities", [])[:1]:
        for status, ids in flaw.get("product_status", {}).items():
            for product_id in ids:
                if product_id not in leaves:
                    continue
                vendor, product, text = leaves[product_id]
                told = found.setdefault(f"{vendor}|{product}", Told(defaults={"unaffected"}))
                told.names.append((vendor, product))
                read = read_words(text, _STATUS.get(status, "unknown"))
                if read is None or status not in _STATUS:
                    told.left_out.append(text)
                else:
                    told.said.append(read)
    return found


def _walk(branches: Iterable[dict], path: list[tuple[str, str]], leaves: dict[str, tuple[str, str, str]]) -> None:
    for branch in branches:
        here = [*path, (branch["category"], branch["name"])]
        if "product" in branch:
            names = dict(here)
            text = names.get("product_version_range", names.get("product_version", ""))
            leaves[branch["product"]["product_id"]] = (names.get("vendor", ""), names.get("product_name", ""), text)
        _walk(branch.get("branches", []), here, leaves)


def cases(told: Told) -> dict[str, str]:
    """Return versions at and beside every bound with "affected" or "safe", where the reading leaves no doubt."""
    asked: dict[str, str] = {}
    bounds = {bound for one in told.said for bound in (one.low, one.high) if bound}
    for bound in bounds:
        for version in _beside(bound):
            if _names_many(version, bounds):
                continue
            expected = _expected(told, version)
            if expected:
                asked[version] = expected
    return asked


def _names_many(version: str, bounds: set[str]) -> bool:
    """Return whether it is a pattern ("4.x") or a bare train ("4.2" beside "4.2.0"), which CONTRACTS treats apart."""
    pattern = re.search(r"(?<![^\W_])[xX*](?![^\W_])", version) is not None
    return pattern or any(bound.lower().startswith(f"{version.lower()}{sign}") for bound in bounds for sign in ".-( ")


def _beside(bound: str) -> Iterator[str]:
    yield bound
    numbers = re.fullmatch(r"(.*?)(\d+)(\D*)", bound)
    if numbers:
        last = int(numbers[2])
        width = len(numbers[2]) if numbers[2].startswith("0") else 0
        yield f"{numbers[1]}{last + 1:0{width}}{numbers[3]}"
        if last > 0:
            yield f"{numbers[1]}{last - 1:0{width}}{numbers[3]}"


def _expected(told: Told, version: str) -> str | None:
    key = _key(version)
    literal = [one for one in told.said if one.holds(key)]
    holding = [one for one in literal if _is_about(one, version, told.said)]
    if {one.status for one in literal} != {one.status for one in holding}:
        return None  # several bounds without a lower one: whether each speaks for all below is not said
    holding = [one for one in holding if one.exact] or holding
    narrow = [
        one for one in holding if not any(o is not one and o.status != one.status and o.is_inside(one) for o in holding)
    ]
    statuses = {one.status for one in narrow or holding}
    if len(statuses) > 1 or "unknown" in statuses:
        return None
    if statuses:
        return "affected" if statuses == {"affected"} else "safe"
    if told.defaults == {"unaffected"} or any(_passed(one, key) for one in told.said):
        return "safe"
    return None


def _is_about(one: Said, version: str, said: list[Said]) -> bool:
    """Return whether a statement is about the line of a version, where others bound that line by themselves."""
    if one.exact or one.status != "affected":
        return True
    if one.high is None:
        later = one.low is not None and any(o.low and _line(o.low) > _line(one.low) for o in said if not o.exact)
        return not later or _line(version) == _line(one.low or "")
    if one.low is not None:
        return True
    own = _parts(one.high or "")[:-1]
    others = [o for o in said if o is not one and o.low is None and o.high and o.status == "affected" and not o.exact]
    lines = [_parts(o.high or "")[:-1] for o in others]
    parts = _parts(version)
    return parts[: len(own)] == own or not any(parts[: len(line)] == line for line in lines)


def _line(text: str) -> tuple[object, ...]:
    return _key(text)[:2]


def _parts(text: str) -> list[str]:
    """Return numbers and words as they stand, zeros at the end too."""
    return re.findall(r"\d+|[a-z]+", re.sub(r"^v(?=\d)", "", text.strip().lower()))


def _passed(one: Said, key: tuple[object, ...]) -> bool:
    if one.high is None or one.exact or one.status != "affected":
        return False
    high = _key(one.high)
    return key[:2] == high[:2] and key >= high


def spellings(vendor: str, product: str, version: str) -> Iterator[dict[str, str]]:
    """Yield the same row written otherwise: signs, case, zeros, "v", maker's legal form, CPE."""
    led = product.lower().split()[:1] == vendor.lower().replace(",", "").split()[:1]
    whole = product if led else f"{vendor} {product}"
    yield {"vendor": vendor.upper(), "product": product.lower(), "version": version.upper()}
    yield {"vendor": vendor, "product": product.replace(" ", "-"), "version": f"  {version} "}
    yield {"vendor": vendor, "product": product, "version": re.sub(r"(?<![\d\w])(\d{1,3})(?!\d)", r"0\1", version)}
    if vendor.lower() not in START:
        yield {"vendor": f"{vendor}, Inc.", "product": whole, "version": f"v{version}"}
        yield {"vendor": "", "product": whole, "version": version}
    if "(" not in version:
        yield {"vendor": vendor, "product": product, "version": version.replace("-", "_")}
    if re.fullmatch(r"[\d.]+", version) and re.fullmatch(r"[\w &.,/\-]+", vendor + product, re.ASCII):
        maker, name = (re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") for text in (vendor, product))
        yield {"vendor": "", "product": "", "version": "", "cpe": f"cpe:2.3:a:{maker}:{name}:{version}:*:*:*:*:*:*:*"}


def judge(matcher: Matcher, told: Told, about: str, tally: Tally) -> None:
    """Ask the engine about every case of a product, and about the same in other spellings."""
    tally.statements += len(told.said) + len(told.left_out)
    tally.left_out.update(told.left_out)
    if told.left_out or not told.said:
        return
    vendor, product = told.names[0]
    asked = cases(told)
    begun = time.process_time()
    for version, expected in asked.items():
        found = _ask(matcher, Row(1, "X", "a", vendor, product, version), about, tally)
        same = "affected" if found in truth.OPEN else "safe" if found in truth.SAFE else found
        tally.add(expected, same, f"{about} {vendor} {product} {version!r}", exact=False)
        if found in truth.HEDGES:
            tally.hedges.append(f"{about} {vendor} {product} {version!r}: {found}, expected {expected}")
        for row in spellings(vendor, product, version):
            tally.respelt += 1
            other = _ask(matcher, Row(1, "X", "a", **row), about, tally)
            if other != found:
                tally.changed.append(f"{about} {vendor}|{product}|{version} = {found}, but {row} = {other}")
    tally.seconds += time.process_time() - begun


def _ask(matcher: Matcher, row: Row, about: str, tally: Tally) -> str | None:
    try:
        return next((match.verdict.value for match in matcher.match([("f", row)])), None)
    except Exception as error:  # noqa: BLE001 - a crash is what this counts
        tally.crashed.append(f"{about} {row.product} {row.version!r}: {error!r}")
        return None


def expand(paths: Iterable[Path], read: object, named: object) -> dict[str, Tally]:
    """Return a tally per maker, as `named` calls it, over these documents as `read` reads them."""
    found: dict[str, Tally] = defaultdict(Tally)
    for path in paths:
        told = read(path)
        matcher = matcher_of([read_path(path).document], shipped=())
        for one in told.values():
            maker = named(one)
            if maker:
                judge(matcher, one, path.stem, found[maker])
    return found


FAMILIES = Path(__file__).parent / "truth" / "families.json"


def family_tallies() -> dict[str, Tally]:
    """Return a tally per family of ways to write versions, from the records of tests/truth/families.json."""
    found: dict[str, Tally] = defaultdict(Tally)
    for number, record in enumerate(json.loads(FAMILIES.read_text("utf-8"))["records"]):
        tally = found[record["family"]]
        matcher = matcher_of([_document(record, f"F-{number}")], shipped=())
        for vendor, product, version, expected, *beside in record["rows"]:
            about = f"{record.get('versions', record.get('leaves'))} {vendor} {product} {version!r}"
            row = Row(1, "X", "a", vendor, product, version, **_beside_row(beside))
            verdict = _ask(matcher, row, about, tally)
            same = {"affected": "affected", "out-of-support": "affected", None: "nothing"}.get(verdict)
            same = same or ("safe" if verdict in truth.SAFE else "unknown")
            tally.add(expected, same, about, exact=True)
            if same == "unknown" and expected != "unknown":
                tally.hedged += 1
                tally.hedges.append(f"{about}: {verdict}, expected {expected}")
    return found


def _beside_row(beside: list[dict]) -> dict[str, object]:
    told = dict(beside[0]) if beside else {}
    return {**told, **({"updates": tuple(told["updates"])} if "updates" in told else {})}


def _document(record: dict, name: str) -> Document:
    day = midnight(read_moment("2025-07-01").day)
    if "leaves" in record:
        leaves = tuple(
            Product(
                f"P{n}",
                f"{record['vendor']} {record['product']} {text}",
                record["vendor"],
                "",
                record["product"],
                **{"version_range" if kind.endswith("range") else "version": text},
            )
            for n, (kind, text, _) in enumerate(record["leaves"])
        )
        statuses = tuple((ProductStatus(said), (f"P{n}",)) for n, (_, _, said) in enumerate(record["leaves"]))
        flaw = Vulnerability("CVE-1", "CVE-1", statuses=statuses)
        form, products = Format.CSAF_2_0, leaves
    else:
        block = Affected(
            record["vendor"],
            record["product"],
            tuple(_version(one) for one in record["versions"]),
            CveStatus(record.get("default", "unaffected") or "unknown"),
            platforms=tuple(record.get("platforms", ())),
            cpes=tuple(record.get("cpes", ())),
            package=record.get("packageName", ""),
            collection=record.get("collectionURL", ""),
        )
        flaw, form, products = Vulnerability("CVE-1", "CVE-1", affected=(block,)), Format.CVE_5, ()
    return Document(
        form, name, "1", name, "X", status="P", current_release=day, products=products, vulnerabilities=(flaw,)
    )


def _version(one: dict) -> VersionStatement:
    return VersionStatement(
        one["version"],
        CveStatus(one["status"]),
        one.get("lessThan"),
        one.get("lessThanOrEqual"),
        one.get("versionType", ""),
        tuple(VersionChange(change["at"], CveStatus(change["status"])) for change in one.get("changes", ())),
    )


def maker_of(told: Told) -> str:
    """Return a maker's name as the table shows it."""
    name = told.names[0][0].strip().lower()
    if name in ("citrix", "netscaler"):
        return ""  # bounds relative to a train; tests/truth/netscaler.csv scores them
    return re.sub(r"[ ,.]+(?:inc|corporation|corp|software corporation|llc|gmbh|ag|networks)\b.*$", "", name) or "n/a"


def cve_tallies() -> dict[str, Tally]:
    return expand(truth.record_files(), cve_told, maker_of)


def csaf_tallies() -> dict[str, Tally]:
    return expand(sorted((truth.SHARED / "csaf").rglob("*.json")), csaf_told, maker_of)
