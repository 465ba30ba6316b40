"""Amendments: ranges and preconditions that a desk adds or corrects, with provenance, over what a source says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from dijkwacht.exposure.domain.conditions import Condition, read_condition
from dijkwacht.exposure.engine.claims import ANY, Bounds, Claim, Speech, Status, claim_of, exact_claim
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme, Schemes
from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.window import NotAMoment, local_date, read_moment

MOST_RANGES = 1000
_STATUSES = frozenset({Status.AFFECTED, Status.FIXED, Status.NOT_AFFECTED, Status.NO_FIX})


class UnreadableAmendment(Unreadable):
    """This amendment cannot be read."""


@dataclass(frozen=True, slots=True)
class AmendedRange:
    """One range of an amendment; None is any or open, edition "-" the ordinary one."""

    vendor: str
    product: str
    status: Status
    train: str | None = None
    edition: str | None = None
    low: str | None = None
    low_included: bool = True
    high: str | None = None
    high_included: bool = False
    precondition: Condition | None = None

    def in_words(self) -> str:
        """Return the range as people read it: "13.1 fips < 13.1-37.236"."""
        parts = [self.train or "", "" if self.edition in (None, ORDINARY) else str(self.edition)]
        parts += [f"{'>=' if self.low_included else '>'} {self.low}" if self.low else ""]
        parts += [f"{'<=' if self.high_included else '<'} {self.high}" if self.high else ""]
        return " ".join(part for part in parts if part) or "all versions"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One amendment. `advisory` None: for every advisory that names the vulnerability. `at`: when it was made.

    `written_at`: the same as its author wrote it, which is the version of an amendment that stands alone.
    """

    vulnerability: str
    advisory: str | None
    by: str
    at: datetime
    because: str
    source: str
    ranges: tuple[AmendedRange, ...]
    precondition: Condition | None = None
    written_at: str = ""

    @property
    def version(self) -> str:
        """Return `at` in the words of its author (CONTRACTS: version = `at`)."""
        return self.written_at or self.at.isoformat()

    @property
    def day(self) -> date:
        """Return the day in Amsterdam on which it was made."""
        return local_date(self.at)


def read_amendment(value: object, place: str = "") -> Amendment:
    """Read the object of an amendment file (CONTRACTS, "Amendment").

    Raises UnreadableAmendment, or UnreadableCondition, with file and JSON pointer.
    """
    root = _object(value, f"{place}/")
    amends = _object(root.get("amends"), f"{place}/amends")
    ranges = root.get("ranges", [])
    if not isinstance(ranges, list) or len(ranges) > MOST_RANGES:
        raise UnreadableAmendment(place=f"{place}/ranges", expected=f"a list of at most {MOST_RANGES} ranges")
    condition = root.get("precondition")
    if not ranges and condition is None:
        raise UnreadableAmendment(place=f"{place}/ranges", expected="at least one range, or a precondition")
    return Amendment(
        vulnerability=_text(amends, "vulnerability", f"{place}/amends"),
        advisory=_optional(amends, "advisory", f"{place}/amends"),
        by=_optional(root, "by", place) or "",
        at=_time(root.get("at"), f"{place}/at"),
        because=_optional(root, "because", place) or "",
        source=_optional(root, "source", place) or "",
        ranges=tuple(_range(item, f"{place}/ranges/{n}") for n, item in enumerate(ranges)),
        precondition=None if condition is None else read_condition(condition, f"{place}/precondition"),
        written_at=_as_written(root.get("at")),
    )


def _as_written(at: object) -> str:
    """Return a time as text; YAML hands over a time that stood without quotes as one."""
    return at.isoformat().replace("+00:00", "Z") if isinstance(at, date) else str(at).strip()


def _range(value: object, place: str) -> AmendedRange:
    item = _object(value, place)
    status = item.get("status")
    if status not in _STATUSES:
        raise UnreadableAmendment(place=f"{place}/status", expected=" or ".join(sorted(_STATUSES)))
    condition = item.get("precondition")
    return AmendedRange(
        vendor=_optional(item, "vendor", place) or "",
        product=_text(item, "product", place),
        status=Status(str(status)),
        train=_optional(item, "train", place),
        edition=_optional(item, "edition", place),
        low=_optional(item, "from", place),
        low_included=_flag(item, "from_included", place, default=True),
        high=_optional(item, "to", place),
        high_included=_flag(item, "to_included", place, default=False),
        precondition=None if condition is None else read_condition(condition, f"{place}/precondition"),
    )


def amended_speeches(
    amendment: Amendment,
    directory: Directory,
    schemes: Schemes,
    *,
    rank: int = 1,
    over_speeches: Mapping[str, Speech] | None = None,
) -> dict[str, Speech]:
    """Return what the amendment says, per product id; of two amendments the one with the higher `rank` counts.

    It is read in the scheme of the source that it is laid over (`over_speeches`). Raises UnreadableAmendment for a
    bound that is no version.
    """
    under = over_speeches or {}
    found: dict[str, Speech] = {}
    for number, item in enumerate(amendment.ranges):
        product = directory.of_source(item.vendor, item.product)
        if not product:
            raise UnreadableAmendment(place=f"/ranges/{number}/product", expected="a product name")
        scheme = under[product].scheme if product in under else schemes.for_product(product)
        claim = _claim(scheme, item, f"/ranges/{number}")
        condition = item.precondition or amendment.precondition
        laid = replace(claim, precondition=condition, rank=rank)
        speech = Speech(scheme, (laid,), precondition=amendment.precondition)
        found[product] = found[product].joined(speech) if product in found else speech
    return found


def _claim(scheme: Scheme, item: AmendedRange, place: str) -> Claim:
    edition = _edition(scheme, item.edition, place)
    scope = None
    if not scheme.has_trains and item.train:
        scope = scheme.line_of(item.train)
    text = item.in_words()
    if item.low is None and item.high is None:
        if item.train and scheme.has_trains:
            whole = exact_claim(scheme, item.status, text, item.train, edition)
            if whole is None or whole.exact:
                raise UnreadableAmendment(place=f"{place}/train", expected="a train, such as 13.1")
            return replace(whole, edition=None if edition == ANY else edition)
        return Claim(item.status, text, edition=None if edition == ANY else edition, scope=scope)
    train = item.train if scheme.has_trains else None
    bounds = Bounds(item.low, item.high, item.low_included, item.high_included, train, edition)
    claim = claim_of(scheme, item.status, text, bounds)
    if claim is None:
        raise UnreadableAmendment(place=place, expected=f"bounds that are versions, from below to ({scheme.name})")
    return replace(claim, scope=scope, lone=False) if scope else claim


def _edition(scheme: Scheme, written: str | None, place: str) -> str:
    if written is None:
        return ANY
    if written.strip() == ORDINARY:
        return ORDINARY
    named = scheme.edition_named(written)
    if named is None:
        raise UnreadableAmendment(place=f"{place}/edition", expected='an edition of the scheme, "-" or null')
    return named


def over(source: Speech, amendment: Speech) -> Speech:
    """Return what the source says with the amendment laid over it: its ranges count where both speak, and only there.

    The amendment's own precondition is kept for a train out of support, of which no range speaks.
    """
    return replace(source.joined(amendment), precondition=amendment.precondition or source.precondition)


def conditioned(source: Speech, condition: Condition | None) -> Speech:
    """Return the source under the precondition of an amendment that names no range."""
    claims = tuple(replace(claim, precondition=condition) for claim in source.claims)
    return replace(source, claims=claims, precondition=condition)


@cache
def shipped_amendments() -> tuple[Amendment, ...]:
    """Return the amendments that come with the program, for the known Citrix flaws."""
    folder = files("dijkwacht.exposure.engine").joinpath("data/amendments")
    return tuple(
        read_amendment(json.loads(entry.read_text("utf-8")), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    )


def _object(value: object, place: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableAmendment(place=place, expected="an object")
    return value


def _text(item: Mapping[str, object], key: str, place: str) -> str:
    value = _optional(item, key, place)
    if value is None:
        raise UnreadableAmendment(place=f"{place}/{key}", expected="text")
    return value


def _optional(item: Mapping[str, object], key: str, place: str) -> str | None:
    value = item.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise UnreadableAmendment(place=f"{place}/{key}", expected="text (write versions in quotes) or null")
    return value.strip()


def _flag(item: Mapping[str, object], key: str, place: str, *, default: bool) -> bool:
    value = item.get(key)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise UnreadableAmendment(place=f"{place}/{key}", expected="true or false")
    return value


def _time(value: object, place: str) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return read_moment(value.isoformat() if isinstance(value, date) else str(value)).earliest
    except NotAMoment as error:
        raise UnreadableAmendment(place=place, expected="a date or a time") from error
