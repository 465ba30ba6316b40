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

import exposure_expansion as expansion  # noqa: E402 - the tests' folder is no package
import exposure_oracles as oracles  # noqa: E402 - the same
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


TABLE = """| {} | rows | right | wrong | hedged | spellings | differing |
|---|---|---|---|---|---|---|
"""
SHOWN = 12


def table(heading: str, tallies: dict[str, expansion.Tally], shown: int = SHOWN) -> str:
    """Return a table of tallies, the largest first; the small ones together in one row."""
    ordered = sorted(tallies.items(), key=lambda one: (-one[1].cases, one[0]))
    lines = [line(name, [one]) for name, one in ordered[:shown]]
    rest = [one for _, one in ordered[shown:]]
    if rest:
        lines.append(line(f"{len(rest)} others", rest))
    return TABLE.format(heading) + "\n".join([*lines, line("**all**", list(tallies.values()))])


def line(name: str, some: list[expansion.Tally]) -> str:
    """Return a row of a table for these tallies together."""
    counts = [
        sum(one.cases for one in some),
        sum(one.right for one in some),
        sum(len(one.wrong) for one in some),
        sum(one.hedged for one in some),
        sum(one.respelt for one in some),
        sum(len(one.changed) for one in some),
    ]
    return f"| {name} | {' | '.join(map(str, counts))} |"


def expanded(families: dict[str, expansion.Tally]) -> tuple[str, list[expansion.Tally]]:
    """Return the part of the page on families and on every maker's records, with all tallies behind it."""
    records, advisories = expansion.cve_tallies(), expansion.csaf_tallies()
    said = [one for tallies in (records, advisories) for one in tallies.values()]
    left = sum(one.left_out.total() for one in said)
    seconds = sum(one.seconds for one in said)
    asked = sum(one.cases + one.respelt for one in said)
    text = f"""## Families of versions

Records invented in the ways in which makers write (`tests/truth/families.json`). What was wrong when they were first
asked was mended, so this too is a floor: the next family may be read worse. How much worse, the last makers tell that
were asked without having been looked at before (22 November 2026): of 172 answers 14 were not right at first sight,
five of them a wrong "not affected" or "fixed", one a wrong "affected", the others a hedge, no line or arguable.
A second hand then wrote 964 rows before asking, lists and files of every format among them: 847 were right at first
sight; most of the others were lists refused for their headings, banners around a version, and no line; about ten were
a wrong "not affected" or "fixed". After mending, two more lots of 112 and 135 rows: 106 and 121 right at first sight,
four of the second a wrong "not affected" or "fixed". What was not mended is arguable: is 3.0b1 before 3.0, or after it?
A third hand wrote 776 rows of makers nobody had looked at, 245 of them from industry's advisories: 677 were right at
first sight, 9 a wrong "not affected" or "fixed", 54 a hedge, mostly one maker under several names. After mending 739
are; of the other 37, 25 were mistakes of the writer, 9 are hedges (a name without the line that the source puts into
it) and 3 are wrong: a build of the very version that is the last affected one, an update told by its day, a product
sold in a pair.

{table("family", families, len(families))}

## Every maker's records, expanded

Each bound of every record and advisory at hand, the version right above and the one right below, judged by a reading
that shares nothing with the engine (`tests/exposure_expansion.py`), and asked again in other spellings: case, signs,
"v", zeros, the maker's legal form, the maker in front of the product, CPE. A spelling differs where its answer is not
that of the first writing. NetScaler is left to its own truth above, since its bounds are relative to trains.

{table("maker of CVE records", records)}

{table("maker in CISA's CSAF documents", advisories)}

{left} of {sum(one.statements for one in said)} statements are worded in ways that this reading does not understand;
products with one of them are left out of the truth, not of matching. {asked} answers took
{1000 * seconds / max(asked, 1):.2f} ms of processor time each.
"""
    return text, said


def compared() -> str:
    """Return the part of the page on the cases of vers-spec."""
    told = oracles.agreements()
    rows = [
        f"| `{name}` | {one.cases} | {one.right} | {one.unread} | {oracles.REASONS.get(name, '')} |"
        for name, one in told.items()
    ]
    right, cases = sum(one.right for one in told.values()), sum(one.cases for one in told.values())
    return f"""## Against other implementations

`packaging` and `univers` are asked in `tests/unit/test_exposure_orders.py` for the order of every pair of samples of
Python, semver, Debian, RPM and Maven versions; none differs. The cases of vers-spec (version comparison, containment,
and ranges of package managers beside the same as `vers:`), {right} of {cases} of which agree:

| file | cases | agreeing | not read | what differs |
|---|---|---|---|---|
{chr(10).join(rows)}

"""


def main() -> int:
    """Return 1 where an answer is wrong, 0 otherwise."""
    families = expansion.family_tallies()
    if not truth.SHARED.is_dir():
        score = truth.netscaler_score()
        wrong = [text for one in families.values() for text in one.wrong]
        print(f"NetScaler: {score.right} of {score.cases} right; families: {len(wrong)} wrong.")
        print("The real records are absent: no table written")
        return int(bool(score.wrong or wrong))
    makers, tallies = expanded(families)
    tallies += families.values()
    scored = list(rows())
    lines = [
        f"| {name} | {one.cases} | {one.right} | {one.precision:.3f} | {one.recall:.3f} | {one.hedged} |"
        for name, one in scored
    ]
    versions, by_scheme, unread = truth.label_score()
    texts, missed = truth.range_score(truth.csaf_documents())
    listed, cells, silent = truth.list_score()
    often = ", ".join(f"`{text}` ({count})" for text, count in silent.most_common(12))
    read = ", ".join(f"{name} {count}" for name, count in by_scheme.most_common())
    share = 100 * (texts - missed.total()) / texts
    page = (
        HEAD
        + "\n".join(lines)
        + f"""

Records count only where every wording for a product compares plainly; others are left out of the truth, not of
matching. The NetScaler rules were written after reading the bulletins: 1.000 there is a floor, not proof that they
generalise. The comparison behind the other rows shares no code with the engine.

{makers}
{compared()}## What is read

**Version strings of the match labels**: {versions} different ones, read {versions - len(unread)} ({read}); not read:
{", ".join(f"`{text}`" for text in unread) or "none"}.

**Version cells of the national list on Log4j**: {cells} of {listed} rows have one, read {cells - silent.total()}
({100 * (cells - silent.total()) / cells:.1f} %). Most of what is not read says no version; the most frequent: {often}.

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
    wrong = [text for one in tallies for text in one.wrong]
    for text in wrong[:20]:
        print(f"  wrong: {text}")
    print(f"all makers and families: {sum(one.right for one in tallies)} right, {len(wrong)} wrong")
    print(f"version strings read: {versions - len(unread)} of {versions}; range texts read: {share:.1f} %")
    return int(any(one.wrong for _, one in scored) or bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
