"""The index of kept evidence never denies what a hunt would find: tried with made indicators in made evidence."""

import gzip
import hashlib
import io
import string
import tarfile
from array import array

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from dijkwacht.hunting.engine.gathered import Gathered
from dijkwacht.hunting.engine.gathering import gather
from dijkwacht.hunting.engine.room import tokens
from dijkwacht.hunting.engine.rules.indicator_files import About, read_indicators
from dijkwacht.hunting.engine.rules.packs import Pack
from dijkwacht.hunting.engine.rules.variants import KNOWN, spellings
from dijkwacht.hunting.engine.ruleset import rule_set

OCTET = some.integers(0, 255).map(str)
LABEL = some.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=9).map(lambda one: f"a{one}b")
ADDRESS = some.builds(lambda *four: ".".join(four), OCTET, OCTET, OCTET, OCTET)
LABELS = some.lists(LABEL, min_size=1, max_size=3)
DOMAIN = some.builds(lambda labels, top: ".".join([*labels, top]), LABELS, some.sampled_from(["nl", "example", "ru"]))
BELOW = some.text(string.ascii_letters + "/%.-", max_size=12)
VALUE = some.one_of(
    ADDRESS,
    some.builds("{}/{}".format, ADDRESS, some.integers(9, 32)),
    some.sampled_from(["2001:db8::1", "2001:DB8:85a3::8a2e:370:7334", "fe80::1", "::1", "2001:db8::/32"]),
    DOMAIN,
    some.builds("http://{}/{}".format, some.one_of(DOMAIN, ADDRESS), BELOW),
    some.text("0123456789abcdef", min_size=32, max_size=32),
    some.text("0123456789abcdef", min_size=64, max_size=64),
    some.builds("{}.php".format, LABEL),
    some.builds("/var/{}/{}.sh".format, LABEL, LABEL),
)  # fmt: skip
EDGES = ["", " ", "x", ".", "-", "%2F", "%20", "%2f1", "%252F", "\\040", ":", "[", "]:443", "(", '"', "/", "..", "_"]
EDGE = some.sampled_from([*EDGES, "\0", "\0\0", "é", "1"])
LINE = '203.0.113.7 - - [08/Jan/2020:00:00:01 +0100] "GET /{} HTTP/1.1" 200 5 "-" "x"\n'


def pack_of(values):
    pack = Pack("given")
    about = About("given", pack.origin, KNOWN)
    pack.indicators = read_indicators("\n".join(values).encode(), "given.txt", about).indicators
    return pack


def found_by_hunt(folder, pack) -> Gathered:
    return gather([str(folder)], rule_set([pack]))


def denied(index, indicators, names=()):
    besides = tokens.named(names)
    asked = [(one, tokens.sought(one)) for one in indicators]
    return {
        one.facts.id
        for one, ways in asked
        if ways is not None and not any(index.may_hold(way, besides) for way in ways)
    }


def wrapped(content, how):
    if how == "gzip":
        return gzip.compress(content)
    if how == "tar":
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:gz") as tar:
            about = tarfile.TarInfo("var/log/httpaccess.log")
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
        return made.getvalue()
    return content


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=some.lists(VALUE, min_size=1, max_size=6),
    planted=some.lists(some.tuples(some.integers(0, 5), some.integers(0, 25), EDGE, EDGE), max_size=8),
    how=some.sampled_from(["plain", "gzip", "tar", "binary"]),
)
@example(values=["203.0.113.7/24", "1.2.3.4"], planted=[(1, 0, "%2F", ""), (1, 0, "%20", ".")], how="plain")
@example(values=["2001:DB8:85a3::8a2e:370:7334"], planted=[(0, 4, "\\040", "")], how="plain")
@example(values=["2001:db8::1"], planted=[(0, 0, "%5C040", ""), (0, 3, "", "")], how="plain")
@example(values=["http://aab.nl", "aab.nl"], planted=[(0, 0, "-", "-"), (1, 2, "", "-.")], how="plain")
def test_what_a_hunt_finds_the_index_never_denies(tmp_path_factory, values, planted, how):
    folder = tmp_path_factory.mktemp("room")
    text = ""
    for which, spelling, before, after in planted:
        value = values[which % len(values)]
        forms = [value, value.upper(), value.partition("/")[0], *spellings(value, KNOWN)]
        forms += [f"{value[:-1]}%{ord(value[-1]):02x}", f"%25{ord(value[0]):02X}{value[1:]}"]
        forms += [value.replace("::1", ":0:0:0:0:0:1"), value.replace(".", "%2e", 1), value.replace(":", "%3A", 2)]
        text += LINE.replace("{}", before + forms[spelling % len(forms)] + after)
    content = text.encode() if how != "binary" else b"\x7fELF\0\0\x01" + text.encode() + b"\0" * 5
    (folder / "httpaccess.log").write_bytes(wrapped(content, how))
    pack = pack_of(values)
    index = tokens.indexed(folder / "httpaccess.log")
    hits = {hit.facts.id for hit in found_by_hunt(folder, pack).hits}
    assert not hits & denied(index, pack.indicators, ["httpaccess.log"])


def test_names_and_digests_of_what_lies_in_an_archive_are_not_denied(tmp_path):
    content = b"<?php ?>"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        about = tarfile.TarInfo("var/vpn/dropped-page.php")
        about.size = len(content)
        tar.addfile(about, io.BytesIO(content))
    (tmp_path / "bundle.tgz").write_bytes(made.getvalue())
    values = [
        "dropped-page.php",
        *(hashlib.new(name, content, usedforsecurity=False).hexdigest() for name in ("md5", "sha1", "sha256")),
    ]
    values.append(hashlib.sha256(made.getvalue()).hexdigest())
    pack = pack_of([*values, "never-there.php", "0" * 64])
    index = tokens.indexed(tmp_path / "bundle.tgz")
    hits = {hit.facts.id for hit in found_by_hunt(tmp_path, pack).hits}
    gone = denied(index, pack.indicators)
    assert len(hits) == 5
    assert len(gone) == 2
    assert not hits & gone


@pytest.mark.parametrize("value", ["2001:db8::/32", "x.nl", "10.0.0.0/7", "ci.sh", "abcde"])
def test_what_is_too_short_for_the_index_is_not_answered(value):
    (one,) = pack_of([value]).indicators
    assert tokens.sought(one) is None


def test_a_run_cut_by_the_blocks_that_are_read_is_whole_in_the_index(tmp_path):
    place = tmp_path / "core"
    for at in range(4 * 1024 * 1024 - 30, 4 * 1024 * 1024 + 2, 3):
        place.write_bytes(b"\x01" * (at - 1) + b" veldgate.example 198.51.100.77 " + b"z" * 100)
        index = tokens.indexed(place)
        assert not denied(index, pack_of(["veldgate.example", "198.51.100.77"]).indicators)


def test_an_index_is_read_back_as_it_was_written(tmp_path):
    (tmp_path / "a").write_bytes(LINE.encode())
    index = tokens.indexed(tmp_path / "a")
    again = tokens.read_index(index.text(), full=False)
    assert again == index
    assert not denied(again, pack_of(["203.0.113.7"]).indicators)
    assert denied(again, pack_of(["203.0.113.8", "203.0.114.0/24"]).indicators)


def test_a_file_with_too_much_in_it_denies_nothing():
    full = tokens.Index(array("I"), full=True)
    assert denied(full, pack_of(["198.51.100.77", "veldgate.example"]).indicators) == set()
    assert tokens.read_index(full.text(), full=True) == full


@given(some.binary(max_size=300), some.integers(0, 299), some.integers(tokens.PIECE, 60))
def test_every_piece_of_a_text_is_noted_wherever_it_begins(content, start, length):
    noting = tokens.Noting()
    noting.text(content + b" ")
    assert set(tokens.way_of(content[start : start + length])) <= noting.notes
