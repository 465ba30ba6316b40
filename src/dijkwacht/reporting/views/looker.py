"""Who looks and as of when: what every view of this room starts with."""

from django.http import HttpRequest

from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.kernel.asof import NOW, AsOf
from dijkwacht.kernel.errors import Unreadable


class WrongForm(Unreadable):
    """This form was not made by its page."""


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the viewer that the middleware found, the public where there is none."""
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


def asof_of(request: HttpRequest) -> AsOf:
    """Return the moment that the address asks for."""
    asof: AsOf = getattr(request, "asof", NOW)
    return asof
