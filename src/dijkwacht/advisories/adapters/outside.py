"""What fetching from providers reaches the world with, as this installation is set up."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from dijkwacht.advisories.adapters.signatures import OpenPgp
from dijkwacht.advisories.adapters.web import WHOLE_SECONDS, HttpsWeb
from dijkwacht.advisories.ports import Outside
from dijkwacht.kernel.reach import read_networks


@contextmanager
def outside(whole_seconds: float = WHOLE_SECONDS) -> Iterator[Outside]:
    """Give the web, and the judge of signatures; `whole_seconds` bounds each single fetch."""
    allowed, authority = (
        read_networks(settings.PROVIDER_NETWORKS, "DIJKWACHT_PROVIDER_NETWORKS"),
        settings.PROVIDER_CA or None,
    )
    with HttpsWeb(allowed, authority=authority, whole_seconds=whole_seconds) as web:
        yield Outside(web, OpenPgp())
