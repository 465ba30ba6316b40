"""Windows as it is really kept: a release without its build, and beside it the numbers of what was installed."""

import pytest
from test_exposure_makers import csaf, told

from dijkwacht.advisories.engine.values import Product, Remediation

HELP = "https://support.microsoft.com/help/"
CATALOG = "https://catalog.update.microsoft.com/v7/site/Search.aspx?q="


def release(number, name, bound):
    return Product(number, f"{name} {bound}", "Microsoft", "Windows", name, None, f"<{bound}")


def fix(update, build, *products):
    return Remediation(
        "vendor_fix", f"{build}:Security Update:{HELP}{update}", url=f"{CATALOG}KB{update}", product_ids=products
    )


# As the maker's own CSAF writes a month: a leaf per release and processor, the build and the number in the remedy.
JANUARY = csaf(
    release("1", "Windows 10 Version 21H2 for x64-based Systems", "10.0.19044.3930"),
    release("2", "Windows 10 Version 22H2 for x64-based Systems", "10.0.19045.3930"),
    release("3", "Windows Server 2019", "10.0.17763.5329"),
    remediations=(
        fix("5034122", "10.0.19045.3930", "1", "2"),
        fix("5034127", "10.0.17763.5329", "3"),
        Remediation("mitigation", "KB5034000 shows how to turn it off", product_ids=("1", "2", "3")),
        Remediation("none_available", "KB5034001 is planned", product_ids=("1", "2", "3")),
    ),
)
TEN = ("Microsoft", "Windows 10 Enterprise")


@pytest.mark.parametrize(
    "updates",
    [
        ("KB5034122",),
        ("kb5034122", "KB5033909"),
        ("5034122",),
        ("KB 5034122",),
        ("KB5033909, KB5034122",),
        ("2024-01 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5034122)",),
        (f"{HELP}5034122",),
    ],
)
@pytest.mark.parametrize("version", ["22H2", "10.0.19045", "", "10.0.19045.3803"])
def test_the_number_that_the_source_calls_the_fix_answers_for_a_coarse_version(version, updates):
    assert told(JANUARY, *TEN, version, updates=updates) == "fixed"


@pytest.mark.parametrize("updates", [(), ("KB5034123",), ("KB5034000",), ("KB5034001",), ("50341220",), ("503412",)])
def test_another_number_or_one_that_is_no_fix_leaves_a_coarse_version_open(updates):
    assert told(JANUARY, *TEN, "22H2", updates=updates) == "version-unknown"
    assert told(JANUARY, *TEN, "10.0.19045.3803", updates=updates) == "affected"


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("KB5034763 (OS Builds 19044.4046 and 19045.4046)", "fixed"),
        ("February 13, 2024 - KB5034763 (OS Build 19045.4046)", "fixed"),
        ("KB5034763 = 10.0.19045.4046", "fixed"),
        ("KB5033372 (OS Builds 19044.3803 and 19045.3803)", "affected"),
        ("KB5034763 (OS Build 22631.3155)", "version-unknown"),
        ("KB5034763 (see 2024.02)", "version-unknown"),
    ],
)
def test_an_update_that_says_which_build_it_makes_is_that_build_for_its_own_release(update, expected):
    assert told(JANUARY, *TEN, "22H2", updates=(update,)) == expected


def test_an_update_that_makes_a_build_of_several_releases_is_read_for_each_of_them():
    listed = ("KB5034763 (OS Builds 19044.4046 and 19045.4046)",)
    assert told(JANUARY, *TEN, "21H2", updates=listed) == "fixed"
    assert told(JANUARY, *TEN, "22H2", updates=listed) == "fixed"


def test_the_newest_of_several_builds_counts_and_never_takes_a_stated_one_back():
    listed = ("KB5034763 (OS Build 19045.4046)", "KB5033372 (OS Builds 19044.3803 and 19045.3803)")
    assert told(JANUARY, *TEN, "22H2", updates=listed) == "fixed"
    assert told(JANUARY, *TEN, "10.0.19045.4046", updates=listed[1:]) == "fixed"
    assert told(JANUARY, "Microsoft", "Windows Server 2019", "1809", updates=listed) == "version-unknown"


def test_the_update_that_a_source_names_for_another_line_fixes_what_is_out_of_support_too():
    source = csaf(
        release("1", "Windows Server 2019", "10.0.17763.5329"),
        release("2", "Windows Server 2019", "10.0.17763.5458"),
        remediations=(
            Remediation("no_fix_planned", "The release is out of support", product_ids=("1",)),
            fix("5034127", "10.0.17763.5329", "2"),
        ),
    )
    assert told(source, "Microsoft", "Windows Server 2019", "10.0.17763.1") == "out-of-support"
    assert told(source, "Microsoft", "Windows Server 2019", "10.0.17763.1", updates=("KB5034127",)) == "fixed"
