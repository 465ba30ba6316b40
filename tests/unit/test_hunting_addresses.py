"""Addresses: IPv6 by its value however it is written, and none inside a longer number, in logs, binaries and UTF-16."""

import ipaddress
import random

import pytest

from hunting_evidence import hunted, local, put, request_line, told

AT = local(2020, 1, 5, 10)
ONE = "2001:db8::1"


def found(tmp_path, listed, files, *, brute=False):
    put(tmp_path / "pack", {"list.txt": listed + "\n"})
    put(tmp_path / "ev", files)
    lines = told(hunted(tmp_path / "ev", tmp_path / "pack", brute=brute))
    assert all(rule["armed"] for rule in lines["rule"])
    return lines.get("finding", [])


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        (ONE, "2001:0DB8:0:0:0:0:0:1"),
        (ONE, "2001:db8:0:0::1"),
        (ONE, "2001:0db8::0001"),
        (ONE, "[2001:db8::1]:443"),
        (ONE, "2001:db8::1%eth0"),
        (ONE, "2001:db8::1.443"),
        (ONE, "2001:db8::1:51234"),
        (ONE, "2001:db8:0:0:0:0:0:1:443"),
        (ONE, "2001:db8::0.0.0.1"),
        (ONE, "from:2001:db8::1"),
        (ONE, "2001:db8::1."),
        (ONE, "2001:db8::1: said"),
        ("2001:0DB8:0:0:0:0:0:1", ONE),
        ("[2001:db8::1]", ONE),
        ("[2001:db8::1]:8443", ONE),
        ("2001[:]db8[:][:]1", ONE),
        ("fe80::1%eth0", "fe80::1%em1"),
        ("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"),
        ("2001:db8:0:1:0:0:0:1", "2001:db8::1:0:0:0:1"),
        ("2001:db8:1::", "2001:db8:1:0:0:0:0:0"),
        ("1.2.3.4", "::ffff:1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("::ffff:102:304", "::FFFF:1.2.3.4"),
        ("2001:db8::/32", "2001:0DB8:ffff::9"),
        ("2001:db8:0:0:8000::/66", "2001:db8::bfff:0:0:1"),
        ("2001:db8:a0::/44", "2001:db8:af:1::1"),
        ("::ffff:192.0.2.0/120", "192.0.2.200"),
        ("192.0.2.0/24", "::ffff:192.0.2.200"),
    ],
)
def test_an_address_is_found_by_its_value(tmp_path, listed, text):
    log = f"{request_line(AT)}\n{request_line(AT, '/?a=' + text)}\n"
    (finding,) = found(tmp_path, listed, {"httpaccess.log": log})
    assert finding["line"] == 2
    assert found(tmp_path, listed, {"httpaccess.log": log}, brute=True) == [finding]


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        (ONE, "2001:db8::11"),
        (ONE, "2001:db8::1:2"),
        (ONE, "2001:db8::1:443"),
        (ONE, "2001:db8::10:1"),
        (ONE, "12001:db8::1"),
        (ONE, "fe80:2001:db8::1"),
        (ONE, "2001:db8::1x"),
        ("2001:db8::/32", "2001:db80::1"),
        ("2001:db8:a0::/44", "2001:db8:b0::1"),
        ("1.2.3.4", "::ffff:1.2.3.45"),
        ("1.2.3.4", "11.2.3.45"),
        ("1.2.3.4", "1.2.3.4.5"),
        ("1.2.3.4", "9.1.2.3.4"),
        ("1.2.3.4", "1.2.3.40"),
        ("1.2.3.0/24", "11.2.3.4"),
        ("1.2.3.0/24", "1.2.3.4.5"),
    ],
)
def test_another_address_is_not_found_in_a_log_a_core_or_utf_16(tmp_path, listed, text):
    core = b"\x7fELF\x02\x00\x01" + b"\x00\xff" * 40 + text.encode() + b"\x00\xff\x01"
    wide = b"\xff\xfe" + f"from {text} to\n".encode("utf-16-le")
    files = {
        "httpaccess.log": request_line(AT, "/?a=" + text) + "\n",
        "var/core/1/NSPPE-00-1": core,
        "wide": wide,
        "var/core/1/wide": b"\x7fELF\x01\x01" + text.encode("utf-16-le") + b"\x01\xfe",
        "var/core/1/big": b"\x7fELF\x01\x01" + text.encode("utf-16-be") + b"\x01\xfe",
    }
    assert found(tmp_path, listed, files) == []


@pytest.mark.parametrize("listed", ["1.2.3.4", ONE, "evil.example.com"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_address_itself_is_found_in_a_core_between_whatever_bytes(tmp_path, listed, code):
    core = b"\x7fELF\x02\x01" + b"\xfe\x03" * 40 + f" {listed} ".encode(code) + b"\xfe\x03"
    (finding,) = found(tmp_path, listed, {"var/core/1/NSPPE-00-1": core})
    assert finding["path"] == "var/core/1/NSPPE-00-1"


def test_an_address_across_the_end_of_what_is_read_at_once_is_read_whole(tmp_path):
    size = 32 * 1024 * 1024
    core = bytearray(size + 100)
    core[:4] = b"\x7fELF"
    core[size - 9 : size + 2] = b"2001:db8::1"
    core[size - 400 : size - 389] = b"2001:db8::1"
    (tmp_path / "ev").mkdir()
    findings = found(tmp_path, ONE, {"var/core/1/NSPPE-00-1": bytes(core)})
    assert [one["offset"] for one in findings] == [size - 400, size - 9]
    core[size - 9 : size + 2] = b"2001:db8::"
    core[size:] = b"12" + core[size + 2 :]
    assert len(found(tmp_path, ONE, {"var/core/1/NSPPE-00-1": bytes(core)})) == 1


def ways_to_write(value, dice):
    groups = ipaddress.ip_address(value).exploded.split(":")
    made = ["0" * dice.randint(0, 4 - len(one.lstrip("0") or "0")) + (one.lstrip("0") or "0") for one in groups]
    zeros = [at for at in range(8) if not int(groups[at], 16)]
    if zeros and dice.random() < 0.6:
        first = dice.choice(zeros)
        last = first
        while last + 1 in zeros and dice.random() < 0.8:
            last += 1
        text = ":".join(made[:first]) + "::" + ":".join(made[last + 1 :])
    else:
        text = ":".join(made)
    return "".join(dice.choice([char, char.upper()]) for char in text)


def test_however_an_address_is_written_it_is_found_and_no_other(tmp_path):
    dice = random.Random(4)  # noqa: S311 - a fixed seed
    values = []
    for _ in range(60):
        groups = [dice.choice([0, 0, 0, 1, 0x66, 0xDB8, 0x8A2E]) for _ in range(7)]
        values.append(str(ipaddress.ip_address(":".join(f"{one:x}" for one in [0x2001, *groups]))))
    listed = list(dict.fromkeys(values[:30]))
    lines, expected = [], []
    for number in range(1, 601):
        value = dice.choice(values)
        lines.append(request_line(AT, f"/?a={ways_to_write(value, dice)}&b"))
        expected += [(number, f"list:{value}")] if value in listed else []
    findings = found(tmp_path, "\n".join(listed), {"httpaccess.log": "".join(f"{line}\n" for line in lines)})
    assert [(one["line"], one["rule"]) for one in findings] == expected
