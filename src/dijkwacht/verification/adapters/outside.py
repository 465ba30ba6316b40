"""Asks one registered address the requests of a check, and nothing else (ADR 0079).

The name is looked up once; the answer is judged before a connection is opened, and every request goes to that same
address, so that a name cannot lead elsewhere in between. No redirect is followed, nothing is tried twice, and the
certificate is judged before a request is sent. Time and bytes are limited from the first packet on.
"""

import hashlib
import hmac
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass, field

import h11

from dijkwacht.kernel.reach import Network
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.verification.domain.methods import LIMITS, PAUSE, Limits, Method, Request, Side
from dijkwacht.verification.domain.outcomes import (
    Ending,
    Exchange,
    Judgement,
    judge,
    next_request,
    refused_by_us,
)
from dijkwacht.verification.domain.permission import Target, address_allowed

PIECE = 4096


@dataclass(frozen=True, slots=True)
class Errand:
    """One check to be done: the target, what may be asked, by whose permission, from which side.

    `permitted` is the answer of `may_check`; an errand without a yes sends nothing. `networks` are those that this
    place may reach besides public addresses. `trust`: a file with certificates to trust besides the system's.
    """

    target: Target
    methods: tuple[Method, ...]
    permitted: Verdict
    reference: str
    side: Side = Side.OUTSIDE
    networks: tuple[Network, ...] = ()
    contact: str = ""
    limits: Limits = LIMITS
    pause: float = PAUSE
    trust: str = ""

    @property
    def user_agent(self) -> str:
        """Return who asks, by whose permission and where to ask about it, in printable ASCII."""
        more = f"; {self.contact}" if self.contact else ""
        words = f"Dijkwacht check (with the owner's permission {self.reference}{more})"
        return "".join(letter for letter in words if " " <= letter <= "~")[:300]


@dataclass(slots=True)
class _Heard:
    """What came back so far."""

    status: int = 0
    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    whole: bool = False


def ask(errand: Errand) -> tuple[Judgement, ...]:
    """Do a check and return what each method found; refusals come before the first packet, a name's look-up included.

    Requests follow each other with a pause. Nothing is raised for what the other side does.
    """
    if errand.permitted.answer != "yes":
        return tuple(refused_by_us(method, errand.permitted) for method in errand.methods)
    try:
        address = _resolved(errand.target)
    except OSError as error:
        gone = Exchange("", Ending.BROKEN, detail=f"the name cannot be looked up ({_words(error)})")
        return tuple(judge(method, [gone], side=errand.side) for method in errand.methods)
    allowed = address_allowed(address, errand.networks)
    if allowed.answer != "yes":
        return tuple(refused_by_us(method, allowed) for method in errand.methods)
    found = []
    for number, method in enumerate(errand.methods):
        if number:
            time.sleep(errand.pause)
        found.append(judge(method, _exchanges(errand, address, method), side=errand.side))
    return tuple(found)


def _exchanges(errand: Errand, address: str, method: Method) -> list[Exchange]:
    done: list[Exchange] = []
    while (request := next_request(method, done)) is not None:
        if done:
            time.sleep(errand.pause)
        done.append(_exchange(errand, address, request))
    return done


def _resolved(target: Target) -> str:
    """Return the one address to which everything goes: the first that the name has."""
    listed = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    return str(listed[0][4][0])


def _exchange(errand: Errand, address: str, request: Request) -> Exchange:
    """Send one request over one connection and say how it ended."""
    began, heard = time.monotonic(), _Heard()
    ending, detail = _ending(errand, address, request, heard, began + errand.limits.total)
    body = bytes(heard.body[: request.enough])
    return Exchange(request.path, ending, heard.status, body, heard.size, time.monotonic() - began, detail, address)


def _ending(errand: Errand, address: str, request: Request, heard: _Heard, deadline: float) -> tuple[Ending, str]:
    try:
        plain = socket.create_connection((address, errand.target.port), timeout=errand.limits.connect)
    except TimeoutError:
        return Ending.NO_CONNECTION, ""
    except ConnectionRefusedError:
        return Ending.REFUSED, ""
    except OSError as error:
        return Ending.NO_CONNECTION, _words(error)
    with closing(plain):
        try:
            with closing(_secured(plain, errand, deadline)) as spoken:
                return _converse(spoken, errand, request, heard, deadline)
        except _WrongCertificate as error:
            return Ending.CERTIFICATE, str(error)
        except TimeoutError:
            return (Ending.CUT_OFF if heard.size else Ending.SILENT), ""
        except (OSError, h11.ProtocolError) as error:
            return Ending.BROKEN, _words(error)


class _WrongCertificate(Exception):  # noqa: N818 - says what is wrong
    """The certificate is not the one that has to be there."""


def _secured(plain: socket.socket, errand: Errand, deadline: float) -> socket.socket:
    """Return the connection, with TLS on it for https: its certificate is the registered one, or a trusted one."""
    target = errand.target
    if target.scheme == "http":
        return plain
    context = ssl.create_default_context(cafile=errand.trust or None)
    if target.fingerprint:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain.settimeout(_left(deadline))
    try:
        spoken = context.wrap_socket(plain, server_hostname=target.host)
    except ssl.SSLCertVerificationError as error:
        raise _WrongCertificate(error.verify_message) from error
    if target.fingerprint:
        shown = hashlib.sha256(spoken.getpeercert(binary_form=True) or b"").hexdigest()
        if not hmac.compare_digest(shown, target.fingerprint):
            spoken.close()
            message = f"its fingerprint is {shown[:16]}..."
            raise _WrongCertificate(message)
    return spoken


def _converse(
    spoken: socket.socket, errand: Errand, request: Request, heard: _Heard, deadline: float
) -> tuple[Ending, str]:
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=2 * errand.limits.bytes)
    head = h11.Request(method="GET", target=request.path, headers=_headers(errand))
    spoken.settimeout(_left(deadline))
    spoken.sendall((talk.send(head) or b"") + (talk.send(h11.EndOfMessage()) or b""))
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            if heard.size >= errand.limits.bytes:
                return (Ending.ANSWERED, "") if heard.status else (Ending.CUT_OFF, "")
            spoken.settimeout(_left(deadline))
            piece = spoken.recv(PIECE)
            heard.size += len(piece)
            if not piece and not heard.size:
                return Ending.BROKEN, "closed without a word"
            talk.receive_data(piece)
        elif isinstance(event, h11.Response):
            heard.status = event.status_code
        elif isinstance(event, h11.Data):
            heard.body += event.data
            if len(heard.body) >= request.enough:
                return Ending.ANSWERED, ""
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            return (Ending.ANSWERED, "") if heard.status else (Ending.BROKEN, "closed without an answer")


def _headers(errand: Errand) -> list[tuple[str, str]]:
    target = errand.target
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    return [
        ("Host", host if target.port == usual else f"{host}:{target.port}"),
        ("User-Agent", errand.user_agent),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _words(error: Exception) -> str:
    text = getattr(error, "strerror", "") or getattr(error, "reason", "") or str(error) or type(error).__name__
    return str(text)[:200]
