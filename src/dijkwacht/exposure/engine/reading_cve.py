"""What a CVE record says of product versions, as speeches."""

from dataclasses import replace

from dijkwacht.advisories.engine.values import Affected, CpeMatch, CveStatus, Document, VersionStatement, Vulnerability
from dijkwacht.exposure.engine.claims import Bounds, Claim, Speech, SpeechDraft, Status, claim_of, exact_claim
from dijkwacht.exposure.engine.products import Directory, read_cpe
from dijkwacht.exposure.engine.ranges import looks_like_range, read_range, says_everything, says_nothing
from dijkwacht.exposure.engine.reading_csaf import range_claim, train_in
from dijkwacht.exposure.engine.schemes import Scheme, Schemes

_STATUS = {
    CveStatus.AFFECTED: Status.AFFECTED,
    CveStatus.UNAFFECTED: Status.NOT_AFFECTED,
    CveStatus.UNKNOWN: Status.UNKNOWN,
}
_FROM_THE_START = frozenset({"0", "", "unspecified", "n/a", "*", "-", "0.0", "0.0.0", "any", "all", "none"})


def cve_speeches(document: Document, flaw: Vulnerability, directory: Directory, schemes: Schemes) -> dict[str, Speech]:
    """Return what the record says of each product; nothing for a rejected record or a product "n/a"."""
    if document.status.upper() == "REJECTED":
        return {}
    found: dict[str, Speech] = {}
    own_defaults: dict[str, Status | None] = {}
    for block in flaw.affected:
        product = directory.of_source(block.vendor, block.product or block.package, block.cpes)
        if not product:
            continue
        speech = _block(block, schemes.for_product(product))
        if block.by == "cna":
            own_defaults[product] = found[product].joined(speech).otherwise if product in found else speech.otherwise
        elif product in own_defaults:
            speech = replace(speech, otherwise=None)
        found[product] = found[product].joined(speech) if product in found else speech
    for match in flaw.cpe_matches:
        cpe = read_cpe(match.criteria)
        if cpe is None or not match.vulnerable:
            continue
        product = directory.of_source("", "", (match.criteria,))
        speech = _cpe_speech(match, schemes.for_product(product))
        found[product] = found[product].joined(speech) if product in found else speech
    return found


def _block(block: Affected, scheme: Scheme) -> Speech:
    draft = SpeechDraft(scheme, otherwise=_STATUS[block.default_status])
    name = f"{block.product} {block.package}"
    about = Bounds(train=train_in(scheme, name), edition=scheme.edition_named(name))
    if not block.versions and block.default_status is not CveStatus.UNKNOWN:
        draft.claims.append(Claim(_STATUS[block.default_status], "defaultStatus", edition=about.edition))
    for statement in block.versions:
        _say(draft, scheme, statement, about)
    return draft.speech()


def _say(draft: SpeechDraft, scheme: Scheme, said: VersionStatement, about: Bounds) -> None:
    status = _STATUS[said.status]
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    if said.changes:
        _say_changes(draft, scheme, said, about)
    elif upper is not None:
        text = _wording(said)
        draft.add(_between(scheme, status, said, about), text)
    elif says_everything(said.version):
        draft.claims.append(Claim(status, said.version, train=about.train, edition=about.edition))
    elif says_nothing(said.version):
        draft.unread.append(said.version or "version")
    elif looks_like_range(said.version):
        stretches = read_range(said.version)
        if stretches is None:
            draft.unread.append(said.version)
        for stretch in stretches or ():
            draft.add(range_claim(scheme, status, said.version, stretch, about), said.version)
    else:
        draft.add(_single(scheme, status, said.version, about), said.version)


def _single(scheme: Scheme, status: Status, version: str, about: Bounds) -> Claim | None:
    claim = exact_claim(scheme, status, version, version, about.edition)
    if claim is None and about.train:
        return exact_claim(scheme, status, version, f"{about.train}-{version}", about.edition)
    return claim


def _wording(said: VersionStatement) -> str:
    sign = "<" if said.less_than is not None else "<="
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    return f"{said.version} {sign} {upper}"


def _between(scheme: Scheme, status: Status, said: VersionStatement, about: Bounds) -> Claim | None:
    upper = said.less_than if said.less_than is not None else said.less_than_or_equal
    open_above = upper is None or upper.strip() == "*"
    open_below = said.version.strip().lower() in _FROM_THE_START
    edition = about.edition or scheme.edition_named(said.version)
    text = _wording(said)
    if open_above and open_below:
        return Claim(status, text, train=about.train, edition=edition)
    bounds = Bounds(
        low=None if open_below else said.version,
        high=None if open_above else upper,
        high_included=said.less_than is None,
        train=about.train,
        edition=edition,
    )
    return claim_of(scheme, status, text, bounds)


def _say_changes(draft: SpeechDraft, scheme: Scheme, said: VersionStatement, about: Bounds) -> None:
    """Split the stretch where a change switches the status; each change holds within its own maintenance line.

    The highest change also holds for everything above its line, since no later line is named.
    """
    whole = _between(scheme, _STATUS[said.status], said, about)
    starts = [(scheme.parse(change.at), change) for change in said.changes]
    if whole is None or any(version is None for version, _ in starts):
        draft.unread.append(_wording(said))
        return
    switches = sorted((version.low, version.text, change.status) for version, change in starts if version is not None)
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
        draft.claims.append(piece)


def _cpe_speech(match: CpeMatch, scheme: Scheme) -> Speech:
    cpe = read_cpe(match.criteria)
    if cpe is None:
        return Speech(unread=(match.criteria,))
    draft = SpeechDraft(scheme)
    edition = (scheme.edition_named(cpe.edition) or ("-" if cpe.edition == "-" else None)) if cpe.edition else None
    low = match.start_including or match.start_excluding
    high = match.end_including or match.end_excluding
    if low or high:
        words = [
            f">= {match.start_including}" if match.start_including else "",
            f"> {match.start_excluding}" if match.start_excluding else "",
        ]
        words += [
            f"<= {match.end_including}" if match.end_including else "",
            f"< {match.end_excluding}" if match.end_excluding else "",
        ]
        text = " ".join(word for word in words if word)
        bounds = Bounds(low, high, match.start_excluding is None, match.end_including is not None, None, edition)
        draft.add(claim_of(scheme, Status.AFFECTED, text, bounds), text)
    elif cpe.version:
        draft.add(exact_claim(scheme, Status.AFFECTED, cpe.version, cpe.version, edition), cpe.version)
    else:
        draft.claims.append(Claim(Status.AFFECTED, match.criteria, edition=edition))
    return draft.speech()
