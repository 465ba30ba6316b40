"""A desk sees more than its own organisation: it is reminded of a second factor, and made to have one where set."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.organisations.selectors import acting_for


def second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send people of a desk without a second factor to where they set one up, where DIJKWACHT_SECOND_FACTOR=require.

    Otherwise every page reminds them (base.html). The account's own pages and the language stay open.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        viewer: Viewer = getattr(request, "viewer", PUBLIC)
        open_to_all = request.path.startswith((reverse("mfa_index").rsplit("2fa", 1)[0], "/static/", "/language/"))
        if settings.SECOND_FACTOR != "require" or open_to_all or acting_for(viewer).second_factor is not False:
            return get_response(request)
        messages.warning(request, _("Your role needs a second factor: set one up first."))
        return redirect("mfa_index")

    return middleware
