"""Sends a message to another program: to an address that was judged after its name was looked up, and to no other."""

import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from dijkwacht.kernel.reach import Network, may_reach, read_networks
from dijkwacht.notification.ports import HookReply

PATIENCE = 10.0
ENOUGH = range(200, 300)


def allowed_networks() -> tuple[Network, ...]:
    """Return the networks that are not public and may get messages all the same. Raises WrongNetwork."""
    return read_networks(settings.HOOK_NETWORKS, "DIJKWACHT_HOOK_NETWORKS")


class HttpHooks:
    """Posts over HTTPS; no redirect is followed, no proxy and no environment is asked, the answer is not read."""

    def __init__(self, allowed: Sequence[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> HookReply:
        """Send one message and say whether it was taken; nothing is raised for what the other side does."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            address = self._judged(host, port)
        except OSError:
            return HookReply(taken=False, said="the name has no address")
        if address is None:
            return HookReply(taken=False, said="the name leads to an address inside, where messages may not go")
        place = httpx.URL(url).copy_with(host=address, port=port)
        sent = {**headers, "Host": parts.netloc.rpartition("@")[2]}
        try:
            with (
                httpx.Client(trust_env=False, timeout=PATIENCE, follow_redirects=False) as client,
                client.stream("POST", place, content=body, headers=sent, extensions={"sni_hostname": host}) as answer,
            ):
                return HookReply(taken=answer.status_code in ENOUGH, said=f"answered {answer.status_code}")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return HookReply(taken=False, said=type(error).__name__)

    def _judged(self, host: str, port: int) -> str | None:
        """Return the address to connect to: every address of the name must be one that may be reached."""
        found = [str(place[0]) for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        return found[0] if found and all(may_reach(one, self._allowed) for one in found) else None
