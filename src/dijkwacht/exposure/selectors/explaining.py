"""Why one verdict says what it says: row, name, versions in order, condition with its facts, and every source asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dijkwacht.advisories.selectors import documents_seen
from dijkwacht.exposure.domain.conditions import Answer
from dijkwacht.exposure.domain.configurations import CONFIGURATION
from dijkwacht.exposure.domain.standing import seen_moment
from dijkwacht.exposure.domain.turning import turns
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.engine.amendments import read_amendment
from dijkwacht.exposure.engine.deciding import DecidedDirectory
from dijkwacht.exposure.engine.explaining import Explained, explained
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.matching import Match, Matcher, matcher_of
from dijkwacht.exposure.models import Asset, RangeAmendment
from dijkwacht.exposure.selectors.naming import decisions
from dijkwacht.exposure.selectors.reading import VerdictSeen, verdict_with_row
from dijkwacht.exposure.selectors.rows import row_of_asset
from dijkwacht.exposure.selectors.systems import require_systems
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import OrganisationSeen, constituency_of


@dataclass(frozen=True, slots=True)
class RowAsWritten:
    """The inventory's row that decided, as it was written: which inventory, of when, and what it says."""

    inventory: str
    number: int
    seen: Moment | None
    recorded_at: datetime
    vendor: str
    product: str
    version: str
    edition: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactKnown:
    """One configuration fact of the system: its value and where that comes from."""

    fact: str
    value: Answer
    source: Text


@dataclass(frozen=True, slots=True)
class SourceAsked:
    """One source that names the vulnerability and the product: what it says of this row and why; `decides` now."""

    advisory: str
    version: str
    released: date | None
    explained: Explained
    decides: bool


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Everything behind one verdict.

    `sources`: what each source that the viewer may see says today, the deciding one first; `silent`: advisories that
    name the vulnerability and say nothing of this product. `today`: what they say together, None where none of them is
    the viewer's to see; it may differ from the verdict that was recorded, which the next comparison then replaces.
    """

    organisation: OrganisationSeen
    verdict: VerdictSeen
    row: RowAsWritten
    product: str
    name: Text
    facts: tuple[FactKnown, ...]
    sources: tuple[SourceAsked, ...]
    silent: tuple[str, ...]
    today: Exposure | None
    turns: tuple[Text, ...]


def why(viewer: Viewer, organisation: UUID, verdict: UUID, at: datetime) -> WhyPage:
    """Return what stands behind a current verdict; raises NotFound, alike for absent and not yours.

    Sources are read anew, all together.
    """
    seen = require_systems(viewer, organisation, at)
    shown, asset = verdict_with_row(viewer, organisation, verdict)
    row = row_of_asset(asset)
    matcher = _matcher(viewer, shown, seen.constituency, at)
    matches = matcher.match([("", row)])
    match = next((one for one in matches if one.vulnerability == shown.vulnerability), None)
    sources = tuple(_sources(matcher, row, shown.vulnerability, match))
    told = {one.advisory for one in sources}
    named = (statement.advisory for statement in matcher.by_vulnerability.get(shown.vulnerability, ()))
    return WhyPage(
        seen,
        shown,
        _as_written(asset),
        matcher.directory.shown(shown.product_id) if shown.product_id else "",
        _name_words(matcher, asset),
        _facts(asset, row),
        tuple(sorted(sources, key=lambda one: not one.decides)),
        tuple(dict.fromkeys(advisory for advisory in named if advisory not in told)),
        match.verdict if match else None,
        turns(shown.verdict),
    )


def _matcher(viewer: Viewer, shown: VerdictSeen, constituency: UUID | None, at: datetime) -> Matcher:
    owner = shown.operator or shown.organisation
    cert = constituency_of(owner, at) if shown.operator else constituency
    rows = RangeAmendment.objects.filter(
        owner__in=[one for one in (owner, cert) if one], ended_at=None, vulnerability__iexact=shown.vulnerability
    )
    return matcher_of(
        documents_seen(viewer, vulnerabilities={shown.vulnerability}),
        amendments=[read_amendment(row.body) for row in rows.order_by("pk")],
        directory=DecidedDirectory(decisions=decisions()),
    )


def _sources(matcher: Matcher, row: Row, flaw: str, match: Match | None) -> Iterator[SourceAsked]:
    for statement in matcher.by_product.get(matcher.product_of(row), ()):
        speech = statement.speech
        if statement.vulnerability != flaw or speech is None:
            continue
        told = explained(speech, row, matcher.as_of or statement.released)
        decides = match is not None and statement.advisory == match.advisory
        yield SourceAsked(statement.advisory, statement.version, statement.released, told, decides)


def _as_written(asset: Asset) -> RowAsWritten:
    held = asset.inventory
    return RowAsWritten(
        held.source,
        asset.number,
        seen_moment(asset.seen) or seen_moment(held.seen),
        held.recorded_at,
        asset.vendor,
        asset.product,
        asset.version,
        asset.edition,
        tuple(asset.remarks),
    )


def _name_words(matcher: Matcher, asset: Asset) -> Text:
    directory = matcher.directory
    if isinstance(directory, DecidedDirectory) and directory.decisions.of(asset.vendor, asset.product):
        return Text("een CERT besloot dat deze naam dit product is", "a CERT decided that this name is this product")
    if not matcher.product_of(row_of_asset(asset)):
        return Text("deze naam is van geen product dat wij kennen", "this name is of no product that we know")
    return Text(
        "de naam staat in onze lijst van schrijfwijzen, of in het advies zelf",
        "the name stands in our list of spellings, or in the advisory itself",
    )


def _facts(asset: Asset, row: Row) -> tuple[FactKnown, ...]:
    listed = asset.facts
    own = Text(f"regel {asset.number} van {asset.inventory.source}", f"row {asset.number} of {asset.inventory.source}")
    file = Text(f"de aangeleverde configuratie ({CONFIGURATION})", f"the configuration handed in ({CONFIGURATION})")
    return tuple(
        FactKnown(fact, value, own if listed.get(fact) == value.value else file)
        for fact, value in sorted(row.facts.items())
    )


def why_lines(page: WhyPage) -> Iterator[str]:
    """Yield the same in lines of English text, for the command line."""
    verdict, row = page.verdict, page.row
    yield f"{verdict.asset}: {verdict.vulnerability}: {verdict.verdict.text.en}"
    yield from (f"  {reason.text.en}" for reason in verdict.reasons)
    yield f"row {row.number} of {row.inventory}: {row.vendor} {row.product} {row.version}".rstrip()
    yield f"  {page.product or 'no product'}: {page.name.en}"
    yield from (f"  {one.fact} = {one.value.value}, from {one.source.en}" for one in page.facts)
    for source in page.sources:
        told = source.explained
        decides = ", decides" if source.decides else ""
        yield f"{source.advisory} {source.version}: {told.finding.verdict.text.en}{decides}"
        yield f"  read as {told.reading.written!r} by scheme {told.reading.scheme}, revision {told.reading.revision}"
        for stretch in told.order.stretches if told.order else ():
            yield f"  {'*' if stretch.covers else ' '} {stretch.text}: {stretch.status}"
        if told.precondition:
            yield f"  only where {told.precondition}: {told.met.value if told.met else ''}"
    yield from (f"{advisory}: says nothing of this product" for advisory in page.silent)
    yield from (f"would change it: {text.en}" for text in page.turns)
