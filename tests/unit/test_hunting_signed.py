"""Signed packs: loaded when whole and by the key that was given, refused with the place in every other case."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hunting_evidence import put, request_line, run, utc

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def public(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def signed(tmp_path):
    files = {"pack.yml": "name: of-the-region\n", "indicators/a.txt": "203.0.113.7\n"}
    put(tmp_path / "pack", files)
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  ./{name}\n" for name, text in files.items())
    put(tmp_path / "pack", {"SHA256SUMS": sums, "SHA256SUMS.sig": KEY.sign(sums.encode())})
    put(tmp_path, {"key.pem": public(KEY), "other.pem": public(OTHER)})
    put(tmp_path / "ev", {"var/log/httpaccess.log": request_line(utc("2020-01-08")) + "\n"})

    def hunt(*words, rules="pack"):
        return run("ev", "--rules", rules, "--window", "2020-01-07/2020-01-09", "--json", *words, cwd=tmp_path)

    return tmp_path, hunt


def test_a_whole_pack_by_the_given_key_is_run(signed):
    _, hunt = signed
    done = hunt("--rules-key", "key.pem")
    assert (done.returncode, "203.0.113.7" in done.stdout) == (3, True)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda pack: (pack / "indicators/a.txt").write_text("203.0.113.8\n"), "not the file that was signed"),
        (lambda pack: (pack / "b.txt").write_text("203.0.113.8\n"), "not in the signed list"),
        (lambda pack: (pack / "indicators/a.txt").unlink(), "listed and not there"),
        (lambda pack: (pack / "SHA256SUMS").write_text("\n"), "not by this key"),
        (lambda pack: (pack / "SHA256SUMS.sig").unlink(), "not signed"),
    ],
)
def test_a_pack_that_was_changed_is_refused_with_its_place(signed, spoil, words):
    folder, hunt = signed
    spoil(folder / "pack")
    done = hunt("--rules-key", "key.pem")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_another_key_and_no_key_are_refused(signed):
    _, hunt = signed
    assert "not by this key" in hunt("--rules-key", "other.pem").stderr
    assert "no public key" in hunt("--rules-key", "pack/pack.yml").stderr


def test_shipped_packs_need_no_key_of_another(signed):
    _, hunt = signed
    assert hunt("--rules-key", "key.pem", rules="citrix-2023-3519").returncode == 3
