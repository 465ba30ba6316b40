"""What stands in the repository betrays neither its machine nor its registry, and its links lead somewhere."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import house
import pytest

TEXT = {
    ".cfg", ".css", ".csv", ".html", ".in", ".ini", ".js", ".json", ".md", ".po", ".py", ".sh", ".sql", ".svg",
    ".toml", ".txt", ".typ", ".yaml", ".yml", "",
}  # fmt: skip
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "proxy.go" + "lang.org"]
PLACES = ["/" + "work/", "/" + "root/", r"/" + r"home/\w+/", "/" + "tmp/"]
# Packs name one place that an appliance has too, where intruders left things, and so does evidence made for tests.
PACKS = (
    "src/dijkwacht/hunting/engine/packs/",
    "tests/hunting_second_hand.py",
    "tests/unit/test_hunting_own_traces.py",
)
ON_APPLIANCES = ["/" + "tmp/"]
LINK = re.compile(r"(?<!\!)\[[^\]]+\]\(([^)\s]+)\)")


def hosts() -> list[str]:
    """Return the registry hosts that must not be named: the public ones, and those this machine is set to."""
    set_here = [urlsplit(value).hostname for name, value in os.environ.items() if name.endswith("_INDEX_URL")]
    return HOSTS + [host for host in set_here if host]


def betrays(text: str, allowed: Sequence[str] = ()) -> list[str]:
    """Complain about registry hosts and absolute places of one machine in a file."""
    places = [place for place in PLACES if place not in allowed]
    pattern = "|".join([*(re.escape(host) for host in hosts()), *(rf"(?<![\w.:\]/])(?:{place})" for place in places)])
    return [
        f"line {number}: {hit.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for hit in re.finditer(pattern, line)
    ]


def text_files() -> list[Path]:
    return [path for path in house.tracked() if path.suffix in TEXT]


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    complaints = {
        house.shown(path): found
        for path in text_files()
        if (
            found := betrays(
                path.read_text(encoding="utf-8", errors="replace"),
                ON_APPLIANCES if house.shown(path).startswith(PACKS) else (),
            )
        )
    }
    assert not complaints


@pytest.mark.parametrize(
    "line", ["--index-url https://" + HOSTS[0] + "/simple", "open('/" + "root/x')", "/" + "work/a"]
)
def test_a_file_that_betrays_its_machine_is_noticed(line):
    assert betrays(line)


@pytest.mark.parametrize(
    "line", ["https://dijkwacht.example/" + "work/1", "see docs/how-to/" + "home/", "var/" + "tmp/x"]
)
def test_other_addresses_and_relative_places_are_fine(line):
    assert not betrays(line)


def broken_links(path: Path, text: str) -> list[str]:
    """Complain about relative links of a page that lead nowhere."""
    targets = [link.partition("#")[0] for link in LINK.findall(text)]
    return [
        target
        for target in targets
        if target and not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
    ]


def test_links_in_the_docs_lead_somewhere():
    complaints = {
        house.shown(path): found
        for path in house.tracked(".md")
        if (found := broken_links(path, path.read_text(encoding="utf-8")))
    }
    assert not complaints


def test_a_link_that_leads_nowhere_is_noticed():
    assert broken_links(house.ROOT / "README.md", "[lost](docs/nowhere.md)") == ["docs/nowhere.md"]
    assert not broken_links(house.ROOT / "README.md", "[the licence](LICENSE) [out](https://example.org/x)")


def test_the_version_is_that_of_the_changelog():
    changelog = (house.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest
    for name, pattern in {
        "pyproject.toml": r'^version = "(.+)"',
        "publiccode.yml": r'^softwareVersion: "?([\d.]+)"?',
    }.items():
        found = re.search(pattern, (house.ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert found, name
        assert found.group(1) == newest.group(1), name
