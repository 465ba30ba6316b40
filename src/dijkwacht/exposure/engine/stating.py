"""What one document says, statement by statement, with the amendments laid over it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dijkwacht.advisories.engine.values import Document, Vulnerability
from dijkwacht.exposure.engine.amendments import Amendment, amended_speeches, conditioned, over
from dijkwacht.exposure.engine.claims import Speech, Statement
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.reading_csaf import CsafReader
from dijkwacht.exposure.engine.reading_cve import cve_speeches
from dijkwacht.exposure.engine.revisions import revision_of
from dijkwacht.exposure.engine.schemes import Schemes
from dijkwacht.kernel.window import local_date

_Ranked = Sequence[tuple[int, Amendment]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one revision said: which it is, its statements, and the names of products that it was read with."""

    revision: tuple[str, tuple[int, ...]]
    told: str
    statements: tuple[Statement, ...]
    names: frozenset[tuple[object, ...]]


def said_by(document: Document, ranked: _Ranked, directory: Directory, schemes: Schemes) -> Said:
    """Return what a document says, flaw by flaw and product by product; the directory learns the names that it uses.

    A statement without product only says that the document names the vulnerability.
    """
    directory.asked.clear()
    speak = _reader(document, directory, schemes)
    statements = tuple(
        statement
        for flaw in document.vulnerabilities
        for statement in _about_flaw(document, flaw, speak(flaw), ranked, directory, schemes)
    )
    told = f"{document.identifier} {document.version}"
    return Said(revision_of(document), told, statements, frozenset(directory.asked))


def own_statements(amendment: Amendment, rank: int, directory: Directory, schemes: Schemes) -> Iterator[Statement]:
    """Yield what an amendment says that is an advisory of its own."""
    name = amendment.vulnerability.strip().upper()
    laid = amended_speeches(amendment, directory, schemes, rank=rank)
    for product in laid:
        yield Statement(f"amendment:{name}", amendment.version, name, product, amendment.day, laid)


def vulnerability_name(document: Document, flaw: Vulnerability) -> str:
    """Return the CVE, else the first id that the source gives, else the advisory's own id."""
    return flaw.cve.strip().upper() or flaw.name.strip() or document.identifier


def _reader(
    document: Document, directory: Directory, schemes: Schemes
) -> Callable[[Vulnerability], Mapping[str, Speech]]:
    """Return what tells of each flaw what the document says, by product."""
    if document.format.is_csaf:
        return CsafReader(document.products, directory, schemes).speeches
    return lambda flaw: cve_speeches(document, flaw, directory, schemes)


def _about_flaw(  # noqa: PLR0913, PLR0917 - what a document says of one flaw depends on as many
    document: Document,
    flaw: Vulnerability,
    own: Mapping[str, Speech],
    ranked: _Ranked,
    directory: Directory,
    schemes: Schemes,
) -> Iterator[Statement]:
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
        laid = amended_speeches(amendment, directory, schemes, rank=rank, over_speeches=spoken)
        under = {product: spoken.get(product, Speech(speech.scheme)) for product, speech in laid.items()}
        spoken = {**spoken, **{product: over(under[product], speech) for product, speech in laid.items()}}
        amended_at.update(dict.fromkeys(laid, amendment.at))
    released = local_date(document.current_release) if document.current_release else None
    for product in spoken:
        newer = _is_newer(document, amended_at.get(product))
        yield Statement(document.identifier, document.version, name, product, released, spoken, own, newer)
    if not spoken:
        yield Statement(document.identifier, document.version, name, "", released, {})


def _is_newer(document: Document, amended_at: datetime | None) -> bool:
    return amended_at is not None and document.current_release is not None and document.current_release > amended_at
