"""What one source says of one installed version: the verdict with its reasons, before sources are combined."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dijkwacht.exposure.domain.conditions import Answer, Condition, facts_of, holds, in_words
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import VULNERABLE, Claim, Speech, Status
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme, Version
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason

_ASKED = frozenset({Exposure.AFFECTED, Exposure.OUT_OF_SUPPORT, Exposure.VERSION_UNKNOWN})


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its reasons; `range` is the deciding bound in the source's own words, None where none decided."""

    verdict: Exposure
    reasons: tuple[Reason, ...]
    range: str | None = None
    precondition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What is known of one installed thing: version and edition as written, and its configuration facts."""

    version: str = ""
    edition: str = ""
    facts: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Build:
    """One place in the order of a scheme's versions."""

    key: bytes
    train: str | None
    edition: str


def judge(speech: Speech, scheme: Scheme, installed: Installed, at: date | None) -> Finding:
    """Return the verdict of this source on this version with these configuration facts.

    `at`: the day on which support is asked for; None where the source has no date, which leaves support out of it.
    """
    return _with_precondition(judge_version(speech, scheme, installed, at), installed.facts)


def judge_version(speech: Speech, scheme: Scheme, installed: Installed, at: date | None) -> Finding:
    """Return the verdict on the version alone, without asking the precondition."""
    if speech.contradictions:
        return _undetermined(
            "contradiction",
            Text(
                f"de bron spreekt zichzelf tegen: {'; '.join(speech.contradictions)}",
                f"the source contradicts itself: {'; '.join(speech.contradictions)}",
            ),
        )
    if not speech.claims:
        return _nothing_readable(speech)
    version = scheme.parse(installed.version, installed.edition) if installed.version.strip() else None
    if version is None:
        return _without_version(speech, installed.version)
    if version.exact:
        return _at(speech, scheme, _Build(version.low, version.train, version.edition or ORDINARY), at)
    return _over_all_builds(speech, scheme, version, at)


def _over_all_builds(speech: Speech, scheme: Scheme, version: Version, at: date | None) -> Finding:
    """Answer for a bare train or a pattern: only where all builds it may mean share a verdict."""
    bounds = {bound for claim in speech.claims for bound in (claim.low, claim.high) if bound is not None}
    points = {version.low} | {bound for bound in bounds if version.low < bound < version.high}
    findings = [
        _at(speech, scheme, _Build(point, version.train, edition), at)
        for edition in scheme.editions_of(version)
        for point in sorted(points)
        if _may_be(scheme, version, edition, point)
    ]
    verdicts = {finding.verdict for finding in findings}
    if len(verdicts) == 1:
        return findings[0]
    text = Text(
        f"versie {version.text} is te grof: haar builds krijgen niet allemaal hetzelfde oordeel",
        f"version {version.text} is too coarse: its builds do not share one verdict",
    )
    asked = next((f.precondition for f in findings if f.precondition), None)
    return Finding(Exposure.VERSION_UNKNOWN, (Reason("version-coarse", text),), precondition=asked)


def _may_be(scheme: Scheme, version: Version, edition: str, point: bytes) -> bool:
    if version.edition is not None or edition == ORDINARY:
        return True
    return (
        any(
            rule.edition == edition and rule.train == version.train and rule.low <= point < rule.high
            for rule in scheme.edition_builds
        )
        or point == version.low
    )


def _without_version(speech: Speech, text: str) -> Finding:
    said = [claim for claim in speech.claims if claim.says_everything]
    if said and len(said) == len(speech.claims):
        first = said[0]
        if all(claim.status is first.status for claim in said):
            return _by(first, Text("de bron spreekt over alle versies", "the source speaks of all versions"), speech)
    if text.strip():
        reason = Text(f"versie {text!r} is niet te lezen", f"version {text!r} cannot be read")
    else:
        reason = Text("de versie staat niet in de inventaris", "the inventory does not state the version")
    return Finding(Exposure.VERSION_UNKNOWN, (Reason("version-missing", reason),), precondition=_any_condition(speech))


def _at(speech: Speech, scheme: Scheme, build: _Build, at: date | None) -> Finding:
    claims = _speaking(speech, scheme, build)
    hits = [claim for claim in claims if claim.covers(build.key)]
    hits = [claim for claim in hits if claim.exact] or hits
    kinds = {_side(claim.status) for claim in hits}
    if len(kinds) > 1 and kinds != {"fixed", "not"}:
        words = "; ".join(dict.fromkeys(claim.text for claim in hits))
        return _undetermined(
            "contradiction",
            Text(f"de bron spreekt zichzelf tegen: {words}", f"the source contradicts itself: {words}"),
        )
    if hits:
        return _hit(hits, claims, build, speech)
    return _outside(speech, scheme, claims, build, at)


def _speaking(speech: Speech, scheme: Scheme, build: _Build) -> list[Claim]:
    """Return the claims about this train and edition; an amendment's replace the source's.

    A lone upper bound of another train speaks where no bound names this train.
    """
    about = [claim for claim in speech.claims if claim.speaks_for(build.key, build.train, build.edition)]
    highest = max((claim.rank for claim in about), default=0)
    if highest:
        return [claim for claim in about if claim.rank == highest]
    if not scheme.has_trains or any(claim.train == build.train for claim in about):
        return about
    return about + [c for c in speech.claims if c.lone and c not in about and c.edition in (None, build.edition)]


def _side(status: Status) -> str:
    if status in VULNERABLE:
        return "affected"
    return {Status.FIXED: "fixed", Status.NOT_AFFECTED: "not"}.get(status, "unknown")


def _hit(hits: list[Claim], claims: list[Claim], build: _Build, speech: Speech) -> Finding:
    order = (Status.NO_FIX, Status.AFFECTED, Status.UNKNOWN, Status.FIXED, Status.NOT_AFFECTED)
    winner = min(hits, key=lambda claim: order.index(claim.status))
    if winner.status is Status.NOT_AFFECTED and not winner.rank:
        passed = _bound_passed([claim for claim in claims if claim.train in (None, build.train)], build.key)
        if passed is not None:
            winner = replace(winner, status=Status.FIXED)
    text = Text(f"valt onder '{winner.text}' van de bron", f"falls under '{winner.text}' of the source")
    if winner.rank:
        text = Text(f"valt onder de aanvulling '{winner.text}'", f"falls under the amendment '{winner.text}'")
    return _by(winner, text, speech)


def _by(claim: Claim, text: Text, speech: Speech) -> Finding:
    condition = claim.precondition or speech.precondition
    match claim.status:
        case Status.AFFECTED:
            return Finding(Exposure.AFFECTED, (Reason("in-range", text),), claim.text, condition)
        case Status.NO_FIX:
            also = Text("de bron zegt dat er geen oplossing komt", "the source says that no fix will come")
            return Finding(
                Exposure.OUT_OF_SUPPORT, (Reason("in-range", text), Reason("no-fix", also)), claim.text, condition
            )
        case Status.FIXED:
            return Finding(Exposure.FIXED, (Reason("fixed", text),), claim.text)
        case Status.NOT_AFFECTED:
            return Finding(Exposure.NOT_AFFECTED, (Reason("stated", text),), claim.text)
        case Status.UNKNOWN:
            asked = Text(
                "de bron onderzoekt het nog of weet het niet", "the source still investigates or does not know"
            )
            return Finding(Exposure.UNDETERMINED, (Reason("unknown-to-source", asked),), claim.text)


def _outside(speech: Speech, scheme: Scheme, claims: list[Claim], build: _Build, at: date | None) -> Finding:
    own = [claim for claim in claims if claim.train in (None, build.train)]
    passed = _bound_passed(own, build.key)
    if passed is not None:
        text = Text(
            f"op of boven de grens van de eigen reeks: '{passed.text}'",
            f"at or above the bound of its own line: '{passed.text}'",
        )
        return Finding(Exposure.FIXED, (Reason("at-bound", text),), passed.text)
    below = next((c for c in own if c.status is Status.FIXED and c.low is not None and build.key < c.low), None)
    if below is not None and not any(claim.status in VULNERABLE for claim in own):
        text = Text(
            f"de bron noemt voor deze reeks alleen de verholpen versie '{below.text}'",
            f"for this line the source only names the fixed version '{below.text}'",
        )
        return Finding(Exposure.UNDETERMINED, (Reason("only-fixed-named", text),), below.text)
    ended = scheme.ended_on(build.train, build.edition)
    silent = not any(claim.train == build.train for claim in own)
    if ended is not None and at is not None and ended < at and silent and _lists_another(speech, build.train):
        return _out_of_support(speech, build.train, ended)
    return _by_default(speech, scheme, build, silent=silent)


def _bound_passed(claims: list[Claim], point: bytes) -> Claim | None:
    """Return the claim whose bound this version has passed within its own line.

    That is the end of an affected stretch, or a fixed version.
    """
    upper = [
        claim
        for claim in claims
        if claim.status in VULNERABLE
        and claim.high is not None
        and claim.high <= point
        and (claim.line_high is None or point < claim.line_high)
        and not (claim.exact and claim.line_high is None)
    ]
    fixed = [c for c in claims if c.status is Status.FIXED and c.low is not None and c.low <= point and c.exact]
    return max((*upper, *fixed), key=lambda claim: claim.high or b"", default=None)


def _lists_another(speech: Speech, train: str | None) -> bool:
    return any(
        claim.status in VULNERABLE and claim.train is not None and claim.train != train for claim in speech.claims
    )


def _out_of_support(speech: Speech, train: str | None, ended: date) -> Finding:
    text = Text(
        f"reeks {train} krijgt sinds {ended.isoformat()} geen updates meer, en de bron noemt andere reeksen kwetsbaar",
        f"train {train} has had no updates since {ended.isoformat()}, and the source lists other trains as affected",
    )
    return Finding(Exposure.OUT_OF_SUPPORT, (Reason("train-ended", text),), None, _any_condition(speech))


def _by_default(speech: Speech, scheme: Scheme, build: _Build, *, silent: bool) -> Finding:
    if speech.unread:
        return _nothing_readable(speech)
    if speech.otherwise is Status.AFFECTED:
        text = Text("de bron noemt alle andere versies kwetsbaar", "the source calls all other versions affected")
        return Finding(Exposure.AFFECTED, (Reason("default", text),), None, speech.precondition)
    if speech.otherwise is Status.UNKNOWN:
        return _undetermined(
            "default-unknown",
            Text("de bron zegt niets over andere versies", "the source says nothing about other versions"),
        )
    reasons = [Reason("outside", Text("valt buiten alle genoemde bereiken", "lies outside every range that is named"))]
    if silent and scheme.has_trains:
        shown = build.train if build.edition == ORDINARY else f"{build.train} {build.edition}"
        text = Text(f"de bron noemt reeks {shown} niet", f"the source does not name train {shown}")
        reasons.append(Reason("train-not-named", text))
    return Finding(Exposure.NOT_AFFECTED, tuple(reasons))


def _nothing_readable(speech: Speech) -> Finding:
    shown = "; ".join(speech.unread[:3])
    text = Text(
        f"niet te lezen: {shown}" if shown else "de bron geeft geen leesbaar bereik",
        f"cannot be read: {shown}" if shown else "the source gives no readable range",
    )
    return Finding(Exposure.UNDETERMINED, (Reason("unreadable", text),), speech.unread[0] if shown else None)


def _undetermined(code: str, text: Text) -> Finding:
    return Finding(Exposure.UNDETERMINED, (Reason(code, text),))


def _any_condition(speech: Speech) -> Condition | None:
    return speech.precondition or next((c.precondition for c in speech.claims if c.precondition), None)


def _with_precondition(finding: Finding, facts: Mapping[str, Answer]) -> Finding:
    condition = finding.precondition
    if condition is None or finding.verdict not in _ASKED:
        return finding
    shown = in_words(condition)
    match holds(condition, facts):
        case Answer.YES:
            text = Text(f"configuratie is kwetsbaar: {shown}", f"configuration is the vulnerable one: {shown}")
            return replace(finding, reasons=(*finding.reasons, Reason("precondition-met", text)))
        case Answer.NO:
            text = Text(
                f"configuratie is niet de kwetsbare: {shown}", f"configuration is not the vulnerable one: {shown}"
            )
            reasons = (*finding.reasons, Reason("precondition-not-met", text))
            return replace(finding, verdict=Exposure.PRECONDITION_NOT_MET, reasons=reasons)
        case Answer.UNKNOWN:
            missing = ", ".join(
                name for name in facts_of(condition) if facts.get(name, Answer.UNKNOWN) is Answer.UNKNOWN
            )
            text = Text(f"hangt af van {shown}; niet bekend: {missing}", f"depends on {shown}; not known: {missing}")
            reasons = (*finding.reasons, Reason("precondition-unknown", text))
            verdict = Exposure.PRECONDITION_UNKNOWN if finding.verdict is Exposure.AFFECTED else finding.verdict
            return replace(finding, verdict=verdict, reasons=reasons)
