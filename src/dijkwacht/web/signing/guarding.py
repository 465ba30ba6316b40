"""Before anything else: a password of one's own, and for a desk a second factor where that is set."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dijkwacht.kernel.looking import viewer_of
from dijkwacht.organisations.selectors import acting_for


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send people of a desk without a second factor to where they set one up, where DIJKWACHT_SECOND_FACTOR=require.

    Otherwise every page reminds them (base.html). The account's own pages and the language stay open.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        viewer = viewer_of(request)
        if (
            settings.SECOND_FACTOR != "require"
            or _open_to_all(request)
            or acting_for(viewer).second_factor is not False
        ):
            return get_response(request)
        messages.warning(request, _("Your role needs a second factor: set one up first."))
        return redirect("mfa_index")

    return middleware


def own_password(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send who signed in with a password that was given by telephone to where they choose their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _open_to_all(request) or getattr(request.user, "password_given_at", None) is None:
            return get_response(request)
        messages.warning(request, _("Somebody else has heard this password: choose your own first."))
        return redirect("account_change_password")

    return middleware


def _open_to_all(request: HttpRequest) -> bool:
    return request.path.startswith((reverse("mfa_index").rsplit("2fa", 1)[0], "/static/", "/language/"))
