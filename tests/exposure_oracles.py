"""Others' cases for versions and ranges (vers-spec) against the engine: how many agree, and what does not, with why."""

import json
import re
from dataclasses import dataclass, field

import exposure_truth as truth
from dijkwacht.advisories.engine.values import Document, Format, Product, ProductStatus, Vulnerability
from dijkwacht.exposure.engine.matching import matcher_of
from dijkwacht.exposure.engine.schemes import Hints, load_schemes
from dijkwacht.kernel.window import midnight, read_moment

VERS = truth.SHARED / "vers"
REASONS = {
    "alpm_version_cmp_test.json": "Arch Linux orders letters below the release; no scheme of its own",
    "alpine_version_cmp_test.json": "a letter and -r, and 4.09 as a decimal; no scheme of its own",
    "conan_version_cmp_test.json": "letters beside numbers, and an empty pre-release",
    "datetime_version_cmp_test.json": "time zones are not worked out",
    "gentoo_version_cmp_test.json": "1.0 and 1.0.0 differ, 1.01 is a decimal, -r0 is none; no scheme of its own",
    "maven_version_cmp_test.json": "a dot before a letter after zeros, on which Maven changed its mind",
    "conan_range_from_native_basic_test.json": "~ and ^ are not read, and said so",
    "gem_range_from_native_test.json": "~> is not read, and said so",
    "nginx_range_from_native_test.json": "0.8.40+ is read as everything from 0.8.40, not as its line",
    "npm_range_from_native_test.json": "~ and ^ are not read; '>= 2.2.x' means no upper bound here",
}


@dataclass
class Agreement:
    """How many cases of a file agree, how many the engine says it cannot read, and those that differ."""

    right: int = 0
    unread: int = 0
    differing: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return self.right + self.unread + len(self.differing)


def agreements() -> dict[str, Agreement]:
    """Return what comes of each file of vers-spec; files with cases of other kinds (validation) are left out."""
    found: dict[str, Agreement] = {}
    for path in sorted(VERS.glob("*.json")):
        cases = json.loads(path.read_text("utf-8"))["tests"]
        told = Agreement()
        for case in cases:
            if case.get("expected_failure") or case["input"] == "" or not isinstance(case["input"], dict):
                continue
            if case["test_type"] in ("comparison", "equality") and case["input"]["input_scheme"] != "lexicographic":
                _compare(case, told)
            elif case["test_type"] == "containment":
                _contain(case, told)
            elif case["test_type"] == "from_native" and case["input"]["native_range"].strip():
                _native(case, told)
        if told.cases:
            found[path.name] = told
    return found


def _compare(case: dict, told: Agreement) -> None:
    versions = case["input"]["versions"]
    scheme = load_schemes().for_product("", Hints(purl_types=frozenset({case["input"]["input_scheme"]})))
    read = {text.lower(): scheme.parse(text) for text in versions}
    if None in read.values():
        told.unread += 1
        return
    keys = {text: version.low for text, version in read.items() if version}
    if case["test_type"] == "equality":
        right = (len(set(keys.values())) == 1) == case["expected_output"]
    else:
        order = [keys[text.lower()] for text in case["expected_output"]]
        right = order == sorted(order) and (len(set(order)) == len(set(keys)))
    if right:
        told.right += 1
    else:
        told.differing.append(f"{' ~ '.join(versions)}: {case['expected_output']}")


def _contain(case: dict, told: Agreement) -> None:
    found = _told(case["input"]["vers"], case["input"]["version"])
    if (found == "affected") == case["expected_output"]:
        told.right += 1
    else:
        told.differing.append(f"{case['input']}: {found}")


def _native(case: dict, told: Agreement) -> None:
    """Ask the range as its package manager writes it, and as vers writes it, at every bound and beside it."""
    native, vers = case["input"]["native_range"], case["expected_output"]
    asked = {version for bound in re.findall(r"\d[\w.\-]*", vers.partition("/")[2]) for version in _beside(bound)}
    pairs = [(_told(native, version), _told(vers, version)) for version in sorted(asked)]
    if any("undetermined" in pair for pair in pairs):
        told.unread += 1
    elif all(one == other for one, other in pairs):
        told.right += 1
    else:
        told.differing.append(f"{native} ~ {vers}")


def _beside(bound: str) -> list[str]:
    numbers = re.fullmatch(r"(.*?)(\d+)", bound)
    last = int(numbers[2]) if numbers else 0
    return [bound, *([f"{numbers[1]}{n}" for n in (last - 1, last + 1) if n >= 0] if numbers else [])]


def _told(text: str, version: str) -> str:
    leaf = Product("P", f"Acme Box {text}", "Acme", "", "Box", None, text)
    flaw = Vulnerability("CVE-1", "CVE-1", statuses=((ProductStatus.KNOWN_AFFECTED, ("P",)),))
    day = midnight(read_moment("2025-07-01").day)
    source = Document(
        Format.CSAF_2_0,
        "A-1",
        "1",
        "t",
        "X",
        status="P",
        current_release=day,
        products=(leaf,),
        vulnerabilities=(flaw,),
    )
    found = truth.verdict(matcher_of([source], shipped=()), "Acme", "Box", version) or "nothing"
    return "safe" if found in truth.SAFE else found
