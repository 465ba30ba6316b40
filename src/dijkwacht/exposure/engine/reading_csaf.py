"""What a CSAF document says of product versions, as speeches that are worked out when they are asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain

from dijkwacht.advisories.engine.values import Product, ProductStatus, Remediation, Vulnerability
from dijkwacht.exposure.engine.claiming import add_range, patches_in, say, train_in
from dijkwacht.exposure.engine.claims import VULNERABLE, Bounds, Speech, SpeechDraft, Status
from dijkwacht.exposure.engine.csaf_stretches import ENDS, TELLING, End, stretch_of
from dijkwacht.exposure.engine.naming import Cpe, Purl, read_cpe, read_purl
from dijkwacht.exposure.engine.places import Place, place_of
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.ranges import looks_like_range, read_range
from dijkwacht.exposure.engine.remedying import remedy_reasons
from dijkwacht.exposure.engine.schemes import Hints, Scheme, Schemes
from dijkwacht.kernel.verdict import Reason

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
_FIX = "vendor_fix"
_FIXES = (_FIX, "fix_planned")
_PLACES = frozenset({"architecture", "platform", "host_name", "specification"})
_INSTALLED_ON = frozenset({"installed_on", "installed_with", "default_component_of", "optional_component_of"})
_LONGEST_NAME = 300
_DEEPEST_WAY = 10
_RANGED_NAME = re.compile(
    r"^(?P<name>\S.*?)[\s,:]+(?P<range>(?:[<>=\u2264\u2265]|(?:all\s+)?versions?\s|(?:prior|before|earlier|up\s+to)\s"
    r"|v?\d\S*\s+(?:and|or|to|through)\s|all\s+versions$).*)$",
    re.IGNORECASE,
)
_VERSIONED_NAME = re.compile(r"^(?P<name>\S.*?)[\s,:]+(?:version\s+)?(?P<version>v?\d+(?:\.\d+)+\S*)$", re.IGNORECASE)
_PACKAGE = re.compile(
    r"^(?P<name>[A-Za-z][\w+.]*?(?:-[A-Za-z][\w+.]*?)*)-(?P<version>(?:\d+:)?\d[\w.+~^]*-\d[\w.+~^]*?)"
    r"(?:\.(?P<arch>src|noarch|x86_64|aarch64|i[3-6]86|ppc64le|s390x|armv7hl))?$"
)

# A large document says the same words of many products, and of each product for many flaws.
_package_in = lru_cache(8192)(_PACKAGE.match)


@lru_cache(4096)
def _named_place(platforms: tuple[str, ...], with_release: bool) -> Place:  # noqa: FBT001 - its caller says it by name
    place = place_of(platforms)
    return place.with_release_of("", platforms) if with_release else place


class CsafReader:
    """Reads what one document says, flaw by flaw; what a product is called is found out once."""

    def __init__(self, products: Iterable[Product], directory: Directory, schemes: Schemes) -> None:
        """Read of a document with these products; of an id that stands twice each of them is meant."""
        self._products: dict[str, Product] = {}
        self._more: dict[str, list[Product]] = {}
        for product in products:
            if self._products.setdefault(product.product_id, product) is not product:
                self._more.setdefault(product.product_id, []).append(product)
        self._directory, self._schemes = directory, schemes
        self._known: dict[str, tuple[tuple[str, Product], ...]] = {}
        self._named: dict[tuple[str, str, str], str] = {}
        self._told: dict[tuple[object, ...], _Speeches] = {}

    def speeches(self, flaw: Vulnerability) -> Mapping[str, Speech]:
        """Return what the document says of each product for one vulnerability, worked out when a product is asked for.

        A product without status is absent.
        """
        told = (flaw.statuses, flaw.remediations)  # a distributor says one thing of dozens of flaws
        if told not in self._told:
            self._told[told] = _Speeches(flaw, self._spoken(flaw), self._products, self._schemes)
        return self._told[told]

    def _spoken(self, flaw: Vulnerability) -> Mapping[str, list[Product]]:
        spoken: dict[str, list[Product]] = {}
        for product_id in dict.fromkeys(chain.from_iterable(names for _, names in flaw.statuses)):
            found = self._known.get(product_id)
            for known, product in self._identified(product_id) if found is None else found:
                if known in spoken:
                    spoken[known].append(product)
                else:
                    spoken[known] = [product]
        return spoken

    def _identified(self, product_id: str) -> tuple[tuple[str, Product], ...]:
        """Return the products with this id, each with what it is known as; none where it is not in the tree."""
        first = self._products.get(product_id)
        named = [
            product if product.name or product.cpes or product.purls else _named_apart(product)
            for product in ([first, *self._more.get(product_id, ())] if first else ())
        ]
        found = tuple((known, product) for product in named if (known := self._known_as(product)))
        self._known[product_id] = found
        return found

    def _known_as(self, product: Product) -> str:
        if not product.name or product.cpes or product.purls:
            return _identify(product, self._directory)
        key = (product.vendor, product.family, product.name)  # the same for each of its versions
        if key not in self._named:
            self._named[key] = _identify(product, self._directory)
        return self._named[key]


class _Speeches(Mapping[str, Speech]):
    """What a document says of one vulnerability, by product: of a hundred thousand an inventory asks for some."""

    def __init__(
        self,
        flaw: Vulnerability,
        spoken: Mapping[str, list[Product]],
        products: Mapping[str, Product],
        schemes: Schemes,
    ) -> None:
        self._flaw, self._spoken, self._products, self._schemes = flaw, spoken, products, schemes
        self._told: dict[str, Speech] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._spoken)

    def __len__(self) -> int:
        return len(self._spoken)

    def __contains__(self, known: object) -> bool:
        return known in self._spoken

    def __getitem__(self, known: str) -> Speech:
        if known not in self._told:
            if known not in self._spoken:
                raise KeyError(known)
            self._told[known] = self._speech(known, self._spoken[known])
        return self._told[known]

    @cached_property
    def _statuses(self) -> dict[str, tuple[ProductStatus, ...]]:
        return _statuses(self._flaw)

    @cached_property
    def _hopeless(self) -> frozenset[str]:
        """Return what no fix will come for; where the source says both, it contradicts itself and a fix may come."""
        return self._named_by(_NO_FIX) - self._named_by(*_FIXES) if self._has_no_fix else frozenset()

    @cached_property
    def _has_no_fix(self) -> bool:
        return any(remedy.category == _NO_FIX for remedy in self._flaw.remediations)

    def _named_by(self, *categories: str) -> frozenset[str]:
        remedies = self._flaw.remediations
        return frozenset(name for remedy in remedies if remedy.category in categories for name in remedy.product_ids)

    @cached_property
    def _advice(self) -> Mapping[str, tuple[Reason, ...]]:
        """Return what the source says to do, by product id, of what is affected: of the rest there may be many."""
        affected = {name for status, names in self._flaw.statuses if _STATUS[status] in VULNERABLE for name in names}
        given: dict[str, tuple[Remediation, ...]] = {}
        for remedy in self._flaw.remediations:
            for name in affected.intersection(remedy.product_ids):
                given[name] = (*given.get(name, ()), remedy)
        told: dict[tuple[int, ...], tuple[Reason, ...]] = {}
        found = {}
        for name, remedies in given.items():
            key = tuple(map(id, remedies))
            if key not in told:
                told[key] = remedy_reasons(remedies)
            found[name] = told[key]
        return found

    @cached_property
    def _patches(self) -> dict[str, frozenset[str]]:
        return _patches(self._flaw.remediations)

    def _speech(self, known: str, leaves: list[Product]) -> Speech:
        scheme = self._schemes.for_product(known, _hints(leaves))
        unlike = self._unlike(leaves) if scheme.has_epochs else leaves
        ends = {
            (end.product_id, end.status): end
            for leaf in (unlike if self._has_ends else ())
            for end in _ends(scheme, leaf, self._statuses[leaf.product_id])
        }
        told = [self._leaf_speech(scheme, leaf, ends) for leaf in unlike]
        return told[0].joined(*told[1:])

    @cached_property
    def _has_ends(self) -> bool:
        return any(status in ENDS for status, _ in self._flaw.statuses)

    def _unlike(self, leaves: list[Product]) -> list[Product]:
        """Return packages of which no two say the same: a distributor names one for each platform that it stands on."""
        kept: dict[tuple[object, ...], Product] = {}
        for leaf in leaves:
            own = leaf.product_id
            built = (leaf.version or leaf.full_name, leaf.version_range, leaf.cpes, leaf.purls)
            said = (self._statuses[own], own in self._hopeless, self._patches.get(own), self._advice.get(own))
            kept.setdefault((*built, *said, _place(leaf, self._products, with_release=True)), leaf)
        return list(kept.values())

    def _leaf_speech(self, scheme: Scheme, leaf: Product, ends: Mapping[tuple[str, ProductStatus], End]) -> Speech:
        place = _place(leaf, self._products, with_release=scheme.has_epochs)
        draft = SpeechDraft(scheme, place=place, advice=self._advice.get(leaf.product_id, ()))
        for status in self._statuses[leaf.product_id]:
            meant = _STATUS[status]
            if meant is Status.AFFECTED and leaf.product_id in self._hopeless:
                meant = Status.NO_FIX
            own = ends.get((leaf.product_id, status))
            if own is not None and status in ENDS:
                bounds, words = stretch_of(own, ends.values())
                add_range(draft, meant, words, (bounds,), _about(scheme, leaf))
            else:
                _say(draft, leaf, meant, last=status is ProductStatus.LAST_AFFECTED)
        draft.patches |= self._patches.get(leaf.product_id, frozenset())
        return draft.speech()


def _ends(scheme: Scheme, leaf: Product, statuses: Iterable[ProductStatus]) -> list[End]:
    """Return the ends of stretches that a leaf with one single version is."""
    text, about = _version_text(leaf), _about(scheme, leaf)
    told = [status for status in statuses if status in TELLING]
    if not told or not text or looks_like_range(text):
        return []
    read = scheme.parse(text, about.edition or "")
    return [End(leaf.product_id, status, text, read) for status in told if read is not None and read.exact]


def _about(scheme: Scheme, leaf: Product) -> Bounds:
    name = f"{leaf.family} {leaf.name}" if leaf.name else leaf.full_name
    return Bounds(train=train_in(scheme, name), edition=_edition(scheme, leaf, name))


def _statuses(flaw: Vulnerability) -> dict[str, tuple[ProductStatus, ...]]:
    """Return what is said of each product, by its id; those of which one thing is said share the tuple."""
    found: dict[str, tuple[ProductStatus, ...]] = {}
    for status, names in flaw.statuses:
        alone = (status,)
        for name in names:
            found[name] = (*found[name], status) if name in found else alone
    return found


def _patches(remedies: Iterable[Remediation]) -> dict[str, frozenset[str]]:
    """Return the updates that the source calls the fix, by product id; a remedy without products is for none."""
    found: dict[str, frozenset[str]] = {}
    for remedy in remedies:
        named = patches_in(f"{remedy.details} {remedy.url}") if remedy.category == _FIX else frozenset()
        for product_id in remedy.product_ids if named else ():
            found[product_id] = found.get(product_id, frozenset()) | named
    return found


def _hints(leaves: list[Product]) -> Hints:
    purls = frozenset(purl.type for leaf in leaves for purl in _purls(leaf))
    vers = frozenset(
        leaf.version_range[len("vers:") :].partition("/")[0].lower()
        for leaf in leaves
        if leaf.version_range and leaf.version_range.lower().startswith("vers:")
    )
    texts = tuple(_version_text(leaf) for leaf in leaves[:50])
    return Hints(purls | (vers - {"all", "generic", "intdot", "none"}), frozenset(), "", texts)


def _identify(product: Product, directory: Directory) -> str:
    """Return the product's id: by its identification helpers, its branch names, else its display name."""
    name = product.name
    if not name:
        package = _package(product)
        bare = product.version if _is_bare_name(product) else ""
        name = (package.group("name") if package else "") or bare or product.family or _packaged(product)
    return directory.of_source(
        product.vendor, name or _bare_name(product), product.cpes, product.purls, family=product.family
    )


def _named_apart(product: Product) -> Product:
    """Return a product that only has a display name with its version or range apart: "Acme Box < 4.2"."""
    if product.version or product.version_range or len(product.full_name) > _LONGEST_NAME:
        return product
    ranged = _RANGED_NAME.match(product.full_name)
    if ranged and looks_like_range(ranged["range"]):
        return replace(product, name=ranged["name"], version_range=ranged["range"])
    plain = _VERSIONED_NAME.match(product.full_name)
    return replace(product, name=plain["name"], version=plain["version"]) if plain else product


def _is_bare_name(product: Product) -> bool:
    """Return whether the version branch holds a package's name alone, as distributors write "all versions"."""
    text = product.version or ""
    return bool(text) and not product.name and not re.search(r"\d", text.removeprefix(_stem(product)))


def _packaged(product: Product) -> str:
    """Return the package's name where the version branch begins with it: "openssl" of "openssl_3.0.9-1"."""
    stem = _stem(product)
    return stem if stem and (product.version or product.full_name).startswith(stem) else ""


def _stem(product: Product) -> str:
    return next((purl.name for purl in _purls(product)), "")


def _bare_name(product: Product) -> str:
    """Return the display name without the version at its end: "Foo Server 1.2" of a list of full product names."""
    name = product.full_name
    for version in (product.version, product.version_range, *[cpe.version for cpe in _cpes(product)]):
        if version and name.endswith(version):
            return name[: -len(version)].strip()
    return name


def _package(product: Product) -> re.Match[str] | None:
    """Return the parts of a package's name with version, as distributors write it in one branch."""
    return None if product.name else _package_in(product.version or product.full_name)


def _cpes(product: Product) -> list[Cpe]:
    return [cpe for text in product.cpes if (cpe := read_cpe(text))]


def _purls(product: Product) -> list[Purl]:
    return [purl for text in product.purls if (purl := read_purl(text))]


def _version_text(product: Product) -> str:
    if product.version_range is not None:
        return product.version_range
    package = _package(product)
    if package:
        return package.group("version")
    if product.version is not None and not _is_bare_name(product) and not (_packaged(product) and not product.name):
        return product.version
    beside = [purl.version for purl in _purls(product)] + [cpe.version for cpe in _cpes(product)]
    return next((version for version in beside if version), "")


def _say(draft: SpeechDraft, product: Product, status: Status, *, last: bool) -> None:
    about = _about(draft.scheme, product)
    text = _version_text(product)
    if last and text:
        stretches = read_range(text)
        if stretches and len(stretches) == 1:
            high = stretches[0].high or stretches[0].low
            add_range(draft, status, text, (Bounds(high=high, high_included=True),), about)
            return
    say(draft, status, text, about)


def _edition(scheme: Scheme, product: Product, name: str) -> str | None:
    return (
        scheme.edition_named(f"{name} {product.full_name}")
        if _names_edition(product, scheme, name)
        else next(
            (
                scheme.edition_named(cpe.edition) or ("-" if cpe.edition == "-" else None)
                for cpe in _cpes(product)
                if cpe.edition
            ),
            None,
        )
    )


def _names_edition(product: Product, scheme: Scheme, name: str) -> bool:
    """Return whether a name makes the leaf about one edition; what a range leaves out does not ("except FIPS")."""
    without_range = product.full_name.replace(product.version_range or "\0", "")
    return scheme.edition_named(f"{name} {without_range}") is not None


def _place(product: Product, products: Mapping[str, Product], *, with_release: bool) -> Place:
    platforms = [name for category, name in product.path if category in _PLACES]
    package = _package(product)
    if package and package.group("arch") and package.group("arch") != "src":
        platforms.append(package.group("arch"))
    part: Product | None = product
    for _ in range(_DEEPEST_WAY):
        if part is None or part.relates_to is None:
            break
        if part.relates_to[0] in _INSTALLED_ON:
            base = products.get(part.relates_to[2])
            platforms += [base.full_name] if base else []
        part = products.get(part.relates_to[1])
    return _named_place(tuple(platforms), with_release)
