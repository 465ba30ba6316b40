"""What we reach for outside: the mail server."""

from collections.abc import Iterator
from contextlib import suppress
from smtplib import SMTPException

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.mail import get_connection

from dijkwacht.web.checks.findings import Look, remark

PATIENCE = 5


def mail() -> Iterator[CheckMessage]:
    """W027, W028: connect, agree on TLS and sign in as for a real mail; none is sent."""
    if not hasattr(settings, "EMAIL_HOST_USER") or "smtp" not in settings.EMAIL_BACKEND:
        yield remark(27, "No mail is sent: it becomes files in STATE/mail.", "Set DIJKWACHT_MAIL_URL_FILE.")
        return
    server = get_connection(timeout=PATIENCE)
    try:
        server.open()
    except (SMTPException, OSError) as wrong:
        where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        found = f"The mail server {where} does not take us ({type(wrong).__name__})."
        yield remark(28, found, "Correct DIJKWACHT_MAIL_URL or the server; until then tell people by telephone.")
    finally:
        with suppress(SMTPException, OSError):
            server.close()


TOLD = (Look(28, "The mail server takes us.", mail),)
