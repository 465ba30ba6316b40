"""Who asks, seen past the proxies that are counted."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """Return the address of the client as the outermost counted proxy saw it (DIJKWACHT_PROXIES).

    What a stranger writes into X-Forwarded-For himself stands before that and is not believed; without a counted proxy
    the header means nothing.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if 0 < proxies <= len(forwarded):
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
