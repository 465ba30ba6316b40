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


def _bucket() -> S3Store:
    told = settings.EVIDENCE_S3
    return _connected(told["endpoint"], told["region"], told["bucket"], told["prefix"], told["key"], told["secret"])


@cache
def _connected(endpoint: str, region: str, bucket: str, prefix: str, key: str, secret: str) -> S3Store:  # noqa: PLR0913, PLR0917 - what a bucket is reached by
    """Return a bucket, made once in a process for the same settings: it keeps its connections."""
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=endpoint,
        region=region,
        access_key_id=key,
        secret_access_key=secret,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
        retry_config={"max_retries": 5},
    )
