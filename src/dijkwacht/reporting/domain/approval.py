"""Who must approve a document before it leaves, by office, with deputies; nothing leaves unapproved (S2.22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Signature:
    """One office of a chain: its words, who may sign for it and who may as its deputy."""

    office: str
    words: Text
    by: tuple[Role, ...]
    deputies: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that was given."""

    office: str
    account: UUID | None
    deputy: bool = False


SECRETARY = Signature("secretary", Text("gemeentesecretaris", "town clerk"), (Role.DIRECTOR,), (Role.CLERK,))
MAYOR = Signature("mayor", Text("burgemeester", "mayor"), (Role.DIRECTOR,), (Role.CLERK,))
DIRECTOR = Signature("director", Text("bestuurder", "director"), (Role.DIRECTOR,), (Role.CLERK, Role.SPOKESPERSON))

CHAINS: Mapping[str, tuple[Signature, ...]] = {"municipality": (SECRETARY, MAYOR)}
"""The chain per kind of organisation where it has none of its own: a municipality's letter is signed by two (S2.22)."""

OFFICES: Mapping[str, Signature] = {one.office: one for one in (SECRETARY, MAYOR, DIRECTOR)}


def default_chain(kinds: Iterable[str]) -> tuple[Signature, ...]:
    """Return the chain of an organisation of these kinds."""
    return next((CHAINS[kind] for kind in kinds if kind in CHAINS), (DIRECTOR,))


def chain_of(offices: Iterable[str]) -> tuple[Signature, ...]:
    """Return the chain for the offices that an organisation set; words that are no office are left out."""
    return tuple(OFFICES[office] for office in offices if office in OFFICES)


def missing(chain: Iterable[Signature], given: Iterable[Approved]) -> tuple[Signature, ...]:
    """Return the offices of the chain that have not approved yet, in order."""
    done = {one.office for one in given}
    return tuple(one for one in chain if one.office not in done)


def may_approve(
    chain: Iterable[Signature], given: Iterable[Approved], office: str, account: UUID | None, roles: Iterable[Role]
) -> Verdict:
    """Answer "yes", "deputy", "not-in-chain", "already", "no-role" or "same-person" for an approval as `office`.

    Two offices are two people: who approved as one does not approve as another.
    """
    held, listed = frozenset(roles), list(given)
    signature = next((one for one in chain if one.office == office), None)
    if signature is None:
        return _no("not-in-chain", "dit ambt tekent dit stuk niet", "this office does not sign this document")
    if any(one.office == office for one in listed):
        return _no("already", "dit ambt heeft al goedgekeurd", "this office has approved already")
    if account is not None and any(one.account == account for one in listed):
        return _no("same-person", "u hebt al voor een ander ambt getekend", "you signed for another office already")
    if held & set(signature.by):
        return Verdict("yes", (Reason("office", signature.words),))
    if held & set(signature.deputies):
        text = Text(f"plaatsvervangend {signature.words.nl}", f"deputy {signature.words.en}")
        return Verdict("deputy", (Reason("deputy", text),))
    return _no("no-role", "u tekent niet voor dit ambt", "you do not sign for this office")


def may_send(chain: Iterable[Signature], given: Iterable[Approved], *, sent: bool = False) -> Verdict:
    """Answer "yes", "unapproved" or "sent": no document leaves before its whole chain approved this version."""
    if sent:
        return _no("sent", "deze versie is al verzonden", "this version was sent already")
    waiting = missing(chain, given)
    if not waiting:
        return Verdict("yes")
    return Verdict(
        "unapproved",
        tuple(Reason(one.office, Text(f"wacht op: {one.words.nl}", f"waits for: {one.words.en}")) for one in waiting),
    )


def _no(answer: str, nl: str, en: str) -> Verdict:
    return Verdict(answer, (Reason(answer, Text(nl, en)),))
