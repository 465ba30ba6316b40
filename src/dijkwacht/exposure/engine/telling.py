"""What is told of an installed thing without saying which: the same for every system of which the same is told."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.kernel.verdict import Reason


@dataclass(frozen=True)
class Told:
    """An answer apart from the system it is about. In `considered` row None is the row that decided."""

    product: str
    verdict: Exposure
    reasons: tuple[Reason, ...]
    range: str
    advisory: str
    advisory_version: str
    considered: tuple[tuple[int | None, str, Exposure], ...]

    @cached_property
    def word(self) -> str:
        """Return the verdict as it is written."""
        return self.verdict.value

    @cached_property
    def columns(self) -> Mapping[str, object]:
        """Return it as plain values, as it is stored."""
        return {
            "product_id": self.product,
            "verdict": self.verdict.value,
            "reasons": [{"code": one.code, "nl": one.text.nl, "en": one.text.en} for one in self.reasons],
            "range": self.range,
            "advisory": self.advisory,
            "advisory_version": self.advisory_version,
            "considered": [
                {"row": row, "advisory": advisory, "verdict": verdict.value}
                for row, advisory, verdict in self.considered
            ],
        }

    @cached_property
    def digest(self) -> str:
        """Return what tells it from every other answer."""
        return digest_of(self.columns)

    @cached_property
    def same(self) -> int:
        """Return what an answer must share with another one to be no change; see `same_of`."""
        return same_of(self.columns)


class Card(tuple[tuple[str, Told], ...]):  # noqa: SLOT001 - what is worked out of it is kept with it
    """Answers that are told together, by vulnerability; each vulnerability once."""

    @cached_property
    def digest(self) -> str:
        """Return what tells it from every other card."""
        return card_digest((flaw, told.digest) for flaw, told in self)

    @cached_property
    def same(self) -> frozenset[tuple[str, int]]:
        """Return what a card must share with another one to be no change."""
        return frozenset((flaw, told.same) for flaw, told in self)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many answers there are of each verdict."""
        return Counter(told.word for _, told in self)


def card_digest(lines: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 over the lines of a card: vulnerabilities with the digests of their answers, in any order."""
    return hashlib.sha256("\n".join(sorted(f"{flaw}\t{digest}" for flaw, digest in lines)).encode()).hexdigest()


def digest_of(columns: Mapping[str, object]) -> str:
    """Return the SHA-256 over all columns of an answer."""
    return hashlib.sha256(_text(columns, sorted(columns))).hexdigest()


def same_of(columns: Mapping[str, object]) -> int:
    """Return 64 bits over what makes an answer another one: neither the product's id nor the advisory's version.

    A new revision that says the same is no change (CSAF 2.1, clause 13).
    """
    told = hashlib.sha256(_text(columns, ("verdict", "reasons", "range", "advisory", "considered"))).digest()
    return int.from_bytes(told[:8], "big", signed=True)


def _text(columns: Mapping[str, object], names: Iterable[str]) -> bytes:
    told = [columns[name] for name in names]
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
