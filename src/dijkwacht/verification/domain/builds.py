"""Builds on which a mitigation does not work, and builds by the time stamp that they carry: data, each with its source.

A case may know more by `mitigation.unsound`; this table holds what is known of old cases for whoever records nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

SHORT_BUILD = re.compile(r"(?P<train>\d+\.\d+)[-. :]+(?P<build>\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class Unsound:
    """A stretch of builds [`first`, `below`) of one train on which a measure has no effect.

    `said` is the day on which the source says so. `certain` is False where the source names two bounds and does not say
    which holds for which edition.
    """

    vulnerability: str
    step: str
    train: str
    first: tuple[int, int]
    below: tuple[int, int]
    said: str
    source: str
    certain: bool = True


VENDOR_2020 = (
    "https://tweakers.net/nieuws/162386/advies-ncsc-overweeg-citrix-adc-en-gateway-servers-uit-te-schakelen.html"
)
VENDOR_SAID = "2020-01-16"
UNSOUND = (
    Unsound("CVE-2019-19781", "mitigate", "12.1", (0, 0), (50, 31), VENDOR_SAID, VENDOR_2020),
    Unsound("CVE-2019-19781", "mitigate", "12.1", (51, 0), (51, 16), VENDOR_SAID, VENDOR_2020),
    Unsound("CVE-2019-19781", "mitigate", "12.1", (51, 16), (51, 19), VENDOR_SAID, VENDOR_2020, certain=False),
)
"""The vendor said on 16 January 2020: no effect on 12.1 builds before 51.16/51.19 and 50.31; 50.28 is the named one."""

STAMPS_SOURCE = "https://github.com/fox-it/citrix-netscaler-triage"
STAMPS: dict[int, str] = {
    1543395386: "12.1-50.28",
    1547833294: "12.1-50.31",
    1551259802: "12.1-51.16",
    1553553428: "12.1-51.19",
    1572931127: "12.1-55.13",
    1574967982: "13.0-47.22",
    1579524387: "12.1-55.18",
    1579525745: "13.0-47.24",
    1690503901: "14.1-4.42",
    1694760036: "14.1-8.50",
    1702631914: "14.1-12.35",
    1715618728: "13.1-53.17",
}
"""Time stamps of the language file by build (seconds since 1970); the builds that our cases speak of, as Fox-IT read
them from appliances. A stamp that is not here is shown as a date, without a build."""


def build_of_stamp(stamp: int) -> str:
    """Return the build that carries this time stamp; "" where the table does not know it."""
    return STAMPS.get(stamp, "")


def stamp_moment(stamp: int) -> datetime:
    """Return when the build's file was made, aware UTC."""
    return datetime.fromtimestamp(stamp, UTC)


def soundness(step: str, build: str, vulnerabilities: Collection[str]) -> Verdict:
    """Answer whether a measure can work on a build: "unsound", "doubtful", "not-stated" or "none-known" (S2.8, S2.17).

    "none-known" is no promise that it works. `build` as people write it: 12.1-50.28, "NS12.1: Build 50.28.nc".
    """
    known = _known(step, vulnerabilities)
    if not known:
        return Verdict("none-known")
    read = _numbers(build)
    if read is None:
        trains = ", ".join(dict.fromkeys(one.train for one in known))
        text = Text(
            f"de versie is niet bekend, en op sommige versies van {trains} werkt deze maatregel niet",
            f"the build is not known, and on some builds of {trains} this measure does not work",
        )
        return Verdict("not-stated", (Reason("build-not-stated", text),))
    train, number = read
    hit = unsound_row(step, build, vulnerabilities)
    if hit is None:
        return Verdict("none-known")
    named = f"{train}-{number[0]}.{number[1]}"
    if not hit.certain:
        text = Text(
            f"of de maatregel op {named} werkt, is niet zeker: de leverancier noemt twee grenzen",
            f"whether the measure works on {named} is not certain: the vendor names two bounds",
        )
        return Verdict("doubtful", (Reason("doubtful-build", text),))
    text = Text(
        f"op {named} heeft deze maatregel geen effect, volgens de leverancier ({hit.said})",
        f"on {named} this measure has no effect, says the vendor ({hit.said})",
    )
    return Verdict("unsound", (Reason("unsound-build", text),))


def unsound_row(step: str, build: str, vulnerabilities: Collection[str]) -> Unsound | None:
    """Return the row of the table in which a build lies; None where it lies in none or is not known."""
    read = _numbers(build)
    if read is None:
        return None
    train, number = read
    listed = _known(step, vulnerabilities)
    return next((one for one in listed if one.train == train and one.first <= number < one.below), None)


def _known(step: str, vulnerabilities: Collection[str]) -> list[Unsound]:
    return [one for one in UNSOUND if one.step == step and one.vulnerability in vulnerabilities]


def same_build(left: str, right: str) -> bool | None:
    """Return whether two texts name the same build; None where one of them names none."""
    one, other = _numbers(left), _numbers(right)
    return None if one is None or other is None else one == other


def _numbers(build: str) -> tuple[str, tuple[int, int]] | None:
    found = SHORT_BUILD.search(re.sub(r"(?i)build", "", build))
    if found is None:
        return None
    major, minor = found["build"].split(".")
    return found["train"], (int(major), int(minor))
