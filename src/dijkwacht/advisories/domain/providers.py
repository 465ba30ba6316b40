"""A provider of advisories: what it says of itself, what it lists, and when a document of it is refused (CSAF 7).

Order of trust: the digest and the signature are judged before a document is read at all. A trusted provider's document
without a good signature is refused, also where only the key could not be fetched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dijkwacht.kernel.errors import Refused, Unreadable
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


class ProviderRole(StrEnum):
    """What a provider promises of its documents (CSAF 2.0 and 2.1, 7.2)."""

    PUBLISHER = "csaf_publisher"
    PROVIDER = "csaf_provider"
    TRUSTED = "csaf_trusted_provider"


ROLE_WORDS: Mapping[ProviderRole, Text] = {
    ProviderRole.PUBLISHER: Text("uitgever", "publisher"),
    ProviderRole.PROVIDER: Text("aanbieder", "provider"),
    ProviderRole.TRUSTED: Text("vertrouwde aanbieder (ondertekent alles)", "trusted provider (signs everything)"),
}


class DocumentState(StrEnum):
    """What became of a document that a provider lists."""

    TAKEN = "taken"
    KNOWN = "known"
    WAITING = "waiting"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    UNFETCHED = "unfetched"


DOCUMENT_WORDS: Mapping[DocumentState, Text] = {
    DocumentState.TAKEN: Text("opgenomen", "taken in"),
    DocumentState.KNOWN: Text("was er al", "was here already"),
    DocumentState.WAITING: Text("wordt nog gelezen", "still being read"),
    DocumentState.QUARANTINED: Text("onleesbaar, apart gehouden", "unreadable, kept apart"),
    DocumentState.REFUSED: Text("geweigerd", "refused"),
    DocumentState.UNFETCHED: Text("niet opgehaald", "not fetched"),
}
TRIED_AGAIN = frozenset({DocumentState.UNFETCHED, DocumentState.REFUSED})
"""What the next run tries again although the provider does not say that it changed."""


class Unfetched(Unreadable):
    """This address gave nothing that can be used.

    `missing` says that the other side answered plainly that nothing is there (404, 410).
    """

    def __init__(
        self, message: str, *, place: str, expected: str = "", remedy: str = "", missing: bool = False
    ) -> None:
        """Keep whether it was a plain "not here"."""
        super().__init__(message, place=place, expected=expected, remedy=remedy)
        self.missing = missing


class WrongProvider(Unreadable):
    """This is no provider's metadata that can be used."""


class ChangedProvider(Refused):
    """The provider shows other keys, or a lesser role, than it did when it was added."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by its fingerprint (lower-case hexadecimal) and where it lies."""

    fingerprint: str
    url: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One ROLIE feed and the label of what it lists."""

    url: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says of itself; addresses as written, feeds before directories."""

    url: str
    name: str
    role: ProviderRole
    keys: tuple[PublicKey, ...] = ()
    feeds: tuple[Feed, ...] = ()
    directories: tuple[str, ...] = ()

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Return the fingerprints, sorted."""
        return tuple(sorted({key.fingerprint for key in self.keys}))


@dataclass(frozen=True, slots=True)
class Listed:
    """One document as listed: where it lies, when it changed as written, and where its digests and signature lie."""

    url: str
    updated: str = ""
    sha256: str = ""
    sha512: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or directory lists, and everything in it that departs from the standard, in words."""

    documents: tuple[Listed, ...]
    deviations: tuple[str, ...] = field(default=())


class DigestState(StrEnum):
    """What the published digest says of the bytes that came."""

    EQUAL = "equal"
    DIFFERENT = "different"
    ABSENT = "absent"


class SignatureState(StrEnum):
    """What the published signature says of the bytes that came."""

    GOOD = "good"
    BAD = "bad"
    ABSENT = "absent"


def accepted(role: ProviderRole, digest: DigestState, signature: SignatureState) -> Verdict:
    """Answer "yes" or "no" whether a document may be read at all, with the reasons (CSAF 7.1.18 to 7.1.20).

    A wrong digest or a bad signature is a no from anybody; what is absent is a no from a trusted provider only.
    """
    reasons = []
    if digest is DigestState.DIFFERENT:
        text = Text("de controlesom is een andere dan gepubliceerd", "the digest is another one than published")
        reasons.append(Reason("digest-different", text))
    if signature is SignatureState.BAD:
        text = Text("de ondertekening klopt niet", "the signature is not good")
        reasons.append(Reason("signature-bad", text))
    if role is ProviderRole.TRUSTED and digest is DigestState.ABSENT:
        text = Text("een vertrouwde aanbieder zonder controlesom", "a trusted provider without a digest")
        reasons.append(Reason("digest-absent", text))
    if role is ProviderRole.TRUSTED and signature is SignatureState.ABSENT:
        text = Text("een vertrouwde aanbieder zonder ondertekening", "a trusted provider without a signature")
        reasons.append(Reason("signature-absent", text))
    return Verdict("no", tuple(reasons)) if reasons else Verdict("yes")


_RANK = tuple(ProviderRole)


def unchanged(role: ProviderRole, fingerprints: Iterable[str], found: Metadata) -> None:
    """Let a provider pass that shows the keys and the role it was added with, or a higher role.

    Raises ChangedProvider otherwise: the desk compares the fingerprints over another channel and confirms them.
    """
    if _RANK.index(found.role) < _RANK.index(role):
        raise ChangedProvider(
            f"the provider now calls itself {found.role}, it was added as {role}",
            place=found.url,
            remedy="ask the provider over another channel, then confirm its new metadata",
        )
    if set(fingerprints) != set(found.fingerprints):
        raise ChangedProvider(
            "the provider shows other keys than before",
            place=found.url,
            expected=", ".join(sorted(fingerprints)) or "no key",
            remedy=f"compare {', '.join(found.fingerprints) or 'no key'} over another channel, then confirm",
        )
