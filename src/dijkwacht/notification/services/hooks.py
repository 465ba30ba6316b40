"""Set up messages to another program about new entries, and send them in order, as far as the owner may see them."""

import json
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.domain.kinds import KINDS
from dijkwacht.journal.engine.sealed_text import MESSAGES, NotSealedHere, open_text, seal_text
from dijkwacht.journal.selectors import entries_after, last_position
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.notification.domain.hooks import gives_up, require_address, signature, wait_after
from dijkwacht.notification.models import HookRow
from dijkwacht.notification.ports import Hooks
from dijkwacht.organisations.selectors import token_holds, viewer_for
from dijkwacht.organisations.services import write_to_account

AT_ONCE = 50
LONGEST_RUN = 45.0  # seconds that one run may hold its row
MOST = 10
_log = structlog.get_logger("dijkwacht.notification")


class UnknownKind(Refused):
    """There is no entry kind of this name."""


class TooManyHooks(Refused):
    """An account sets up at most ten of these."""


@dataclass(frozen=True, slots=True)
class NewHook:
    """What was set up, and the secret with which messages are signed: it is shown this once."""

    id: UUID
    secret: str


@one_transaction
def add_hook(  # noqa: PLR0913 - for whom, where to, about what
    *, account: UUID, token: UUID, url: str, kinds: Iterable[str], with_values: bool, at: datetime
) -> NewHook:
    """Send messages to `url` about entries recorded from now on, of these kinds (none: all), while the token holds.

    `with_values`: whether the entry goes along, or only its id, kind and link. Raises NoHookAddress, UnknownKind,
    TooManyHooks. Plain http is taken only where the operator allows networks that are not public.
    """
    require_address(url, plain=bool(settings.HOOK_NETWORKS))
    chosen = sorted(set(kinds))
    if unknown := [kind for kind in chosen if kind not in KINDS]:
        raise UnknownKind(place="kinds", expected=f"entry kinds; not {', '.join(unknown)}")
    if HookRow.objects.filter(account=account, stopped_at__isnull=True).count() >= MOST:
        raise TooManyHooks
    secret = secrets.token_urlsafe(32)
    row = HookRow.objects.create(
        account=account,
        token=token,
        url=url,
        secret=seal_text(settings.SECRET_KEY, MESSAGES, secret),
        kinds=chosen,
        with_values=with_values,
        position=last_position(),
        try_at=at,
        made_at=at,
    )
    return NewHook(row.public_id, secret)


@one_transaction
def drop_hook(*, account: UUID, hook: UUID) -> None:
    """Send no more messages and forget where to; raises NotFound for anybody else's."""
    if not HookRow.objects.filter(public_id=hook, account=account).delete()[0]:
        raise NotFound


@one_transaction
def resume_hook(*, account: UUID, token: UUID, hook: UUID, at: datetime) -> None:
    """Begin again where it stopped, by this token; raises NotFound for anybody else's."""
    again = {"stopped_at": None, "failures": 0, "try_at": at, "token": token, "said": ""}
    if not HookRow.objects.filter(public_id=hook, account=account).update(**again):
        raise NotFound


def deliver(*, hook: UUID, hooks: Hooks, at: datetime) -> int:
    """Send what is new, in order, one message an entry, and return how many were taken.

    What the owner may see is asked now, not when the entry was recorded; a message that was taken is not sent again,
    one whose answer was lost may be. The first that is not taken ends the run: it is tried again later, and after
    twelve failures nothing is sent any more and the owner is told. The row is held meanwhile, so that two workers
    never send out of order.
    """
    with transaction.atomic():
        row = (
            HookRow.objects.select_for_update(skip_locked=True).filter(public_id=hook, stopped_at__isnull=True).first()
        )
        if row is None:
            return 0
        if not token_holds(row.token, at):
            _stop(row, "the token does not hold any more", at)
            return 0
        try:
            secret = open_text(settings.SECRET_KEY, MESSAGES, row.secret)
        except NotSealedHere:
            _stop(row, "what signs these messages was sealed by another secret key: set them up again", at)
            return 0
        taken = _send_news(row, secret, hooks, at)
        row.save()
        return taken


def _send_news(row: HookRow, secret: str, hooks: Hooks, at: datetime) -> int:
    newest, began = last_position(), time.monotonic()
    found = entries_after(viewer_for(row.account, at), row.position, kinds=row.kinds or None, limit=AT_ONCE)
    for number, entry in enumerate(found):
        body = json.dumps(_message(row, entry), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Dijkwacht",
            "Dijkwacht-Delivery": str(entry.id),
            "Dijkwacht-Signature": signature(secret, at, body),
        }
        reply = hooks.post(row.url, body, headers)
        row.said = reply.said
        if not reply.taken:
            row.failures += 1
            row.try_at = at + wait_after(row.failures)
            if gives_up(row.failures):
                _stop(row, reply.said, at)
            return number
        row.failures, row.sent_at, row.position = 0, at, entry.position or row.position
        if time.monotonic() - began > LONGEST_RUN:
            return number + 1
    if len(found) < AT_ONCE:
        row.position = max(row.position, newest)
    return len(found)


def _message(row: HookRow, entry: Entry) -> dict[str, object]:
    message: dict[str, object] = {
        "id": str(entry.id),
        "kind": entry.kind,
        "position": entry.position,
        "recorded_at": entry.recorded_at.isoformat(),
        "link": f"{settings.PUBLIC_URL}/api/v1/record/{entry.id}",
    }
    if row.with_values:
        message["case"] = str(entry.case) if entry.case else None
        message["response"] = str(entry.response) if entry.response else None
        message["organisation"] = str(entry.organisation) if entry.organisation else None
        message["label"] = str(entry.label)
        message["payload"] = dict(entry.payload)
    return message


def _stop(row: HookRow, why: str, at: datetime) -> None:
    row.stopped_at, row.said = at, why[:300]
    row.save()
    _log.warning("hook.stopped", hook=str(row.public_id), failures=row.failures)
    write_to_account(
        account=row.account,
        subject="Dijkwacht: berichten aan een programma zijn gestopt / messages to a program have stopped",
        text=(
            f"Berichten aan {row.url} worden niet meer verstuurd ({row.said}). Hervat ze met uw programma, of trek de"
            f" sleutel in.\n\nMessages to {row.url} are no longer sent ({row.said}). Resume them with your program, or"
            " revoke the token."
        ),
    )
