"""Tokens of the API: whose one is, and the list of an account's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.kernel.operation import Scope
from dijkwacht.organisations.domain.tokens import digest_of
from dijkwacht.organisations.models import Token


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """A token as its owner sees it; the text itself is nowhere."""

    id: UUID
    account: UUID
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    holds: bool


def token_for(text: str, at: datetime) -> TokenSeen | None:
    """Return the token that this text is, as long as it holds at `at`; None for every other text.

    A token ends with its term, by being revoked, and with its account.
    """
    digest = digest_of(text)
    if digest is None:
        return None
    row = Token.objects.select_related("account").filter(digest=digest, account__is_active=True).first()
    seen = _seen(row, at) if row else None
    return seen if seen and seen.holds else None


def token_holds(token: UUID, at: datetime) -> bool:
    """Return whether the token with this public id holds at `at`."""
    row = Token.objects.select_related("account").filter(public_id=token, account__is_active=True).first()
    return row is not None and _seen(row, at).holds


def tokens_of(account: UUID, at: datetime) -> tuple[TokenSeen, ...]:
    """Return the tokens of an account, newest first; for its owner and for the command line."""
    rows = Token.objects.select_related("account").filter(account__public_id=account).order_by("-created_at", "-pk")
    return tuple(_seen(row, at) for row in rows)


def _seen(row: Token, at: datetime) -> TokenSeen:
    return TokenSeen(
        row.public_id,
        row.account.public_id,
        row.name,
        tuple(Scope(scope) for scope in row.scopes),
        row.created_at,
        row.ends_at,
        row.used_at,
        row.revoked_at,
        row.revoked_at is None and row.ends_at > at,
    )
