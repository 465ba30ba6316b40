"""Files that look like a log are files all the same."""

import hashlib

from hunting_evidence import hunted, put, told

CONTENT = '{"a": "EVIL"}\n'


def test_a_line_of_json_is_found_by_its_digest_and_by_yara(tmp_path):
    digest = hashlib.sha256(CONTENT.encode()).hexdigest()
    yara = 'rule evil { strings: $a = "EVIL" condition: $a }\n'
    put(tmp_path / "pack", {"sums.txt": digest, "y.yar": yara})
    put(tmp_path / "ev", {"var/tmp/data": CONTENT})
    found = told(hunted(tmp_path / "ev", tmp_path / "pack"))
    assert [(one["rule"], one["class"], one["line"], one["offset"]) for one in found["finding"]] == [
        (f"sums:{digest}", "compromise", None, None),
        ("evil", "compromise", 1, 7),
    ]


def test_an_indicator_in_it_is_found_once(tmp_path):
    put(tmp_path / "pack", {"a.txt": "1.2.3.4\n" + "0" * 64})
    put(tmp_path / "ev", {"var/tmp/data": '{"a": "1.2.3.4"}\n'})
    assert len(told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]) == 1
