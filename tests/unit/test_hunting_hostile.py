"""Hostile evidence: bombs, ways out, endless lines, broken bytes, moving files; nothing is lost without being said."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
import yaml

from dijkwacht.hunting.engine.hunt import Request, hunt
from dijkwacht.hunting.engine.intake.limits import MIB, Limits
from dijkwacht.hunting.engine.intake.streams import Broken, Hashed
from dijkwacht.hunting.engine.model import UnreadableEvidence
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import hunted, local, put, request_line, told, web_log, window

LINE = request_line(local(2020, 1, 9), client="1.2.3.4") + "\n"
SMALL = Limits(floor=2 * MIB, ratio=10)


@pytest.fixture
def pack(tmp_path):
    return put(tmp_path / "pack", {"pack.yml": "needs: [web-access]\n", "a.txt": "1.2.3.4\n"})


def tar_of(path, members):
    with tarfile.open(path, "w") as tar:
        for about, content in members:
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    return path


def named(name, **more):
    about = tarfile.TarInfo(name)
    for key, value in more.items():
        setattr(about, key, value)
    return about


def reasons(found):
    return " | ".join(one["reason"] for one in found.get("skipped", []))


def test_a_gzip_bomb_is_cut_and_what_came_before_is_searched(tmp_path, pack):
    put(tmp_path / "ev", {"httpaccess.log.0.gz": gzip.compress(LINE.encode() + b"\0" * (30 * MIB))})
    found = told(hunted(tmp_path / "ev", pack, limits=SMALL))
    assert len(found["finding"]) == 1
    assert "bomb" in reasons(found)
    assert found["verdict"][0]["verdict"] == "no-signs-partial"
    assert found["verdict"][0]["bytes"] < 4 * MIB


def test_a_zip_bomb_is_cut(tmp_path, pack):
    with zipfile.ZipFile(tmp_path / "ev.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.bin", b"\0" * MIB)
    found = told(hunted(tmp_path / "ev.zip", pack, limits=SMALL))
    assert "bomb" in reasons(found)
    assert found["verdict"][0]["bytes"] < 4 * MIB


def test_archives_nested_too_deep_are_listed(tmp_path, pack):
    content = LINE.encode()
    for _ in range(9):
        content = gzip.compress(content)
    put(tmp_path / "ev", {"a.gz": content})
    assert "nested" in reasons(told(hunted(tmp_path / "ev", pack)))


def test_names_that_lead_out_are_searched_but_not_believed(tmp_path, pack):
    tar_of(tmp_path / "ev.tar", [(named("../../etc/httpaccess.log"), LINE.encode())])
    found = told(hunted(tmp_path / "ev.tar", pack))
    assert len(found["finding"]) == 1
    assert "its name leads out" in reasons(found)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../etc/passwd"])
def test_links_out_of_an_archive_are_listed_and_not_followed(tmp_path, pack, target):
    tar_of(tmp_path / "ev.tar", [(named("a/link", type=tarfile.SYMTYPE, linkname=target), b"")])
    found = told(hunted(tmp_path / "ev.tar", pack))
    assert "leads out of the archive" in reasons(found)
    assert found["verdict"][0]["bytes"] == 0


def test_a_link_within_an_archive_is_no_loss(tmp_path, pack):
    members = [(named("var/x"), b"x"), (named("nsconfig", type=tarfile.SYMTYPE, linkname="/var/x"), b"")]
    tar_of(tmp_path / "ev.tar", members)
    assert "skipped" not in told(hunted(tmp_path / "ev.tar", pack))


def test_links_out_of_a_folder_are_listed_and_not_followed(tmp_path, pack):
    put(tmp_path, {"outside.log": LINE, "ev/a": "x"})
    (tmp_path / "ev" / "link").symlink_to(tmp_path / "outside.log")
    found = told(hunted(tmp_path / "ev", pack))
    assert "leads out of the evidence" in reasons(found)
    assert "finding" not in found


def test_a_line_of_many_megabytes_is_searched_to_its_end_and_named(tmp_path, pack):
    long = b"192.0.2.9 " + b"a" * (9 * MIB) + b" 1.2.3.4 " + b"b" * (9 * MIB) + b"\n"
    put(tmp_path / "ev", {"httpaccess.log": LINE.encode() * 20 + long + LINE.encode()})
    found = told(hunted(tmp_path / "ev", pack))
    offsets = [one["offset"] for one in found["finding"]]
    assert len(offsets) == 22
    assert offsets[20] == 20 * len(LINE) + long.index(b"1.2.3.4")
    assert [one["line"] for one in found["finding"]][-2:] == [21, 22]
    assert "longer than 4 MiB" in reasons(found)


@pytest.mark.deep
def test_a_line_of_a_gigabyte_needs_little_memory(tmp_path, pack):
    with (tmp_path / "httpaccess.log").open("wb") as file:
        file.write(LINE.encode() * 20)
        for _ in range(1024):
            file.write(b"a" * MIB)
        file.write(b"\n" + LINE.encode())
    code = (  # what the kernel says of a child as a child counts its parent's own, so the child says it
        "import sys; sys.argv = ['dijkwacht', 'hunt', *sys.argv[1:]]\n"
        "import dijkwacht.cli.main as m\n"
        "try:\n    m.run()\nfinally:\n"
        "    told = open('/proc/self/status').read().split('VmHWM:')[1]\n    print(told.split()[0], file=sys.stderr)\n"
    )
    words = ["httpaccess.log", "--rules", "pack", "--window", "2019-12-24/2020-01-17", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.count('"finding"') == 21
    assert int(done.stderr.splitlines()[-1]) < 400 * 1024


def test_nul_and_bytes_that_are_no_utf_8_are_shown_as_such(tmp_path, pack):
    odd = request_line(local(2020, 1, 9), "/\0\xff?1.2.3.4").encode("latin-1") + b"\n"
    put(tmp_path / "ev", {"httpaccess.log": LINE.encode() * 3 + odd})
    last = told(hunted(tmp_path / "ev", pack))["finding"][-1]
    assert "\\xff" in last["text"]
    assert last["line"] == 4


def test_a_truncated_gzip_is_searched_as_far_as_it_goes(tmp_path, pack):
    whole = gzip.compress(
        "".join(
            request_line(local(2020, 1, 9, n % 24), f"/{n * n}", client="1.2.3.4") + "\n" for n in range(5000)
        ).encode()
    )
    put(tmp_path / "ev", {"httpaccess.log.0.gz": whole[: len(whole) // 2]})
    found = told(hunted(tmp_path / "ev", pack))
    assert 100 < len(found["finding"]) < 5000
    assert "ends in the middle" in reasons(found)


def test_stray_bytes_around_a_gzip_are_cut_and_listed(tmp_path, pack):
    put(tmp_path / "ev", {"httpaccess.log.0.gz": b"shell\n" + gzip.compress(LINE.encode()) + b"Done.\n"})
    found = told(hunted(tmp_path / "ev", pack))
    assert len(found["finding"]) == 1
    assert sorted(one["bytes"] for one in found["skipped"]) == [6, 6]
    assert not any(one["relevant"] for one in found["skipped"])


def test_a_fifo_is_not_opened(tmp_path, pack):
    put(tmp_path / "ev", {"a": "x"})
    os.mkfifo(tmp_path / "ev" / "pipe")
    assert "a FIFO holds no bytes" in reasons(told(hunted(tmp_path / "ev", pack)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_log_that_may_not_be_read_is_listed_and_relevant(tmp_path, pack):
    put(tmp_path / "ev", {"httpaccess.log": LINE})
    (tmp_path / "ev" / "httpaccess.log").chmod(0)
    found = told(hunted(tmp_path / "ev", pack))
    assert "Permission denied" in reasons(found)
    assert found["skipped"][0]["relevant"]


def test_a_file_that_became_shorter_is_broken_and_one_that_grew_is_read_to_its_old_end():
    view = memoryview(bytearray(100))
    shorter = Hashed(io.BytesIO(b"abc"), 10, sha256=False)
    assert shorter.readinto(view) == 3
    with pytest.raises(Broken, match="shorter"):
        shorter.readinto(view)
    grown = Hashed(io.BytesIO(b"abcdef"), 3, sha256=True)
    assert grown.readinto(view) == 3
    assert grown.readinto(view) == 0
    assert grown.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_an_image_given_as_such_gets_the_advice_to_mount_it(tmp_path, pack):
    image = bytearray(200_000)
    image[65536 + 1372 : 65536 + 1376] = b"\x19\x01\x54\x19"
    put(tmp_path / "ev", {"disk.img": bytes(image)})
    assert "mount it read-only" in reasons(told(hunted(tmp_path / "ev", pack)))


@pytest.mark.parametrize("expression", [r"(a+)+$", r"(a|a)*b", r"(.*)*x"])
def test_an_expression_that_backtracks_without_end_does_not_stop_the_hunt(tmp_path, expression):
    rule = {
        "title": "t",
        "name": "r",
        "logsource": {"category": "webserver"},
        "detection": {"s": {"cs-uri-stem|re": expression}, "condition": "s"},
    }
    put(tmp_path, {"p/r.yml": yaml.safe_dump(rule)})
    put(tmp_path, {"ev/access.log": request_line(local(2020, 1, 9), "/" + "a" * 5000 + "!") + "\n"})
    began = monotonic()
    hunted(tmp_path / "ev", tmp_path / "p")
    assert monotonic() - began < 5


@pytest.mark.parametrize("expression", [r"(?=(a+)+$)b", r"(a+)+(?!x)c", r"((a)\2+)+d"])
def test_one_that_only_a_backtracking_engine_knows_is_refused_and_listed(tmp_path, expression):
    rule = {
        "title": "t",
        "name": "r",
        "logsource": {"category": "webserver"},
        "detection": {"s": {"cs-uri-stem|re": expression}, "condition": "s"},
    }
    put(tmp_path, {"p/r.yml": yaml.safe_dump(rule)})
    put(tmp_path, {"ev/access.log": web_log(local(2020, 1, 9), local(2020, 1, 10))})
    (report,) = told(hunted(tmp_path / "ev", tmp_path / "p"))["rule"]
    assert not report["armed"]
    assert "refused" in report["why_not"]


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for about, content in members:
            archive.writestr(about, content)
    return path


def linked(name):
    about = zipfile.ZipInfo(name)
    about.external_attr = 0o120777 << 16
    return about


@pytest.mark.parametrize("name", ["../../etc/httpaccess.log", "a/../../httpaccess.log"])
def test_names_that_lead_out_of_a_zip_are_searched_but_not_believed(tmp_path, pack, name):
    zipped(tmp_path / "ev.zip", [(name, LINE)])
    found = told(hunted(tmp_path / "ev.zip", pack))
    assert len(found["finding"]) == 1
    assert "its name leads out" in reasons(found)
    assert not (tmp_path.parent / "httpaccess.log").exists()


def test_links_out_of_a_zip_are_listed_and_not_followed(tmp_path, pack):
    zipped(tmp_path / "ev.zip", [(linked("a/link"), "../../../etc/passwd"), (linked("b"), "/etc/passwd")])
    found = told(hunted(tmp_path / "ev.zip", pack))
    assert reasons(found).count("leads out of the archive") == 2
    assert found["verdict"][0]["bytes"] == 0


@pytest.mark.parametrize("packed", [bz2.compress, lzma.compress, gzip.compress])
def test_a_bomb_in_an_archive_is_cut_whatever_packed_it_and_the_rest_is_listed(tmp_path, pack, packed):
    members = [(named("a.bin.packed"), packed(b"\0" * (30 * MIB))), (named("var/log/httpaccess.log"), LINE.encode())]
    tar_of(tmp_path / "ev.tar", members)
    found = told(hunted(tmp_path / "ev.tar", pack, limits=SMALL))
    assert "bomb" in reasons(found)
    assert found["verdict"][0]["verdict"] == "no-signs-partial"
    assert found["verdict"][0]["bytes"] < 4 * MIB


def test_a_zip_of_zips_is_cut_by_the_budget_of_the_whole(tmp_path, pack):
    inner = io.BytesIO()
    zipped(inner, [(f"{number}.bin", b"\0" * MIB) for number in range(8)])
    zipped(tmp_path / "ev.zip", [(f"{number}.zip", inner.getvalue()) for number in range(8)])
    found = told(hunted(tmp_path / "ev.zip", pack, limits=SMALL))
    assert "bomb" in reasons(found)
    assert found["verdict"][0]["bytes"] < 4 * MIB


def test_more_members_than_are_allowed_are_a_bomb_too(tmp_path, pack):
    zipped(tmp_path / "ev.zip", [(f"{number}", b"x") for number in range(60)])
    found = told(hunted(tmp_path / "ev.zip", pack, limits=Limits(members=50)))
    assert "bomb" in reasons(found)


def test_a_tar_that_promises_more_than_it_holds_is_searched_as_far_as_it_goes(tmp_path, pack):
    tar_of(tmp_path / "ev.tar", [(named("httpaccess.log"), LINE.encode() * 500)])
    content = (tmp_path / "ev.tar").read_bytes()
    (tmp_path / "ev.tar").write_bytes(content[: 512 + len(LINE) * 100])
    found = told(hunted(tmp_path / "ev.tar", pack))
    assert 90 < len(found["finding"]) <= 100
    assert found["skipped"]
    assert all(one["relevant"] for one in found["skipped"])


def test_a_fifo_given_as_evidence_is_refused_and_not_waited_for(tmp_path, pack):
    os.mkfifo(tmp_path / "pipe")
    began = monotonic()
    with pytest.raises(UnreadableEvidence, match="neither a file nor a folder"):
        hunted(tmp_path / "pipe", pack)
    assert monotonic() - began < 5


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_what_another_user_may_not_read_is_listed_and_relevant(tmp_path, pack):
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        put(Path(folder) / "ev", {"httpaccess.log": LINE, "closed/httpaccess.log": LINE, "open.log": LINE})
        (Path(folder) / "ev" / "httpaccess.log").chmod(0)
        (Path(folder) / "ev" / "closed").chmod(0)
        rules = rule_set([load_pack(str(pack))])
        os.seteuid(65534)
        try:
            found = told(hunt([f"{folder}/ev"], rules, Request(window=window())))
        finally:
            os.seteuid(0)
    assert len(found["finding"]) == 1
    assert sorted(one["path"] for one in found["skipped"]) == ["closed", "httpaccess.log"]
    assert all(one["relevant"] and "Permission denied" in one["reason"] for one in found["skipped"])
    assert found["verdict"][0]["verdict"] == "no-signs-partial"


def moved(change):
    """A change to the second file, made once the first was read."""

    def progress(path, done):
        del done
        if path.startswith("a.log"):
            change()

    return progress


@pytest.mark.parametrize(
    ("change", "words", "count"),
    [
        (lambda file: file.unlink(), "No such file", 1),
        (lambda file: file.write_bytes(LINE.encode() * 2), "became shorter", 3),
        (lambda file: file.write_bytes(LINE.encode() * 9), "appended while it was read", 6),
    ],
    ids=["vanishes", "shrinks", "grows"],
)
def test_a_file_that_changes_while_the_hunt_runs_is_read_as_it_was_seen_and_the_rest_is_listed(
    tmp_path, pack, change, words, count
):
    put(tmp_path / "ev", {"a.log": LINE, "httpaccess.log": LINE * 5})
    second = tmp_path / "ev" / "httpaccess.log"
    found = told(hunted(tmp_path / "ev", pack, progress=moved(lambda: change(second))))
    assert len(found["finding"]) == count
    assert words in reasons(found)
    assert [one["relevant"] for one in found["skipped"]] == [True]
    assert found["verdict"][0]["verdict"] == "no-signs-partial"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"KDMV", "a.vmdk"),
        (b"QFI\xfb", "a.qcow2"),
        (b"EVF\x09\x0d\x0a\xff\x00", "a.E01"),
        (b"vhdxfile", "a.vhdx"),
        (b"\0" * 510 + b"\x55\xaa", "a.img"),
    ],
)
def test_every_kind_of_image_gets_the_advice_and_keeps_the_answer_from_being_whole(tmp_path, pack, head, name):
    content = bytearray(head + b"\0" * 200_000)
    if name == "a.img":
        content[450] = 0xA5
    put(tmp_path / "ev", {name: bytes(content), "httpaccess.log": web_log(local(2019, 12, 23, 22), local(2020, 1, 18))})
    found = told(hunted(tmp_path / "ev", pack))
    assert "mount it read-only" in reasons(found)
    assert found["verdict"][0]["verdict"] == "no-signs-partial"
