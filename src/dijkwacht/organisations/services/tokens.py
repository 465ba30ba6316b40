"""Give out and take back tokens of the API, and answer a request that is sent twice only once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.domain.tokens import digest_of, ends_at, new_token
from dijkwacht.organisations.models import Account, KeptAnswer, Token

MOST = 20
USED_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=7)


class TooManyTokens(Refused):
    """An account holds at most twenty tokens that have not ended."""


class AnotherRequest(Refused):
    """This Idempotency-Key was used for another request."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once, and its public id."""

    id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept: status, the headers that matter, the body's text."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


@one_transaction
def make_token(
    *, account: UUID, name: str, scopes: Iterable[Scope], at: datetime, until: datetime | None = None
) -> NewToken:
    """Make a token and return its text, which is kept nowhere; it ends after 90 days, at the latest after a year.

    Raises NotFound for an account that does not exist or was switched off, TooManyTokens, Refused without a scope.
    """
    owner = Account.objects.select_for_update().filter(public_id=account, is_active=True).first()
    if owner is None:
        raise NotFound
    chosen = sorted({str(scope) for scope in scopes})
    if not chosen:
        raise Refused("a token needs a scope", place="scopes", expected="at least one")
    if until is not None and until <= at:
        raise Refused("this lies in the past", place="until", expected="a day that is still to come")
    if Token.objects.filter(account=owner, revoked_at__isnull=True, ends_at__gt=at).count() >= MOST:
        raise TooManyTokens(remedy="revoke one that is no longer used")
    text = new_token()
    row = Token.objects.create(
        account=owner,
        name=name.strip(),
        digest=digest_of(text) or "",
        scopes=chosen,
        created_at=at,
        ends_at=ends_at(until, at),
    )
    return NewToken(row.public_id, text)


@one_transaction
def revoke_token(*, account: UUID, token: UUID, at: datetime) -> None:
    """Let a token of this account end now; once more changes nothing. Raises NotFound for anybody else's."""
    rows = Token.objects.filter(public_id=token, account__public_id=account)
    if not rows.exists():
        raise NotFound
    rows.filter(revoked_at__isnull=True).update(revoked_at=at)


def note_use(*, token: UUID, at: datetime) -> None:
    """Keep when a token was last used, to the minute: most looks then write nothing."""
    stale = Q(used_at__isnull=True) | Q(used_at__lt=at - USED_EVERY)
    Token.objects.filter(stale, public_id=token).update(used_at=at)


@one_transaction
def answer_once(*, token: UUID, key: str, request: str, at: datetime, work: Callable[[], Kept]) -> Kept:
    """Do `work` and keep its answer under `key`, or return the answer that is kept; one transaction with the work.

    Who comes second with the same key waits for the first. A fault keeps nothing, so that the key may be used again.
    `request`: digest of what was asked; raises AnotherRequest where it differs from the one that is kept.
    """
    owner = Token.objects.get(public_id=token)
    row, new = KeptAnswer.objects.get_or_create(token=owner, key=key, defaults={"request": request, "kept_at": at})
    if not new:
        if row.request != request:
            raise AnotherRequest(place="Idempotency-Key", remedy="take a new key for a new request")
        return Kept(row.status, row.body, row.headers)
    kept = work()
    row.status, row.body, row.headers = kept.status, kept.body, dict(kept.headers)
    row.save(update_fields=["status", "body", "headers"])
    return kept


@one_transaction
def in_one(*, work: Callable[[], Kept]) -> Kept:
    """Do all of `work` in one transaction: a request that calls several services is done whole or not at all."""
    return work()


def forget_answers(*, at: datetime) -> int:
    """Forget the answers that were kept for more than seven days; return how many."""
    return KeptAnswer.objects.filter(kept_at__lt=at - KEPT_FOR).delete()[0]
