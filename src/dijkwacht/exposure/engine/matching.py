"""Matches inventories with advisories: one line per organisation, asset and vulnerability, with everything considered.

Sources are combined before the table of CONTRACTS is applied: what cannot tell does not vote where another tells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from dijkwacht.advisories.engine.values import Document, Vulnerability
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import Amendment, amended_speeches, over, shipped_amendments
from dijkwacht.exposure.engine.claims import Speech, Statement
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Finding, Installed, judge, judge_version
from dijkwacht.exposure.engine.products import Directory, Kinship, read_cpe
from dijkwacht.exposure.engine.reading_csaf import csaf_speeches
from dijkwacht.exposure.engine.reading_cve import cve_speeches
from dijkwacht.exposure.engine.schemes import Scheme, Schemes, load_schemes
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import local_date

_MUTE = frozenset({Exposure.UNDETERMINED, Exposure.NAME_ONLY})


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
    _told: dict[tuple[object, ...], tuple[Finding, Exposure | None]] = field(default_factory=dict)

    def knows(self, row: Row) -> bool:
        """Return whether the row's product is a known product, or one that an advisory names."""
        identity = self.directory.of_row(row.vendor, row.product, row.cpe)
        return identity.kinship in (Kinship.KNOWN, Kinship.ANOTHER)

    def product_of(self, row: Row) -> str:
        """Return the product id of the row, "" where it is not known."""
        return self.directory.of_row(row.vendor, row.product, row.cpe).product

    def match(self, rows: Iterable[tuple[str, Row]]) -> Iterator[Match]:
        """Yield one match per organisation, asset and vulnerability, in the order in which they first appear."""
        grouped: dict[tuple[str, str, str], list[_Vote]] = {}
        for source_file, row in rows:
            for vote in self._votes(source_file, row):
                key = (row.organisation.casefold(), row.asset.casefold(), vote.statement.vulnerability)
                grouped.setdefault(key, []).append(vote)
        for votes in grouped.values():
            yield self._combined(votes)

    def _votes(self, source_file: str, row: Row) -> Iterator[_Vote]:
        identity = self.directory.of_row(row.vendor, row.product, row.cpe)
        if identity.kinship is Kinship.KNOWN:
            scheme = self.schemes.for_product(identity.product)
            installed = _installed(row, scheme)
            for statement in self.by_product.get(identity.product, ()):
                yield self._vote(source_file, row, statement, installed)
        for candidate in identity.candidates:
            shown = next((p.name for p in self.directory.known if p.id == candidate), candidate)
            text = Text(f"alleen de naam lijkt op {shown}", f"only the name resembles {shown}")
            finding = Finding(Exposure.NAME_ONLY, (Reason("name-only", text),))
            for statement in self.by_product.get(candidate, ()):
                yield _Vote(row, source_file, candidate, statement, finding)

    def _vote(self, source_file: str, row: Row, statement: Statement, installed: Installed) -> _Vote:
        # Many devices run the same build with the same settings: each such answer is worked out once.
        key = (id(statement), installed.version, installed.edition, tuple(sorted(installed.facts.items())))
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._judged(statement, installed)
        return _Vote(row, source_file, statement.product, statement, *told)

    def _judged(self, statement: Statement, installed: Installed) -> tuple[Finding, Exposure | None]:
        scheme = self.schemes.for_product(statement.product)
        at = self.as_of or statement.released
        finding = judge(statement.speech, scheme, installed, at)
        dissent = _dissent(statement, scheme, installed, at)
        if dissent is None:
            return finding, None
        text = Text(
            f"een nieuwere versie van de bron spreekt de aanvulling tegen ({dissent.value})",
            f"newer revision disagrees ({dissent.value})",
        )
        reasons = (*finding.reasons, Reason("newer-revision-disagrees", text))
        return replace(finding, reasons=reasons), dissent

    def _combined(self, votes: list[_Vote]) -> Match:
        clear = [vote for vote in votes if vote.finding.verdict not in _MUTE] or votes
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
            for advisory in dict.fromkeys(s.advisory for s in self.by_vulnerability[winner.statement.vulnerability])
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
        if statement.product:
            self.by_product.setdefault(statement.product, []).append(statement)


def matcher_of(
    documents: Iterable[Document],
    *,
    amendments: Iterable[Amendment] = (),
    schemes: Schemes | None = None,
    as_of: date | None = None,
    shipped: Iterable[Amendment] | None = None,
) -> Matcher:
    """Return a matcher over these advisories, with the shipped amendments and over them the given ones.

    Of several revisions of one advisory only the newest speaks. A given amendment without advisory also is an advisory
    of its own. `as_of`: the day on which support is asked for, instead of the day of each revision.
    """
    matcher = Matcher(Directory(), schemes or load_schemes(), as_of)
    given = sorted(amendments, key=lambda amendment: amendment.at)
    known = shipped_amendments() if shipped is None else tuple(shipped)
    ranked = list(enumerate((*known, *given), start=1))
    for document in _newest(documents):
        for flaw in document.vulnerabilities:
            _add_flaw(matcher, document, flaw, ranked)
    for rank, amendment in ranked:
        if rank > len(known) and amendment.advisory is None:
            _add_own(matcher, amendment, rank)
    return matcher


def vulnerability_name(document: Document, flaw: Vulnerability) -> str:
    """Return the CVE, else the first id that the source gives, else the advisory's own id."""
    return flaw.cve.strip().upper() or flaw.name.strip() or document.identifier


def _newest(documents: Iterable[Document]) -> tuple[Document, ...]:
    newest: dict[str, Document] = {}
    for document in documents:
        other = newest.get(document.identifier)
        if other is None or _revision(document) > _revision(other):
            newest[document.identifier] = document
    return tuple(newest.values())


def _revision(document: Document) -> tuple[str, tuple[int, ...]]:
    released = document.current_release.isoformat() if document.current_release else ""
    return released, tuple(int(number) for number in re.findall(r"\d+", document.version))


def _add_flaw(matcher: Matcher, document: Document, flaw: Vulnerability, ranked: list[tuple[int, Amendment]]) -> None:
    read = csaf_speeches if document.format.is_csaf else cve_speeches
    own = read(document, flaw, matcher.directory, matcher.schemes)
    name = vulnerability_name(document, flaw)
    spoken: Mapping[str, Speech] = own
    amended_at: dict[str, date] = {}
    for rank, amendment in ranked:
        if amendment.vulnerability.strip().upper() != name.upper() or amendment.advisory not in (
            None,
            document.identifier,
        ):
            continue
        laid = amended_speeches(amendment, matcher.directory, matcher.schemes, rank=rank)
        spoken = {
            **spoken,
            **{product: over(spoken.get(product, Speech()), speech) for product, speech in laid.items()},
        }
        amended_at.update(dict.fromkeys(laid, amendment.day))
    released = local_date(document.current_release) if document.current_release else None
    for product, speech in spoken.items():
        matcher.add(
            Statement(
                document.identifier,
                document.version,
                name,
                product,
                released,
                speech,
                own.get(product),
                amended_at.get(product),
            )
        )
    if not spoken:
        matcher.add(Statement(document.identifier, document.version, name, "", released, Speech()))


def _add_own(matcher: Matcher, amendment: Amendment, rank: int) -> None:
    name = amendment.vulnerability.strip().upper()
    for product, speech in amended_speeches(amendment, matcher.directory, matcher.schemes, rank=rank).items():
        matcher.add(Statement(f"amendment:{name}", amendment.at.isoformat(), name, product, amendment.day, speech))


def _installed(row: Row, scheme: Scheme) -> Installed:
    cpe = read_cpe(row.cpe) if row.cpe else None
    version = row.version or (cpe.version if cpe else "")
    if not version and scheme.has_trains:
        found = re.search(r"\d+\.\d+\S*(?:\s+build\s+\S+)?", row.product, re.IGNORECASE)
        version = found[0] if found else ""
    edition = f"{row.edition} {cpe.edition if cpe else ''} {row.product}"
    return Installed(version, edition, row.facts)


def _dissent(statement: Statement, scheme: Scheme, installed: Installed, at: date | None) -> Exposure | None:
    """Return what the source itself says, where its revision is newer than the amendment and says otherwise."""
    if statement.original is None or statement.amended_at is None or statement.released is None:
        return None
    if statement.released <= statement.amended_at:
        return None
    amended = judge_version(statement.speech, scheme, installed, at)
    own = judge_version(statement.original, scheme, installed, at)
    if own.range is None or own.verdict in (amended.verdict, Exposure.UNDETERMINED):
        return None
    return own.verdict
