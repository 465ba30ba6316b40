"""Names made comparable: makers, products, CPE and PURL; what differs only in writing comes out the same."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby

_LEGAL = (
    "inc incorporated ltd limited llc corp corporation co company gmbh ag bv nv sa plc se ab as oy kg srl spa pty kk "
    "foundation software systems system networks network technologies technology international group project team "
    "solutions labs community holdings"
)
_LEGAL_FORMS = frozenset(_LEGAL.split())
# More that makers' names end with; stored ids were made without these, so they only count in comparing.
_TRADE = (
    "communications electronics electric industries automation ltda limitada kgaa nv aps kft sro worldwide global "
    "association germany deutschland nederland netherlands belgium france europe emea usa uk"
)
_TRADE_FORMS = _LEGAL_FORMS | frozenset(_TRADE.split())
_SAYS_NOTHING = frozenset({"", "n/a", "na", "unknown", "onbekend", "unspecified", "none", "-", "*", "?"})
_AND = frozenset({"and", "en", "und"})
_IDLE = "software firmware appliance appliances series product products family ce ee lts"
_EDITION_WORDS = frozenset(
    {"ce", "ee", "lts", "core", "edition", "community", "enterprise", "standard", "professional"}
)
_EDITIONS = frozenset((kind, "edition") for kind in ("community", "enterprise", "standard", "professional"))
_IDLE_ENDINGS = frozenset(_IDLE.split())
_COMMON = (
    "server client software appliance appliances firmware gateway adc controller enterprise edition system manager "
    "management service services application security web network the for and of platform app apps desktop mobile "
    "cloud virtual pro professional standard agent plugin core os device devices center access secure connect api "
    "data database suite portal tools tool framework library module base basic premium lite free community plus"
)
COMMON_WORDS = frozenset(_COMMON.split())
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_MARKS = re.compile("[\u2122\u00ae\u00a9\u2120]|[(](?:tm|r|c)[)]", re.IGNORECASE)  # trade marks
_FROM_VERSION = re.compile(r"\s+v?\d+\.\d+.*$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"^[A-Z]{2,6}$")
# "PICiX", "iLO 5", no "CU 27".
_SHORT = re.compile(r"^(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z]{2,8}$|^[a-z][A-Z]{2,5} ?\d{1,2}$")
LONGEST_NAME = 500
_LONGEST_MAKER = 8
_BETWEEN_MAKERS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|en|und|&|/)\s+")
_MOST_MAKERS = 6
# A name in UTF-8 that somebody read as Windows-1252: "GeutebrÃ¼ck".
_TWICE_ENCODED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]"
)
_IN_ASCII = str.maketrans({sign: sign.lower() if sign.isalnum() else " " for sign in map(chr, range(128))})


def unescaped(text: str) -> str:
    """Return a text with its percent signs read, as CPE 2.2 and PURL write them."""
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)


@lru_cache(maxsize=1024)
def plain_name(text: str) -> str:
    """Return a name for comparing: no case, diacritics, signs or doubled blanks; "" where it says nothing."""
    if text.strip().lower() in _SAYS_NOTHING:
        return ""
    if text.isascii():
        return " ".join(text.translate(_IN_ASCII).split())
    text = _once_encoded(text) if _TWICE_ENCODED.search(text) else text
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _once_encoded(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def without_version(name: str) -> str:
    """Return a name up to the version it carries: "NetScaler ADC" of "NetScaler ADC 13.1-FIPS and NDcPP"."""
    return _FROM_VERSION.sub("", name[:LONGEST_NAME])


@lru_cache(maxsize=1024)
def plain_vendor(text: str) -> str:
    """Return a maker's name for comparing, without its legal form."""
    words = plain_name(text).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def _with_initials_joined(words: list[str]) -> list[str]:
    """Return the words with single letters in a row as one: "b v", as "B.V." reads, is "bv"."""
    joined: list[str] = []
    for single, run in groupby(words, key=lambda word: len(word) == 1):
        together = list(run)
        joined += ["".join(together)] if single else together
    return joined


@lru_cache(maxsize=4096)
def vendor_forms(text: str) -> frozenset[str]:
    """Return every name of a maker without blanks: as it is written (`written_forms`), and others (`makers.json`).

    Of several makers in one text ("Exacq Technologies, Johnson Controls Inc.") each counts too.
    """
    each = (written_forms(one) for one in _each_maker(_PARENTHESES.sub(" ", text)))
    written, others = written_forms(text).union(*each), _other_names()
    return written.union(*[others[form] for form in written if form in others])


@lru_cache(maxsize=4096)
def written_forms(text: str) -> frozenset[str]:
    """Return every way to write a maker without blanks: whole, without "the", without its legal forms, in brackets."""
    forms: set[str] = set()
    inside = _PARENTHESES.findall(text)
    for written in (_PARENTHESES.sub(" ", text), *inside):
        words = _with_initials_joined(plain_name(written).split())
        words = words[1:] if len(words) > 1 and words[0] == "the" else words
        while words:
            forms.add("".join(words))
            if len(words) == 1 or words[-1] not in _TRADE_FORMS:
                break
            words.pop()
            while len(words) > 1 and words[-1] in _AND:
                words.pop()
    return frozenset(forms)


@cache
def _other_names() -> dict[str, frozenset[str]]:
    """Return under which other names the products of a maker are sold, by each of its names without blanks."""
    text = files("dijkwacht.exposure.engine").joinpath("data/makers.json").read_text("utf-8")
    found: dict[str, frozenset[str]] = {}
    for names in json.loads(text)["makers"]:
        alike = frozenset("".join(plain_name(name).split()) for name in names)
        found.update({name: found.get(name, frozenset()) | alike for name in alike})
    return found


def _each_maker(text: str) -> list[str]:
    """Return the makers of a text that lists several, without what is only a legal form: nothing where it lists one."""
    parts = [part for part in _BETWEEN_MAKERS.split(text) if len(part) > 2]  # noqa: PLR2004 - two letters name nobody
    named = [part for part in parts if not set(plain_name(part).split()) <= _TRADE_FORMS]
    return named[:_MOST_MAKERS] if len(parts) > 1 else []


@dataclass(frozen=True, slots=True)
class Name:
    """A maker and a product, in all forms that count as the same.

    `keys`: maker and product together, without blanks. `names`: the product alone. `loose`: keys without what stands in
    brackets, which may be shared by several products. `words`: what distinguishes the product from others.
    """

    vendors: frozenset[str]
    keys: frozenset[str]
    names: frozenset[str]
    loose: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=256)
def name_of(vendor: str, product: str, family: str = "") -> Name:
    """Return the comparable name of what a source or an inventory writes."""
    vendor, product = (_MARKS.sub(" ", text[:LONGEST_NAME]) for text in (vendor, product))
    makers, own = vendor_forms(vendor), written_forms(vendor)
    bracketed = _PARENTHESES.search(product) is not None
    written = {product, _without_idle_brackets(product)} if bracketed else {product}
    if family and plain_name(family) not in plain_name(product):
        written.add(f"{family} {product}")
    names = {form for text in written for form in _name_forms(text, makers, own)}
    loose = _loose_forms(product, makers, own) - names if bracketed else set()
    words = frozenset(plain_name(product).split()) - frozenset(plain_name(vendor).split())
    return Name(makers, _keys(makers, names), frozenset(names), _keys(makers, loose), words)


def _loose_forms(product: str, makers: frozenset[str], own: frozenset[str]) -> set[str]:
    """Return what a name with brackets may be called without them, or by an abbreviation that stands in them.

    Where the abbreviation stands before them, what they hold is the name: "CSA (Cloud Services Appliance)".
    """
    outside = _PARENTHESES.sub(" ", product)
    spelt = _PARENTHESES.findall(product) if _is_abbreviation(outside) else []
    loose = {form for text in (outside, *spelt) for form in _name_forms(text, makers, own)} | {
        "".join(plain_name(inside).split())
        for inside in _PARENTHESES.findall(product)
        if _SHORT.match(inside.strip()) or _is_abbreviation(inside)
    }
    return {form for form in loose if form}


def _keys(makers: frozenset[str], names: set[str]) -> frozenset[str]:
    keys = {f"{maker}{name}" for maker in (makers or {""}) for name in names if name}
    return frozenset(keys | (names & makers))  # what bears its maker's name is also known without one


def _name_forms(text: str, makers: frozenset[str], own: frozenset[str]) -> set[str]:
    """Return the forms of a name; another name of its maker in front ("Broadcom", "VMware Aria") may belong to it."""
    whole = plain_name(text).split()
    forms = _stripped_forms(whole, makers)
    return forms if own == makers else forms | _stripped_forms(whole, own)


def _stripped_forms(whole: list[str], makers: frozenset[str]) -> set[str]:
    words = _without_maker(whole, makers)
    # "GitLab CE" by GitLab is GitLab: what is left when the maker is taken off only names an edition.
    forms = {"".join(whole[: -len(words)])} if words != whole and set(words) <= _EDITION_WORDS else set()
    # "Prosys OPC" and "OPC UA Server" share a word: with the maker in front it stands once.
    if len(words) > 1 and any(maker.endswith(words[0]) and maker != words[0] for maker in makers):
        forms.add("".join(words[1:]))
    while words:
        forms.add("".join(words))
        forms.add("".join(word for word in words if word not in _AND) or words[0])
        idle = 2 if tuple(words[-2:]) in _EDITIONS else int(words[-1] in _IDLE_ENDINGS)
        if not idle or len(words) <= idle:
            break
        words = words[:-idle]
    return forms


def _without_maker(words: list[str], makers: frozenset[str]) -> list[str]:
    """Leave out the maker's name in front, as often as it stands there ("Acme Corp. Acme Box"); a word always stays."""
    for length in range(min(len(words) - 1, _LONGEST_MAKER), 0, -1):
        if "".join(words[:length]) in makers:
            return _without_maker(words[length:], makers)
    return words


def _without_idle_brackets(text: str) -> str:
    """Leave out what brackets only repeat: an abbreviation, or a former name."""
    return _PARENTHESES.sub(lambda found: " " if _is_abbreviation(found[1]) else found[0], text)


def _is_abbreviation(text: str) -> bool:
    bare = text.strip()
    return bool(_ABBREVIATION.match(bare)) or bare.lower().startswith(("formerly", "voorheen"))


def own_id(vendor: str, name: str) -> str:
    """Return the id of a product that no alias names: its maker and name, made comparable; "" without a name."""
    maker, bare = plain_vendor(vendor), plain_name(name)
    if maker and bare.startswith(f"{maker} "):
        bare = bare[len(maker) + 1 :]
    return f"{maker}:{bare}" if bare else ""


@dataclass(frozen=True, slots=True)
class Cpe:
    """The parts of a CPE name that matching uses; "" stands for any, "-" for the ordinary edition."""

    vendor: str
    product: str
    version: str = ""
    update: str = ""
    edition: str = ""
    system: str = ""

    @property
    def key(self) -> str:
        """Return maker and product as one text."""
        return f"{self.vendor}:{self.product}"


@lru_cache(maxsize=16_384)
def read_cpe(text: str) -> Cpe | None:
    """Read a CPE 2.3 or 2.2 name, or None where it is neither."""
    bare = text.strip()
    if bare.startswith("cpe:2.3:"):
        parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\):", bare)[2:]]
    elif bare.startswith("cpe:/"):
        parts = [unescaped(part) for part in bare[len("cpe:/") :].split(":")]
    else:
        return None
    if len(parts) < 3 or not parts[1] or not parts[2]:  # noqa: PLR2004 - part, vendor and product make a name
        return None
    parts = ["" if part == "*" else part for part in parts] + [""] * 8
    edition, update = parts[7] or parts[5], "" if parts[4] == "-" else parts[4]
    version = "" if parts[3] == "-" else parts[3]
    if version and update:
        version = f"{version} {update}"
    system = "" if parts[8] == "-" else parts[8]
    return Cpe(parts[1].lower(), parts[2].lower(), version, update, edition, system)


@dataclass(frozen=True, slots=True)
class Purl:
    """The parts of a package URL that matching uses; an epoch among the qualifiers stands before the version."""

    type: str
    namespace: str
    name: str
    version: str = ""
    arch: str = ""
    distro: str = ""

    @property
    def named(self) -> tuple[str, str, str]:
        """Return what it names, without version and processor."""
        return self.type, self.namespace, self.name

    @property
    def key(self) -> str:
        """Return type, namespace and name as one text; a distributor's name does not make another package."""
        space = "" if self.type in ("rpm", "deb") else f"{self.namespace}/"
        return f"{self.type}/{space}{self.name}".lower()


@lru_cache(maxsize=16_384)
def read_purl(text: str) -> Purl | None:
    """Read a package URL, or None where it is none."""
    matched = re.fullmatch(
        r"pkg:/*([A-Za-z][\w.+-]*)/(?:([^@?#]*)/)?([^/@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#.*)?", text.strip()
    )
    if matched is None:
        # A scoped npm name may carry an unescaped "@".
        matched = re.fullmatch(
            r"pkg:/*([A-Za-z][\w.+-]*)/(?:(@?[^?#]*)/)?([^/@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#.*)?", text.strip()
        )
        if matched is None:
            return None
    kind, space, name, version, qualifiers = (unescaped(part or "") for part in matched.groups())
    beside = dict(pair.partition("=")[::2] for pair in qualifiers.split("&") if "=" in pair)
    epoch = beside.get("epoch", "")
    if epoch.strip("0") and version and ":" not in version:
        version = f"{epoch}:{version}"
    if kind.lower() == "pypi":
        name = re.sub(r"[-_.]+", "-", name)
    return Purl(kind.lower(), space.strip("/"), name, version, beside.get("arch", ""), beside.get("distro", ""))
