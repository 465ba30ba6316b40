"""A search tells within a large file how far it is, and stops there: plain, packed, and in an archive."""

import gzip
import io
import random
import tarfile
import time
import zipfile

import pytest

from dijkwacht.hunting.engine.gathering import gather
from dijkwacht.hunting.engine.rules.indicator_files import About, read_indicators
from dijkwacht.hunting.engine.rules.packs import Pack
from dijkwacht.hunting.engine.ruleset import rule_set
from hunting_evidence import local, web_log


class Enough(Exception):  # noqa: N818 - what a person says
    """Somebody cancelled."""


def content():
    """A log of some 16 MB, and noise that does not compress, so that packed it is read in many blocks too."""
    noise = random.Random(1).randbytes(6_000_000).hex()  # noqa: S311 - made evidence
    log = web_log(local(2020, 1, 1), local(2020, 1, 9)) * 60
    return log.encode() + "\n".join(noise[at : at + 100] for at in range(0, len(noise), 100)).encode()


def packed(how, whole):
    made = io.BytesIO()
    if how == "gzip":
        return gzip.compress(whole, 1)
    if how == "zip":
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("var/log/httpaccess.log", whole)
        return made.getvalue()
    if how == "tar":
        with tarfile.open(fileobj=made, mode="w") as archive:
            about = tarfile.TarInfo("var/log/httpaccess.log")
            about.size = len(whole)
            archive.addfile(about, io.BytesIO(whole))
        return made.getvalue()
    return whole


@pytest.mark.parametrize("how", ["plain", "gzip", "zip", "tar"])
def test_progress_is_told_within_one_file_and_a_search_stops_there(tmp_path, how):
    place = tmp_path / "httpaccess.log"
    place.write_bytes(packed(how, content()))
    pack = Pack("given")
    pack.indicators = read_indicators(b"198.51.100.77\n", "x.txt", About("x", pack.origin)).indicators
    size, told = place.stat().st_size, []

    def progress(path, done):
        told.append((path, done))
        if len(told) == 4:
            raise Enough
        time.sleep(0.3)  # longer than between two words, so that each block that is read is told

    with pytest.raises(Enough):
        gather([str(place)], rule_set([pack]), progress=progress)
    assert {path for path, _ in told} == {"httpaccess.log"}
    heard = [done for _, done in told]
    assert heard == sorted(set(heard))
    assert 0 < heard[0] < heard[-1] < size
