"""The settings, and whether they agree with each other."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Debug

from dijkwacht.web import environment
from dijkwacht.web.checks.findings import PREFIX, Look, problem, remark

SHORTEST_KEY = 50
OTHERS = frozenset({"PUBLIC_URL"})


def secret_key() -> Iterator[CheckMessage]:
    """E008, W017."""
    remedy = "Set DIJKWACHT_SECRET_KEY_FILE to a file with 50 random characters."
    if settings.SECRET_KEY == "unset":  # noqa: S105 - the word for having none
        yield problem(8, "There is no secret key.", remedy)
    elif len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield remark(17, f"The secret key has only {len(settings.SECRET_KEY)} characters.", remedy)


def transport() -> Iterator[CheckMessage]:
    """W018, W019, W020: address, TLS and proxies agree."""
    public = urlsplit(settings.PUBLIC_URL)
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if public.scheme == "https" and not proxies:
        found = "PUBLIC_URL says https, but no proxy is counted: requests look unencrypted to us, and signing in fails."
        yield remark(18, found, "Set DIJKWACHT_PROXIES to the number of proxies in front, usually 1.")
    if public.scheme != "https" and not _loopback(public.hostname or ""):
        found = f"PUBLIC_URL is {public.scheme}: passwords and the record would travel in the open."
        yield remark(19, found, "Put a proxy with a certificate in front, and say https in PUBLIC_URL.")
    if public.scheme != "https" and proxies:
        found = "A proxy is counted, but PUBLIC_URL does not say https."
        yield remark(20, found, "Give PUBLIC_URL as people type it; without a proxy set DIJKWACHT_PROXIES to 0.")


def nothing_for_play() -> Iterator[CheckMessage]:
    """W021, W022: no error pages with values, no accounts whose passwords are shown, where others can come."""
    if _loopback(urlsplit(settings.PUBLIC_URL).hostname or ""):
        return
    if settings.DEBUG:
        yield remark(21, "DIJKWACHT_DEBUG shows code and values to whoever causes an error.", "Take it away.")
    if settings.DEMO:
        yield remark(22, "DIJKWACHT_DEMO marks every page as an exercise.", "Take it away where it is none.")


def given() -> Iterator[CheckMessage]:
    """Say how each setting stands; a value that cannot be has stopped us before this (E007). Secrets are not shown."""
    for name in sorted(environment.KNOWN | environment.SECRETS | OTHERS):
        yield Debug(f"{name}: {_standing(name)}", id=f"{PREFIX}.007")


def _standing(name: str) -> str:
    if f"{name}_FILE" in os.environ:
        return f"from the file {os.environ[f'{name}_FILE']}"
    if name not in os.environ:
        return "default"
    return "given" if name in environment.SECRETS else f"given, {os.environ[name]}"


def witness() -> Iterator[CheckMessage]:
    """W023: a witness that lies beside the record witnesses nothing."""
    file, state = Path(settings.WITNESS_FILE).absolute(), Path(settings.STATE_DIR).absolute()
    if file.is_relative_to(state) and not settings.WITNESS_MAIL:
        found = "The day's tree head goes to a file beside the record only: who owns this machine can change both."
        yield remark(23, found, "Set DIJKWACHT_WITNESS_MAIL or DIJKWACHT_WITNESS_FILE to a place out of its reach.")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


BEFORE_SERVING = (Look(8, "Sessions and tokens have a key of this installation's own.", secret_key),)
TOLD = (
    Look(7, "Every setting can be read.", given),
    Look(18, "PUBLIC_URL, TLS and proxies agree.", transport),
    Look(21, "Nothing meant for play is on where others can come.", nothing_for_play),
    Look(23, "The day's tree head goes to a witness elsewhere.", witness),
)
