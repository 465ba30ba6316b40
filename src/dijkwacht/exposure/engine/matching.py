"""Matches inventories with advisories: one line per organisation, asset and vulnerability, with everything considered.

Sources are combined before the table of CONTRACTS is applied: what cannot tell does not vote where another tells.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dijkwacht.advisories.engine.values import Document
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import Amendment, shipped_amendments
from dijkwacht.exposure.engine.cells import Cells
from dijkwacht.exposure.engine.claims import Statement
from dijkwacht.exposure.engine.installed import Asked, identity_of
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Finding, Installed, Judge
from dijkwacht.exposure.engine.products import Directory, Identity, Kinship
from dijkwacht.exposure.engine.revisions import Series, newest_of, revision_of, series_of
from dijkwacht.exposure.engine.schemes import Schemes, load_schemes
from dijkwacht.exposure.engine.stating import Said, own_statements, said_by
from dijkwacht.exposure.engine.telling import Card, Told
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason

_MOST_KEPT = 200_000  # answers about single rows that are kept; beyond that they are worked out again
# What a source says of a release beside those that it names, where the row's product names its own: nothing.
_SIBLING = Finding(Exposure.NOT_AFFECTED, (Reason("sibling-release", Text("andere uitgave", "another release")),))
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


_Answered = tuple[Finding, Exposure | None]


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
    _by_speech: dict[tuple[int, date | None], Judge] = field(default_factory=dict)
    _told: dict[tuple[object, ...], list[_Answered]] = field(default_factory=dict)
    _alone: dict[tuple[object, ...], Card] = field(default_factory=dict)
    _cards: dict[tuple[int, ...], Card] = field(default_factory=dict)
    _cells: dict[str, Cells] = field(default_factory=dict)
    _plain: dict[tuple[object, ...], tuple[Told, Finding]] = field(default_factory=dict)
    _named: dict[str, list[tuple[str, list[int]]]] = field(default_factory=dict)
    _tellings: dict[tuple[object, ...], tuple[Told, list[_Vote]]] = field(default_factory=dict)
    _resembling: dict[str, Finding] = field(default_factory=dict)
    _dissenting: dict[tuple[int, Exposure], tuple[Finding, Finding]] = field(default_factory=dict)

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

    def alone(self, row: Row) -> Card:
        """Return what is told of a system that this row alone describes, by vulnerability, in the order of their names.

        It is what `match` answers, without the system. Rows of which the same is told get the same card back.
        """
        key = (row.vendor, row.version, row.remarks, row.told)
        found = self._alone.get(key)
        if found is None:
            if len(self._alone) >= _MOST_KEPT:
                self._alone.clear()
                self._cards.clear()
            card = self._told_alone(row)
            # A card keeps its answers, so that their ids stay theirs; each of them is about one vulnerability.
            found = self._alone[key] = self._cards.setdefault(tuple([id(told) for _, told in card]), card)
        return found

    def _told_alone(self, row: Row) -> Card:
        identity = self._identity(row)
        if identity.kinship is Kinship.KNOWN and not identity.candidates and not row.remarks:
            return self._told_of_known(identity.product, row)
        grouped: dict[str, list[_Vote]] = {}
        for vote in self._votes("", row):
            grouped.setdefault(vote.statement.vulnerability, []).append(vote)
        return Card((flaw, self._telling(flaw, grouped[flaw])) for flaw in sorted(grouped))

    def _told_of_known(self, product: str, row: Row) -> Card:
        """Return the same for a row of a known product: once for each cell of its versions, where it lies in one."""
        statements = self.by_product.get(product)
        if not statements:
            return Card()
        if product not in self._cells:
            dissents = any(one.newer_than_amendment for one in statements)
            self._cells[product] = Cells([] if dissents else [one for one in map(self._judge, statements) if one])
        cells = self._cells[product]
        cell = cells.of(row)
        found = None if cell is None else cells.told(cell)
        if found is None:
            found = self._told_by_statements(product, row)
        return found if cell is None else cells.keep(cell, found)

    def _told_by_statements(self, product: str, row: Row) -> Card:
        """Return the same with a short way where one statement speaks of a flaw."""
        statements, answers, plain = self.by_product[product], self._answers(product, row), self._plain
        found = []
        for flaw, named in self._flaws_of(product):
            places = [place for place in named if answers[place][0] is not _SIBLING]
            if not places:
                continue
            finding, dissent = answers[places[0]]
            key = (id(statements[places[0]]), id(finding), dissent)
            known = plain.get(key) if len(places) == 1 else None
            if known is None:
                votes = [_Vote(row, "", product, statements[place], *answers[place]) for place in places]
                known = (self._telling(flaw, votes), finding)
                if len(places) == 1:
                    plain[key] = known
            found.append((flaw, known[0]))
        return Card(found)

    def _flaws_of(self, product: str) -> list[tuple[str, list[int]]]:
        """Return the flaws that statements about a product name, in order, each with the places of those statements."""
        found = self._named.get(product)
        if found is None:
            places: dict[str, list[int]] = {}
            for place, statement in enumerate(self.by_product[product]):
                places.setdefault(statement.vulnerability, []).append(place)
            found = self._named[product] = sorted(places.items())
        return found

    def _telling(self, flaw: str, votes: list[_Vote]) -> Told:
        # Findings are kept as long as the votes are, so that their ids stay theirs.
        said = tuple((id(vote.statement), id(vote.finding), vote.dissent, vote.product) for vote in votes)
        key = (flaw, said, votes[0].row.remarks)
        found = self._tellings.get(key)
        if found is None:
            if len(self._tellings) >= _MOST_KEPT:
                self._tellings.clear()
            found = self._tellings[key] = (told_of(self._combined(votes), {}), votes)
        return found[0]

    def _identity(self, row: Row) -> Identity:
        return identity_of(row, self.directory)

    def _votes(self, source_file: str, row: Row) -> Iterator[_Vote]:
        identity = self._identity(row)
        if identity.kinship is Kinship.KNOWN:
            statements = self.by_product.get(identity.product, ())
            for statement, (finding, dissent) in zip(statements, self._answers(identity.product, row), strict=True):
                if finding is not _SIBLING:
                    yield _Vote(row, source_file, statement.product, statement, finding, dissent)
        for candidate in identity.candidates:
            finding = self._resembles(candidate)
            for statement in self.by_product.get(candidate, ()):
                yield _Vote(row, source_file, candidate, statement, finding)

    def _resembles(self, product: str) -> Finding:
        found = self._resembling.get(product)
        if found is None:
            shown = self.directory.shown(product)
            text = Text(f"alleen de naam lijkt op {shown}", f"only the name resembles {shown}")
            found = self._resembling[product] = Finding(Exposure.NAME_ONLY, (Reason("name-only", text),))
        return found

    def _answers(self, product: str, row: Row) -> list[_Answered]:
        """Return what each statement about the product says of this row, in their order.

        Many devices run the same build with the same settings: for each such build it is worked out once.
        """
        statements = self.by_product.get(product)
        if not statements:
            return []
        key = (product, row.version, row.told)
        told = self._told.get(key)
        if told is None:
            if len(self._told) >= _MOST_KEPT:
                self._told.clear()
            asked = Asked(row)
            told = self._told[key] = [self._judged(statement, asked) for statement in statements]
        return told

    def _judge(self, statement: Statement, *, original: bool = False) -> Judge | None:
        speech = statement.original if original else statement.speech
        if speech is None:
            return None
        key = (id(statement), original)
        if key not in self._judges:
            # A distributor says the same of dozens of flaws: one judge for all, which keeps its speech and so its id.
            at = self.as_of or statement.released
            judge = self._by_speech.get((id(speech), at))
            if judge is None:
                judge = self._by_speech[id(speech), at] = Judge(speech, at)
            self._judges[key] = judge
        return self._judges[key]

    def _judged(self, statement: Statement, asked: Asked) -> _Answered:
        judge = self._judges.get((id(statement), False)) or self._judge(statement)
        if judge is None:
            raise ValueError("a statement without speech has no product")
        finding = asked.answer(judge)
        if "train-not-named" in finding.codes and asked.names_release(judge.scheme):
            return _SIBLING, None
        if not statement.newer_than_amendment:
            return finding, None
        installed = asked.spelt(judge.scheme).installed
        dissent = self._dissent(statement, judge, installed)
        if dissent is None:
            return finding, None
        kept = self._dissenting.get((id(finding), dissent))
        if kept is None:
            text = Text("een nieuwere versie van de bron spreekt de aanvulling tegen", "newer revision disagrees")
            reasons = (*finding.reasons, Reason("newer-revision-disagrees", text))
            kept = self._dissenting[id(finding), dissent] = (replace(finding, reasons=reasons), finding)
        return kept[0], dissent

    def _dissent(self, statement: Statement, amended: Judge, installed: Installed) -> Exposure | None:
        """Return what the source itself says, where its revision is newer than the amendment and says otherwise."""
        original = self._judge(statement, original=True)
        if original is None:
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

    def copied(self) -> "Matcher":
        """Return a matcher that says the same, to which more may be added without changing this one."""
        return replace(
            self,
            directory=self.directory.copied(),
            by_product={product: list(told) for product, told in self.by_product.items()},
            by_vulnerability={flaw: list(told) for flaw, told in self.by_vulnerability.items()},
            _sources={flaw: dict(named) for flaw, named in self._sources.items()},
            _judges=dict(self._judges),
            _by_speech=dict(self._by_speech),
            _told={},
            _alone={},
            _cards={},
            _cells={},
            _plain={},
            _named={},
            _tellings={},
            _resembling={},
            _dissenting={},
        )

    def add(self, statement: Statement) -> None:
        """Let this statement speak; one without product only counts as a source that names the vulnerability."""
        self.by_vulnerability.setdefault(statement.vulnerability, []).append(statement)
        self._sources.setdefault(statement.vulnerability, {})[statement.advisory] = None
        if statement.product:
            self.by_product.setdefault(statement.product, []).append(statement)

    def exchange(self, before: Sequence[Statement], now: Sequence[Statement], places: Mapping[int, int]) -> None:
        """Let these statements speak instead of those before; `places` says by their ids in which order all speak."""
        gone = {id(one) for one in before}
        for flaw in {one.vulnerability for one in (*before, *now)}:
            speaking = _exchanged(self.by_vulnerability, flaw, gone, [one for one in now if one.vulnerability == flaw])
            speaking.sort(key=lambda one: places[id(one)])
            self._sources[flaw] = dict.fromkeys(one.advisory for one in speaking)
            if not speaking:
                del self._sources[flaw]
        for product in {one.product for one in (*before, *now) if one.product}:
            speaking = _exchanged(self.by_product, product, gone, [one for one in now if one.product == product])
            speaking.sort(key=lambda one: places[id(one)])
        for key in gone:
            self._judges.pop((key, False), None)
            self._judges.pop((key, True), None)


def _exchanged(
    speaking: dict[str, list[Statement]], about: str, gone: set[int], now: Sequence[Statement]
) -> list[Statement]:
    """Take out of `speaking` what is gone, add what is new, and return all about this; none, and nothing is left."""
    left = [one for one in speaking.pop(about, ()) if id(one) not in gone] + list(now)
    if left:
        speaking[about] = left
    return left


@dataclass(frozen=True)
class Compiled:
    """What documents say with all amendments laid over them; `matcher` is what may be asked.

    `rest`: amendments that are advisories of their own, which speak after all documents. `said`: by what each document
    said, in their order.
    """

    base: Matcher
    ranked: tuple[tuple[int, Amendment], ...]
    rest: tuple[tuple[int, Amendment], ...]
    said: Mapping[Series, Said]

    def matcher(self) -> Matcher:
        """Return the matcher over everything."""
        if not self.rest:
            return self.base
        whole = self.base.copied()
        for rank, amendment in self.rest:
            for statement in own_statements(amendment, rank, whole.directory, whole.schemes):
                whole.add(statement)
        return whole

    def extended(self, documents: Iterable[Document]) -> "Compiled | None":
        """Return it with these documents said after the others, None where one is a revision of what is in it."""
        newest = newest_of(documents)
        if any(series_of(document) in self.said for document in newest):
            return None
        base = self.base.copied()
        return replace(self, base=base, said={**self.said, **_say(base, newest, self.ranked)})

    def revised(self, documents: Iterable[Document]) -> "Compiled | None":
        """Return it with these newer revisions in the place of those that are in it.

        None where one is not newer, or names products otherwise: what was learned from names cannot be unlearned.
        """
        base, said = self.base.copied(), dict(self.said)
        for document in newest_of(documents):
            before = said.get(series_of(document))
            if before is None or revision_of(document) <= before.revision:
                return None
            now = said[series_of(document)] = said_by(document, self.ranked, base.directory, base.schemes)
            if now.names != before.names:
                return None
            places = {id(one): place for place, all_of in enumerate(said.values()) for one in all_of.statements}
            base.exchange(before.statements, now.statements, places)
        return replace(self, base=base, said=said)


def compiled(  # noqa: PLR0913 - what decides has this many parts, all by keyword
    documents: Iterable[Document],
    *,
    amendments: Iterable[Amendment] = (),
    schemes: Schemes | None = None,
    as_of: date | None = None,
    shipped: Iterable[Amendment] | None = None,
    directory: Directory | None = None,
) -> Compiled:
    """Compile these advisories as `matcher_of` does, to be extended later."""
    base = Matcher(directory or Directory(), schemes or load_schemes(), as_of)
    given = sorted(amendments, key=lambda amendment: amendment.at)
    known = shipped_amendments() if shipped is None else tuple(shipped)
    ranked = tuple(enumerate((*known, *given), start=1))
    said = _say(base, newest_of(documents), ranked)
    rest = tuple((rank, one) for rank, one in ranked if rank > len(known) and one.advisory is None)
    return Compiled(base, ranked, rest, said)


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
    return compiled(
        documents, amendments=amendments, schemes=schemes, as_of=as_of, shipped=shipped, directory=directory
    ).matcher()


def _say(
    matcher: Matcher, documents: Iterable[Document], ranked: Sequence[tuple[int, Amendment]]
) -> dict[Series, Said]:
    said: dict[Series, Said] = {}
    for document in documents:
        one = said_by(document, ranked, matcher.directory, matcher.schemes)
        for statement in one.statements:
            matcher.add(statement)
        said[series_of(document)] = one
    return said


def told_of(match: Match, rows: Mapping[int, int]) -> Told:
    """Return what a match tells; `rows` leads from the numbers of its rows to those of the inventory."""
    own = match.row.number
    return Told(
        match.product,
        match.verdict,
        match.reasons,
        match.range or "",
        match.advisory,
        match.advisory_version,
        tuple(
            (None if item.source_row == own else rows[item.source_row], item.advisory, item.verdict)
            for item in match.considered
        ),
    )
