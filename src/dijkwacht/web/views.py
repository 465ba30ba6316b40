"""The first page, and the pages for what goes wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dijkwacht.kernel.looking import viewer_of
from dijkwacht.web.context import home_of, url_or_empty


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send a viewer to where their work begins; the public gets a plain welcome."""
    viewer = viewer_of(request)
    if viewer.account is None:
        return render(request, "dijkwacht/home.html", {"recorded_url": url_or_empty("recorded")})
    address = home_of(viewer)
    return redirect(address) if address else render(request, "dijkwacht/no_role.html")
