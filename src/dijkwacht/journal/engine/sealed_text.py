"""Short secrets that the program must read back, sealed so that a database or a backup alone does not give them away.

AES-256-GCM by a key that HKDF-SHA256 (RFC 5869) derives from the installation's secret key, another one per purpose.
"""

import base64

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dijkwacht.journal.engine.wrapping import WrongKey, unwrap, wrap
from dijkwacht.kernel.errors import Unreadable

SECOND_FACTOR, MESSAGES = "second factor", "messages to programs"
"""What is sealed: seeds of apps and printed codes; what signs messages to programs."""
MARK = "sealed1:"
UNSET = "unset"
"""The secret key of an installation that has none: it seals nothing."""


class NotSealedHere(Unreadable):
    """This secret was sealed by another installation, or was changed."""


def seal_text(key: str, purpose: str, text: str) -> str:
    """Return `text` sealed by this secret key for one purpose, as ASCII; as it was where the key is UNSET."""
    if key == UNSET:
        return text
    return MARK + base64.urlsafe_b64encode(wrap(_derived(key, purpose), text.encode(), b"")).decode("ascii")


def open_text(key: str, purpose: str, sealed: str) -> str:
    """Return what was sealed by this key; a text without the mark is from before there were seals.

    Raises NotSealedHere for another key, another purpose or a changed letter.
    """
    if not sealed.startswith(MARK):
        return sealed
    try:
        content = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
        return unwrap(_derived(key, purpose), content, b"").decode()
    except (WrongKey, ValueError) as wrong:
        raise NotSealedHere(remedy="put back the secret key of the installation that sealed it") from wrong


def _derived(key: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"dijkwacht {purpose}".encode())
    return derivation.derive(key.encode())
