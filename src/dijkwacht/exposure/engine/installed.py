"""What an inventory row says of an installed version, as its product's scheme should read it."""

import re

from dijkwacht.exposure.engine.claiming import patches_in, train_in
from dijkwacht.exposure.engine.inventory import Row
from dijkwacht.exposure.engine.judging import Installed
from dijkwacht.exposure.engine.naming import read_cpe, read_purl
from dijkwacht.exposure.engine.places import place_of
from dijkwacht.exposure.engine.schemes import Scheme, Version

NAMED_VERSION = re.compile(r"\s+v?\d+(?:\.\d+)+\S*(?:\s+build\s+\S+)?\s*$", re.IGNORECASE)
_RESPIN = re.compile(
    r"^(?:p|patch|sp|service pack|su|cu|hf|hotfix|h|s|ep|es|u|update|r|ru)[ _-]?\d+[a-z]?$", re.IGNORECASE
)


def installed_of(row: Row, scheme: Scheme) -> Installed:
    """Return the row's version with what its product name, identifiers and installed updates add to it."""
    cpe = read_cpe(row.cpe) if row.cpe else None
    purl = read_purl(row.purl) if row.purl else None
    version = row.version or (purl.version if purl else "") or (cpe.version if cpe else "") or _in_name(row, scheme)
    if purl and ":" in purl.version and scheme.has_epochs and purl.version.partition(":")[2] == version:
        version = purl.version
    edition = f"{row.edition} {cpe.edition if cpe else ''} {row.product}"
    platforms = [text for text in (row.platform, row.os, row.arch, purl.arch if purl else "") if text]
    if cpe and cpe.system:
        platforms.append(cpe.system)
    place = place_of(platforms, [part.strip() for part in re.split(r"[;,]", row.module) if part.strip()])
    return Installed(
        version,
        edition,
        row.facts,
        place.with_release_of(version) if scheme.has_epochs else place,
        frozenset(name for update in row.updates for name in (*patches_in(update), update.lower())),
        _spelt(version, edition, row, scheme),
    )


def _in_name(row: Row, scheme: Scheme) -> str:
    """Return the version that the product's name carries, where the row states none."""
    found = NAMED_VERSION.search(f" {row.product}")
    if found:
        return found[0].strip()
    if not scheme.has_trains:
        return ""
    beside = re.search(r"\d+\.\d+\S*(?:\s+build\s+\S+)?", row.product, re.IGNORECASE)
    return beside[0] if beside else ""


def _spelt(version: str, edition: str, row: Row, scheme: Scheme) -> str:
    """Return the version in the words of the scheme: with the year of the product's name, and the newest update."""
    spelt, read = version, scheme.parse(version, edition) if version else None
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
        for text in (f"{spelt} {update}" if _RESPIN.match(update) else "", update if scheme.has_trains else ""):
            newer = scheme.parse(text, edition) if text else None
            if newer is not None and _is_later(newer, read):
                spelt, read = text, newer
    return spelt


def _is_later(newer: Version, than: Version | None) -> bool:
    if than is None or not newer.exact or newer.train != than.train:
        return False
    return not than.exact or newer.low > than.low
