"""Whether an issuer's statement that opening is safe again holds: for this build, at this moment, not revoked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment

SameOrNewer = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class ReopeningAdvice:
    """One version of an issuer's reopening advice, bound to `builds`; `revoked` is None while it stands (S1.13).

    Empty `builds`: the source speaks of "these updates" without naming one; `condition` then says which it means.
    """

    issuer: str
    version: str
    builds: tuple[str, ...]
    advised: Moment
    condition: str = ""
    revoked: Moment | None = None
    because: str = ""
    entry: UUID | None = None
    revoking_entry: UUID | None = None

    def stands_at(self, at: datetime) -> bool:
        """Return whether it was given by `at` and not yet taken back."""
        return self.advised.earliest <= at and not (self.revoked and self.revoked.earliest <= at)


def reopening_holds(
    advice: Iterable[ReopeningAdvice],
    build: str | None,
    at: datetime,
    *,
    same_or_newer: SameOrNewer | None = None,
) -> Verdict:
    """Return whether reopening advice covers the installed `build` at `at`.

    `holds`; `build-not-recorded` (advice stands, nobody wrote down which build runs); `builds-not-named` (it stands,
    but the issuer named no build to compare with); `other-build`; `revoked`; `not-recorded` (no advice by then). Of
    each issuer only the newest version given by `at` counts, even where it is revoked: an older one never revives.
    `same_or_newer(installed, named)` compares builds where the caller owns a version scheme; without it only the very
    build that is named counts.
    """
    newest = _newest(advice, at)
    if not newest:
        return Verdict("not-recorded", (Reason("no-reopening-advice", _NONE),))
    standing = [item for item in newest if item.stands_at(at)]
    if not standing:
        return Verdict("revoked", tuple(_revoked(item) for item in newest))
    if not build:
        return Verdict("build-not-recorded", tuple(_given(item, "build-not-recorded", _NO_BUILD) for item in standing))
    for item in standing:
        if any(_covers(build, named, same_or_newer) for named in item.builds):
            return Verdict("holds", (_given(item, "build-covered", _condition(item)),))
    unnamed = [item for item in standing if not item.builds]
    if unnamed:
        reasons = tuple(_given(item, "builds-not-named", _condition(item, _NO_NAMES)) for item in unnamed)
        return Verdict("builds-not-named", reasons)
    return Verdict("other-build", tuple(_given(item, "other-build", _other(build, item)) for item in standing))


def _newest(advice: Iterable[ReopeningAdvice], at: datetime) -> list[ReopeningAdvice]:
    by_issuer: dict[str, ReopeningAdvice] = {}
    for item in sorted(advice, key=lambda item: item.advised.earliest):
        if item.advised.earliest <= at:
            by_issuer[item.issuer] = item
    return list(by_issuer.values())


def _covers(installed: str, named: str, same_or_newer: SameOrNewer | None) -> bool:
    if installed.strip().casefold() == named.strip().casefold():
        return True
    return bool(same_or_newer and same_or_newer(installed, named))


_NONE = Text("er is geen heropeningsadvies vastgelegd", "no reopening advice is recorded")
_NO_BUILD = Text("welke versie draait is niet vastgelegd", "which build runs is not recorded")


_NAMED = Text("de versie is genoemd", "the build is named")
_NO_NAMES = Text("er is geen versie genoemd", "no build is named")


def _condition(item: ReopeningAdvice, lead: Text = _NAMED) -> Text:
    if not item.condition:
        return lead
    return Text(f"{lead.nl}; voorwaarde: {item.condition}", f"{lead.en}; condition: {item.condition}")


def _other(build: str, item: ReopeningAdvice) -> Text:
    named = ", ".join(item.builds)
    return Text(f"{build} valt niet onder {named}", f"{build} is not among {named}")


def _given(item: ReopeningAdvice, code: str, text: Text) -> Reason:
    when = item.advised.text()
    return Reason(
        code,
        Text(
            f"{item.issuer}, versie {item.version} van {when}: {text.nl}",
            f"{item.issuer}, version {item.version} of {when}: {text.en}",
        ),
        (item.entry,) if item.entry else (),
    )


def _revoked(item: ReopeningAdvice) -> Reason:
    when = item.revoked.text() if item.revoked else ""
    tail = f": {item.because}" if item.because else ""
    return Reason(
        "revoked",
        Text(
            f"{item.issuer} trok versie {item.version} in op {when}{tail}",
            f"{item.issuer} revoked version {item.version} on {when}{tail}",
        ),
        (item.revoking_entry,) if item.revoking_entry else (),
    )
