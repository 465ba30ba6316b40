"""A check as it is asked, done and written down: states, and results as plain values that travel as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import NotAMoment, read_moment
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.outcomes import Judgement, Outcome

FORMAT = "dijkwacht-probe-1"
SHORT = 200
LARGEST = 1_000_000


class RunState(StrEnum):
    """How far a check is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class NotAResult(Unreadable):
    """This file holds no results of a check."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent and what came back, without the body: its digest and size stay."""

    path: str
    ending: str
    status: int
    size: int
    digest: str
    milliseconds: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What one method found, as stored and shown: the judgement without the bodies."""

    method: Method
    outcome: Outcome
    reasons: tuple[Reason, ...]
    limits: tuple[Text, ...]
    exchanges: tuple[Asked, ...] = ()
    build: str = ""
    stamp: datetime | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """Results from another place, as its file states them."""

    target: str
    permission: str
    place: str
    side: Side
    at: datetime
    results: tuple[Result, ...]


def result_of(found: Judgement) -> Result:
    """Return what is kept of a judgement: no body, at most 200 characters of what decided."""
    exchanges = tuple(
        Asked(one.path, one.ending.value, one.status, one.size, one.digest, round(one.seconds * 1000), one.address)
        for one in found.exchanges
    )
    return Result(
        found.method,
        found.outcome,
        found.reasons,
        found.limits,
        exchanges,
        found.build,
        found.stamp,
        found.excerpt[:SHORT],
    )


def judgement_of(result: Result) -> Judgement:
    """Return a stored result as a judgement without exchanges, for the decisions about claims."""
    return Judgement(
        result.method, result.outcome, result.reasons, result.limits, (), result.build, result.stamp, result.excerpt
    )


def written(result: Result) -> dict[str, object]:
    """Return a result as JSON values; `read_result` reads it back."""
    return {
        "method": result.method.value,
        "outcome": result.outcome.value,
        "reasons": [{"code": one.code, "nl": one.text.nl, "en": one.text.en} for one in result.reasons],
        "limits": [{"nl": one.nl, "en": one.en} for one in result.limits],
        "exchanges": [
            {
                "path": one.path,
                "ending": one.ending,
                "status": one.status,
                "bytes": one.size,
                "body_sha256": one.digest,
                "milliseconds": one.milliseconds,
                "address": one.address,
            }
            for one in result.exchanges
        ],
        "build": result.build,
        "stamp": result.stamp.isoformat() if result.stamp else "",
        "excerpt": result.excerpt,
    }


def read_result(value: object) -> Result:
    """Read what `written` wrote; raises NotAResult for anything else."""
    found = _object(value, "result")
    try:
        method, outcome = Method(_text(found, "method")), Outcome(_text(found, "outcome"))
        stamp = _text(found, "stamp")
        return Result(
            method,
            outcome,
            tuple(Reason(_text(one, "code"), _words(one)) for one in _objects(found, "reasons")),
            tuple(_words(one) for one in _objects(found, "limits")),
            tuple(_asked(one) for one in _objects(found, "exchanges")),
            _text(found, "build")[:SHORT],
            read_moment(stamp).earliest if stamp else None,
            _text(found, "excerpt")[:SHORT],
        )
    except (ValueError, NotAMoment) as error:
        raise NotAResult(place="results", expected="a method and an outcome that we know") from error


def read_handed(value: object) -> Handed:
    """Read the file of a check done elsewhere; raises NotAResult with the place of what is wrong."""
    found = _object(value, "")
    if found.get("format") != FORMAT:
        raise NotAResult(place="format", expected=FORMAT)
    results = tuple(read_result(one) for one in _objects(found, "results"))
    if not results:
        raise NotAResult(place="results", expected="at least one result")
    try:
        at = read_moment(_text(found, "at")).earliest
        side = Side(_text(found, "side"))
    except (ValueError, NotAMoment) as error:
        raise NotAResult(place="at, side", expected="a time with zone; outside or inside") from error
    place = _text(found, "place").strip()[:120]
    if not place:
        raise NotAResult(place="place", expected="the name of the place from where the check was done")
    return Handed(_text(found, "target"), _text(found, "permission"), place, side, at, results)


def _asked(value: Mapping[str, object]) -> Asked:
    return Asked(
        _text(value, "path")[:SHORT],
        _text(value, "ending")[:SHORT],
        _number(value, "status"),
        _number(value, "bytes"),
        _text(value, "body_sha256")[:64],
        _number(value, "milliseconds"),
        _text(value, "address")[:SHORT],
    )


def _words(value: Mapping[str, object]) -> Text:
    source = value.get("text") if isinstance(value.get("text"), Mapping) else value
    found = _object(source, "text")
    nl, en = _text(found, "nl")[:500], _text(found, "en")[:500]
    return Text(nl or en, en or nl)


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise NotAResult(place=place, expected="a JSON object")
    return value


def _objects(value: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    found = value.get(name)
    if not isinstance(found, list) or len(found) > 20:  # noqa: PLR2004 - no check asks more than a few things
        raise NotAResult(place=name, expected="a short list")
    return tuple(_object(one, name) for one in found)


def _text(value: Mapping[str, object], name: str) -> str:
    found = value.get(name, "")
    if not isinstance(found, str) or "\x00" in found:
        raise NotAResult(place=name, expected="text")
    return found


def _number(value: Mapping[str, object], name: str) -> int:
    found = value.get(name, 0)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**31:
        raise NotAResult(place=name, expected="a whole number")
    return found
