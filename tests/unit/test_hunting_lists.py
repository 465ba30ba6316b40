"""Lists of indicators as they come: harmless spellings, remarks, columns, STIX, MISP; what each becomes and finds."""

import gzip
import hashlib
import io
import json
import tarfile
import zipfile

import pytest

from hunting_evidence import hunted, local, put, request_line, told

AT = local(2020, 1, 5, 10)


def lines_of(*targets):
    return "".join(request_line(AT, target) + "\n" for target in targets)


def clients(*addresses):
    return "".join(request_line(AT, client=address) + "\n" for address in addresses)


def found_by(tmp_path, rules, log):
    put(tmp_path / "pack", rules)
    put(tmp_path / "ev", {"httpaccess.log": log})
    return told(hunted(tmp_path / "ev", tmp_path / "pack"))


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("evil[.]example[.]com", "/?u=evil.example.com"),
        ("evil[dot]example(dot)com", "/?u=evil.example.com"),
        ("*.evil.example.com", "/?u=a.evil.example.com"),
        ("hXxps[://]evil[.]example/p", "/?u=https://evil.example/p"),
        ("evil.example.com/p/q", "/?u=evil.example.com/p/q"),
        ("5.6.7.8 seen in May", "/?u=5.6.7.8"),
        ("5.6.7[.]8:443", "/?u=5.6.7.8"),
        ("5.6.7.8,made up", "/?u=5.6.7.8"),
        ("bücher.example", "/?u=XN--bcher-kva.example"),
        ("bücher.example", "/?u=http%3A%2F%2Fwww.b%C3%BCcher.example%2F"),
        ("xn--bcher-kva.example", "/?u=bücher.example"),
        ("2001:db8::66", "/?u=2001:DB8::66"),
        ("2001:db8::66", "/?u=2001:0db8:0000:0000:0000:0000:0000:0066"),
        ("2001:db8::66", "/?u=2001:db8:0:0:0:0:0:66"),
    ],
)
def test_an_indicator_in_a_list_for_people_is_found_and_is_only_a_lead(tmp_path, written, target):
    (finding,) = found_by(tmp_path, {"list.txt": written + "\n"}, lines_of("/", target))["finding"]
    assert (finding["line"], finding["class"]) == (2, "lead")


def test_the_reverse_of_an_address_is_another_address(tmp_path):
    assert "finding" not in found_by(tmp_path, {"list.txt": "1.2.3.4\n"}, clients("4.3.2.1", "14.3.2.15"))


def test_an_address_that_the_samples_themselves_could_hold_is_armed(tmp_path):
    """CONTRACTS: samples of an indicator are made by the engine, one near miss among them."""
    rules = found_by(tmp_path, {"list.txt": "192.0.2.9\n192.0.2.0/24\n"}, clients("192.0.2.9"))["rule"]
    assert [rule["armed"] for rule in rules] == [True, True]


def test_a_network_too_large_to_be_sought_is_not_armed(tmp_path):
    rules = found_by(tmp_path, {"list.txt": "0.0.0.0/0\nfe80::/10\n"}, clients("203.0.113.7"))["rule"]
    assert [rule["armed"] for rule in rules] == [False, False]


def test_a_name_that_could_be_a_domain_names_files_too(tmp_path):
    put(tmp_path / "pack", {"names.txt": "ci.sh\nrmbm.pl\n"})
    put(tmp_path / "ev", {"var/tmp/ci.sh": "x", "netscaler/portal/scripts/rmbm.pl": "x"})
    findings = told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]
    assert {(one["path"], one["class"]) for one in findings} == {
        ("var/tmp/ci.sh", "compromise"),
        ("netscaler/portal/scripts/rmbm.pl", "compromise"),
    }


def test_a_list_of_sha256sum_is_one_of_digests(tmp_path):
    digest = hashlib.sha256(b"bad").hexdigest()
    put(tmp_path / "pack", {"sums.txt": f"{digest}  /var/tmp/bad\n"})
    put(tmp_path / "ev", {"var/tmp/other": "bad"})
    (finding,) = told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]
    assert finding["class"] == "compromise"


def test_a_table_with_a_column_for_each_kind_is_read_whole(tmp_path):
    table = "ip,domain,remark\n5.6.7.8,evil.example,x\n,bad.example,y\n"
    found = found_by(tmp_path, {"t.csv": table}, lines_of("/?evil.example", "/?bad.example") + clients("5.6.7.8"))
    assert [one["rule"] for one in found["finding"]] == ["t:evil.example", "t:bad.example", "t:5.6.7.8"]
    assert len(found["rule"]) == 3


def test_patterns_of_stix_with_alternatives_lists_and_ends_of_connections_are_sought(tmp_path):
    patterns = [
        "[ipv4-addr:value = '5.6.7.8' OR domain-name:value = 'evil.example']",
        "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '7.7.7.7']",
        "[ipv4-addr:value IN ('8.8.4.4', '8.8.8.8')]",
        "[ipv4-addr:value ISSUBSET '203.0.113.0/24']",
        "[url:value = 'http://evil.example/a'] AND [ipv4-addr:value = '6.6.6.6']",
    ]
    objects = [
        {"type": "indicator", "id": f"indicator--{number}", "pattern_type": "stix", "pattern": pattern}
        for number, pattern in enumerate(patterns)
    ]
    bundle = json.dumps({"type": "bundle", "objects": objects})
    log = clients("5.6.7.8", "7.7.7.7", "8.8.4.4", "203.0.113.5", "6.6.6.6")
    found = found_by(tmp_path, {"s.json": bundle}, log)
    assert [one["line"] for one in found["finding"]] == [1, 2, 3, 4]
    assert [rule["rule"] for rule in found["rule"] if not rule["armed"]] == []
    assert "s:indicator--4" in {rule["rule"] for rule in found["rule"]}


def test_both_halves_of_a_composite_attribute_of_misp_are_sought(tmp_path):
    values = [("domain|ip", "evil.example|5.6.7.8"), ("ip-dst|port", "7.7.7.7|443")]
    event = {"Event": {"Attribute": [{"type": one, "value": value, "to_ids": True} for one, value in values]}}
    found = found_by(
        tmp_path, {"m.json": json.dumps(event)}, lines_of("/?evil.example") + clients("5.6.7.8", "7.7.7.7")
    )
    assert [one["rule"] for one in found["finding"]] == ["m:evil.example", "m:5.6.7.8", "m:7.7.7.7"]
    assert all(rule["armed"] for rule in found["rule"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "5.6.7.8\r\n".encode("utf-16")),
        ("a.csv", "ip\tseen\n5.6.7.8\t2020\n"),
        ("a.csv", "# a feed\n#\nip,seen\n5.6.7.8,2020\n"),
        ("a.csv", '################\n# "first_seen_utc","dst_ip","dst_port"\n"2020-01-01","5.6.7.8","443"\n# END\n'),
        ("a.csv", "uuid,type,value,to_ids\nx,ip-dst,5.6.7.8,1\ny,ip-dst,7.7.7.7,0\n"),
        ("a.json", '[{"type": "indicator", "id": "i", "pattern": "[ipv4-addr:value = \'5.6.7.8\']"}]'),
        ("a.json", '{"more": false, "objects": [{"type": "indicator", "pattern": "[ipv4-addr:value = \'5.6.7.8\']"}]}'),
    ],
    ids=["UTF-16", "tabs", "remarks above", "headings in a remark", "context of MISP", "a list of STIX", "TAXII"],
)
def test_lists_as_other_programs_save_them_are_read(tmp_path, name, content):
    found = found_by(tmp_path, {name: content}, clients("5.6.7.8", "7.7.7.7"))
    assert [(one["rule"], one["line"]) for one in found["finding"]] == [("a:5.6.7.8", 1)]
    assert all(rule["armed"] for rule in found["rule"])


def test_a_pattern_of_stix_with_a_digest_and_a_name_is_sought_by_its_digest(tmp_path):
    digest = hashlib.md5(b"bad", usedforsecurity=False).hexdigest()
    pattern = f"[file:name = 'evil.php' AND file:hashes.MD5 = '{digest}']"
    bundle = {"type": "bundle", "objects": [{"type": "indicator", "id": "i", "pattern": pattern}]}
    put(tmp_path / "pack", {"s.json": json.dumps(bundle)})
    put(tmp_path / "ev", {"var/tmp/other": "bad"})
    assert [one["rule"] for one in told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]] == [f"s:{digest}"]


def packed_file(how):
    if how == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as whole:
            whole.writestr("a", b"x")
        return made.getvalue()
    if how == "tar.gz":
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w:gz") as whole:
            whole.addfile(tarfile.TarInfo("a"), io.BytesIO(b""))
        return made.getvalue()
    return {"gz": gzip.compress(b"x"), "7z": b"7z\xbc\xaf'\x1c\0\x04" + bytes(400)}[how]


@pytest.mark.parametrize("how", ["zip", "tar.gz", "gz", "7z"])
@pytest.mark.parametrize("digest", ["md5", "sha1", "sha256"])
def test_an_archive_is_known_by_its_own_digest_in_a_folder_and_in_another(tmp_path, how, digest):
    content = packed_file(how)
    outer = io.BytesIO()
    with tarfile.open(fileobj=outer, mode="w") as whole:
        about = tarfile.TarInfo(f"var/tmp/x.{how}")
        about.size = len(content)
        whole.addfile(about, io.BytesIO(content))
    put(tmp_path / "pack", {"l.txt": hashlib.new(digest, content, usedforsecurity=False).hexdigest()})
    put(tmp_path / "ev", {f"var/tmp/x.{how}": content, "bundle.tar": outer.getvalue()})
    findings = told(hunted(tmp_path / "ev", tmp_path / "pack"))["finding"]
    assert [(one["path"], one["member"], one["class"]) for one in findings] == [
        ("bundle.tar", f"var/tmp/x.{how}", "compromise"),
        (f"var/tmp/x.{how}", None, "compromise"),
    ]


def test_an_archive_that_is_cut_off_is_known_by_what_is_there_and_the_rest_is_listed(tmp_path):
    content = packed_file("tar.gz")[:-9]
    put(tmp_path / "pack", {"l.txt": hashlib.sha256(content).hexdigest()})
    put(tmp_path / "ev", {"x.tgz": content})
    lines = told(hunted(tmp_path / "ev", tmp_path / "pack"))
    assert [one["path"] for one in (*lines["finding"], *lines["skipped"])] == ["x.tgz", "x.tgz"]
