"""What an inventory row says of an installed version, as its product's scheme should read it."""

import re
from collections.abc import Iterator

from dijkwacht.exposure.engine.claiming import patches_in, train_in
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Finding, Installed, Judge, Spelt
from dijkwacht.exposure.engine.naming import Purl, read_cpe, read_purl, without_version
from dijkwacht.exposure.engine.places import place_of
from dijkwacht.exposure.engine.products import Directory, Identity, Kinship
from dijkwacht.exposure.engine.schemes import Scheme, Version

NAMED_VERSION = re.compile(
    r"(?:\s+(?:release|version|versie))?\s+v?\d+(?:\.\d+)+\S*(?:\s+build\s+\S+)?\s*$", re.IGNORECASE
)
RESPIN = r"^(?:p|patch|sp|service pack|su|cu|hf|hotfix|h|s|ep|es|u|update|r|ru)[ _-]?\d+[a-z]?$"
_RESPIN = re.compile(RESPIN, re.IGNORECASE)

# What systems print around their version: "Apache/2.4.58 (Unix)", "OpenSSL 1.0.2k-fips  26 Jan 2017", a remark in
# brackets, the name of a package file.
_BANNER = re.compile(r"^(?:[\w ]+:\s*)?[a-z][\w.+\- ]*/v?(?P<version>\d[\w.+\-]*)(?:\s.*)?$", re.IGNORECASE)
# A product's title with a number of its own before the version: "SQL Server 2019 (RTM) - 15.0.2000.5 (X64)".
_TITLED = re.compile(
    r"^[^\W\d]{2,}[^.]*\d[^.]*(?:\(|\s-\s+|\b(?:release|version|build)\s+)v?(?P<version>\d+(?:\.\d+){2,})(?![\w.])[^.]*$",
    re.IGNORECASE,
)
_DAY = re.compile(r"\s+(?:\d{1,2}\s+[a-z]{3,9}|[a-z]{3,9}\s+\d{1,2},?)\s+(?:19|20)\d\d\b.*$", re.IGNORECASE)
_REMARK = re.compile(r"(?<=[\w.])\s+[(\[].*$")
_FILE = re.compile(r"\.(?:zip|tgz|tar|gz|iso|ova|bin|exe|msi|rpm|deb|img)\b.*$", re.IGNORECASE)
_KIND = re.compile(
    r"\s+(?:lts|ga|stable|final|x64|x86|(?:32|64)[ -]?bit|edition|community|enterprise)\b.*$", re.IGNORECASE
)
_WIDTH = re.compile(r"\s+\(?(?:x64|x86|(?:32|64)[ -]?bit)(?:\s[a-z]{2}(?:-[a-z]{2})?)?\)?$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<name>.*[^\W\d].*?)[\s-]+v?(?P<number>\d+)")
# A distribution's package of a product of which the maker speaks: 8.0.36 of "8.0.36-0ubuntu0.22.04.1".
_PACKAGED = re.compile(
    r"(?P<git>\d+\.\d+\.\d+)\.windows\.\d+|(?:\d+:)?(?P<own>\d[\w.+~]*?)-\d[\w.]*?(?:ubuntu|[+~.]?deb\d|\.(?:el|fc|amzn|azl)\d|~?bpo|lp\d)[\w.+~]*",
    re.IGNORECASE,
)
_BARE_NUMBERS = re.compile(r"\d{7}(?:[\s,]+\d{7})*")
_BUILDS = re.compile(r"(?<![\w.])\d+(?:\.\d+)+(?![\w.])")
_HIGH_AVAILABILITY = re.compile(r"\b(?:\d\s?x|ha(?:[\s-]?(?:pair|paar|cluster))?|pair|paar|cluster)\b", re.IGNORECASE)


_ONE_OF_SEVERAL = re.compile(
    r"(?:[a-z]{1,12}\s?)?v?\d+[.\-]\d[\w.()\-]*(?:\s(?:build|sp|u|p|update)\s?\d[\w.]*)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[;|\n]\s*|\s+[/&+]\s+|,\s+|\s+(?:en|and|of|or)\s+|/(?=v?\d+[.\-]\d)", re.IGNORECASE)


def versions_in(text: str) -> tuple[str, ...]:
    """Return the versions of a cell that lists several ("13.1-59.19 / 14.1-43.56"), nothing where it states one."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    return tuple(parts) if len(parts) > 1 and all(_ONE_OF_SEVERAL.fullmatch(part) for part in parts) else ()


def installed_of(row: Row, scheme: Scheme) -> Installed:
    """Return the row's version with what its product name, identifiers and installed updates add to it."""
    cpe = read_cpe(row.cpe) if row.cpe else None
    purl = read_purl(row.purl) if row.purl else None
    version = row.version or (purl.version if purl else "") or (cpe.version if cpe else "") or _in_name(row, scheme)
    if purl and ":" in purl.version and scheme.has_epochs and purl.version.partition(":")[2] == version:
        version = purl.version
    edition = f"{row.edition} {cpe.edition if cpe else ''} {row.product}"
    version = _with_release_in_name(version, row) if scheme.order == "parts" and not scheme.has_trains else version
    platforms = [text for text in (row.platform, row.os, row.arch, purl.arch if purl else "") if text]
    if cpe and cpe.system:
        platforms.append(cpe.system)
    place = place_of(platforms, [part.strip() for part in re.split(r"[;,]", row.module) if part.strip()])
    return Installed(
        version,
        edition,
        row.facts,
        place.with_release_of(version, _distributions(row, purl)) if scheme.has_epochs else place,
        frozenset(name for update in row.updates for name in _names_of(update)),
        _spelt(version, edition, row, scheme),
        versions_in(version),
    )


def _with_release_in_name(version: str, row: Row) -> str:
    """Return "2021 Update 4" where a product is called "ColdFusion 2021" and its version says the update alone."""
    numbered = _NUMBERED.fullmatch(row.product) if _RESPIN.match(version) else None
    return f"{numbered['number']} {version}" if numbered else version


def _names_of(update: str) -> Iterator[str]:
    """Yield what a source may call an update: as it is listed, by the numbers in it, and "kb5034122" for 5034122."""
    yield update.lower()
    yield from patches_in(update)
    if _BARE_NUMBERS.fullmatch(update):
        yield from (f"kb{number}" for number in re.findall(r"\d+", update))


def _builds_of(update: str) -> tuple[str, ...]:
    """Return the builds that an update's text names ("KB5034763 (OS Builds 19044.4046 and 19045.4046)")."""
    return tuple(_BUILDS.findall(update)) if patches_in(update) else ()


def _distributions(row: Row, purl: Purl | None) -> tuple[str, ...]:
    return row.platform, row.os, purl.distro if purl else ""


def _in_name(row: Row, scheme: Scheme) -> str:
    """Return the version that the product's name carries, where the row states none."""
    found = NAMED_VERSION.search(_WIDTH.sub("", f" {row.product}"))
    if found:
        return found[0].strip()
    if not scheme.has_trains:
        return ""
    beside = re.search(r"\d+\.\d+\S*(?:\s+build\s+\S+)?", row.product, re.IGNORECASE)
    return beside[0] if beside else ""


def plainer_names(row: Row) -> Iterator[str]:
    """Yield a row's product without what lists write beside names: a version, how many there are, that they are a pair.

    A number at the end goes where the version begins with it: "vCenter Server 7" with version 7.0 U3.
    """
    name = NAMED_VERSION.sub("", _WIDTH.sub("", row.product))
    yield name
    name = re.sub(r"[(\[]\s*[)\]]", " ", _HIGH_AVAILABILITY.sub(" ", name)).strip(" -,/")
    yield name
    name = _WIDTH.sub("", name)
    yield name
    numbered = _NUMBERED.fullmatch(name)
    first = numbered and re.search(r"\d+", row.version)
    if numbered and first and (first[0] == numbered["number"] or _RESPIN.match(row.version)):
        yield numbered["name"]


def _plainer(version: str) -> Iterator[str]:
    """Yield the version without what stands around it, for texts that no scheme reads as they are."""
    banner = _BANNER.match(version)
    if banner:
        yield banner["version"]
    bare = version
    for around in (_DAY, _REMARK, _FILE, _KIND, _HIGH_AVAILABILITY):
        shorter = around.sub("", bare).strip(" -,/")
        if shorter != bare and re.search(r"\d", shorter):
            bare = shorter
            yield bare
    from_number = re.search(r"(?:(?<=[-_/])|(?<=[a-z]\.))\d+\.\d.*", bare, re.IGNORECASE)
    if from_number:
        yield from_number[0]


def _readable(version: str, edition: str, scheme: Scheme) -> str:
    """Return the version as far as the scheme reads it, as it is where it reads all or nothing of it."""
    unpacked = _FILE.sub("", version)
    if unpacked != version and scheme.parse(unpacked, edition) is not None:
        return unpacked
    packaged = None if scheme.has_epochs else _PACKAGED.fullmatch(version)
    own = packaged and (packaged["own"] or packaged["git"])
    if own and scheme.parse(own, edition) is not None:
        return own
    titled = None if scheme.has_trains or "." not in version else _TITLED.match(version)
    if titled and scheme.parse(titled["version"], edition) is not None:
        return titled["version"]
    if not version or scheme.parse(version, edition) is not None:
        return version
    return next((plainer for plainer in _plainer(version) if scheme.parse(plainer, edition) is not None), version)


def _spelt(version: str, edition: str, row: Row, scheme: Scheme) -> str:
    """Return the version in the words of the scheme: with the year of the product's name, and the newest update."""
    spelt = _readable(version, edition, scheme)
    read = scheme.parse(spelt, edition) if spelt else None
    if scheme.names and (read is None or not read.exact):
        for release in re.findall(r"\b\d{1,4}\b", row.product):
            if scheme.is_name(f"{release} {version}"):
                spelt = f"{release} {version}"
                read = scheme.parse(spelt, edition)
    train = train_in(scheme, row.product)
    if train and version and (read is None or not (read.exact or scheme.knows_train(read.train))):
        inside = scheme.parse(f"{train}-{version}", edition)
        if inside is not None and inside.exact:
            spelt, read = f"{train}-{version}", inside
    for update in row.updates:
        beside = (update, *_builds_of(update)) if scheme.has_trains else ()
        for text in (f"{spelt} {update}" if _RESPIN.match(update) else "", *beside):
            newer = scheme.parse(text, edition) if text else None
            if newer is not None and _is_later(newer, read):
                spelt, read = text, newer
    return spelt


def _is_later(newer: Version, than: Version | None) -> bool:
    if than is None or not newer.exact or newer.train != than.train:
        return False
    return not than.exact or newer.low > than.low


def identity_of(row: Row, directory: Directory) -> Identity:
    """Return what a row's spelling means: as it is written, else without what lists write beside names."""
    found = directory.of_row(row.vendor, row.product, row.cpe, row.purl)
    if found.kinship not in (Kinship.KNOWN, Kinship.ANOTHER):
        names = [name for name in plainer_names(row) if name and name != row.product]
        others = (directory.of_row(row.vendor, name, row.cpe, row.purl) for name in names)
        found = _nearest([found, *others])
    if found.kinship is Kinship.RESEMBLES:
        other = directory.of_row(row.vendor, without_version(row.product), row.cpe, row.purl)
        return other if other.product in directory.shipped_ids else found
    return found


def _nearest(answers: list[Identity]) -> Identity:
    """Return the first that is known, else the first that resembles, else the first."""
    wanted = (Kinship.KNOWN, Kinship.RESEMBLES)
    return next((one for kind in wanted for one in answers if one.kinship is kind), answers[0])


class Asked:
    """A row that is asked about: read once by each scheme, and answered once by each judge."""

    def __init__(self, row: Row) -> None:
        """Make ready to be asked about this row."""
        self._row = row
        self._spelt: dict[int, Spelt] = {}
        self._told: dict[int, Finding] = {}

    def spelt(self, scheme: Scheme) -> Spelt:
        """Return the row as this scheme reads it."""
        found = self._spelt.get(id(scheme))
        if found is None:
            found = self._spelt[id(scheme)] = Spelt.of(installed_of(self._row, scheme), scheme)
        return found

    def names_release(self, scheme: Scheme) -> bool:
        """Return whether the row's product names its release as the scheme does: "Windows 10 Version 1809"."""
        return bool(scheme.names) and train_in(scheme, self._row.product) is not None

    def answer(self, judge: Judge) -> Finding:
        """Return what this judge says of the row."""
        found = self._told.get(id(judge))
        if found is None:
            found = self._told[id(judge)] = judge.answer(self.spelt(judge.scheme))
        return found
