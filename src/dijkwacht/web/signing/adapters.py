"""How allauth works here: nobody signs up, nothing needs mail, single sign-on links to accounts that exist."""

import base64
import secrets
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from requests import RequestException

from dijkwacht.journal.engine.sealed_text import SECOND_FACTOR, NotSealedHere, open_text, seal_text
from dijkwacht.organisations.domain.words import SignInHow
from dijkwacht.organisations.services import mark_sign_in, marks_to_tell
from dijkwacht.web.signing.refusing import REFUSED, UNREACHABLE, sign_in_page

_log = structlog.get_logger("dijkwacht.web")
CODES = Authenticator.Type.RECOVERY_CODES


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Local sign-in: the use of a recovery code is recorded, and told at the next sign-in; dead mail stops nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth hands it over
        """Accounts are given out by owners and desks; nobody makes one for himself."""
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:  # noqa: ANN401 - allauth's own
        """Tell of codes used since the last sign-in, record that one was used now."""
        now = timezone.now()
        for at, left in marks_to_tell(account=user.public_id, at=now):
            words = _("Somebody signed in to this account with a printed recovery code on %(at)s; %(left)s were left.")
            told = {"at": date_format(timezone.localtime(at), "j F Y, H:i"), "left": left}
            messages.warning(request, words % told + " " + _("If that was not you, make new codes and tell your desk."))
        records = get_authentication_records(request, user)
        if any(record.get("method") == "mfa" and record.get("type") == CODES for record in records):
            left = _codes_left(user)
            mark_sign_in(account=user.public_id, how=SignInHow.RECOVERY_CODE, at=now, left=left)
            _log.warning("signed in with a recovery code", account=str(user.public_id), left=left)
            words = _("You signed in with a recovery code: cross it out. %(left)s are left.") % {"left": left}
            messages.warning(request, words)
        answer: HttpResponse = super().post_login(request, user, **more)
        return answer

    def set_password(self, user: Any, password: str) -> None:  # noqa: ANN401 - an Account
        """Set the password that somebody chose; one given by telephone is spent with it."""
        user.password_given_at = None
        super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail where the mail server takes it; where it is dead, say so and go on (REQUIREMENTS 1, S4.7)."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as wrong:
            _log.warning("mail not sent", why=type(wrong).__name__)
            if self.request is not None:
                words = _("Mail does not work now: ask your desk by telephone for a new password.")
                messages.warning(self.request, words)


def _codes_left(user: Any) -> int:  # noqa: ANN401 - an Account, whose model views may not import
    codes = Authenticator.objects.filter(user=user, type=CODES).first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Seeds of apps and of printed codes lie sealed: who reads the database or a backup cannot make codes from it."""

    def encrypt(self, text: str) -> str:
        """Return the seed sealed by this installation's secret key."""
        return seal_text(settings.SECRET_KEY, SECOND_FACTOR, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the seed; one that this installation did not seal becomes a random one, which no code fits."""
        try:
            return open_text(settings.SECRET_KEY, SECOND_FACTOR, encrypted_text)
        except NotSealedHere as wrong:
            _log.warning("a second factor cannot be opened", why=wrong.remedy)
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Single sign-on opens an account that exists and has this verified address, and no other."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 - allauth's own
        """Nobody signs up, by no way."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401 - allauth's own
        """Link what the provider says to the account of that verified address; refuse everybody else."""
        if sociallogin.is_existing:
            return
        verified = [one.email.strip().lower() for one in sociallogin.email_addresses if one.verified is True]
        account = get_user_model().objects.filter(email__in=verified, is_active=True).first()
        if account is None:
            raise ImmediateHttpResponse(redirect(sign_in_page(request, REFUSED)))
        sociallogin.connect(request, account)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # noqa: ANN401, ARG002 - allauth's own
        error: Any = None,  # noqa: ANN401 - allauth's own
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ANN401, ARG002 - allauth's own
    ) -> None:
        """Send back to the sign-in page, which offers the local way and says what went wrong."""
        why = UNREACHABLE if isinstance(exception, RequestException) else REFUSED
        _log.warning("single sign-on failed", why=type(exception).__name__ if exception else str(error))
        raise ImmediateHttpResponse(redirect(sign_in_page(request, why)))
