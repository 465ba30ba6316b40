"""Score matching against truth worked out without it, print the table and write docs/reference/matching-score.md.

The truth: builds of the vendor's bulletins (tests/truth/netscaler.csv), and the bounds of real CVE records with their
neighbours, compared number by number. Where the real records are not at hand, nothing is written and it says so.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "matching-score.md"
sys.path.insert(0, str(ROOT / "tests"))

import exposure_truth as truth  # noqa: E402 - the tests' folder is no package
from dijkwacht.exposure.engine.schemes import shipped_schemes  # noqa: E402 - after the path

HEAD = """# How right matching is

Written by `make match-score` (`make score` runs it too); do not edit by hand. A right answer is the verdict that the
truth gives; where a record only says "not affected", `fixed` and `not-affected` both are right. A hedge is one of the
four verdicts that cannot tell; at most 10 % of rows with a knowable verdict may get one.

| truth | rows | right | precision | recall | hedged |
|---|---|---|---|---|---|
"""


def rows() -> Iterator[tuple[str, truth.Score]]:
    """Yield every scored set with its name."""
    yield "NetScaler builds, vendor bulletins of 2019 to 2026 (`tests/truth/netscaler.csv`)", truth.netscaler_score()
    for vendor in truth.VENDORS:
        yield f"bounds of CVE records and their neighbours, {vendor}", truth.boundary_score(vendor)


def main() -> int:
    """Return 1 where an answer is wrong, 0 otherwise."""
    if not truth.SHARED.is_dir():
        score = truth.netscaler_score()
        print(f"NetScaler: {score.right} of {score.cases} right. The real records are absent: no table written")
        return int(bool(score.wrong))
    scored = list(rows())
    lines = [
        f"| {name} | {one.cases} | {one.right} | {one.precision:.3f} | {one.recall:.3f} | {one.hedged} |"
        for name, one in scored
    ]
    versions, by_scheme, unread = truth.label_score()
    texts, missed = truth.range_score(truth.csaf_documents())
    read = ", ".join(f"{name} {count}" for name, count in by_scheme.most_common())
    share = 100 * (texts - missed.total()) / texts
    page = (
        HEAD
        + "\n".join(lines)
        + f"""

Records count only where every wording for a product compares plainly; others are left out of the truth, not of
matching. The NetScaler rules were written after reading the bulletins: 1.000 there is a floor, not proof that they
generalise. The comparison behind the other rows shares no code with the engine.

**Version strings of the match labels**: {versions} different ones, read {versions - len(unread)} ({read}); not read:
{", ".join(f"`{text}`" for text in unread) or "none"}.

**Range texts of the CISA documents**: {texts} occurrences, read {texts - missed.total()} ({share:.1f} %). Not read, so
answered as `undetermined` with their own words:

{chr(10).join(f"- `{text}` ({count})" for text, count in sorted(missed.items()))}

**Schemes**: {", ".join(f"{scheme.name} (revision {scheme.revision})" for scheme in shipped_schemes())}.
"""
    )
    PAGE.write_text(page, encoding="utf-8")
    for name, one in scored:
        print(f"{name}: {one.right} of {one.cases} right, precision {one.precision:.3f}, recall {one.recall:.3f}")
        for text in one.wrong[:10]:
            print(f"  wrong: {text}")
    print(f"version strings read: {versions - len(unread)} of {versions}; range texts read: {share:.1f} %")
    return int(any(one.wrong for _, one in scored))


if __name__ == "__main__":
    raise SystemExit(main())
