"""Files that the build's manifest knows are not searched, which is said; every other file is."""

from hashlib import sha256

from hunting_evidence import hunted, put, told

SHELL = b"<?php eval($_POST['x']); ?>"
YARA = 'rule shell { strings: $a = "eval($_POST" condition: $a }\n'


def pack(folder, manifest):
    lines = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in manifest.items())
    return put(folder, {"pack.yml": "needs: [files]\nlooks-at: [/var]\n", "shell.yar": YARA, "manifest.txt": lines})


def found(result):
    return sorted(one["path"] for one in told(result).get("finding", []))


def vendors(result):
    return [one for one in told(result).get("skipped", []) if "manifest" in one["reason"]]


def test_a_file_as_the_vendor_built_it_is_not_searched_and_that_is_said_with_its_bytes(tmp_path):
    evidence = put(tmp_path / "ev", {"var/netscaler/gui/a.php": SHELL, "var/netscaler/gui/b.php": b"<?php ?>"})
    result = hunted(evidence, pack(tmp_path / "p", {"var/netscaler/gui/a.php": SHELL}))
    assert found(result) == []
    assert [(one["path"], one["bytes"], one["relevant"]) for one in vendors(result)] == [(".", len(SHELL), False)]
    assert "1 files" in vendors(result)[0]["reason"]


def test_the_same_bytes_in_another_place_are_searched(tmp_path):
    evidence = put(tmp_path / "ev", {"var/netscaler/gui/other.php": SHELL})
    result = hunted(evidence, pack(tmp_path / "p", {"var/netscaler/gui/a.php": SHELL}))
    assert found(result) == ["var/netscaler/gui/other.php"]
    assert vendors(result) == []


def test_other_bytes_in_the_vendors_place_are_searched(tmp_path):
    evidence = put(tmp_path / "ev", {"var/netscaler/gui/a.php": SHELL})
    result = hunted(evidence, pack(tmp_path / "p", {"var/netscaler/gui/a.php": b"<?php ?>"}))
    assert found(result) == ["var/netscaler/gui/a.php"]
    assert vendors(result) == []


def test_what_is_said_does_not_depend_on_the_number_of_workers(tmp_path):
    files = {f"var/netscaler/gui/{n}.php": SHELL + b"%d" % n for n in range(600)}
    evidence = put(tmp_path / "ev", files)
    rules = pack(tmp_path / "p", {path: content for path, content in files.items() if path.endswith("7.php")})
    one, two = (told(hunted(evidence, rules, workers=workers)) for workers in (1, 2))
    assert one == two
    assert len(one["finding"]) == 540
