"""Lists find what is percent-encoded here and there, once or twice, where it stands, and nothing that only looks so."""

import random
import re
from urllib.parse import unquote_to_bytes

import pytest

from dijkwacht.hunting.engine.rules.variants import undone
from hunting_evidence import hunted, local, put, request_line, told

AT = local(2020, 1, 5, 10)
VALUES = ["/vpn/../vpns/", "evil.example.com", "198.51.100.77", "2001:db8::66", "http://evil.example/a/b", "rmbm-x.pl"]


def found(tmp_path, values, lines, *, brute=False):
    put(tmp_path / "pack", {"list.txt": "\n".join(values) + "\n"})
    put(tmp_path / "ev", {"httpaccess.log": "".join(f"{line}\n" for line in lines)})
    return told(hunted(tmp_path / "ev", tmp_path / "pack", brute=brute)).get("finding", [])


def encoded(text, dice, share):
    """Some characters percent-encoded, in hexadecimal of mixed case."""
    made = ""
    for char in text:
        code = "".join(dice.choice([digit.upper(), digit]) for digit in f"{ord(char):02x}")
        made += f"%{code}" if dice.random() < share else char
    return made


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("/vpn/../vpns/", "/vpn/%2e./vpns/cfg"),
        ("/vpn/../vpns/", "/vpn/.%2E%2fvpns/cfg"),
        ("/vpn/../vpns/", "/vpn/%252e./vpns/cfg"),
        ("evil.example.com", "/?u=%65vil.example.com"),
        ("evil.example.com", "/?u=EVIL.e%58ample.com"),
        ("198.51.100.77", "/?u=198%2e51.100.77"),
        ("198.51.100.77", "/?u=%252F198.51.100.77%252F"),
        ("2001:db8::66", "/?u=2001%3Adb8%3A:66"),
        ("2001:db8::66", "/?u=%5B2001%3a0db8%3a0%3a0%3a0%3a0%3a0%3a66%5D%3a443"),
    ],
)
def test_a_value_of_which_one_character_is_encoded_is_found_where_it_stands(tmp_path, value, target):
    line = request_line(AT, target)
    (finding,) = found(tmp_path, [value], [request_line(AT), line])
    assert (finding["line"], finding["text"]) == (2, line)
    cut = (request_line(AT) + "\n" + line)[finding["offset"] :][: finding["length"]]
    decoded = unquote_to_bytes(unquote_to_bytes(cut)).decode().lower()
    assert (decoded[:4], cut in target) == (value[:4], True)


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("198.51.100.77", "/?u=%31198.51.100.77"),
        ("198.51.100.77", "/?u=198.51%2E100.77%35"),
        ("198.51.100.77", "/?u=198.51%2E100.77.5"),
        ("evil.example.com", "/?u=evil%2Eexample.com.example"),
        ("evil.example.com", "/?u=evil%0Aexample.com"),
        ("2001:db8::66", "/?u=2001%3Adb8::6%36%36"),
    ],
)
def test_what_is_a_piece_of_something_longer_once_it_is_decoded_is_not_found(tmp_path, value, target):
    assert found(tmp_path, [value], [request_line(AT, target)]) == []


def test_what_stands_there_as_written_is_found_once(tmp_path):
    targets = [
        "/?u=%65&evil.example.com",
        "/%2Fvpn%2F%2E%2E%2Fvpns%2F",
        "/?a=evil.example.com%252F&b=e%76il.example.com",
    ]
    findings = found(tmp_path, VALUES, [request_line(AT, target) for target in targets])
    assert [(one["line"], one["rule"]) for one in findings] == [
        (1, "list:evil.example.com"),
        (2, "list:/vpn/../vpns/"),
        (3, "list:evil.example.com"),
        (3, "list:evil.example.com"),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_encoded_the_fast_search_finds_what_brute_force_and_the_standard_library_find(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 - a fixed seed
    lines, expected = [], set()
    for number in range(1, 301):
        value = dice.choice(VALUES)
        kept = value if dice.random() < 0.5 else value[:-1]
        target = encoded(kept, dice, dice.choice([0, 0.1, 0.5, 1]))
        target = encoded(target, dice, 0.2) if dice.random() < 0.3 else target
        lines.append(request_line(AT, f"/?x={target}&y=a%20b"))
        texts = [lines[-1].encode()]
        texts += [unquote_to_bytes(texts[0]), unquote_to_bytes(unquote_to_bytes(texts[0]))]
        if kept == value and any(value.encode() in text for text in texts):
            expected.add((number, f"list:{value}"))
    findings = found(tmp_path, VALUES, lines)
    assert {(one["line"], one["rule"]) for one in findings} == expected
    assert findings == found(tmp_path, VALUES, lines, brute=True)


def test_decoding_in_one_go_does_what_character_by_character_does():
    dice = random.Random(7)  # noqa: S311 - a fixed seed
    for _ in range(20_000):
        text = "".join(dice.choice("%%%%=\n\r 0249afAFgZ_\t.") for _ in range(dice.randint(0, 14)))
        wanted = re.sub(r"%([2-9A-Fa-f][0-9A-Fa-f])", lambda hit: chr(int(hit[1], 16)), text)
        assert undone(text.encode()) == wanted.encode("latin-1")
