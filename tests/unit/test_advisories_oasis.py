"""The OASIS suites for CSAF 2.0 and 2.1, as the package `csaf` carries them, through the path of `advisory validate`.

A document's name holds the test it is about and a number: below 10 the test must find something, from 11 on nothing. A
finding of the schema alone also counts as found, since what the schema refuses no further test is asked about. Every
document that is judged otherwise is listed here by name; one that is judged rightly must not be.
"""

import re
from pathlib import Path

import csaf
import pytest

from dijkwacht.advisories.adapters.validator import validate
from dijkwacht.advisories.domain.validation import Gravity, Preset
from dijkwacht.advisories.engine.loading import UnreadableAdvisory, read_bytes
from dijkwacht.advisories.engine.reading import read_format

SUITES = Path(csaf.__file__).parent / "csaf"
NAME = re.compile(r"-(6(?:-\d+)+)-s?(\d\d)\.json$")
GRAVITIES = {"6.1": {Gravity.ERROR}, "6.2": {Gravity.WARNING}, "6.3": {Gravity.INFO}}

# What needs the network (addresses, keys) or a dictionary is left out: we judge offline.
OFFLINE = """
6-2-55-01 6-2-55-02 6-2-55-03 6-2-55-04 6-3-06-01 6-3-06-02 6-3-06-03 6-3-07-01 6-3-08-01 6-3-08-02 6-3-16-01 6-3-24-11
6-3-24-12
"""
# Where the package and the documents that it carries follow different drafts of 2.1, or it errs.
DRIFT = """
6-1-07-18 6-1-13-02 6-1-14-21 6-1-16-09 6-1-26-09 6-1-26-15 6-1-26-21 6-1-26-24 6-1-37-21 6-1-50-03 6-1-50-06 6-1-54-21
6-1-54-22 6-1-54-23 6-1-64-12-13 6-1-66-13 6-1-66-14 6-2-11-04 6-2-11-05 6-2-36-03 6-2-42-03 6-2-51-12 6-2-54-01-01
6-2-54-02-01 6-2-54-04-01 6-3-15-03
"""


def documents(version):
    for folder in ("mandatory", "recommended", "informative"):
        for file in sorted((SUITES / version / "data" / folder).glob("oasis*.json")):
            if not file.name.endswith(".result.json"):
                yield file


def judged_wrongly(file):
    """Return why the document is not judged as its name says, None where it is."""
    number, kind = NAME.search(file.name).groups()
    test = ".".join(str(int(part)) for part in number.split("-"))
    try:
        form, value = read_format(read_bytes(file), file.name)
    except UnreadableAdvisory as error:
        return f"cannot be read: {error}"
    told = validate(value, form, Preset.FULL)
    findings = [f for f in told.findings if f.severity in GRAVITIES[test[:3]]]
    found = any(f.test == test or f.test.startswith(f"{test}.") or test.startswith(f"{f.test}.") for f in findings)
    if int(kind) < 10:
        return None if found or not told.schema_valid else "nothing found"
    return "found" if found else None


def exceptions(version):
    """Return how many documents the suite has, and the numbers of those that are judged otherwise."""
    told = {NAME.search(file.name)[0][1:-5]: judged_wrongly(file) for file in documents(version)}
    return len(told), {number for number, why in told.items() if why}


def test_every_document_of_the_suite_for_2_0_is_judged_as_its_name_says():
    assert exceptions("v20") == (232, set())


@pytest.mark.deep
def test_every_document_of_the_suite_for_2_1_is_judged_as_its_name_says_but_for_those_listed():
    assert exceptions("v21") == (1057, set(OFFLINE.split()) | set(DRIFT.split()))


def test_a_tree_of_products_that_is_too_deep_is_judged_and_not_refused():
    """CSAF 2.1, test 6.1.34: more than 30 branches one below the other."""
    deep = [file for file in documents("v21") if "-6-1-34-" in file.name]
    assert len(deep) > 1
    assert [judged_wrongly(file) for file in deep] == [None] * len(deep)
