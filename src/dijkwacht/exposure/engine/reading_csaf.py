"""What a CSAF document says of product versions, as speeches."""

import re

from dijkwacht.advisories.engine.values import Document, Product, ProductStatus, Vulnerability
from dijkwacht.exposure.engine.claims import Bounds, Claim, Speech, SpeechDraft, Status, claim_of, exact_claim
from dijkwacht.exposure.engine.products import Directory, read_cpe
from dijkwacht.exposure.engine.ranges import read_range, says_everything, says_nothing
from dijkwacht.exposure.engine.schemes import Scheme, Schemes

_STATUS = {
    ProductStatus.KNOWN_AFFECTED: Status.AFFECTED,
    ProductStatus.FIRST_AFFECTED: Status.AFFECTED,
    ProductStatus.LAST_AFFECTED: Status.AFFECTED,
    ProductStatus.FIXED: Status.FIXED,
    ProductStatus.FIRST_FIXED: Status.FIXED,
    ProductStatus.RECOMMENDED: Status.FIXED,
    ProductStatus.KNOWN_NOT_AFFECTED: Status.NOT_AFFECTED,
    ProductStatus.UNDER_INVESTIGATION: Status.UNKNOWN,
    ProductStatus.UNKNOWN: Status.UNKNOWN,
}
_NO_FIX = "no_fix_planned"


def csaf_speeches(document: Document, flaw: Vulnerability, directory: Directory, schemes: Schemes) -> dict[str, Speech]:
    """Return what the document says of each product for one vulnerability; a product without status is absent."""
    products = {product.product_id: product for product in document.products}
    hopeless = {name for remedy in flaw.remediations if remedy.category == _NO_FIX for name in remedy.product_ids}
    drafts: dict[str, SpeechDraft] = {}
    for product_id in dict.fromkeys(name for _, names in flaw.statuses for name in names):
        product = products.get(product_id)
        statuses = flaw.statuses_of(product_id)
        known = _identify(product, directory) if product else ""
        if product is None or not known:
            continue
        draft = drafts.setdefault(known, SpeechDraft(schemes.for_product(known)))
        meanings = {_STATUS[status] for status in statuses}
        if Status.AFFECTED in meanings and meanings & {Status.FIXED, Status.NOT_AFFECTED}:
            draft.contradictions.append(f"{product.full_name}: {', '.join(statuses)}")
            continue
        for status in statuses:
            meant = _STATUS[status]
            if meant is Status.AFFECTED and product_id in hopeless:
                meant = Status.NO_FIX
            _say(draft, product, meant, last=status is ProductStatus.LAST_AFFECTED)
    return {name: draft.speech() for name, draft in drafts.items()}


def _identify(product: Product, directory: Directory) -> str:
    """Return the product's id: by its branch names, with the name's own version put aside, else its display name."""
    name = product.name or product.family or product.full_name
    return directory.of_source(product.vendor, name, product.cpes)


def _say(draft: SpeechDraft, product: Product, status: Status, *, last: bool) -> None:
    scheme = draft.scheme
    name = f"{product.family} {product.name}" if product.name else product.full_name
    edition = scheme.edition_named(f"{name} {product.full_name}") or _cpe_edition(scheme, product)
    train = train_in(scheme, name)
    text = product.version_range if product.version_range is not None else (product.version or "")
    if not text and not product.name:
        text = _version_beside(product)
    for claim, said in _claims(scheme, status, text, Bounds(train=train, edition=edition), last=last):
        draft.add(claim, said or product.full_name)


def _claims(scheme: Scheme, status: Status, text: str, about: Bounds, *, last: bool) -> list[tuple[Claim | None, str]]:
    if not text or says_everything(text):
        shown = text or "all versions"
        if about.train:
            return [(exact_claim(scheme, status, shown, about.train, about.edition), shown)]
        return [(Claim(status, shown, edition=about.edition), shown)]
    if says_nothing(text):
        return [(None, text)]
    stretches = read_range(text)
    if stretches is None:
        return [(None, text)]
    if last and len(stretches) == 1:
        stretches = (Bounds(high=stretches[0].high or stretches[0].low, high_included=True),)
    return [(range_claim(scheme, status, text, stretch, about), text) for stretch in stretches]


def range_claim(scheme: Scheme, status: Status, text: str, stretch: Bounds, about: Bounds) -> Claim | None:
    """Return the claim of one stretch; where it names one version, an exact one."""
    if stretch.low is not None and stretch.low == stretch.high and stretch.high_included:
        inside = f"{about.train}-{stretch.low}" if about.train else stretch.low
        return exact_claim(scheme, status, text, stretch.low, about.edition) or exact_claim(
            scheme, status, text, inside, about.edition
        )
    if stretch.low is None and stretch.high is None:
        return Claim(status, text, edition=about.edition)
    return claim_of(
        scheme,
        status,
        text,
        Bounds(stretch.low, stretch.high, stretch.low_included, stretch.high_included, about.train, about.edition),
    )


def train_in(scheme: Scheme, name: str) -> str | None:
    """Return the train that a product's name carries ("NetScaler ADC 13.1-FIPS"), None without one."""
    if not scheme.has_trains:
        return None
    found = re.search(r"\d+(?:\.\d+)+", name)
    version = scheme.parse(found[0]) if found else None
    return version.train if version else None


def _cpe_edition(scheme: Scheme, product: Product) -> str | None:
    for text in product.cpes:
        cpe = read_cpe(text)
        if cpe and cpe.edition:
            return scheme.edition_named(cpe.edition) or ("-" if cpe.edition == "-" else None)
    return None


def _version_beside(product: Product) -> str:
    for text in product.cpes:
        cpe = read_cpe(text)
        if cpe and cpe.version:
            return cpe.version
    return ""
