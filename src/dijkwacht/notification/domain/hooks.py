"""Messages to another program: how one is signed, when it is tried again, and which addresses it may name."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

from dijkwacht.kernel.errors import Refused

MOST_FAILURES = 12
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_PORTS = 65536
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?][!-~]*)?"
)


class NoHookAddress(Refused):
    """This address cannot get messages."""


def signature(secret: str, at: datetime, body: bytes) -> str:
    """Return the value of the header Dijkwacht-Signature: the time in seconds, and HMAC-SHA256 over time, dot and body.

    The time is signed along, so that a message that was listened to cannot be sent again later.
    """
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: doubled each time, at most six hours."""
    return min(FIRST_WAIT * (1 << max(failures - 1, 0)), LONGEST_WAIT)


def gives_up(failures: int) -> bool:
    """Return whether nothing is sent any more after so many failures in a row: about a day and a half."""
    return failures >= MOST_FAILURES


def require_address(url: str, *, plain: bool = False) -> None:
    """Raise NoHookAddress unless this is an address over https (or, with `plain`, http) without a name or password."""
    found = _ADDRESS.fullmatch(url)
    if found is None or (found["scheme"] == "http" and not plain) or not 0 < int(found["port"] or 443) < MOST_PORTS:
        raise NoHookAddress(place="url", expected="such as https://example.org/hook, without name or password")
