"""What a check found: a result of its own for every way in which an address can answer, with reasons and limits.

A result speaks of one address, seen from one place, at one moment. It never says that a system is safe, and a check
from outside says nothing about inside.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dijkwacht.kernel.text import NOTHING, Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.verification.domain.builds import build_of_stamp, soundness, stamp_moment
from dijkwacht.verification.domain.methods import (
    CONFIGURATION,
    NO_PERMISSION,
    REQUESTS,
    STAMP_MAGIC,
    Method,
    Request,
    Side,
)

FORBIDDEN, SERVER_FAULT = 403, 500
STAMP_BYTES = 8
FLAW_2019 = "CVE-2019-19781"


class Ending(StrEnum):
    """How one request ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    NO_CONNECTION = "no-connection"
    SILENT = "silent"
    CUT_OFF = "cut-off"
    CERTIFICATE = "certificate"
    BROKEN = "broken"


class Outcome(StrEnum):
    """What a check found; "unclear" is an answer of its own, never a no."""

    OPEN = "open"
    CLOSED = "closed"
    MITIGATED = "mitigated"
    UNMITIGATED = "unmitigated"
    NO_REPLY = "no-reply"
    WRONG_CERTIFICATE = "wrong-certificate"
    TARPIT = "tarpit"
    STAMP_READ = "stamp-read"
    UNCLEAR = "unclear"
    REFUSED_BY_US = "refused-by-us"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back: status and body where there are any, bytes and seconds in all.

    `detail`: what went wrong, in the words of the protocol. `address`: the one that the name led to. `body` is at most
    what the request calls enough.
    """

    path: str
    ending: Ending
    status: int = 0
    body: bytes = b""
    size: int = 0
    seconds: float = 0.0
    detail: str = ""
    address: str = ""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the body as far as it was read."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def text(self) -> str:
        """Return the body as text; bytes that are none become question marks."""
        return self.body.decode("utf-8", "replace").replace("&#39;", "'").replace("&#039;", "'")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one method found at one address; `build` and `stamp` where the version was read, `excerpt` what decided."""

    method: Method
    outcome: Outcome
    reasons: tuple[Reason, ...]
    limits: tuple[Text, ...]
    exchanges: tuple[Exchange, ...] = ()
    build: str = ""
    stamp: datetime | None = None
    excerpt: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return the outcome with its reasons."""
        return Verdict(self.outcome.value, self.reasons)


def next_request(method: Method, before: Sequence[Exchange]) -> Request | None:
    """Return the request to send after these; None when nothing more is needed or the address did not answer.

    The second request of the traversal test is sent only where the first left the question open.
    """
    listed = REQUESTS[method]
    if len(before) >= len(listed):
        return None
    if not before:
        return listed[0]
    last = before[-1]
    return listed[len(before)] if last.ending is Ending.ANSWERED and NO_PERMISSION not in last.text else None


def judge(method: Method, exchanges: Sequence[Exchange], *, side: Side = Side.OUTSIDE) -> Judgement:
    """Return what the exchanges of one method show, with what decided it and what it leaves out (S2.8).

    The traversal test of 2019 is judged by the text of the answer: its status is 403 in both cases.
    """
    limits = (*_LIMITS[side], *_LIMITS_OF[method])
    listed = tuple(exchanges)
    if not listed:
        return Judgement(method, Outcome.UNCLEAR, (_reason("nothing-asked"),), limits)
    last = listed[-1]
    if last.ending is not Ending.ANSWERED:
        outcome, code = _ENDED[last.ending]
        return Judgement(method, outcome, (_reason(code, last),), limits, listed)
    match method:
        case Method.REACHABILITY:
            return _reachable(last, limits)
        case Method.TRAVERSAL:
            return _traversal(listed, limits)
        case Method.STAMP:
            return _stamp(last, limits)


def _reachable(seen: Exchange, limits: tuple[Text, ...]) -> Judgement:
    line = f"HTTP {seen.status}"
    if seen.status >= SERVER_FAULT:
        return Judgement(
            Method.REACHABILITY, Outcome.UNCLEAR, (_reason("server-fault", seen),), limits, (seen,), excerpt=line
        )
    return Judgement(Method.REACHABILITY, Outcome.OPEN, (_reason("answers", seen),), limits, (seen,), excerpt=line)


def _traversal(seen: tuple[Exchange, ...], limits: tuple[Text, ...]) -> Judgement:
    method = Method.TRAVERSAL
    for one in seen:
        if NO_PERMISSION in one.text:
            return Judgement(
                method, Outcome.UNMITIGATED, (_reason("own-words", one),), limits, seen, excerpt=NO_PERMISSION
            )
    last = seen[-1]
    if last.path == REQUESTS[method][1].path and last.status == 200 and CONFIGURATION in last.text:  # noqa: PLR2004 - HTTP calls this OK
        return Judgement(method, Outcome.UNMITIGATED, (_reason("file", last),), limits, seen, excerpt=CONFIGURATION)
    if len(seen) == len(REQUESTS[method]) and all(one.status == FORBIDDEN for one in seen):
        return Judgement(method, Outcome.MITIGATED, (_reason("denied", last),), limits, seen, excerpt="HTTP 403")
    line = ", ".join(f"HTTP {one.status}" for one in seen)
    return Judgement(method, Outcome.UNCLEAR, (_reason("neither", last),), limits, seen, excerpt=line)


def _stamp(seen: Exchange, limits: tuple[Text, ...]) -> Judgement:
    head = seen.body[:STAMP_BYTES]
    number = int.from_bytes(head[4:], "little")
    if not head.startswith(STAMP_MAGIC) or len(head) < STAMP_BYTES or not number:
        return Judgement(
            Method.STAMP, Outcome.UNCLEAR, (_reason("no-stamp", seen),), limits, (seen,), excerpt=head.hex()
        )
    build, made = build_of_stamp(number), stamp_moment(number)
    day = f"{made:%Y-%m-%d %H:%M} UTC"
    text = Text(
        f"tijdstempel {day}: versie {build}" if build else f"tijdstempel {day}; welke versie dat is, is niet bekend",
        f"time stamp {day}: build {build}" if build else f"time stamp {day}; which build that is, is not known",
    )
    reasons = [Reason("stamp", text), *soundness("mitigate", build, [FLAW_2019] if build else []).reasons]
    return Judgement(Method.STAMP, Outcome.STAMP_READ, tuple(reasons), limits, (seen,), build, made, head.hex())


def refused_by_us(method: Method, why: Verdict) -> Judgement:
    """Return the result of a check that we did not do: nothing was sent, and why not."""
    return Judgement(method, Outcome.REFUSED_BY_US, why.reasons, (_NOTHING_SENT,))


OUTCOME_WORDS: dict[Outcome, Text] = {
    Outcome.OPEN: Text("open", "open"),
    Outcome.CLOSED: Text("dicht", "closed"),
    Outcome.MITIGATED: Text("beperkt", "mitigated"),
    Outcome.UNMITIGATED: Text("niet beperkt", "unmitigated"),
    Outcome.NO_REPLY: Text("geen antwoord", "no answer"),
    Outcome.WRONG_CERTIFICATE: Text("verkeerd certificaat", "wrong certificate"),
    Outcome.TARPIT: Text("teerput: druppelend antwoord afgebroken", "tarpit: dripping answer cut off"),
    Outcome.STAMP_READ: Text("tijdstempel gelezen", "time stamp read"),
    Outcome.UNCLEAR: Text("geen uitsluitsel", "unclear"),
    Outcome.REFUSED_BY_US: Text("door ons geweigerd", "refused by us"),
}
_ENDED: dict[Ending, tuple[Outcome, str]] = {
    Ending.REFUSED: (Outcome.CLOSED, "refused"),
    Ending.NO_CONNECTION: (Outcome.NO_REPLY, "no-connection"),
    Ending.SILENT: (Outcome.NO_REPLY, "silent"),
    Ending.CUT_OFF: (Outcome.TARPIT, "cut-off"),
    Ending.CERTIFICATE: (Outcome.WRONG_CERTIFICATE, "certificate"),
    Ending.BROKEN: (Outcome.UNCLEAR, "broken"),
}
_NOTHING_SENT = Text("er is niets verzonden", "nothing was sent")
_REASONS: dict[str, Text] = {
    "nothing-asked": Text("er is niets gevraagd", "nothing was asked"),
    "answers": Text("er antwoordt iets (HTTP {status})", "something answers (HTTP {status})"),
    "server-fault": Text(
        "er antwoordt iets, maar met een storing (HTTP {status}): open of gesloten is zo niet te zeggen",
        "something answers, but with a fault (HTTP {status}): open or closed cannot be told from that",
    ),
    "refused": Text("de verbinding werd geweigerd", "the connection was refused"),
    "no-connection": Text(
        "er kwam binnen {seconds} s geen verbinding: dat kan dicht zijn, uit, of onderweg tegengehouden",
        "no connection within {seconds} s: that may be closed, off, or stopped on the way",
    ),
    "silent": Text(
        "er was verbinding, maar binnen {seconds} s kwam er geen woord",
        "there was a connection, but not a word within {seconds} s",
    ),
    "cut-off": Text(
        "het antwoord druppelde: na {seconds} s en {size} bytes afgebroken, dus niet beoordeeld",
        "the answer dripped: cut off after {seconds} s and {size} bytes, so it was not judged",
    ),
    "certificate": Text(
        "het certificaat is niet dat van het geregistreerde doel, dus er is niets gevraagd: {detail}",
        "the certificate is not the registered target's, so nothing was asked: {detail}",
    ),
    "broken": Text("het gesprek brak af: {detail}", "the conversation broke off: {detail}"),
    "own-words": Text(
        "de webserver zelf antwoordt over /vpns/ (HTTP {status}): het pad kwam erdoor",
        "the web server itself answers about /vpns/ (HTTP {status}): the traversal got through",
    ),
    "file": Text(
        "een bestand van het apparaat zelf kwam terug (HTTP {status}): het pad kwam erdoor",
        "a file of the appliance itself came back (HTTP {status}): the traversal got through",
    ),
    "denied": Text(
        "beide verzoeken werden tegengehouden (HTTP 403) zonder de tekst van de webserver zelf",
        "both requests were stopped (HTTP 403) without the web server's own text",
    ),
    "neither": Text(
        "het antwoord (HTTP {status}) is geen van de twee bekende antwoorden",
        "the answer (HTTP {status}) is neither of the two known answers",
    ),
    "no-stamp": Text(
        "het antwoord (HTTP {status}) is niet het taalbestand met een tijdstempel",
        "the answer (HTTP {status}) is not the language file with a time stamp",
    ),
}
_ONE_MOMENT = Text("geldt voor dit adres op dit moment", "holds for this address at this moment")
_LIMITS: dict[Side, tuple[Text, ...]] = {
    Side.OUTSIDE: (
        _ONE_MOMENT,
        Text("een controle van buiten zegt niets over binnen", "a check from outside says nothing about inside"),
    ),
    Side.INSIDE: (
        _ONE_MOMENT,
        Text(
            "een controle van binnen zegt niets over wat buiten bereikbaar is",
            "a check from inside says nothing about what can be reached from outside",
        ),
    ),
}
_LIMITS_OF: dict[Method, tuple[Text, ...]] = {
    Method.REACHABILITY: (
        Text("andere poorten en adressen zijn niet bekeken", "other ports and addresses were not looked at"),
    ),
    Method.TRAVERSAL: (
        Text(
            "een tijdelijke maatregel is van buiten niet te onderscheiden van een update of een weigering ervoor",
            "from outside a mitigation cannot be told from an update or from something in front that refuses",
        ),
        Text("zegt niets over misbruik van voor die tijd", "says nothing about misuse before that time"),
    ),
    Method.STAMP: (
        Text(
            "een tussenliggende cache of een tweede knoop kan een andere versie tonen",
            "a cache in between or a second node may show another build",
        ),
    ),
}


def _reason(code: str, seen: Exchange | None = None) -> Reason:
    text = _REASONS[code]
    if seen is None:
        return Reason(code, text)
    values = {"status": str(seen.status), "seconds": f"{seen.seconds:.0f}", "size": str(seen.size)}
    values["detail"] = seen.detail or NOTHING.en
    return Reason(code, Text(text.nl.format(**values), text.en.format(**values)))
