"""Findings with the lines beside them: two on either side, short, masked, and never more than were read with them."""

import json
from datetime import UTC, datetime

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.report import finding_line
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.hunting.engine.scanning.neighbours import LONGEST, MOST, beside, masked
from dijkwacht.kernel.window import Window

WINDOW = Window(datetime(2020, 1, 8, tzinfo=UTC), datetime(2020, 1, 9, tzinfo=UTC))


def line(second, client, path="/"):
    return f'{client} - - [08/Jan/2020:10:00:{second:02d} +0000] "GET {path} HTTP/1.1" 200 5 "-" "x"\n'


def found_in(folder, log):
    (folder / "list.txt").write_text("198.51.100.7\n")
    (folder / "evidence").mkdir()
    (folder / "evidence" / "httpaccess.log").write_text(log)
    result = hunt([str(folder / "evidence")], rule_set([load_pack(str(folder / "list.txt"))]), Request(WINDOW, None))
    return [finding_line(one) for one in result.findings]


def test_a_finding_has_two_lines_before_and_after_it(tmp_path):
    others = [line(second, f"192.0.2.{second}") for second in range(7)]
    (one,) = found_in(tmp_path, "".join([*others[:3], line(3, "198.51.100.7"), *others[4:]]))
    assert one["before"] == [text.rstrip("\n") for text in others[1:3]]
    assert one["after"] == [text.rstrip("\n") for text in others[4:6]]


def test_at_the_ends_of_a_log_there_are_fewer_and_alone_there_are_none(tmp_path):
    first, second = found_in(tmp_path, line(1, "198.51.100.7") + line(2, "192.0.2.1") + line(3, "198.51.100.7"))
    assert "before" not in first
    assert len(first["after"]) == len(second["before"]) == 2
    assert "after" not in second


def test_what_is_secret_is_masked_in_neighbours_and_the_finding_itself_stays_as_it_stands(tmp_path):
    secret = "/cgi?passwd=Geheim123&session_id=abc&mail=jan.jansen@tweestroom.example"
    before, own = line(1, "192.0.2.1", secret), line(2, "198.51.100.7", secret)
    (one,) = found_in(tmp_path, before + own)
    assert one["text"] == own.rstrip("\n")
    (neighbour,) = one["before"]
    assert not [word for word in ("Geheim123", "abc", "jansen") if word in neighbour]
    assert "192.0.2.1" in neighbour


def test_names_cookies_and_headers_are_masked():
    told = "SSLVPN LOGIN - User jjansen - Client_ip 192.0.2.1 Cookie: NSC_AAAC=deadbeef; Authorization: Basic c2VjcmV0"
    shown = masked(told)
    assert not [word for word in ("jjansen", "deadbeef", "c2VjcmV0") if word in shown]
    assert "Client_ip 192.0.2.1" in shown


def test_neighbours_are_short_and_beyond_a_hundred_findings_of_a_rule_there_are_none(tmp_path):
    long = line(1, "192.0.2.1", "/" + "a" * 5_000)
    found = found_in(tmp_path, long + line(2, "198.51.100.7") * (MOST + 5))
    assert [len(text) for text in found[0]["before"]] == [LONGEST]
    assert ["after" in one for one in found[MOST - 1 : MOST + 1]] == [True, False]
    assert json.dumps(found)


def test_nothing_is_read_beyond_the_block():
    assert beside(b"one\n", 0, 3) == ([], [])
    assert beside(b"one\ntwo", 4, 7) == (["one"], [])
