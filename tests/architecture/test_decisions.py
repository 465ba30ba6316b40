"""Every decision, import contract and dependency has its page, and every page is whole."""

import configparser
import re

import house
import pytest

PAGES = house.ROOT / "docs" / "decisions"
HEADINGS = ["Context", "Choice", "Rejected", "What would change our mind"]
LONGEST_PAGE = 60


def pages() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("[0-9]*.md"))}


def faults(name: str, text: str) -> list[str]:
    """Complain about what a page of a decision lacks."""
    number = name[:4]
    found = re.findall(r"^## (.+)$", text, re.MULTILINE)
    complaints = [f"no heading {heading!r}" for heading in HEADINGS if heading not in found]
    complaints += [f"nothing under {heading!r}" for heading in found if not _under(text, heading)]
    if not re.match(rf"# {number}\. \S", text):
        complaints.append(f"the title begins with {number}.")
    if not re.search(r"^Status: (accepted|replaced by \d{4}), \d+ \w+ \d{4}\.$", text, re.MULTILINE):
        complaints.append("no status with its date")
    if len(text.splitlines()) > LONGEST_PAGE:
        complaints.append(f"longer than half a page ({LONGEST_PAGE} lines)")
    return complaints


def _under(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0].strip()


def marked(word: str) -> set[str]:
    """Return what the pages name as `word`: the contracts or the dependencies they decide on."""
    lines = re.findall(rf"^{word}: (.+(?:\n.+)*)", "\n\n".join(pages().values()), re.MULTILINE)
    first = r"`([^`]+)`" if word == "Contract" else r"^`([^`]+)`"
    return {name for line in lines for name in re.findall(first, line)}


def contracts() -> set[str]:
    parser = configparser.ConfigParser()
    parser.read(house.ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {section.removeprefix(prefix) for section in parser.sections() if section.startswith(prefix)}


def dependencies() -> set[str]:
    wanted = (house.ROOT / "requirements" / "core.in").read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[~=<>! ]", line)[0] for line in wanted if line.strip() and not line.startswith(("#", "-"))}


def test_pages_are_numbered_without_gap():
    numbers = [int(name[:4]) for name in pages()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", pages())
def test_every_page_is_whole(name):
    assert not faults(name, pages()[name])


@pytest.mark.parametrize(
    "text",
    [
        "# 0001. Title\n\nStatus: accepted, 1 May 2026.\n\n## Context\n\nx\n\n## Choice\n\nx\n",
        "# Title\n\nStatus: accepted, 1 May 2026.\n\n" + "".join(f"## {heading}\n\nx\n\n" for heading in HEADINGS),
        "# 0001. Title\n\n" + "".join(f"## {heading}\n\nx\n\n" for heading in HEADINGS),
        "# 0001. Title\n\nStatus: accepted, 1 May 2026.\n\n" + "".join(f"## {heading}\n\n" for heading in HEADINGS),
        "# 0001. Title\n\nStatus: accepted, 1 May 2026.\n\n"
        + "".join(f"## {heading}\n\nx\n\n" for heading in HEADINGS)
        + "x\n" * LONGEST_PAGE,
    ],
    ids=["headings missing", "no number", "no status", "nothing said", "too long"],
)
def test_a_page_that_is_not_whole_is_noticed(text):
    assert faults("0001-title.md", text)


def test_the_index_lists_every_page():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (PAGES / "README.md").read_text(encoding="utf-8"))
    assert listed == list(pages())


def test_every_import_contract_has_its_page():
    assert marked("Contract") == contracts()


def test_every_dependency_has_its_page():
    assert marked("Dependency") == dependencies()
