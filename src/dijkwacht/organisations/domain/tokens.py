"""Tokens of the API: how one looks, how it is kept, and how long it may live."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

PREFIX = "dijkwacht_"
LONGEST = timedelta(days=366)
USUAL = timedelta(days=90)
_SHAPE = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return the text of a new token: 256 random bits, recognisable by its prefix to scanners for leaked secrets."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str | None:
    """Return the SHA-256 under which a token is kept; None for a text that cannot be one.

    The token is random, so that a digest without salt cannot be turned back.
    """
    return hashlib.sha256(token.encode()).hexdigest() if _SHAPE.fullmatch(token) else None


def ends_at(asked: datetime | None, at: datetime) -> datetime:
    """Return when a token made `at` ends: as asked, never later than a year on; ninety days where nothing is asked."""
    return min(asked or at + USUAL, at + LONGEST)
