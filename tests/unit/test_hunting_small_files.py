"""Small files go a short way, many at a time; what is found is what the long way finds, whatever moves meanwhile."""

import gzip
import io
import os
import random
import tarfile
from hashlib import sha256

import pytest

from dijkwacht.hunting.engine.gathering import gather
from dijkwacht.hunting.engine.intake.sniffing import is_plain, sniff
from dijkwacht.hunting.engine.intake.unpacking import Unpacker
from dijkwacht.hunting.engine.intake.walking import Given, walk
from dijkwacht.hunting.engine.logs.recognise import log_name, named_as_log
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from dijkwacht.hunting.engine.visiting import Gatherer
from hunting_evidence import hunted, local, put, told, web_log

SHELL = b"<?php\n\neval($_POST['x']); ?>\n"
YARA = 'rule shell { strings: $a = "eval($_POST" condition: $a }\nrule empty { condition: filesize == 0 }\n'
FACTS = """- {id: odd, title: t, when: {path: /var/**, mode-is: '0600'}}
- {id: other, title: t, when: {differs-from-manifest: true}}
"""
BEGINNINGS = [
    *(
        b"\x1f\x8b\x08",
        b"BZh91AY&SY",
        b"BZh it is text",
        b"\xfd7zXZ\x00",
        b"PK\x03\x04",
        b"PK text",
        b"KDMV",
        b"QFI\xfb",
    ),
    *(b"# Disk DescriptorFile", b"# a comment", b"conectix", b"const x = 1;", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"),
    *(b"Salted__", b"-----BEGIN PGP MESSAGE", b"----- text", b"age-encryption.org/", b"\x28\xb5\x2f\xfd", b"", b"\x00"),
]
PLANTED = [(257, b"ustar"), (512, b"EFI PART"), (32769, b"CD001"), (66908, b"\x19\x01\x54\x19"), (148, b"0017420\x00")]


def old_tar():
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("x"), io.BytesIO())
    head = bytearray(packed.getvalue()[:512])
    head[257:265] = b"\0" * 8
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def disk():
    return b"\0" * 446 + b"\x80" + b"\0" * 3 + b"\x07" + b"\0" * 59 + b"\x55\xaa" + b"\0" * 70_000


@pytest.mark.parametrize("name", ["a.php", "a", "b.gz", "c.img"])
def test_what_is_told_at_a_glance_is_told_by_looking_closely_too(name):
    chance = random.Random(3)  # noqa: S311 - a fixed seed
    heads = [old_tar(), disk(), b"x" + old_tar(), *BEGINNINGS]
    for beginning in BEGINNINGS:
        body = bytearray(beginning + chance.randbytes(chance.choice([3, 300, 9000, 69_000])))
        at, magic = chance.choice(PLANTED)
        heads += [bytes(body), bytes(body[:at]).ljust(at, b" ") + magic + bytes(body[at:])]
    for head in heads:
        assert not is_plain(head, name) or sniff(head, name).what == "leaf", head[:80]
    assert any(is_plain(head, "a.php") for head in heads)


def test_a_name_that_may_be_one_of_a_log_is_never_passed_over():
    names = [
        "ns.log",
        "messages",
        "cron",
        "secure.2",
        "httpaccess-vpn",
        "HTTPERROR.log.3.gz",
        ".nscli_history",
        "a.php",
    ]
    names += [
        "access_log.2020-01-08",
        "u_ex200108.log",
        "daemon.log",
        "index.html",
        "catalogue.js",
        "x",
        "error.log.php",
    ]
    assert [named_as_log(f"/var/{name}") for name in names] == [
        log_name(f"/var/{name}").kind is not None for name in names
    ]


def tree(folder):
    chance = random.Random(11)  # noqa: S311 - a fixed seed
    files = {}
    for number in range(400):
        content = chance.choice(
            [SHELL, b"", b"1.2.3.4 ", b"nothing ", chance.randbytes(40), gzip.compress(SHELL), old_tar()]
        )
        content += chance.choice([b"", SHELL, chance.randbytes(300), b" text" * chance.randrange(400)])
        ending = chance.choice(["php", "js", "conf", "bin", "gz", "log", "txt"])
        files[f"var/{'tmp' if number % 3 else 'netscaler/gui'}/f{number}.{ending}"] = content
    log = web_log(local(2020, 1, 1), local(2020, 1, 2)).encode()
    files |= {
        "var/log/httpaccess.log": log,
        "var/tmp/notes": log,
        "var/log/newsyslog.conf": b"/var/log/a 644 5 100 *\n",
    }
    files |= {f"var/tmp/b{number}!x.php": SHELL * 40_000 for number in range(2)}
    put(folder, files)
    for path in sorted(files)[::7]:
        (folder / path).chmod(0o600)
    return files


def rules(folder, files):
    plain = {path: content for path, content in files.items() if is_plain(content, path)}
    known = {path: content for path, content in plain.items() if path.endswith(("1.php", "2.bin", "3.log"))}
    known |= {path: b"other" for path in files if path.endswith("4.php")}
    manifest = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in known.items())
    lists = f"1.2.3.4\nf17.conf\n{sha256(SHELL).hexdigest()}\n"
    about = {"pack.yml": "needs: [files]\n", "r.yar": YARA, "file-facts.yml": FACTS, "a.txt": lists}
    return rule_set([load_pack(str(put(folder, {**about, "manifest.txt": manifest})))])


def by_the_long_way(evidence, own):
    gatherer = Gatherer(own)
    for one in walk(str(evidence)):
        hashed = Unpacker(gatherer).run(one) if isinstance(one, Given) else None
        if hashed is not None:
            gatherer.found.digests[one.place.evidence, one.place.path] = hashed.blake3, hashed.sha256
    return gatherer.found


def hits(found):
    return sorted(
        (one.place.shown, one.facts.id, one.kind, one.offset or 0, one.length or 0, one.line or 0, one.text)
        for one in found.hits
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_the_short_way_finds_skips_and_counts_what_the_long_way_does(tmp_path, workers):
    own = rules(tmp_path / "p", tree(tmp_path / "ev"))
    slow = by_the_long_way(tmp_path / "ev", own)
    slow.skipped += slow.vendor_words()
    fast = gather([str(tmp_path / "ev")], own, workers=workers)
    assert hits(fast) == hits(slow)
    assert {rule.partition(":")[0] for _, rule, *_ in hits(fast)} >= {"shell", "empty", "odd", "other", "a"}
    assert sorted(map(repr, fast.skipped)) == sorted(map(repr, slow.skipped))
    assert (fast.counts, fast.files, fast.folders) == (slow.counts, slow.files, slow.folders)
    assert (fast.bytes, fast.vendor, fast.retention) == (slow.bytes, slow.vendor, slow.retention)
    found = {(one.place.evidence, one.place.path) for one in fast.hits}
    assert found == {key for key in fast.digests if key in found}
    assert all(fast.digests[key] == slow.digests[key] for key in found)


def test_a_rule_about_files_that_no_manifest_knows_is_asked_of_small_ones_too(tmp_path):
    facts = "- {id: unknown, title: t, when: {path: /var/**, not: {differs-from-manifest: true}}}\n"
    own = rule_set([load_pack(str(put(tmp_path / "p", {"pack.yml": "needs: [files]\n", "file-facts.yml": facts})))])
    evidence = put(tmp_path / "ev", {"var/tmp/a.php": SHELL})
    assert hits(gather([str(evidence)], own)) == hits(by_the_long_way(evidence, own)) != []


def test_files_that_change_after_they_were_listed_are_named_and_never_followed_or_waited_for(tmp_path):
    evidence = put(tmp_path / "ev", {f"var/tmp/a{number:03}.php": SHELL for number in range(300)})
    outside = put(tmp_path, {"outside.php": SHELL}) / "outside.php"
    gone, pipe, link, grown, shorter, folder = (evidence / f"var/tmp/a29{number}.php" for number in range(6))
    moved = []

    def progress(path, done):
        if moved:
            return
        moved.append((path, done))
        for one in (gone, pipe, link, folder):
            one.unlink()
        os.mkfifo(pipe)
        link.symlink_to(outside)
        folder.mkdir()
        grown.write_bytes(SHELL + b"more")
        shorter.write_bytes(SHELL[:10])

    found = told(
        hunted(evidence, put(tmp_path / "p", {"pack.yml": "needs: [files]\n", "r.yar": YARA}), progress=progress)
    )
    reasons = {one["path"][-8:-4]: one["reason"] for one in found["skipped"]}
    assert reasons == {
        "a290": "it cannot be opened: No such file or directory",
        "a291": "it cannot be opened: it is no file any more, as it was when the evidence was listed",
        "a292": "it cannot be opened: it became a link after the evidence was listed",
        "a293": "appended while it was read: another state of the file",
        "a294": "the file became shorter while it was read",
        "a295": "it cannot be opened: it is no file any more, as it was when the evidence was listed",
    }
    assert len(found["finding"]) == 295


def test_a_search_stops_between_two_small_files(tmp_path):
    evidence = put(tmp_path / "ev", {f"var/tmp/a{number}.php": SHELL for number in range(600)})
    passed = []

    def stop(path, done):
        passed.append((path, done))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        gather([str(evidence)], rules(tmp_path / "p", {}), progress=stop)
    assert passed == [("var/tmp/a0.php", len(SHELL))]
