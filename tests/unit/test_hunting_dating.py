"""A log of which only samples are read covers the same time, to the second, as when every record is read."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dijkwacht.hunting.engine.scanning.logscan import lines_in
from hunting_evidence import hunted, local, put, told, window

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
INDICATOR = "198.51.100.77"


def moments(dice, count, *, silences):
    """Moments in order with some long silences among them, over an end of summer time and a new year."""
    at, found = datetime(2019, 10, 26, 12, tzinfo=UTC), []
    long = set(dice.sample(range(count), silences))
    for number in range(count):
        at += timedelta(hours=dice.randint(7, 400)) if number in long else timedelta(seconds=dice.randint(1, 240))
        found.append(at)
    return found


def ns_line(at, says):
    here = at.astimezone(AMSTERDAM)
    inner = f"{at:%m/%d/%Y:%H:%M:%S} GMT"
    return f"{here:%b} {here.day:2d} {here:%H:%M:%S} <local0.info> 192.0.2.10  {inner} ns1 0-PPE-0 : default SSLVPN LOGIN 1 0 : {says}"  # noqa: E501 - one line of a log


def shell_line(at, says):
    here = at.astimezone(AMSTERDAM)
    return f'{here:%b} {here.day:2d} {here:%H:%M:%S} <local7.notice> ns1 bash[1]: root on x shell_command="{says}"'


def error_line(at, says):
    here = at.astimezone(AMSTERDAM)
    return f"curl: {says}" if INDICATOR in says else f"[{here:%a %b %d %H:%M:%S}.000001 {here:%Y}] [core:error] {says}"


def a_log(dice, write, count):
    found = []
    for number, at in enumerate(moments(dice, count, silences=dice.randint(0, 6))):
        says = f"client {INDICATOR} here" if dice.random() < 0.01 else f"nothing {number} " + "x" * dice.randint(0, 200)
        found.append(write(at, says))
        if dice.random() < 0.05:
            found.append("a line of another program, without a time")
    return "\n".join(found) + "\n"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("lines", [600, 9000])
def test_samples_cover_the_same_time_as_every_record(tmp_path, seed, lines):
    dice = random.Random(f"{seed} {lines}")  # noqa: S311 - a game of chance with a known seed
    logs = {"ns.log": ns_line, "bash.log": shell_line, "httperror.log": error_line}
    put(tmp_path / "ev", {f"var/log/{name}": a_log(dice, write, lines) for name, write in logs.items()})
    put(tmp_path, {"i.txt": INDICATOR + "\n"})
    asked = {"window": window("2019-10-27", "2020-06-01")}
    fast, slow = (told(hunted(tmp_path / "ev", tmp_path / "i.txt", brute=brute, **asked)) for brute in (False, True))
    assert fast["coverage"] == slow["coverage"]
    keys = ("path", "line", "offset", "time", "time_basis", "year_basis")
    assert [[one[key] for key in keys] for one in fast["finding"]] == [
        [one[key] for key in keys] for one in slow["finding"]
    ]
    assert len(fast["finding"]) > 10


def test_a_hit_without_time_borrows_that_of_the_line_before_it_in_a_large_log_too(tmp_path):
    at = local(2020, 1, 8)
    lines = [
        f"[{at + timedelta(seconds=n):%a %b %d %H:%M:%S}.000001 2020] [core:error] {'x' * 90}" for n in range(9000)
    ]
    lines[7000] = f"curl: (7) {INDICATOR}"
    put(tmp_path, {"ev/httperror.log": "\n".join(lines) + "\n", "i.txt": INDICATOR + "\n"})
    found = told(hunted(tmp_path / "ev", tmp_path / "i.txt"))["finding"]
    assert [(one["time"], one["time_basis"]) for one in found] == [("2020-01-08T01:56:39.000001Z", "bounded")]


@pytest.mark.parametrize("data", [b"", b"\n", b"a", b"a\nb", b"\n\n\n", b"a\r\nb\n"])
def test_lines_are_counted_by_their_ends(data):
    assert lines_in(data) == data.count(b"\n")
