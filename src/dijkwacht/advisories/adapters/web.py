"""Fetching from providers over HTTPS: polite, bounded, and never into our own network.

A name is resolved when it is connected to, and the very address that was judged is connected to, so a name that changes
its answer in between (DNS rebinding) gains nothing. Redirects are followed by us, each judged anew. Every read of the
socket stops at the one deadline, so a peer that sends a byte now and then holds nobody up for ever.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpcore

from dijkwacht.advisories.domain.providers import Unfetched
from dijkwacht.kernel.reach import Network, may_reach

MOST_REDIRECTS: Final = 10  # CSAF 2.0, 7.1.6
CONNECT_SECONDS: Final = 10.0
SILENCE_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 120.0
BETWEEN_SECONDS: Final = 0.02
LONGEST_WAIT: Final = 30.0
AGENT: Final = b"Dijkwacht advisory reader"
_OK: Final = 200
_BUSY: Final = frozenset({429, 503})
_GONE: Final = frozenset({404, 410})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class _Inside(httpcore.ConnectError):
    """The address lies inside a network that is not fetched from."""


class _Stream(httpcore.NetworkStream):
    """A stream that never waits beyond the deadline of its fetch."""

    def __init__(self, stream: httpcore.NetworkStream, clock: "_Clock") -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._clock.left(timeout)), self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own signature
        return self._stream.get_extra_info(info)


class _Clock:
    """The deadline of the fetch that is going on."""

    def __init__(self) -> None:
        self.deadline = 0.0

    def left(self, timeout: float | None) -> float:
        rest = self.deadline - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the whole time is over")
        return min(rest, SILENCE_SECONDS if timeout is None else timeout)


class _Backend(httpcore.SyncBackend):
    """Connects to judged addresses only."""

    def __init__(self, allowed: Sequence[Network], clock: _Clock) -> None:
        self._allowed, self._clock = tuple(allowed), clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("this name has no address") from error
        for *_, place in found:
            if may_reach(str(place[0]), self._allowed):
                left = self._clock.left(timeout)
                stream = super().connect_tcp(str(place[0]), port, left, local_address, socket_options)
                return _Stream(stream, self._clock)
        raise _Inside


class HttpsWeb:
    """Fetches over HTTPS from public addresses, and from the networks that the operator allows besides.

    One fetch at a time; the connection is kept for the next one.
    """

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        authority: str | None = None,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        """Make one; `authority` names a file with certificates to believe instead of the system's."""
        self._whole = whole_seconds
        self._last = 0.0
        self._clock = _Clock()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(cafile=authority),
            max_connections=1,
            network_backend=_Backend(allowed, self._clock),
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        self._pool.close()

    def get(self, url: str, most: int) -> bytes:
        """Return at most `most` bytes behind an address, following at most ten redirects. Raises Unfetched."""
        self._clock.deadline = time.monotonic() + self._whole
        where = url
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(where, most)
            if isinstance(answer, bytes):
                return answer
            where = answer
        raise Unfetched(
            "it redirects without end", place=url, expected=f"at most {MOST_REDIRECTS} redirects", remedy="ask them"
        )

    def _once(self, url: str, most: int) -> bytes | str:
        """Return the body, or the address that the answer points to."""
        _refuse_address(url)
        try:
            for last in (False, True):
                self._pause()
                with self._pool.stream(
                    "GET",
                    url,
                    headers=[(b"User-Agent", AGENT), (b"Accept-Encoding", b"identity")],
                    extensions={"timeout": {"connect": CONNECT_SECONDS, "read": SILENCE_SECONDS}},
                ) as answer:
                    if answer.status in _BUSY and not last:
                        time.sleep(min(_wait(answer), self._clock.left(LONGEST_WAIT)))
                        continue
                    if answer.status in _REDIRECTS:
                        return urljoin(url, _header(answer, b"location"))
                    _refuse_answer(answer, url)
                    return _read(answer, url, most)
        except _Inside as error:
            raise Unfetched(
                "this address lies inside a network that is not fetched from",
                place=url,
                expected="a public address",
                remedy="name the network in DIJKWACHT_PROVIDER_NETWORKS where that is meant",
            ) from error
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise Unfetched(_words(error), place=url, remedy="it is tried again at the next run") from error
        raise Unfetched("it says that it is too busy", place=url, remedy="it is tried again at the next run")

    def _pause(self) -> None:
        rest = self._last + BETWEEN_SECONDS - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        self._last = time.monotonic()


def _refuse_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
        url.encode("ascii")
    except ValueError:
        usable = False
    if not usable:
        raise Unfetched("only HTTPS is used", place=url[:300], expected="https://...", remedy="ask for that address")


def _refuse_answer(answer: httpcore.Response, url: str) -> None:
    if answer.status in _GONE:
        raise Unfetched("there is nothing here", place=url, missing=True)
    if answer.status != _OK:
        raise Unfetched(f"it answered {answer.status}", place=url, expected="200", remedy="ask the provider")
    if _header(answer, b"content-encoding").lower() not in {"", "identity"}:
        raise Unfetched("it is packed though we asked for plain bytes", place=url, remedy="ask the provider")


def _read(answer: httpcore.Response, url: str, most: int) -> bytes:
    parts, size = [], 0
    for part in answer.iter_stream():
        size += len(part)
        if size > most:
            raise Unfetched("it is too large", place=url, expected=f"at most {most:,} bytes", remedy="ask the provider")
        parts.append(part)
    return b"".join(parts)


def _header(answer: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key.lower() == name), "")


def _wait(answer: httpcore.Response) -> float:
    said = _header(answer, b"retry-after")
    return min(float(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else 1.0


def _words(error: Exception) -> str:
    match error:
        case httpcore.TimeoutException():
            return "no answer in time"
        case httpcore.ConnectError():
            return f"no connection: {error}"[:200]
        case _:
            return f"it broke off ({type(error).__name__})"
