"""What a CVE record says of product versions, as speeches."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from dijkwacht.advisories.engine.values import (
    Affected,
    CpeMatch,
    CveStatus,
    Document,
    VersionChange,
    VersionStatement,
    Vulnerability,
)
from dijkwacht.exposure.engine.claiming import add_range, everything, patches_in, say, train_in
from dijkwacht.exposure.engine.claims import Bounds, Claim, Speech, SpeechDraft, Status, claim_of, exact_claim
from dijkwacht.exposure.engine.naming import read_cpe
from dijkwacht.exposure.engine.places import Place, place_of
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.ranges import looks_like_range, read_range, says_everything, says_nothing
from dijkwacht.exposure.engine.schemes import Hints, Scheme, Schemes

_STATUS = {
    CveStatus.AFFECTED: Status.AFFECTED,
    CveStatus.UNAFFECTED: Status.NOT_AFFECTED,
    CveStatus.UNKNOWN: Status.UNKNOWN,
}
_FROM_THE_START = re.compile(r"0(?:\.0)*|unspecified|n/a|\*|-|any|all|none|all versions|unknown|")
_COMMIT = re.compile(r"^[0-9a-f]{12,64}$")
_ALL_OF_LINE = re.compile(r"^(?P<line>.*\d)[.\-]\*$")
_OTHER_NUMBERS = re.compile(r"v?\d+(?:\.\d+)+\s*\(v?(?P<other>\d+(?:\.\d+)+)\)", re.IGNORECASE)
_TWO_NUMBERS = re.compile(
    r"(?P<one>v?(?P<major>\d+)[^()]*?)\s*\(v?(?P<other>(?P<other_major>\d+)(?:\.\d+)+)\)", re.IGNORECASE
)
_LISTED = re.compile(r"\s*[,;]\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_YEAR = re.compile(r"(?:19|20)\d\d(?![\d.])")
_SMALL = re.compile(r"v?\d{1,3}\.")
_NEXT_OF = re.compile(r"next of (?P<version>\S.*)", re.IGNORECASE)
_GIT = "git"
_NO_FIX = "no_fix_planned"
_COLLECTIONS = {
    "npmjs": "npm",
    "pypi": "pypi",
    "maven": "maven",
    "crates": "cargo",
    "nuget": "nuget",
    "rubygems": "gem",
    "packagist": "composer",
    "pkg.go": "golang",
    "packages.debian.org": "deb",
    "packages.ubuntu.com": "deb",
    "launchpad.net": "deb",
    "access.redhat.com": "rpm",
    "packages.fedoraproject.org": "rpm",
}


def cve_speeches(document: Document, flaw: Vulnerability, directory: Directory, schemes: Schemes) -> dict[str, Speech]:
    """Return what the record says of each product; nothing for a rejected record or a product "n/a"."""
    if document.status.upper() == "REJECTED":
        return {}
    blocks: dict[str, list[Affected]] = defaultdict(list)
    matches: dict[str, list[CpeMatch]] = defaultdict(list)
    for block in flaw.affected:
        product = directory.of_source(block.vendor, _name(block), _cpes(block), _purls(block))
        if product:
            blocks[product].append(block)
    for match in flaw.cpe_matches:
        if match.vulnerable and read_cpe(match.criteria) is not None:
            matches[directory.of_source("", "", (match.criteria,))].append(match)
    found: dict[str, Speech] = {}
    for product in dict.fromkeys((*blocks, *matches)):
        scheme = schemes.for_product(product, _hints(blocks[product]))
        own = any(block.by == "cna" and not _is_commits(block) for block in blocks[product])
        speeches = [_block(block, scheme, asked=block.by == "cna" or not own) for block in blocks[product]]
        speeches += [_cpe_speech(match, scheme) for match in matches[product]]
        for speech in speeches:
            found[product] = found[product].joined(speech) if product in found else speech
    ended = any(remedy.category == _NO_FIX for remedy in flaw.remediations)
    return {product: _without_fix(speech) if ended else speech for product, speech in found.items() if product}


def _without_fix(speech: Speech) -> Speech:
    """Return what a record says of products that were out of support when it was numbered: no fix will come."""
    claims = [
        replace(claim, status=Status.NO_FIX) if claim.status is Status.AFFECTED else claim for claim in speech.claims
    ]
    return replace(speech, claims=tuple(claims))


def _name(block: Affected) -> str:
    """Return what the versions are versions of: a distributor names the package beside its release."""
    return block.package if block.package and _is_distributed(block) else block.product or block.package


def _cpes(block: Affected) -> tuple[str, ...]:
    """Return the CPE names of the product; those of a distribution's release are none of the package's."""
    return () if block.package and _is_distributed(block) else block.cpes


def _is_distributed(block: Affected) -> bool:
    return any(part in block.collection.lower() and kind in ("rpm", "deb") for part, kind in _COLLECTIONS.items())


def _purls(block: Affected) -> tuple[str, ...]:
    """Return the package URL that a collection's address and a package's name make, nothing for an unknown address."""
    kind = next((kind for part, kind in _COLLECTIONS.items() if part in block.collection.lower()), "")
    return (f"pkg:{kind}/{block.package.replace(':', '/')}",) if kind and block.package else ()


def _hints(blocks: list[Affected]) -> Hints:
    said = [statement for block in blocks for statement in block.versions]
    texts = [text for one in said for text in (one.version, one.less_than, one.less_than_or_equal) if text]
    compared = tuple(
        text
        for text in texts
        if "*" not in text and not _FROM_THE_START.fullmatch(text.strip().lower()) and not _COMMIT.match(text)
    )
    collection = next((block.collection for block in blocks if block.collection), "")
    types = frozenset(one.version_type.lower() for one in said) - {"custom", "", _GIT}
    return Hints(frozenset(), types, collection, compared[:50])


def _is_commits(block: Affected) -> bool:
    """Return whether the block speaks of commits of a repository, which no inventory states."""
    return bool(block.versions) and all(
        said.version_type.lower() == _GIT or _COMMIT.match(said.version) for said in block.versions
    )


def _block(block: Affected, scheme: Scheme, *, asked: bool) -> Speech:
    """Return what a block says; its default counts only where it is `asked` for: the own authority's before others'."""
    if _is_commits(block):
        return Speech(scheme)
    place = place_of(block.platforms, block.modules)
    otherwise = _STATUS[block.default_status] if asked else None
    name = f"{block.product} {block.package}"
    about = Bounds(train=train_in(scheme, name), edition=scheme.edition_named(name))
    if block.package and _is_distributed(block):
        place = _release_of(block, place)
    draft = SpeechDraft(scheme, otherwise=otherwise, place=place, train=about.train)
    if not block.versions and block.default_status is not CveStatus.UNKNOWN:
        draft.add(everything(scheme, _STATUS[block.default_status], "defaultStatus", about), "defaultStatus")
    for statement in block.versions:
        for said in _in_each_numbering(statement):
            _say(draft, said, about)
    return draft.speech()


def _release_of(block: Affected, place: Place) -> Place:
    """Return the place with the release that a distributor names as product: "el8" of "Red Hat Enterprise Linux 8"."""
    named = re.search(r"enterprise linux (\d+)", block.product.lower())
    return place.with_release_of(f".el{named[1]}") if named else place


def _in_each_numbering(said: VersionStatement) -> Iterator[VersionStatement]:
    """Yield a statement in each of the numberings in which it gives its bounds ("2024 Q2 (10.1.24.514)").

    Where only the upper bound is given in two, its start is that of one of them; the other begins at its major number.
    Where both begin with the same number they are one, and the plain numbers in brackets count.
    """
    twin = _other_numbers(said)
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    matched = _TWO_NUMBERS.fullmatch(upper.strip()) if upper and twin is None and not said.changes else None
    if matched is None:
        yield said
        if twin is not None:
            yield twin
        return
    one, other = int(matched["major"]), int(matched["other_major"])
    in_brackets = _up_to(said, matched["other"])
    if one == other:
        yield in_brackets
        return
    start = re.match(r"v?(\d+)", said.version.strip())
    begun = max(one, other) if start is not None and int(start[1]) > min(one, other) else min(one, other)
    for major, bounded in ((one, _up_to(said, matched["one"])), (other, in_brackets)):
        yield bounded if major == begun else _starting(bounded, major)


def _up_to(said: VersionStatement, upper: str) -> VersionStatement:
    return replace(said, less_than=upper) if said.less_than is not None else replace(said, less_than_or_equal=upper)


def _starting(said: VersionStatement, major: int) -> VersionStatement:
    return replace(said, version=str(major))


def _other_numbers(said: VersionStatement) -> VersionStatement | None:
    """Return the same statement in the other numbers that stand in brackets: 15.0.6 of "2023.0.6 (15.0.6)"."""
    texts = [text for text in (said.version, said.less_than, said.less_than_or_equal) if text is not None]
    if said.changes or not all(_OTHER_NUMBERS.fullmatch(text.strip()) for text in texts):
        return None

    def other(text: str | None) -> str | None:
        matched = _OTHER_NUMBERS.fullmatch((text or "").strip())
        return matched["other"] if matched else None

    return replace(
        said,
        version=other(said.version) or "",
        less_than=other(said.less_than),
        less_than_or_equal=other(said.less_than_or_equal),
    )


def _say(draft: SpeechDraft, said: VersionStatement, about: Bounds) -> None:
    status = _STATUS[said.status]
    said = _without_own_start(draft, said)
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    said = said if upper is None else _with_plain_start(said, upper)
    listed = _LISTED.split(said.less_than.strip()) if said.less_than and not said.changes else []
    if len(listed) > 1 and all(draft.scheme.parse(text) for text in listed):
        _say_listed(draft, said, listed, about)
    elif upper is not None and looks_like_range(upper) and not says_everything(upper):
        add_range(draft, status, upper, read_range(upper), about)
    elif said.changes:
        _say_changes(draft, said, about)
    elif upper is not None:
        draft.patches |= patches_in(upper)
        draft.add(_between(draft.scheme, status, said, about), _wording(said))
    elif says_everything(said.version):
        draft.add(Claim(status, said.version, train=about.train, edition=about.edition), said.version)
    else:
        say(draft, status, said.version or "unspecified", about)


def _say_listed(draft: SpeechDraft, said: VersionStatement, fixes: list[str], about: Bounds) -> None:
    """Read "less than 22.4R2-S2, 22.4R3": each of them is the fix of its own maintenance line."""
    if _lower(draft.scheme, said.version) is None:
        for fix in fixes:
            draft.add(_between(draft.scheme, _STATUS[said.status], replace(said, less_than=fix), about), _wording(said))
        return
    ordered = sorted(fixes, key=lambda text: version.low if (version := draft.scheme.parse(text)) else b"")
    opposite = CveStatus.UNAFFECTED if said.status is CveStatus.AFFECTED else CveStatus.AFFECTED
    changes = tuple(VersionChange(fix, opposite) for fix in ordered)
    _say_changes(draft, replace(said, less_than=ordered[-1], changes=changes), about)


def _without_own_start(draft: SpeechDraft, said: VersionStatement) -> VersionStatement:
    """Return the statement from the start where its first version begins nothing.

    "120.0.1, less than 120.0.1" is all below; "2019 (On-prem), less than 14.0.12526" starts with a release's name,
    which tells nothing of its builds.
    """
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    if upper is None:
        return said
    named = _YEAR.match(said.version.strip()) if _SMALL.match(upper.strip()) else None
    if named:
        draft.literals.append((named[0], Status.UNKNOWN, said.version))
    return replace(said, version="0") if named or said.version.strip() == (said.less_than or "").strip() else said


def _with_plain_start(said: VersionStatement, upper: str) -> VersionStatement:
    """Return the statement with its first version bare, where that repeats the upper bound ("2.5 and below")."""
    stretches = read_range(said.version) if looks_like_range(said.version) else None
    if _NEXT_OF.fullmatch(said.version.strip()):
        return said
    if stretches is None or len(stretches) != 1 or says_everything(said.version):
        return said
    low, high = stretches[0].low, stretches[0].high
    return replace(said, version=low or "0") if high in (None, upper.strip()) and low != high else said


def _wording(said: VersionStatement) -> str:
    sign = "<" if said.less_than is not None else "<="
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    return f"{said.version} {sign} {upper}"


def _between(scheme: Scheme, status: Status, said: VersionStatement, about: Bounds) -> Claim | None:
    upper = ((said.less_than if said.less_than is not None else said.less_than_or_equal) or "").strip()
    whole_line = _ALL_OF_LINE.match(upper)
    open_above = upper == "*" or says_everything(upper)
    after = _NEXT_OF.fullmatch(said.version.strip())
    low = _lower(scheme, after["version"] if after else said.version)
    edition = about.edition or scheme.edition_named(said.version)
    text = _wording(said)
    if says_nothing(upper):
        return None
    if open_above and low is None:
        return Claim(status, text, train=about.train, edition=edition)
    bounds = Bounds(
        low=low,
        high=None if open_above else whole_line["line"] if whole_line else upper,
        low_included=after is None,
        high_included=said.less_than is None or whole_line is not None,
        train=about.train,
        edition=edition,
    )
    if whole_line and not scheme.has_trains:
        return _to_end_of_line(scheme, status, text, replace(bounds, high=None), whole_line["line"])
    return claim_of(scheme, status, text, bounds)


def _to_end_of_line(scheme: Scheme, status: Status, text: str, bounds: Bounds, line: str) -> Claim | None:
    """Read "up to 5.4.*" as everything that begins with 5.4, since no single version stands there."""
    span = scheme.line_of(line)
    claim = claim_of(scheme, status, text, bounds) if bounds.low else Claim(status, text, edition=bounds.edition)
    if span is None or claim is None or (claim.low is not None and claim.low >= span[1]):
        return None
    return replace(claim, high=span[1], line=span)


def _lower(scheme: Scheme, version: str) -> str | None:
    """Return the lower bound, None from the start; a wording such as "9.18.0 and below" has none."""
    bare = version.strip()
    if _FROM_THE_START.fullmatch(bare.lower()):
        return None
    if scheme.parse(bare) is None and not re.search(r"[1-9]", bare):
        return None
    first = _first_listed(scheme, bare)
    whole_line = _ALL_OF_LINE.match(first)
    return whole_line["line"] if whole_line else first


def _first_listed(scheme: Scheme, text: str) -> str:
    """Return the lowest of several lines: the 11.x.x of "12.x.x, 11.x.x", less than 12.5.1."""
    listed = [(read.low, part) for part in _LISTED.split(text) if (read := scheme.parse(part))]
    return min(listed)[1] if len(listed) > 1 and len(listed) == len(_LISTED.split(text)) else text


def _say_changes(draft: SpeechDraft, said: VersionStatement, about: Bounds) -> None:
    """Split the stretch where a change switches the status; each change holds within its own maintenance line.

    The highest change also holds for everything above its line, since no later line is named. A change that is no
    version leaves the stretch as it is: a hotfix is recognised by the updates that a device states.
    """
    scheme = draft.scheme
    for change in said.changes:
        draft.patches |= patches_in(change.at)
    whole = _between(scheme, _STATUS[said.status], said, about)
    read = [
        (version, change.status) for change in said.changes if (version := scheme.parse(change.at, about.edition or ""))
    ]
    if whole is None:
        draft.unread.append(_wording(said))
        return
    switches = sorted((version.low, version.text, status) for version, status in read)
    ends = [scheme.line_end(text) if n < len(switches) - 1 else None for n, (_, text, _) in enumerate(switches)]
    cuts = sorted({key for key, _, _ in switches} | {end for end in ends if end is not None})
    cuts = [cut for cut in cuts if (whole.low is None or whole.low < cut) and (whole.high is None or cut < whole.high)]
    for low, high in zip([whole.low, *cuts], [*cuts, whole.high], strict=True):
        holding = [
            (text, status)
            for (key, text, status), end in zip(switches, ends, strict=True)
            if low is not None and key <= low and (end is None or low < end)
        ]
        piece = replace(whole, low=low, high=high, lone=whole.lone and low is None)
        if holding:
            text, status = holding[-1]
            meant = Status.FIXED if status is CveStatus.UNAFFECTED else _STATUS[status]
            piece = replace(piece, status=meant, text=f"{status} at {text}")
        draft.add(piece, piece.text)


def _cpe_speech(match: CpeMatch, scheme: Scheme) -> Speech:
    cpe = read_cpe(match.criteria)
    draft = SpeechDraft(scheme)
    if cpe is None:
        return Speech(scheme, unread=(match.criteria,))
    edition = (scheme.edition_named(cpe.edition) or ("-" if cpe.edition == "-" else None)) if cpe.edition else None
    draft.place = place_of([cpe.system] if cpe.system else [])
    low = match.start_including or match.start_excluding
    high = match.end_including or match.end_excluding
    if low or high:
        signs = (
            (">=", match.start_including),
            (">", match.start_excluding),
            ("<=", match.end_including),
            ("<", match.end_excluding),
        )
        text = " ".join(f"{sign} {bound}" for sign, bound in signs if bound)
        bounds = Bounds(low, high, match.start_excluding is None, match.end_including is not None, None, edition)
        draft.add(claim_of(scheme, Status.AFFECTED, text, bounds), text)
    elif cpe.version:
        draft.add(exact_claim(scheme, Status.AFFECTED, cpe.version, cpe.version, edition), cpe.version)
    else:
        draft.add(Claim(Status.AFFECTED, match.criteria, edition=edition), match.criteria)
    return draft.speech()
