"""Who asked to remove what from the record; and where somebody signs in again whom another provider signs in."""

import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.wording import ROLES
from dijkwacht.organisations.models import EntryRemovalAsk


@dataclass(frozen=True, slots=True)
class RemovalAsked:
    """A removal that was asked for and waits for another person; `parts` as in the service that asks."""

    id: int
    parts: tuple[str, ...]
    ground: str
    account: UUID
    role: str
    at: datetime

    @property
    def by_said(self) -> Text:
        """Return which office asked."""
        return ROLES[Role(self.role)]


def removal_asked(entry: UUID) -> RemovalAsked | None:
    """Return what is asked to remove from an entry now, None where nothing is; for who may remove there."""
    row = EntryRemovalAsk.objects.filter(entry=entry, ended_at__isnull=True).first()
    if row is None:
        return None
    return RemovalAsked(row.pk, tuple(row.parts), row.ground, row.asked_by, row.asked_role, row.asked_at)


def sign_in_again(request: HttpRequest) -> str | None:
    """Return the address at which a person whom the provider signs in does so again; None where that is not needed.

    It is needed where he has neither password nor second factor here and signed in longer ago than
    ACCOUNT_REAUTHENTICATION_TIMEOUT. Whoever has one of these is asked for it by allauth instead.
    """
    if not settings.OIDC_URL or get_adapter().get_reauthentication_methods(request.user):
        return None
    times = [one["at"] for one in get_authentication_records(request, request.user)]
    if times and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT:
        return None
    asked = {"auth_params": "prompt=login", "next": request.get_full_path()}
    return f"{reverse('single_sign_on')}?{urlencode(asked)}"
