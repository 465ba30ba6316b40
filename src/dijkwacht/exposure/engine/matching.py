"""Matches inventories with advisories: one line per organisation, asset and vulnerability, with everything considered.

Sources are combined before the table of CONTRACTS is applied: what cannot tell does not vote where another tells.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dijkwacht.advisories.engine.values import Document, Vulnerability
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import Amendment, amended_speeches, conditioned, over, shipped_amendments
from dijkwacht.exposure.engine.claims import Speech, Statement
from dijkwacht.exposure.engine.installed import NAMED_VERSION, installed_of
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Finding, Installed, Judge
from dijkwacht.exposure.engine.naming import without_version
from dijkwacht.exposure.engine.products import Directory, Identity, Kinship
from dijkwacht.exposure.engine.reading_csaf import CsafReader
from dijkwacht.exposure.engine.reading_cve import cve_speeches
from dijkwacht.exposure.engine.schemes import Schemes, load_schemes
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import local_date

_SAYS_NOTHING = frozenset({"unreadable", "default-unknown", "only-fixed-named"})


@dataclass(frozen=True, slots=True)
class Considered:
    """One answer that was weighed: which row, which advisory, which verdict."""

    source_file: str
    source_row: int
    advisory: str
    verdict: Exposure


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one asset and vulnerability; `row` and `advisory` are those that decided."""

    organisation: str
    asset: str
    row: Row
    source_file: str
    product: str
    vulnerability: str
    advisory: str
    advisory_version: str
    verdict: Exposure
    reasons: tuple[Reason, ...]
    range: str | None
    considered: tuple[Considered, ...]


@dataclass(frozen=True, slots=True)
class _Vote:
    row: Row
    source_file: str
    product: str
    statement: Statement
    finding: Finding
    dissent: Exposure | None = None


@dataclass
class Matcher:
    """Everything that advisories and amendments say, ready to be asked about rows; made by `matcher_of`."""

    directory: Directory
    schemes: Schemes
    as_of: date | None
    by_product: dict[str, list[Statement]] = field(default_factory=dict)
    by_vulnerability: dict[str, list[Statement]] = field(default_factory=dict)
    _sources: dict[str, dict[str, None]] = field(default_factory=dict)
    _judges: dict[tuple[int, bool], Judge] = field(default_factory=dict)
    _told: dict[tuple[object, ...], tuple[Finding, Exposure | None]] = field(default_factory=dict)

    def knows(self, row: Row) -> bool:
        """Return whether the row's product is a known product, or one that an advisory names."""
        return self._identity(row).kinship in (Kinship.KNOWN, Kinship.ANOTHER)

    def product_of(self, row: Row) -> str:
        """Return the product id of the row, "" where it is not known."""
        return self._identity(row).product

    def match(self, rows: Iterable[tuple[str, Row]]) -> Iterator[Match]:
        """Yield one match per organisation, asset and vulnerability; assets in the order in which they first appear."""
        assets: dict[tuple[str, str], list[tuple[str, Row]]] = {}
        for source_file, row in rows:
            assets.setdefault((row.organisation.casefold(), row.asset.casefold()), []).append((source_file, row))
        for held in assets.values():
            grouped: dict[str, list[_Vote]] = {}
            for source_file, row in held:
                for vote in self._votes(source_file, row):
                    grouped.setdefault(vote.statement.vulnerability, []).append(vote)
            for votes in grouped.values():
                yield self._combined(votes)

    def _identity(self, row: Row) -> Identity:
        found = self.directory.of_row(row.vendor, row.product, row.cpe, row.purl)
        if found.kinship not in (Kinship.KNOWN, Kinship.ANOTHER):
            bare = NAMED_VERSION.sub("", row.product)
            if bare and bare != row.product:
                other = self.directory.of_row(row.vendor, bare, row.cpe, row.purl)
                found = other if other.kinship is Kinship.KNOWN else found
        if found.kinship is Kinship.RESEMBLES:
            other = self.directory.of_row(row.vendor, without_version(row.product), row.cpe, row.purl)
            return other if other.product in self.directory.shipped_ids else found
        return found

    def _votes(self, source_file: str, row: Row) -> Iterator[_Vote]:
        identity = self._identity(row)
        if identity.kinship is Kinship.KNOWN:
            for statement in self.by_product.get(identity.product, ()):
                finding, dissent = self._answer(statement, row)
                yield _Vote(row, source_file, statement.product, statement, finding, dissent)
        for candidate in identity.candidates:
            shown = self.directory.shown(candidate)
            text = Text(f"alleen de naam lijkt op {shown}", f"only the name resembles {shown}")
            finding = Finding(Exposure.NAME_ONLY, (Reason("name-only", text),))
            for statement in self.by_product.get(candidate, ()):
                yield _Vote(row, source_file, candidate, statement, finding)

    def _answer(self, statement: Statement, row: Row) -> tuple[Finding, Exposure | None]:
        # Many devices run the same build with the same settings: each such answer is worked out once.
        key = (id(statement), row.version, row.told)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._judged(statement, row)
        return told

    def _judge(self, statement: Statement, *, original: bool = False) -> Judge | None:
        speech = statement.original if original else statement.speech
        if speech is None:
            return None
        key = (id(statement), original)
        if key not in self._judges:
            self._judges[key] = Judge(speech, self.as_of or statement.released)
        return self._judges[key]

    def _judged(self, statement: Statement, row: Row) -> tuple[Finding, Exposure | None]:
        judge = self._judge(statement)
        if judge is None:
            raise ValueError("a statement without speech has no product")
        installed = installed_of(row, judge.scheme)
        finding = judge.verdict(installed)
        dissent = self._dissent(statement, judge, installed)
        if dissent is None:
            return finding, None
        text = Text("een nieuwere versie van de bron spreekt de aanvulling tegen", "newer revision disagrees")
        reasons = (*finding.reasons, Reason("newer-revision-disagrees", text))
        return replace(finding, reasons=reasons), dissent

    def _dissent(self, statement: Statement, amended: Judge, installed: Installed) -> Exposure | None:
        """Return what the source itself says, where its revision is newer than the amendment and says otherwise."""
        original = self._judge(statement, original=True)
        if original is None or not statement.newer_than_amendment:
            return None
        own = original.version_verdict(installed)
        if own.verdict in (amended.version_verdict(installed).verdict, Exposure.UNDETERMINED):
            return None
        codes = own.codes
        speaks = own.range is not None or ("outside" in codes and "train-not-named" not in codes)
        return own.verdict if speaks else None

    def _combined(self, votes: list[_Vote]) -> Match:
        told = [vote for vote in votes if not vote.finding.codes & _SAYS_NOTHING]
        clear = told if any(vote.finding.verdict is not Exposure.NAME_ONLY for vote in told) else votes
        winner = min(clear, key=lambda vote: vote.finding.verdict.rank)
        considered = [
            Considered(vote.source_file, vote.row.number, vote.statement.advisory, verdict)
            for vote in votes
            for verdict in (vote.finding.verdict, vote.dissent)
            if verdict is not None
        ]
        spoke = {vote.statement.advisory for vote in votes}
        considered += [
            Considered(winner.source_file, winner.row.number, advisory, Exposure.UNDETERMINED)
            for advisory in self._sources[winner.statement.vulnerability]
            if advisory not in spoke
        ]
        remarks = tuple(Reason("remark", Text(remark, remark)) for remark in winner.row.remarks)
        return Match(
            organisation=votes[0].row.organisation,
            asset=votes[0].row.asset,
            row=winner.row,
            source_file=winner.source_file,
            product=winner.product,
            vulnerability=winner.statement.vulnerability,
            advisory=winner.statement.advisory,
            advisory_version=winner.statement.version,
            verdict=winner.finding.verdict,
            reasons=winner.finding.reasons + remarks,
            range=winner.finding.range,
            considered=tuple(considered),
        )

    def add(self, statement: Statement) -> None:
        """Let this statement speak; one without product only counts as a source that names the vulnerability."""
        self.by_vulnerability.setdefault(statement.vulnerability, []).append(statement)
        self._sources.setdefault(statement.vulnerability, {})[statement.advisory] = None
        if statement.product:
            self.by_product.setdefault(statement.product, []).append(statement)


def matcher_of(  # noqa: PLR0913 - what decides has this many parts, all by keyword
    documents: Iterable[Document],
    *,
    amendments: Iterable[Amendment] = (),
    schemes: Schemes | None = None,
    as_of: date | None = None,
    shipped: Iterable[Amendment] | None = None,
    directory: Directory | None = None,
) -> Matcher:
    """Return a matcher over these advisories, with the shipped amendments and over them the given ones.

    Of several revisions of one advisory only the newest speaks. A given amendment without advisory also is an advisory
    of its own. `as_of`: the day on which support is asked for, instead of the day of each revision. `directory`: a
    fresh one that knows what people decided about names.
    """
    matcher = Matcher(directory or Directory(), schemes or load_schemes(), as_of)
    given = sorted(amendments, key=lambda amendment: amendment.at)
    known = shipped_amendments() if shipped is None else tuple(shipped)
    ranked = list(enumerate((*known, *given), start=1))
    for document in _newest(documents):
        speak = _reader(matcher, document)
        for flaw in document.vulnerabilities:
            _add_flaw(matcher, document, flaw, speak(flaw), ranked)
    for rank, amendment in ranked:
        if rank > len(known) and amendment.advisory is None:
            _add_own(matcher, amendment, rank)
    return matcher


def vulnerability_name(document: Document, flaw: Vulnerability) -> str:
    """Return the CVE, else the first id that the source gives, else the advisory's own id."""
    return flaw.cve.strip().upper() or flaw.name.strip() or document.identifier


def _newest(documents: Iterable[Document]) -> tuple[Document, ...]:
    newest: dict[tuple[str, str], Document] = {}
    for document in documents:
        series = (document.namespace.strip().rstrip("/").casefold(), document.identifier)
        other = newest.get(series)
        if other is None or _revision(document) > _revision(other):
            newest[series] = document
    return tuple(newest.values())


def _revision(document: Document) -> tuple[str, tuple[int, ...]]:
    released = document.current_release.isoformat() if document.current_release else ""
    return released, tuple(int(number) for number in re.findall(r"\d+", document.version))


def _reader(matcher: Matcher, document: Document) -> Callable[[Vulnerability], Mapping[str, Speech]]:
    """Return what tells of each flaw what the document says, by product."""
    if document.format.is_csaf:
        products = {product.product_id: product for product in document.products}
        return CsafReader(products, matcher.directory, matcher.schemes).speeches
    return lambda flaw: cve_speeches(document, flaw, matcher.directory, matcher.schemes)


def _add_flaw(
    matcher: Matcher,
    document: Document,
    flaw: Vulnerability,
    own: Mapping[str, Speech],
    ranked: list[tuple[int, Amendment]],
) -> None:
    name = vulnerability_name(document, flaw)
    spoken: Mapping[str, Speech] = own
    amended_at: dict[str, datetime] = {}
    for rank, amendment in ranked:
        if amendment.vulnerability.strip().upper() != name.upper() or amendment.advisory not in (
            None,
            document.identifier,
        ):
            continue
        if not amendment.ranges:
            spoken = {product: conditioned(speech, amendment.precondition) for product, speech in spoken.items()}
        laid = amended_speeches(amendment, matcher.directory, matcher.schemes, rank=rank, over_speeches=spoken)
        under = {product: spoken.get(product, Speech(speech.scheme)) for product, speech in laid.items()}
        spoken = {**spoken, **{product: over(under[product], speech) for product, speech in laid.items()}}
        amended_at.update(dict.fromkeys(laid, amendment.at))
    released = local_date(document.current_release) if document.current_release else None
    for product in spoken:
        newer = _is_newer(document, amended_at.get(product))
        matcher.add(Statement(document.identifier, document.version, name, product, released, spoken, own, newer))
    if not spoken:
        matcher.add(Statement(document.identifier, document.version, name, "", released, {}))


def _is_newer(document: Document, amended_at: datetime | None) -> bool:
    return amended_at is not None and document.current_release is not None and document.current_release > amended_at


def _add_own(matcher: Matcher, amendment: Amendment, rank: int) -> None:
    name = amendment.vulnerability.strip().upper()
    laid = amended_speeches(amendment, matcher.directory, matcher.schemes, rank=rank)
    for product in laid:
        matcher.add(Statement(f"amendment:{name}", amendment.version, name, product, amendment.day, laid))
