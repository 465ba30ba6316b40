"""What a source says about versions of one product, in the key order of the product's scheme."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from dijkwacht.exposure.domain.conditions import Condition
from dijkwacht.exposure.engine.places import EVERYWHERE, Place
from dijkwacht.exposure.engine.schemes import Scheme, Version
from dijkwacht.kernel.verdict import Reason


class Status(StrEnum):
    """What a claim says of the versions that it covers; the values are those of an amendment."""

    AFFECTED = "affected"
    FIXED = "fixed"
    NOT_AFFECTED = "not-affected"
    NO_FIX = "no-fix"
    UNKNOWN = "unknown"


ANY = "*"
# A bound that says only which respin of the other bound's release: "R81.10 before Take 139".
_RESPIN = re.compile(
    r"(?:jumbo\s+)?(?P<word>hot[\s-]?fix|hf|patch|p|service\s*pack|sp|update|upd|u|cumulative\s+update|cu|security\s+update|su"
    r"|take|build|maintenance\s+release|mr|fix\s*pack|fp|ep|roll\s?up|ru|level|rev(?:ision)?|r)[\s._-]*\d+[a-z]?",
    re.IGNORECASE,
)
VULNERABLE = frozenset({Status.AFFECTED, Status.NO_FIX})


@dataclass(frozen=True, slots=True)
class Claim:
    """Versions in [low, high) have this status; a bound that is None is open.

    `train` and `edition` None: the claim speaks for any. `exact`: it names one build. `lone`: an upper bound without a
    lower one, which also speaks for other trains that no bound names. `text` is the source's own wording of the
    deciding bound. `line`: where an upper bound's own maintenance line begins and ends, in a scheme without trains.
    `rank`: 0 for the source itself; an amendment's is higher and replaces lower ones for its train and edition.
    `scope`: what it replaces in a scheme without trains, as bounds. `place`: the platforms and modules it is about.
    `advice`: what the source says to do about these versions.
    """

    status: Status
    text: str
    train: str | None = None
    edition: str | None = None
    low: bytes | None = None
    high: bytes | None = None
    exact: bool = False
    lone: bool = False
    line: tuple[bytes, bytes] | None = None
    precondition: Condition | None = None
    rank: int = 0
    scope: tuple[bytes, bytes] | None = None
    place: Place = EVERYWHERE
    advice: tuple[Reason, ...] = ()

    def speaks_for(self, point: bytes, train: str | None, edition: str) -> bool:
        """Return whether the claim is about this train and edition, whatever its bounds."""
        inside = self.scope is None or self.scope[0] <= point < self.scope[1]
        return inside and self.train in (None, train) and self.edition in (None, edition)

    @property
    def says_everything(self) -> bool:
        """Return whether the claim covers all versions of all trains and editions."""
        return self.low is None and self.high is None and self.train is None and self.edition is None

    def covers(self, point: bytes) -> bool:
        """Return whether the point lies between the bounds."""
        return (self.low is None or self.low <= point) and (self.high is None or point < self.high)

    def is_within(self, other: "Claim") -> bool:
        """Return whether it is about fewer versions than the other, all of which the other covers too."""
        low = other.low is None or (self.low is not None and other.low <= self.low)
        high = other.high is None or (self.high is not None and self.high <= other.high)
        return low and high and (self.low, self.high) != (other.low, other.high)

    def is_in_line(self, point: bytes) -> bool:
        """Return whether the point lies in the maintenance line of the claim's upper bound."""
        return self.line is not None and self.line[0] <= point < self.line[1]


@dataclass(frozen=True, slots=True)
class Default:
    """What one block of a source says of versions that no claim covers; `unread`: some of its wording was not read.

    `train`: the only one it is about, where the block names one.
    """

    status: Status
    unread: bool = False
    place: Place = EVERYWHERE
    train: str | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """All that one revision of one advisory says of one product and one vulnerability, in one scheme's keys.

    `unread`: wordings that no reader understood. `defaults`: per block, what it says of versions that no claim covers.
    `literals`: versions that the scheme cannot read, as compared texts with their status and wording. `patches`: names
    of updates that the source calls the fix.
    """

    scheme: Scheme
    claims: tuple[Claim, ...] = ()
    unread: tuple[str, ...] = ()
    defaults: tuple[Default, ...] = ()
    literals: tuple[tuple[str, Status, str], ...] = ()
    patches: frozenset[str] = frozenset()
    precondition: Condition | None = None

    @property
    def says_something(self) -> bool:
        """Return whether anything in it can decide about some version."""
        return bool(self.claims or self.literals or any(not default.unread for default in self.defaults))

    def joined(self, *others: "Speech") -> "Speech":
        """Return all together, each claim once."""
        if not others:
            return self
        told = (self, *others)
        return Speech(
            self.scheme,
            tuple(dict.fromkeys(claim for one in told for claim in one.claims)),
            tuple(dict.fromkeys(text for one in told for text in one.unread)),
            tuple(dict.fromkeys(default for one in told for default in one.defaults)),
            tuple(dict.fromkeys(literal for one in told for literal in one.literals)),
            self.patches.union(*(one.patches for one in others)),
            next((one.precondition for one in told if one.precondition), None),
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds in words, before a scheme reads them; None is open.

    `edition`: None is derived from the bounds, "*" is any, "-" the ordinary one. `without`: what the wording leaves out
    ("except FIPS"). `only_where`: the condition that it adds ("with Ethernet interface"). `only_on`: the
    platform that it names ("on Windows").
    """

    low: str | None = None
    high: str | None = None
    low_included: bool = True
    high_included: bool = False
    train: str | None = None
    edition: str | None = None
    without: str = ""
    only_where: str = ""
    only_on: str = ""


def claim_of(scheme: Scheme, status: Status, text: str, bounds: Bounds) -> Claim | None:
    """Return the claim that these bounds make, or None where a bound is no version, or they are inverted.

    A bound's own train and edition become the claim's where none is given. In a scheme with trains a bound without
    train ("43.56") belongs to the train given, or to that of the other bound.
    """
    if bounds.low and bounds.low.strip().lower() in scheme.beginnings:
        bounds = replace(bounds, low=None)
    if bounds.low and bounds.high and not scheme.has_trains:
        bounds = replace(bounds, high=_respun(bounds.low, bounds.high))
    low = _bound(scheme, bounds.low, bounds.train, bounds.edition)
    train = bounds.train or (low.train if low else None)
    high = _bound(scheme, bounds.high, train, bounds.edition)
    if (bounds.low and low is None) or (bounds.high and high is None):
        return None
    train = train or (high.train if high else None)
    low_key = None if low is None else (low.low if bounds.low_included else low.high)
    high_key = None if high is None else (high.high if bounds.high_included else high.low)
    if low_key is not None and high_key is not None and low_key >= high_key:
        return None
    if high and low and scheme.has_trains and high.train != low.train:
        train = None
    return Claim(
        status,
        text,
        train=train if scheme.has_trains else None,
        edition=_edition(scheme, bounds.edition, low, high),
        low=low_key,
        high=high_key,
        lone=low is None and high is not None and bounds.train is None,
        line=_line(scheme, low, high),
    )


def _respun(low: str, high: str) -> str:
    """Return an upper bound in full where it only says which respin: "R81.10 Take 139" for "Take 139"."""
    respin = _RESPIN.fullmatch(high.strip())
    if respin is None or _RESPIN.fullmatch(low.strip()) or not re.search(r"\d", low):
        return high
    own = re.search(rf"(?<![a-z]){re.escape(respin['word'])}[\s._-]*\d", low, re.IGNORECASE)
    return f"{low[: own.start()] if own else low} {high}".replace("  ", " ")


def exact_claim(scheme: Scheme, status: Status, text: str, version: str, edition: str | None = None) -> Claim | None:
    """Return the claim about one version, None where it is none; a bare train is a claim about all of the train."""
    read = scheme.parse(version, edition or "")
    if read is None:
        return None
    stated = scheme.edition_named(f"{version} {edition or ''}") or (edition if edition == "-" else None)
    named = read.edition if read.exact and scheme.has_trains else stated
    claim = Claim(status, text, train=read.train, edition=named, low=read.low, high=read.high, exact=read.exact)
    return claim if read.exact else replace(claim, line=(read.low, read.high))


def _bound(scheme: Scheme, text: str | None, train: str | None, edition: str | None) -> Version | None:
    if not text:
        return None
    beside = edition if edition and edition != ANY else ""
    if scheme.has_trains and train and not scheme.shapes:
        inside = scheme.parse(f"{train}-{text}", beside)
        whole = scheme.parse(text, beside)
        is_relative = inside is not None and inside.exact and scheme.counts_least(f"{train}-{text}")
        if is_relative and (
            whole is None or not (whole.exact or scheme.knows_train(whole.train) or whole.train == train)
        ):
            return inside
        return whole
    return scheme.parse(text, beside)


def _edition(scheme: Scheme, given: str | None, *bounds: Version | None) -> str | None:
    if given is not None:
        return None if given == ANY else given
    if not scheme.has_trains:
        return None
    named = [bound.edition for bound in bounds if bound is not None and bound.edition is not None]
    return named[-1] if named else None


def _line(scheme: Scheme, low: Version | None, high: Version | None) -> tuple[bytes, bytes] | None:
    """Return the line of an upper bound: what both bounds begin with, 7.0 for a range from 7.0.0 to 7.0.12.

    For a range that is open above: the line of its lower bound, 13.1 for one from 13.1.0. For a lone upper bound: its
    own line, 7.0 for one below 7.0.13.
    """
    if scheme.has_trains:
        return None
    if low is None:
        start = scheme.line_start(high.text) if high is not None else None
        end = scheme.line_end(high.text) if high is not None else None
        return (start, end) if start and end else None
    end = scheme.common_line(low.text, high.text) if high is not None else scheme.line_end(low.text)
    return (low.low, end) if end else None


def plain_version(text: str) -> str:
    """Return a version for comparing as text: letters and digits only, in lower case."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


@dataclass
class SpeechDraft:
    """Collects what a reader finds before it becomes a Speech."""

    scheme: Scheme
    claims: list[Claim] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    literals: list[tuple[str, Status, str]] = field(default_factory=list)
    patches: set[str] = field(default_factory=set)
    otherwise: Status | None = None
    place: Place = EVERYWHERE
    train: str | None = None
    advice: tuple[Reason, ...] = ()

    def add(self, claim: Claim | None, text: str, *, place: Place | None = None) -> None:
        """Keep the claim, or the wording where it could not be read; `place`: of this claim alone."""
        if claim is None:
            self.unread.append(text)
        else:
            where = place or self.place
            where = where.with_release_of(text) if self.scheme.has_epochs else where
            advice = self.advice if claim.status in VULNERABLE else ()
            same = where == claim.place and not advice
            self.claims.append(claim if same else replace(claim, place=where, advice=advice))

    def add_literal(self, status: Status, text: str) -> None:
        """Keep a version that the scheme cannot read: it still speaks for what is written the same way."""
        if plain_version(text) and text.count("(") == text.count(")"):
            self.literals.append((plain_version(text), status, text))

    def speech(self) -> Speech:
        """Return what was collected."""
        said = None if self.otherwise is None else Default(self.otherwise, bool(self.unread), self.place, self.train)
        return Speech(
            self.scheme,
            tuple(dict.fromkeys(_within_their_lines(self.claims))),
            tuple(dict.fromkeys(self.unread)),
            (said,) if said else (),
            tuple(dict.fromkeys(self.literals)),
            frozenset(self.patches),
        )


def _within_their_lines(claims: list[Claim]) -> list[Claim]:
    """End "13.1.0 up to any" with its own line where the source gives later lines bounds of their own.

    "Not affected from 8.3.3" ends with the line in which it lies then: it says nothing of what begins anew at 8.4.0.
    """
    latest = max((claim.low for claim in claims if claim.status in VULNERABLE and claim.low is not None), default=b"")
    ended = [_until(claim, latest) if claim.status in VULNERABLE else claim for claim in claims]
    lines = [claim for claim, was in zip(ended, claims, strict=True) if claim.high is not None and was.high is None]
    return [_within_one_of(claim, lines) if lines else claim for claim in ended]


def _until(claim: Claim, latest: bytes) -> Claim:
    """Return an affected stretch that is open above with the end of its line, where others begin behind that."""
    if claim.low is None or claim.high is not None or claim.line is None or latest < claim.line[1]:
        return claim
    return replace(claim, high=claim.line[1])


def _within_one_of(claim: Claim, lines: list[Claim]) -> Claim:
    if claim.low is None or claim.high is not None or claim.status not in (Status.NOT_AFFECTED, Status.FIXED):
        return claim
    ends = [line.high for line in lines if line.high and line.low is not None and line.low <= claim.low < line.high]
    return replace(claim, high=min(ends)) if ends else claim


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a product, and where: advisory, revision, vulnerability, product and the day of the revision.

    `speeches`: what the source and what was laid over it say by product, `originals` what the source alone says; both
    may work out a speech when it is asked for.
    """

    advisory: str
    version: str
    vulnerability: str
    product: str
    released: date | None
    speeches: Mapping[str, Speech]
    originals: Mapping[str, Speech] = field(default_factory=dict)
    newer_than_amendment: bool = False

    @property
    def speech(self) -> Speech | None:
        """Return what is said of the product; None where only the vulnerability is named."""
        return self.speeches.get(self.product)

    @property
    def original(self) -> Speech | None:
        """Return what the source alone says of the product, None where it says nothing."""
        return self.originals.get(self.product)
