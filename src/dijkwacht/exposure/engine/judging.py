"""What one source says of one installed version: the verdict with its reasons, before sources are combined."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from dijkwacht.exposure.domain.conditions import Answer, Condition, facts_of, holds, in_words
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.claims import VULNERABLE, Claim, Default, Speech, Status, plain_version
from dijkwacht.exposure.engine.findings import Build, Finding, Installed, Spelt
from dijkwacht.exposure.engine.places import EVERYWHERE, Place
from dijkwacht.exposure.engine.preconditions import condition_of, either
from dijkwacht.exposure.engine.remedying import CODE as ADVISED
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme, Version
from dijkwacht.exposure.engine.schemes.keys import END
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason

__all__ = ["Finding", "Installed", "Judge", "Spelt"]

_ASKED = frozenset({Exposure.AFFECTED, Exposure.OUT_OF_SUPPORT, Exposure.VERSION_UNKNOWN})
_FIXABLE = _ASKED | {Exposure.UNDETERMINED}
_MOST_EPOCHS = 8
_MOST_RELEASES = 40
_MOST_KEPT = 50_000  # answers with facts that a judge keeps


class Judge:
    """Answers for one speech; a verdict is worked out once per stretch between bounds, not once per version.

    `at`: the day on which support is asked for; None where the source has no date, which leaves support out of it.
    """

    def __init__(self, speech: Speech, at: date | None) -> None:
        """Make ready to be asked."""
        self.speech, self.scheme, self.at = speech, speech.scheme, at
        self._told: dict[tuple[object, ...], Finding] = {}
        self._placed: dict[tuple[object, ...], Finding] = {}
        self._asked: dict[tuple[object, ...], tuple[Finding, Finding]] = {}

    @cached_property
    def cuts(self) -> list[bytes]:
        """Return every bound at which the answer may change, in order."""
        claims = self.speech.claims
        edges = {bound for claim in claims for bound in (claim.low, claim.high) if bound is not None}
        edges |= {bound for claim in claims for pair in (claim.line, claim.scope) if pair for bound in pair}
        return sorted(edges)

    def verdict(self, installed: Installed) -> Finding:
        """Return what the source says of this version with these configuration facts."""
        return self._with_facts(self.version_verdict(installed), installed.facts)

    def answer(self, spelt: Spelt) -> Finding:
        """Return the same as `verdict`, by the shortest way that there is."""
        place = spelt.place
        if place is None or not self.by_place:
            return self.verdict(spelt.installed)
        key = (bisect_right(self.cuts, place.key), place.train, place.edition)
        finding = self._placed.get(key)
        if finding is None:
            finding = self._placed[key] = self._at(place, EVERYWHERE)
        return finding if finding.precondition is None else self._with_facts(finding, spelt.installed.facts)

    def placed(self, key: bytes, train: str | None, edition: str, facts: Mapping[str, Answer]) -> Finding:
        """Return what the source says of a build by its place in the order of the judge's scheme.

        For builds about which nothing but their place and their facts decides; `by_place` says whether that may be.
        """
        return self._with_facts(self._at(Build(key, train, edition), EVERYWHERE), facts)

    @cached_property
    def by_place(self) -> bool:
        """Return whether places decide at all: the source says something, and names no version as a text."""
        return self.speech.says_something and not self.speech.literals and not self.scheme.has_epochs

    def stretch_of(self, key: bytes) -> int:
        """Return the number of the stretch between bounds in which this place lies; within one no answer changes."""
        return bisect_right(self.cuts, key)

    def _with_facts(self, finding: Finding, facts: Mapping[str, Answer]) -> Finding:
        condition = finding.precondition
        if condition is None or finding.verdict not in _ASKED:
            return finding
        # The finding is kept beside its answer, so that its id stays its own.
        key = (id(finding), tuple(facts.get(name) for name in facts_of(condition)))
        found = self._asked.get(key)
        if found is None:
            if len(self._asked) >= _MOST_KEPT:
                self._asked.clear()
            found = self._asked[key] = (_with_precondition(finding, condition, facts), finding)
        return found[0]

    def version_verdict(self, installed: Installed) -> Finding:
        """Return the verdict on the version and updates alone, without asking the precondition."""
        if installed.each:
            parts = [replace(installed, version=text, spelt=text, each=()) for text in installed.each]
            return min(map(self.version_verdict, parts), key=lambda finding: finding.verdict.rank)
        finding = self._on_version(installed)
        if installed.patches and self.speech.patches and finding.verdict in _FIXABLE:
            return self._with_updates(finding, installed)
        return finding

    def _with_updates(self, finding: Finding, installed: Installed) -> Finding:
        fixing = sorted(self.speech.patches & installed.patches)
        if fixing:
            names = ", ".join(fixing)
            text = Text(f"update {names} is geïnstalleerd", f"update {names} is installed")
            return Finding(Exposure.FIXED, (Reason("update-installed", text),), names)
        return finding

    def _on_version(self, installed: Installed) -> Finding:
        speech, written = self.speech, installed.version.strip()
        if not speech.says_something:
            return _nothing_readable(speech)
        literal = plain_version(written) if written and speech.literals else ""
        hits = [(status, text) for plain, status, text in speech.literals if plain == literal]
        if hits:
            claims = [Claim(status, text, exact=True) for status, text in hits]
            return _hit(claims, claims, b"", None)
        spelt = installed.spelt or written
        version = self.scheme.parse(spelt, installed.edition) if spelt else None
        if version is None:
            return self._without_version(written, installed.place)
        if not version.exact:
            return self._over_all_builds(version, installed.place)
        if self.scheme.has_epochs:
            return self._for_any_release(version, spelt, installed)
        return self._at(Build(version.low, version.train, version.edition or ORDINARY), installed.place)

    def _at(self, build: Build, place: Place) -> Finding:
        key = (bisect_right(self.cuts, build.key), build.train, build.edition, place)
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = _judged(self.speech, build, place, self.at)
        return found

    def _for_any_release(self, version: Version, spelt: str, installed: Installed) -> Finding:
        """Answer for every release of the distribution that the source names, where the row names none of its own."""
        if installed.place.releases or len(self._releases) == 1:
            return self._with_any_epoch(version, spelt, installed)
        places = [replace(installed.place, releases=named) for named in self._releases]
        findings = [self._with_any_epoch(version, spelt, replace(installed, place=place)) for place in places]
        text = Text(
            f"de uitgave van de distributie beslist en staat niet bij {spelt}",
            f"the release of the distribution decides, and {spelt} does not state it",
        )
        return _shared(findings, Reason("release-missing", text))

    @cached_property
    def _releases(self) -> list[frozenset[str]]:
        """Return the releases for which the source speaks, each once; one that is empty where it names none."""
        named = {claim.place.releases for claim in self.speech.claims if claim.place.releases}
        return sorted(named, key=sorted)[:_MOST_RELEASES] or [frozenset()]

    def _with_any_epoch(self, version: Version, spelt: str, installed: Installed) -> Finding:
        """Answer with and without the epochs that either side may have dropped; where they decide, it is unknown."""
        own = self.scheme.epochs_of(version.low)
        keys = [bound for claim in self.speech.claims for bound in (claim.low, claim.high) if bound]
        said = {self.scheme.epochs_of(key) for key in keys} - {own}
        findings = [self._at(Build(version.low, None, version.edition or ORDINARY), installed.place)]
        if not own:
            others = [f"{epoch}:{spelt}" for epoch in sorted(said)][:_MOST_EPOCHS]
        else:
            others = [spelt.partition(":")[2]] if "" in said else []
        for spelling in others:
            other = self.scheme.parse(spelling, installed.edition)
            if other is not None:
                findings.append(self._at(Build(other.low, None, other.edition or ORDINARY), installed.place))
        text = Text(
            f"het tijdvak (epoch) van {spelt} beslist en staat maar aan één kant",
            f"the epoch of {spelt} decides, and only one side states one",
        )
        return _shared(findings, Reason("epoch-dropped", text))

    def _over_all_builds(self, version: Version, place: Place) -> Finding:
        """Answer for a bare train or a pattern: only where all builds it may mean share a verdict."""
        first = version.low + END if self.scheme.has_trains else version.low
        points = {first} | {bound for bound in self.cuts if first < bound < version.high}
        findings = [
            self._at(Build(point, version.train, edition), place)
            for edition in self.scheme.editions_of(version)
            for point in sorted(points)
            if _may_be(self.scheme, version, edition, point)
        ]
        if len({(finding.verdict, finding.precondition) for finding in findings}) == 1:
            return findings[0]
        text = Text(
            f"versie {version.text} is te grof: haar builds krijgen niet allemaal hetzelfde oordeel",
            f"version {version.text} is too coarse: its builds do not share one verdict",
        )
        advice = dict.fromkeys(reason for one in findings for reason in one.reasons if reason.code == ADVISED)
        reasons = (Reason("version-coarse", text), *advice)
        return Finding(Exposure.VERSION_UNKNOWN, reasons, precondition=_any_of(findings))

    def _without_version(self, written: str, place: Place) -> Finding:
        speech = self.speech
        claims = [claim for claim in speech.claims if not claim.place.excludes(place)]
        if speech.claims and not claims:
            return _elsewhere()
        said = [claim for claim in claims if claim.says_everything]
        if said and len(said) == len(claims) and len({_side(claim.status) for claim in said}) == 1:
            return _by(said[0], Text("de bron spreekt over alle versies", "the source speaks of all versions"))
        if not claims and speech.unread:
            return _nothing_readable(speech)
        if written:
            reason = Text(f"versie {written!r} is niet te lezen", f"version {written!r} cannot be read")
        else:
            reason = Text("de versie staat niet in de inventaris", "the inventory does not state the version")
        reasons = (Reason("version-missing", reason), *_advice(claims))
        return Finding(Exposure.VERSION_UNKNOWN, reasons, None, condition_of(claims))


def _may_be(scheme: Scheme, version: Version, edition: str, point: bytes) -> bool:
    if version.edition is not None or edition == ORDINARY:
        return True
    return (
        any(
            rule.edition == edition and rule.train == version.train and rule.low <= point < rule.high
            for rule in scheme.edition_builds
        )
        or point <= version.low + END
    )


def _judged(speech: Speech, build: Build, place: Place, at: date | None) -> Finding:
    here = [claim for claim in speech.claims if not claim.place.excludes(place)]
    if speech.claims and not here:
        return _elsewhere()
    claims = _speaking(speech.scheme, here, build)
    hits = _most_specific([claim for claim in claims if claim.covers(build.key)])
    if len({_side(claim.status) for claim in hits}) > 1 and {_side(c.status) for c in hits} != {"fixed", "not"}:
        words = "; ".join(dict.fromkeys(f"{claim.status}: {claim.text}" for claim in hits))
        text = Text(f"de bron spreekt zichzelf tegen: {words}", f"the source contradicts itself: {words}")
        return Finding(Exposure.UNDETERMINED, (Reason("contradiction", text),))
    if hits:
        # An amendment says what is affected; what the source says to do about it still stands.
        own = [claim for claim in here if claim.speaks_for(build.key, build.train, build.edition)]
        advice = _advice(claim for claim in (*hits, *own) if claim.covers(build.key))
        return _hit(hits, claims, build.key, build.train, advice=advice)
    return _outside(speech, here, claims, build=build, place=place, at=at)


def _speaking(scheme: Scheme, here: list[Claim], build: Build) -> list[Claim]:
    """Return the claims about this train and edition; an amendment's replace the source's.

    A lone upper bound also speaks for what no bound names: other trains, or other maintenance lines where the source
    gives several of them one each.
    """
    about = [claim for claim in here if claim.speaks_for(build.key, build.train, build.edition)]
    highest = max((claim.rank for claim in about), default=0)
    if highest:
        return [claim for claim in about if claim.rank == highest]
    if not scheme.has_trains:
        return _without_other_lines(about, build.key)
    if any(claim.train == build.train for claim in about):
        return about
    there = {id(claim) for claim in about}
    return about + [c for c in here if c.lone and id(c) not in there and c.edition in (None, build.edition)]


def _without_other_lines(claims: list[Claim], point: bytes) -> list[Claim]:
    """Leave lone upper bounds of other lines out where the source bounds this line by itself."""
    vulnerable = [claim for claim in claims if claim.status in VULNERABLE]
    others = {id(claim) for claim in vulnerable if claim.lone and not claim.is_in_line(point)}
    own = any(claim.high is not None and claim.is_in_line(point) and not claim.exact for claim in vulnerable)
    return [claim for claim in claims if id(claim) not in others] if own and others else claims


def _most_specific(hits: list[Claim]) -> list[Claim]:
    """Keep exact statements over ranges, and ranges inside others over those, where they do not say the same."""
    hits = [claim for claim in hits if claim.exact] or hits
    if len({_side(claim.status) for claim in hits}) < 2:  # noqa: PLR2004 - one side agrees with itself
        return hits
    return [
        claim
        for claim in hits
        if not any(other.is_within(claim) and _side(other.status) != _side(claim.status) for other in hits)
    ]


def _side(status: Status) -> str:
    if status in VULNERABLE:
        return "affected"
    return {Status.FIXED: "fixed", Status.NOT_AFFECTED: "not"}.get(status, "unknown")


def _advice(claims: Iterable[Claim]) -> tuple[Reason, ...]:
    """Return what the source says to do about what these claims cover, each once."""
    return tuple(dict.fromkeys(reason for claim in claims for reason in claim.advice))


def _hit(
    hits: list[Claim], claims: list[Claim], point: bytes, train: str | None, *, advice: tuple[Reason, ...] = ()
) -> Finding:
    order = (Status.NO_FIX, Status.AFFECTED, Status.UNKNOWN, Status.FIXED, Status.NOT_AFFECTED)
    winner = min(hits, key=lambda claim: order.index(claim.status))
    if winner.status is Status.NOT_AFFECTED and not winner.rank:
        passed = _bound_passed([claim for claim in claims if claim.train in (None, train)], claims, point, train)
        if passed is not None:
            winner = replace(winner, status=Status.FIXED)
    text = Text(f"valt onder '{winner.text}' van de bron", f"falls under '{winner.text}' of the source")
    if winner.rank:
        text = Text(f"valt onder de aanvulling '{winner.text}'", f"falls under the amendment '{winner.text}'")
    return _by(winner if advice == winner.advice else replace(winner, advice=advice), text)


def _by(claim: Claim, text: Text) -> Finding:
    condition = claim.precondition
    match claim.status:
        case Status.AFFECTED:
            return Finding(Exposure.AFFECTED, (Reason("in-range", text), *claim.advice), claim.text, condition)
        case Status.NO_FIX:
            also = Text("de bron zegt dat er geen oplossing komt", "the source says that no fix will come")
            reasons = (Reason("in-range", text), Reason("no-fix", also), *claim.advice)
            return Finding(Exposure.OUT_OF_SUPPORT, reasons, claim.text, condition)
        case Status.FIXED:
            return Finding(Exposure.FIXED, (Reason("fixed", text),), claim.text)
        case Status.NOT_AFFECTED:
            return Finding(Exposure.NOT_AFFECTED, (Reason("stated", text),), claim.text)
        case Status.UNKNOWN:
            asked = Text(
                "de bron onderzoekt het nog of weet het niet", "the source still investigates or does not know"
            )
            return Finding(Exposure.UNDETERMINED, (Reason("unknown-to-source", asked),), claim.text)


def _outside(  # noqa: PLR0913 - where a build stands has this many sides
    speech: Speech, here: list[Claim], claims: list[Claim], *, build: Build, place: Place, at: date | None
) -> Finding:
    own = [claim for claim in claims if claim.train in (None, build.train) or claim.lone]
    passed = _bound_passed(own, here, build.key, build.train)
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
    ended = speech.scheme.ended_on(build.train, build.edition)
    silent = not any(_speaks_of(claim, build, speech.scheme) for claim in claims)
    if ended is not None and at is not None and ended < at and silent and _lists_another(here, build.train):
        return _out_of_support(speech, build.train, ended)
    return _by_default(speech, build, place, silent=silent)


def _speaks_of(claim: Claim, build: Build, scheme: Scheme) -> bool:
    """Return whether the claim names the train of a build, or reaches into it."""
    if claim.train is not None or build.train is None:
        return claim.train == build.train
    span = scheme.parse(build.train)
    if span is None or claim.says_everything:
        return True
    return (claim.low is None or claim.low < span.high) and (claim.high is None or span.low < claim.high)


def _bound_passed(claims: list[Claim], here: list[Claim], point: bytes, train: str | None) -> Claim | None:
    """Return the claim whose bound this version has passed within its own line.

    That is the end of an affected stretch, or a fixed version. A bound of another train or line counts only where it is
    a lone upper one with nothing affected above it: then it is a bound for all.
    """
    others = [claim for claim in here if claim.status in VULNERABLE and not claim.exact]
    upper = [
        claim
        for claim in claims
        if claim.status in VULNERABLE
        and not claim.exact
        and claim.high is not None
        and claim.high <= point
        and (_is_own(claim, point, train) or _is_for_all(claim, others))
    ]
    fixed = [c for c in claims if c.status is Status.FIXED and c.low is not None and c.low <= point and c.exact]
    return max((*upper, *fixed), key=lambda claim: claim.high or b"", default=None)


def _is_own(claim: Claim, point: bytes, train: str | None) -> bool:
    if claim.line is not None:
        return claim.is_in_line(point)
    return claim.train is None or claim.train == train


def _is_for_all(claim: Claim, vulnerable: list[Claim]) -> bool:
    return claim.lone and not any((other.high or b"\xff") > (claim.high or b"") for other in vulnerable)


def _lists_another(claims: list[Claim], train: str | None) -> bool:
    return any(claim.status in VULNERABLE and claim.train is not None and claim.train != train for claim in claims)


def _out_of_support(speech: Speech, train: str | None, ended: date) -> Finding:
    text = Text(
        f"reeks {train} krijgt sinds {ended.isoformat()} geen updates meer, en de bron noemt andere reeksen kwetsbaar",
        f"train {train} has had no updates since {ended.isoformat()}, and the source lists other trains as affected",
    )
    condition = speech.precondition or condition_of([c for c in speech.claims if c.rank] or list(speech.claims))
    return Finding(Exposure.OUT_OF_SUPPORT, (Reason("train-ended", text),), None, condition)


def _by_default(speech: Speech, build: Build, place: Place, *, silent: bool) -> Finding:
    """Answer by what the blocks of the source say of versions that they do not name; the clearest block counts."""
    here = [d for d in speech.defaults if d.train in (None, build.train) and not d.place.excludes(place)]
    clear = {default.status for default in here if not default.unread}
    if Status.AFFECTED in clear:
        text = Text("de bron noemt alle andere versies kwetsbaar", "the source calls all other versions affected")
        return Finding(Exposure.AFFECTED, (Reason("default", text),))
    if speech.unread and not clear & {Status.NOT_AFFECTED}:
        return _nothing_readable(speech)
    if clear == {Status.UNKNOWN} or _only_unknown(here):
        text = Text("de bron zegt niets over andere versies", "the source says nothing about other versions")
        return Finding(Exposure.UNDETERMINED, (Reason("default-unknown", text),))
    reasons = [Reason("outside", Text("valt buiten alle genoemde bereiken", "lies outside every range that is named"))]
    if silent and speech.scheme.has_trains:
        shown = build.train if build.edition == ORDINARY else f"{build.train} {build.edition}"
        text = Text(f"de bron noemt reeks {shown} niet", f"the source does not name train {shown}")
        reasons.append(Reason("train-not-named", text))
    return Finding(Exposure.NOT_AFFECTED, tuple(reasons))


def _only_unknown(defaults: list[Default]) -> bool:
    return bool(defaults) and all(default.status is Status.UNKNOWN for default in defaults)


def _elsewhere() -> Finding:
    text = Text(
        "de bron spreekt alleen over andere platformen of onderdelen",
        "the source speaks of other platforms or modules only",
    )
    return Finding(Exposure.NOT_AFFECTED, (Reason("other-platform", text),))


def _nothing_readable(speech: Speech) -> Finding:
    shown = "; ".join(speech.unread[:3])
    text = Text(
        f"niet te lezen: {shown}" if shown else "de bron geeft geen leesbaar bereik",
        f"cannot be read: {shown}" if shown else "the source gives no readable range",
    )
    return Finding(Exposure.UNDETERMINED, (Reason("unreadable", text),), speech.unread[0] if shown else None)


def _shared(findings: list[Finding], reason: Reason) -> Finding:
    """Return the first finding where all have one verdict, else that the version is not known well enough, and why."""
    if len({finding.verdict for finding in findings}) == 1:
        return findings[0]
    return Finding(Exposure.VERSION_UNKNOWN, (reason,), precondition=_any_of(findings))


def _any_of(findings: list[Finding]) -> Condition | None:
    return either([finding.precondition for finding in findings if finding.verdict in _ASKED])


def _with_precondition(finding: Finding, condition: Condition, facts: Mapping[str, Answer]) -> Finding:
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
