"""Files that the build's manifest knows are not searched, which is said; every other file is."""

from hashlib import sha256

import pytest

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


@pytest.mark.parametrize("name", ["a.php", "a.conf", "a"])
def test_a_file_as_the_vendor_built_it_is_not_searched_and_that_is_said_with_its_bytes(tmp_path, name):
    evidence = put(tmp_path / "ev", {f"var/netscaler/gui/{name}": SHELL, "var/netscaler/gui/b.php": b"<?php ?>"})
    result = hunted(evidence, pack(tmp_path / "p", {f"var/netscaler/gui/{name}": SHELL}))
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


def test_facts_and_digests_of_a_vendors_file_are_judged_all_the_same(tmp_path):
    evidence = put(tmp_path / "ev", {"var/netscaler/gui/a.php": SHELL})
    rules = pack(tmp_path / "p", {"var/netscaler/gui/a.php": SHELL})
    facts = "- id: odd-mode\n  title: t\n  when: {path: /var/**, mode-is: '0600'}\n"
    put(rules, {"file-facts.yml": facts, "known.txt": sha256(SHELL).hexdigest() + "\n"})
    (evidence / "var/netscaler/gui/a.php").chmod(0o600)
    result = hunted(evidence, rules)
    assert [one["rule"].partition(":")[0] for one in told(result)["finding"]] == ["known", "odd-mode"]
    assert len(vendors(result)) == 1
