"""OpenPGP signatures, judged by Sequoia (package pysequoia)."""

from collections.abc import Sequence

from pysequoia import Cert, Sig, verify


class OpenPgp:
    """Judges detached OpenPGP signatures; anything that cannot be read is no good signature."""

    def fingerprint(self, key: bytes) -> str:
        """Return the fingerprint of a public key, lower-case hexadecimal; "" where it is none."""
        try:
            return Cert.from_bytes(key).fingerprint.lower()
        except Exception:  # noqa: BLE001 - the package raises plain exceptions of its own on hostile bytes
            return ""

    def good(self, content: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
        """Return whether a detached signature over the content was made with one of these keys, valid at that time."""
        try:
            certificates = [Cert.from_bytes(key) for key in keys]
            found = verify(bytes=content, store=lambda _: certificates, signature=Sig.from_bytes(signature))
        except Exception:  # noqa: BLE001 - the package raises plain exceptions of its own: not good
            return False
        return bool(found.valid_sigs)
