"""From a whole document to what is compared, shown and stored of it."""

from datetime import datetime

from dijkwacht.advisories.domain.summary import Fix, Flaw, Summary
from dijkwacht.advisories.engine.values import (
    Affected,
    CveStatus,
    Document,
    Product,
    ProductStatus,
    Vulnerability,
)
from dijkwacht.kernel.window import Moment, minute

MOST_TEXTS = 200  # of one list in a summary; the document itself stays in the store of evidence, whole

_AFFECTED = (ProductStatus.KNOWN_AFFECTED, ProductStatus.FIRST_AFFECTED, ProductStatus.LAST_AFFECTED)
_FIXED = (ProductStatus.FIXED, ProductStatus.FIRST_FIXED, ProductStatus.RECOMMENDED)
_FIX_CATEGORIES = {"vendor_fix", "optional_patch"}


def summarise(document: Document) -> Summary:
    """Return the summary; a list longer than 200 is cut, which the page says by linking the document."""
    products = {product.product_id: product for product in document.products}
    remedies = dict.fromkeys(
        f"{item.category}: {item.details}" for flaw in document.vulnerabilities for item in flaw.remediations
    )
    return Summary(
        title=document.title,
        severity=document.severity,
        flaws=tuple(_flaw(item, products) for item in document.vulnerabilities[:MOST_TEXTS]),
        fixes=tuple(_fixes(document, products))[:MOST_TEXTS],
        remedies=tuple(remedies)[:MOST_TEXTS],
        references=tuple(reference.url for reference in document.references)[:MOST_TEXTS],
    )


def _flaw(flaw: Vulnerability, products: dict[str, Product]) -> Flaw:
    return Flaw(
        name=flaw.name,
        title=flaw.title,
        score=next((f"CVSS {score.version} {score.base}".strip() for score in flaw.scores), ""),
        exploited=tuple(threat.details for threat in flaw.threats if threat.category == "exploit_status"),
        exploited_since=_moment(flaw.exploited_since),
        affected=_named(flaw, products, _AFFECTED) + _record_versions(flaw.affected),
        fixed=_named(flaw, products, _FIXED),
    )


def _named(flaw: Vulnerability, products: dict[str, Product], wanted: tuple[ProductStatus, ...]) -> tuple[str, ...]:
    ids = [product for status, named in flaw.statuses if status in wanted for product in named]
    names = (products[item].full_name if item in products else item for item in ids)
    return tuple(dict.fromkeys(names))[:MOST_TEXTS]


def _record_versions(blocks: tuple[Affected, ...]) -> tuple[str, ...]:
    said = []
    for block in blocks:
        for item in block.versions:
            if item.status is CveStatus.AFFECTED:
                bound = f" < {item.less_than}" if item.less_than else ""
                bound = bound or (f" <= {item.less_than_or_equal}" if item.less_than_or_equal else "")
                said.append(f"{block.vendor} {block.product} {item.version}{bound}".strip())
    return tuple(dict.fromkeys(said))[:MOST_TEXTS]


def _fixes(document: Document, products: dict[str, Product]) -> list[Fix]:
    """Return the dated fixes: the version of each product that a fix names, in the line of its own."""
    found: dict[Fix, None] = {}
    for flaw in document.vulnerabilities:
        for item in flaw.remediations:
            if item.category not in _FIX_CATEGORIES:
                continue
            for product_id in item.product_ids:
                product = products.get(product_id)
                if product and product.version and _is_fixed(flaw, product_id):
                    found[Fix(f"{product.name}".strip(), product.version, _moment(item.date))] = None
    return list(found)


def _is_fixed(flaw: Vulnerability, product_id: str) -> bool:
    return any(status in _FIXED for status in flaw.statuses_of(product_id))


def _moment(at: datetime | None) -> Moment | None:
    return minute(at) if at else None
