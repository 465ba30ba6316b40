"""Begin single sign-on; a provider that is not there is said within seconds, with the local way beside it."""

import structlog
from allauth.socialaccount.providers.openid_connect.views import login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from requests import RequestException

from dijkwacht.web.signing.refusing import UNREACHABLE, sign_in_page

_log = structlog.get_logger("dijkwacht.web")


@require_http_methods(["GET", "POST"])
def single_sign_on(request: HttpRequest) -> HttpResponseBase:
    """Go to the provider; where it does not answer in settings.SOCIALACCOUNT_REQUESTS_TIMEOUT s, back to sign-in.

    What it answers without sense (no JSON, no address to go to) counts as no answer.
    """
    if not settings.OIDC_URL:
        raise Http404
    try:
        answer: HttpResponseBase = login(request, provider_id=settings.OIDC_ID)
    except (RequestException, ValueError, KeyError) as wrong:
        _log.warning("single sign-on failed", why=type(wrong).__name__)
        return redirect(sign_in_page(request, UNREACHABLE))
    return answer
