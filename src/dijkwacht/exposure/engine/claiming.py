"""From the words of a range to claims: what every reader of sources shares."""

import re
from dataclasses import replace

from dijkwacht.exposure.domain.conditions import Answer, FactIs
from dijkwacht.exposure.engine.claims import (
    VULNERABLE,
    Bounds,
    Claim,
    SpeechDraft,
    Status,
    claim_of,
    exact_claim,
)
from dijkwacht.exposure.engine.places import place_of
from dijkwacht.exposure.engine.ranges import looks_like_range, read_range, says_everything, says_nothing
from dijkwacht.exposure.engine.schemes import ORDINARY, Scheme
from dijkwacht.exposure.engine.wordings import is_prose, without_remark

_PATCH = re.compile(r"\bKB\s?(\d{6,8})\b|/help/(\d{6,8})\b|\b(Hotfix-[\w.\-]+?)(?:\.iso)?(?=$|[\s,;)])", re.IGNORECASE)
_DEEPEST = 2
_WHOLE_LINE = re.compile(
    r"(?P<line>v?\d+(?:\.\d+)*)(?:\.[x*])?[\s,]*\(?\s*all(?:\s+(?:versions?|releases?))?\s*\)?", re.IGNORECASE
)


def say(draft: SpeechDraft, status: Status, text: str, about: Bounds) -> None:
    """Add what a text says of versions to a draft: everything, a range, one version, or that it was not understood.

    `about` carries the train and edition that stand beside the text.
    """
    bare = text.strip()
    bare = without_remark(bare) if is_prose(bare) else bare
    line = _WHOLE_LINE.fullmatch(bare)
    if line is not None:
        bare = line["line"] if draft.scheme.has_trains else f"{line['line']}.x"
    built = draft.scheme.parse(bare) if draft.scheme.has_trains and not bare.isascii() else None
    if built is not None and built.exact:
        draft.add(single(draft.scheme, status, bare, about), bare)
    elif not bare or says_everything(bare):
        draft.add(everything(draft.scheme, status, bare or "all versions", about), bare)
    elif says_nothing(bare):
        draft.unread.append(bare)
    elif looks_like_range(bare):
        add_range(draft, status, bare, read_range(bare), about)
    elif is_prose(bare) and (stretches := read_range(bare)) is not None:
        add_range(draft, status, bare, stretches, about)
    else:
        one = single(draft.scheme, status, bare, about)
        if one is None:
            draft.add_literal(status, bare)
        draft.add(one, bare)


def add_range(  # noqa: PLR0913 - a range stands beside this much
    draft: SpeechDraft,
    status: Status,
    text: str,
    stretches: tuple[Bounds, ...] | None,
    about: Bounds,
    *,
    depth: int = 0,
) -> None:
    """Add every stretch with what it leaves out and its condition; a wording that was not read is kept as such."""
    if stretches is None:
        draft.unread.append(text)
    for stretch in stretches or ():
        edition = _edition_without(draft.scheme, stretch.without)
        beside = replace(about, edition=edition) if edition and about.edition is None else about
        claim = _stretch(draft.scheme, status, text, stretch, beside)
        if claim is not None and stretch.only_where:
            claim = replace(claim, precondition=FactIs(stretch.only_where.lower(), Answer.YES))
        draft.add(claim, text, place=place_of([stretch.only_on]) if stretch.only_on else None)
        if stretch.without and not edition and depth < _DEEPEST:
            left_out = Status.NOT_AFFECTED if status in VULNERABLE else Status.AFFECTED
            add_range(draft, left_out, text, read_range(stretch.without), about, depth=depth + 1)


def _edition_without(scheme: Scheme, left_out: str) -> str | None:
    """Return the edition that remains where a range leaves out another: the ordinary one."""
    return ORDINARY if left_out and scheme.edition_named(left_out) else None


def _stretch(scheme: Scheme, status: Status, text: str, stretch: Bounds, about: Bounds) -> Claim | None:
    if stretch.low is not None and stretch.low == stretch.high and stretch.high_included and stretch.low_included:
        return single(scheme, status, stretch.low, about, text)
    if stretch.low is None and stretch.high is None:
        return everything(scheme, status, text, about)
    low, high = stretch.low, stretch.high
    return claim_of(
        scheme,
        status,
        text,
        Bounds(low, high, stretch.low_included, stretch.high_included, about.train, about.edition),
    )


def everything(scheme: Scheme, status: Status, text: str, about: Bounds) -> Claim | None:
    """Return the claim about all versions of the train and edition that stand beside a text, or of the product."""
    if about.train:
        return exact_claim(scheme, status, text, about.train, about.edition)
    return Claim(status, text, edition=about.edition)


def single(scheme: Scheme, status: Status, version: str, about: Bounds, text: str = "") -> Claim | None:
    """Return the claim about one version, read within the train beside it where it cannot stand alone."""
    if is_prose(version) or version.startswith(("~", "^")):
        return None
    inside = f"{about.train}-{version}" if about.train else ""
    alone = exact_claim(scheme, status, text or version, version, about.edition)
    if inside and (alone is None or (not alone.exact and alone.train != about.train)):
        return exact_claim(scheme, status, text or version, inside, about.edition) or alone
    return alone


def train_in(scheme: Scheme, name: str) -> str | None:
    """Return the train that a product's name carries ("NetScaler ADC 13.1-FIPS"), None without one."""
    if not scheme.has_trains:
        return None
    padded = f" {scheme.words_of(name)} "
    named = max((words for words in scheme.names if f" {words} " in padded), key=len, default="")
    if named:
        version = scheme.parse(scheme.names[named])
        return version.train if version else None
    found = re.search(r"\d+(?:\.\d+)+", name)
    version = scheme.parse(found[0]) if found else None
    return version.train if version else None


def patches_in(text: str) -> frozenset[str]:
    """Return the updates that a text names: KB numbers and hotfix files, in lower case."""
    found = set()
    for number, help_page, hotfix in _PATCH.findall(text):
        found.add(f"kb{number or help_page}" if number or help_page else hotfix.lower())
    return frozenset(found)
