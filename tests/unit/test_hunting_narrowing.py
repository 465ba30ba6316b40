"""An indicator is searched by a piece of its text, and found where the whole text stands, and nowhere else."""

import random
import re
from hashlib import md5, sha256

import pytest

from dijkwacht.hunting.engine.logs.recognise import recognise
from dijkwacht.hunting.engine.model import Origin
from dijkwacht.hunting.engine.rules.indicator_files import About, read_indicators
from dijkwacht.hunting.engine.rules.indicators import spelled
from dijkwacht.hunting.engine.rules.narrowing import narrowed
from dijkwacht.hunting.engine.scanning.plan import Plan
from hunting_evidence import hunted, local, put, request_line, told

DIGESTS = [sha256(b"%d" % number).hexdigest() for number in range(40)]
DIGESTS += [md5(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(40)]
CROWD = [f"5.6.7.{number}" for number in range(20, 30)]


def pieces(values):
    """The piece by which each value is searched."""
    found = read_indicators("\n".join(values).encode(), "a.txt", About("a", Origin())).indicators
    ways = [(one.value, how) for one in found for how in spelled(one)]
    return {value: narrowed(how) for value, how in ways}


def test_a_piece_is_the_beginning_of_the_text_and_the_whole_text_is_kept():
    values = [*DIGESTS, *CROWD, "81.2.69.142", "81.2.69.7", "a-long-name-1234.provider.example", "x1.example"]
    for value, one in pieces(values).items():
        assert one.whole == value.encode()
        assert value.encode().startswith(one.text)


def test_addresses_end_in_a_point_and_a_digit():
    found = {value: one.text.decode() for value, one in pieces(["81.2.69.142", "81.2.70.7", *CROWD]).items()}
    assert found.pop("81.2.69.142") == "81.2.69.1"
    assert found.pop("81.2.70.7") == "81.2.70.7"
    assert set(found.values()) == {"5.6.7.2"}


@pytest.mark.parametrize("own", ["10.0.0.25", "192.168.1.25", "172.31.0.25", "203.0.113.25", "127.0.0.25"])
def test_addresses_that_may_lie_in_a_network_of_ones_own_are_searched_whole(own):
    assert pieces([own])[own].text == own.encode()


def test_domains_end_in_letters_and_digests_in_one_that_is_rare_there():
    names = {"a-long-name-1234.provider.example": "a-long-name-1234.pr", "secure-login.example": "secure-login"}
    names |= {"x1.example": "x1.example", "a1234567890.b.nl": "a1234567890.b.nl"}
    assert {value: one.text.decode() for value, one in pieces(names).items()} == names
    found = pieces([*DIGESTS, "0" * 64])
    assert found.pop("0" * 64).text == b"0" * 16
    assert {chr(one.text[-1]) for one in found.values()} <= set("fedc")
    assert {len(one.text) >= 16 for one in found.values()} == {True}


@pytest.mark.parametrize(("lines", "own"), [(90, b"81.2.69.1"), (200, b"81.2.69.15")])
def test_a_neighbour_of_the_appliance_itself_is_searched_whole(lines, own):
    log = "".join(f"{request_line(local(2020, 1, 8), client='81.2.69.10')}\n" for _ in range(lines)).encode()
    found = read_indicators(b"81.2.69.15\n9.9.9.77\n", "a.txt", About("a", Origin())).indicators
    reader = recognise(log, "httpaccess.log")
    assert reader is not None
    (database, _), *_ = Plan([], found).for_log(reader, log).databases
    assert {one.text for one in database.patterns} == {own, b"9.9.9.7"}


def test_what_begins_alike_is_told_apart_in_a_log(tmp_path):
    dice = random.Random(3)  # noqa: S311 - a game of chance with a known seed
    addresses = [f"{net}.{dice.randint(1, 254)}" for net in ("81.2.69", "81.2.70", "9.9.9", "10.0.0") for _ in range(9)]
    addresses += [f"5.6.7.{last}" for last in (1, 2, *range(10, 20), *range(100, 200, 7))]  # most of them begin alike
    names = [f"a-long-name-{number}.example" for number in range(100, 110)]
    digests = [DIGESTS[0], DIGESTS[1][:-1] + "0", DIGESTS[1]]
    others = [f"{address.rpartition('.')[0]}.{dice.randint(1, 254)}" for address in addresses]
    others += [f"a-long-name-{number}.example" for number in range(110, 120)]
    others += [DIGESTS[0][:-1] + "0", DIGESTS[0][:-1], DIGESTS[2].upper(), *(f"1{address}" for address in addresses)]
    wanted = {*addresses, *names, *digests, DIGESTS[2]}
    at = local(2020, 1, 8)
    written = [dice.choice([*sorted(wanted), *others]) for _ in range(3000)]
    log = [request_line(at, f"/?a={one}", client=dice.choice(addresses + others[:36])) for one in written]
    put(tmp_path, {"ev/httpaccess.log": "\n".join(log) + "\n", "p/i.txt": "\n".join(sorted(wanted))})
    expected = {
        (number, word.lower())
        for number, line in enumerate(log, start=1)
        for word in re.findall(r"[\w.-]+", line)
        if word.lower() in wanted
    }
    found = told(hunted(tmp_path / "ev", tmp_path / "p"))["finding"]
    assert {(one["line"], one["rule"].rpartition(":")[2]) for one in found} == expected
