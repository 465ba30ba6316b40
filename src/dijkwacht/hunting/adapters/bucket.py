"""Sealed pieces as objects in an S3 bucket: outside our backups, which its owner replaces by the bucket's own."""

import hashlib
from functools import cache
from uuid import UUID

import obstore
from django.conf import settings
from obstore.exceptions import BaseError
from obstore.store import S3Store

from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.kernel.labels import Label


class NoBucket(DijkwachtError):  # noqa: N818 - the name people read
    """The bucket of the evidence does not answer as it should."""


class Bucket:
    """A PieceStore in a bucket; obstore itself asks again where an answer was lost."""

    def keep(self, content: bytes, owner: UUID, label: Label) -> str:
        """Store a piece; the bucket said that it has it when this returns. Raises NoBucket."""
        del owner, label
        name = hashlib.sha256(content).hexdigest()
        try:
            obstore.put(_bucket(), name, content)
        except (BaseError, OSError) as wrong:
            raise _said(wrong) from wrong
        return name

    def fetch(self, name: str) -> bytes | None:
        """Return the bytes of a piece; raises NoBucket where the bucket cannot be asked."""
        try:
            return bytes(obstore.get(_bucket(), name).bytes())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as wrong:
            raise _said(wrong) from wrong

    def erase(self, name: str, owner: UUID) -> None:
        """Remove a piece; versions that the bucket keeps by itself are its owner's to remove. Raises NoBucket."""
        del owner
        try:
            obstore.delete(_bucket(), name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as wrong:
            raise _said(wrong) from wrong

    def free(self) -> int | None:
        """Return None: a bucket does not tell."""
        return None


def _said(wrong: Exception) -> NoBucket:
    first = (str(wrong).splitlines() or [""])[0][:300]
    return NoBucket(first, place="DIJKWACHT_EVIDENCE_S3", remedy="look at the bucket, its address and its keys")


@cache
def _bucket() -> S3Store:
    """Return the bucket of the settings: made once in a process, for it keeps its connections."""
    told = settings.EVIDENCE_S3
    return S3Store(
        told["bucket"],
        prefix=told["prefix"] or None,
        endpoint=told["endpoint"],
        region=told["region"],
        access_key_id=told["key"],
        secret_access_key=told["secret"],
        client_options={"allow_http": told["endpoint"].startswith("http://"), "timeout": "60s"},
        retry_config={"max_retries": 5},
    )
