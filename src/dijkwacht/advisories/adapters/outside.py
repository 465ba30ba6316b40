"""What fetching from providers reaches the world with, as this installation is set up."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from django.conf import settings

from dijkwacht.advisories.adapters.signatures import OpenPgp
from dijkwacht.advisories.adapters.web import WHOLE_SECONDS, HttpsWeb, Network
from dijkwacht.advisories.ports import Outside
from dijkwacht.kernel.errors import Unreadable


class WrongNetwork(Unreadable):
    """A network in DIJKWACHT_PROVIDER_NETWORKS cannot be read."""


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list such as "10.1.0.0/16, fd00::/8". Raises WrongNetwork."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise WrongNetwork(
            str(error), place="DIJKWACHT_PROVIDER_NETWORKS", expected="networks, separated by commas"
        ) from error


@contextmanager
def outside(whole_seconds: float = WHOLE_SECONDS) -> Iterator[Outside]:
    """Give the web, and the judge of signatures; `whole_seconds` bounds each single fetch."""
    allowed, authority = networks(settings.PROVIDER_NETWORKS), settings.PROVIDER_CA or None
    with HttpsWeb(allowed, authority=authority, whole_seconds=whole_seconds) as web:
        yield Outside(web, OpenPgp())
