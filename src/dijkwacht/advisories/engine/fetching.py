"""Finding a provider, what it lists, and one document with its digest and signature judged first.

The order of the standard (CSAF 7.3): the well-known address, then security.txt, then the DNS name; ROLIE before a
directory. What reaches outside is handed in (`ports.Web`, `ports.Signatures`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dijkwacht.advisories.domain.providers import (
    DigestState,
    Feed,
    Listed,
    Listing,
    Metadata,
    ProviderRole,
    SignatureState,
    Unfetched,
    WrongProvider,
    accepted,
)
from dijkwacht.advisories.engine.loading import LARGEST
from dijkwacht.advisories.engine.providing import (
    read_changes,
    read_digest,
    read_feed,
    read_index,
    read_metadata,
    read_security_txt,
)
from dijkwacht.advisories.ports import Signatures, Web
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.verdict import Verdict

SMALL = 1024 * 1024
LISTING = 64 * 1024 * 1024
OPEN_LABELS = frozenset({None, Label.CLEAR, Label.GREEN})


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a document with the verdict on its digest and signature; nothing in them was read yet."""

    content: bytes
    verdict: Verdict


def locate(web: Web, address: str) -> Metadata:
    """Return the metadata of a provider by the address of its metadata, or by a bare domain.

    Raises Unfetched where nothing answers, WrongProvider where what answers is no provider's metadata.
    """
    address = address.strip()
    if "/" in address:
        return read_metadata(web.get(address, SMALL), address)
    tried: list[str] = []
    for url in _places(web, address, tried):
        try:
            return read_metadata(web.get(url, SMALL), url)
        except (Unfetched, WrongProvider) as error:
            tried.append(str(error))
    raise Unfetched(
        "no provider was found under this name",
        place=address,
        expected="metadata at the well-known address, in security.txt or under the DNS name",
        remedy=" / ".join(tried)[:1000],
    )


def _places(web: Web, domain: str, tried: list[str]) -> Iterator[str]:
    yield f"https://{domain}/.well-known/csaf/provider-metadata.json"
    try:
        yield from read_security_txt(web.get(f"https://{domain}/.well-known/security.txt", SMALL))[:5]
    except Unfetched as error:
        tried.append(str(error))
    yield f"https://csaf.data.security.{domain}/"


def keys_of(web: Web, signatures: Signatures, metadata: Metadata) -> tuple[bytes, ...]:
    """Return the provider's public keys, each with the fingerprint that the metadata promises.

    Raises Unfetched where a trusted provider's key cannot be had, WrongProvider where it is another one.
    """
    keys = []
    for key in metadata.keys:
        try:
            content = web.get(key.url, SMALL)
        except Unfetched:
            if metadata.role is ProviderRole.TRUSTED:
                raise
            continue
        if signatures.fingerprint(content) != key.fingerprint:
            raise WrongProvider(
                "the key is another one than the metadata promises",
                place=key.url,
                expected=key.fingerprint,
                remedy="ask the provider over another channel",
            )
        keys.append(content)
    if metadata.role is ProviderRole.TRUSTED and not keys:
        raise WrongProvider(
            "a trusted provider without a key", place=metadata.url, expected="public_openpgp_keys", remedy="ask them"
        )
    return tuple(keys)


def listing(web: Web, metadata: Metadata) -> Listing:
    """Return everything the provider lists, oldest change first; what could not be read is told, not raised.

    Raises Unfetched only where nothing at all could be read.
    """
    documents: dict[str, Listed] = {}
    deviations: list[str] = []
    readable = 0
    if metadata.feeds:
        for feed in metadata.feeds:
            readable += _read_feed(web, feed, documents, deviations)
    if not readable:
        for directory in metadata.directories:
            readable += _read_directory(web, directory, documents, deviations)
    if not readable:
        raise Unfetched("nothing that it lists could be read", place=metadata.url, remedy=" / ".join(deviations)[:1000])
    ordered = sorted(documents.values(), key=lambda one: (one.updated, one.url))
    return Listing(tuple(ordered), tuple(deviations))


def _read_feed(web: Web, feed: Feed, documents: dict[str, Listed], deviations: list[str]) -> int:
    if feed.label not in OPEN_LABELS:
        deviations.append(f"{feed.url}: labelled {feed.label}; feeds that ask for a sign-in are not fetched")
        return 0
    try:
        found = read_feed(web.get(feed.url, LISTING), feed.url)
    except (Unfetched, WrongProvider) as error:
        deviations.append(str(error))
        return 0
    documents.update((one.url, one) for one in found.documents)
    deviations += [f"{feed.url} {complaint}" for complaint in found.deviations]
    return 1


def _read_directory(web: Web, directory: str, documents: dict[str, Listed], deviations: list[str]) -> int:
    for name, read in (("changes.csv", read_changes), ("index.txt", read_index)):
        url = f"{directory.rstrip('/')}/{name}"
        try:
            found = read(web.get(url, LISTING), directory)
        except Unfetched as error:
            deviations.append(str(error))
            continue
        documents.update((one.url, one) for one in found.documents)
        deviations += [f"{directory} {complaint}" for complaint in found.deviations]
        if read is read_index:
            deviations.append(f"{url}: tells no times of change, so a document that changes later is not noticed")
        return 1
    return 0


def fetch_document(
    web: Web, signatures: Signatures, listed: Listed, role: ProviderRole, keys: Sequence[bytes]
) -> Fetched:
    """Return one document with the verdict on its digest and signature. Raises Unfetched."""
    content = web.get(listed.url, LARGEST)
    digest = _digest(web, listed, content)
    signature = _signature(web, signatures, listed, content, keys)
    return Fetched(content, accepted(role, digest, signature))


def _digest(web: Web, listed: Listed, content: bytes) -> DigestState:
    for url, algorithm in ((listed.sha512, "sha512"), (listed.sha256, "sha256")):
        if not url:
            continue
        try:
            published = read_digest(web.get(url, SMALL))
        except Unfetched as error:
            if error.missing:
                continue
            raise
        same = published == hashlib.new(algorithm, content).hexdigest()
        return DigestState.EQUAL if same else DigestState.DIFFERENT
    return DigestState.ABSENT


def _signature(
    web: Web, signatures: Signatures, listed: Listed, content: bytes, keys: Sequence[bytes]
) -> SignatureState:
    if not listed.signature or not keys:
        return SignatureState.ABSENT
    try:
        signature = web.get(listed.signature, SMALL)
    except Unfetched as error:
        if error.missing:
            return SignatureState.ABSENT
        raise
    return SignatureState.GOOD if signatures.good(content, signature, keys) else SignatureState.BAD
