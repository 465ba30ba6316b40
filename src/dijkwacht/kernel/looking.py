"""Who looks, and as of which moment: what web's middleware hangs on a request, for the views of every room."""

from dijkwacht.kernel.actor import PUBLIC, Viewer
from dijkwacht.kernel.asof import NOW, AsOf


def viewer_of(request: object) -> Viewer:
    """Return `request.viewer`; the public where the middleware set nobody."""
    viewer: Viewer = getattr(request, "viewer", PUBLIC)
    return viewer


def asof_of(request: object) -> AsOf:
    """Return `request.asof`, the moment the address asks for; now where it asks for none."""
    asof: AsOf = getattr(request, "asof", NOW)
    return asof
