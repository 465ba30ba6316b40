"""Readers of the environment: typed, with the place in the error, and deaf to nothing that begins with DIJKWACHT_."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from dijkwacht.kernel.errors import DijkwachtError

PREFIX = "DIJKWACHT_"
KNOWN = frozenset(
    {
        "DIJKWACHT_API_PER_MINUTE",
        "DIJKWACHT_HOOK_NETWORKS",
        "DIJKWACHT_DATABASE_POOL",
        "DIJKWACHT_DATABASE_ROLE",
        "DIJKWACHT_DEBUG",
        "DIJKWACHT_DEMO",
        "DIJKWACHT_EVIDENCE_GIB",
        "DIJKWACHT_EVIDENCE_S3",
        "DIJKWACHT_EVIDENCE_S3_KEY",
        "DIJKWACHT_LOG_LEVEL",
        "DIJKWACHT_MAIL_FROM",
        "DIJKWACHT_MAIL_URL",
        "DIJKWACHT_PHONE",
        "DIJKWACHT_OIDC_CLIENT",
        "DIJKWACHT_OIDC_NAME",
        "DIJKWACHT_OIDC_SECRET",
        "DIJKWACHT_OIDC_URL",
        "DIJKWACHT_PROBE_NETWORKS",
        "DIJKWACHT_PROBE_PLACE",
        "DIJKWACHT_PROBE_SIDE",
        "DIJKWACHT_PROVIDER_CA",
        "DIJKWACHT_PROVIDER_NETWORKS",
        "DIJKWACHT_PROXIES",
        "DIJKWACHT_SECOND_FACTOR",
        "DIJKWACHT_SECRET_KEY",
        "DIJKWACHT_STATE",
        "DIJKWACHT_WITNESS_FILE",
        "DIJKWACHT_WITNESS_MAIL",
    }
)
"""Every setting of our own; a secret may also be given as a file, by the same name with _FILE behind it."""

SECRETS = frozenset(
    {
        "DIJKWACHT_EVIDENCE_S3_KEY",
        "DIJKWACHT_OIDC_SECRET",
        "DIJKWACHT_SECRET_KEY",
        "DIJKWACHT_MAIL_URL",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
    }
)
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


class WrongSetting(DijkwachtError):  # noqa: N818 - the name people read
    """A setting cannot be used."""

    number = "dijkwacht.E007"


def unknown(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that begin with DIJKWACHT_ and mean nothing to us, sorted: a typing error must not pass."""
    meant = KNOWN | {f"{name}_FILE" for name in SECRETS}
    return tuple(sorted(name for name in environment if name.startswith(PREFIX) and name not in meant))


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """Raise WrongSetting when a DIJKWACHT_ name means nothing to us."""
    if strangers := unknown(environment):
        raise WrongSetting(
            "this setting does not exist",
            place=", ".join(strangers),
            expected=f"one of {', '.join(sorted(KNOWN))}",
            remedy="correct the spelling or take it out of the environment",
        )


def text(environment: Mapping[str, str], name: str, default: str = "") -> str:
    """Return the value of `name`, or the default where it is absent."""
    return environment.get(name, default)


def flag(environment: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Return yes or no. Raises WrongSetting for anything else."""
    if name not in environment:
        return default
    value = environment[name].strip().lower()
    if value not in YES | NO:
        raise WrongSetting("neither yes nor no", place=name, expected="1 or 0", remedy="correct the value")
    return value in YES


def number(environment: Mapping[str, str], name: str, *, default: int) -> int:
    """Return a whole number above zero. Raises WrongSetting for anything else."""
    value = environment.get(name, str(default)).strip()
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise WrongSetting("not a number above zero", place=name, expected="such as 600", remedy="correct the value")
    return int(value)


def choice(environment: Mapping[str, str], name: str, *, allowed: tuple[str, ...]) -> str:
    """Return one of `allowed`; the first where the name is absent. Raises WrongSetting for another value."""
    value = environment.get(name, allowed[0])
    if value not in allowed:
        raise WrongSetting("not a possible value", place=name, expected=" or ".join(allowed), remedy="correct it")
    return value


def secret(environment: Mapping[str, str], name: str, default: str = "") -> str:
    """Return a secret from `name`, or from the file that `name`_FILE points at, without the line end.

    Raises WrongSetting when both are given or the file cannot be read.
    """
    given, path = environment.get(name), environment.get(f"{name}_FILE")
    if given is not None and path is not None:
        raise WrongSetting("given twice", place=f"{name}, {name}_FILE", remedy="keep one of the two")
    if path is None:
        return default if given is None else given
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as wrong:
        raise WrongSetting(
            f"{path} cannot be read ({wrong.strerror})", place=f"{name}_FILE", remedy="give a file that we may read"
        ) from wrong


def whole(url: str, parts: Mapping[str, object], *, tls: bool) -> None:
    """Raise WrongSetting where single sign-on is configured by half, or over plain HTTP on an installation with TLS."""
    place = "DIJKWACHT_OIDC_URL"
    missing = sorted(name for name, value in parts.items() if not value)
    if url and missing:
        raise WrongSetting("single sign-on is configured by half", place=", ".join(missing), remedy="give these too")
    if url and tls and not url.startswith("https://"):
        raise WrongSetting("passwords would travel in the open", place=place, expected="an address with https://")


def bucket(url: str, key: str) -> dict[str, str]:
    """Return where a bucket is, from `https://KEY-ID@HOST/BUCKET/PREFIX?region=REGION`; empty where none is given.

    Raises WrongSetting for an address without bucket or key, and for plain HTTP to another machine.
    """
    if not url:
        return {}
    place, parts = "DIJKWACHT_EVIDENCE_S3", urlsplit(url)
    name, _, prefix = parts.path.strip("/").partition("/")
    if parts.scheme not in {"https", "http"} or not (parts.hostname and name and parts.username and key):
        raise WrongSetting(
            "not the address of a bucket",
            place=place,
            expected="https://KEY-ID@HOST/BUCKET/PREFIX?region=REGION, and the secret in DIJKWACHT_EVIDENCE_S3_KEY",
        )
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise WrongSetting("the bucket's keys would travel in the open", place=place, expected="https://")
    return {
        "endpoint": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "bucket": name,
        "prefix": prefix,
        "region": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "key": unquote(parts.username),
        "secret": key,
    }


def database(url: str, *, pool: bool) -> dict[str, object]:
    """Return Django's entry for a PostgreSQL address (socket folders go in as ?host=/folder)."""
    parts = dict(conninfo_to_dict(url))
    entry: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "dijkwacht"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "ATOMIC_REQUESTS": False,
        "CONN_HEALTH_CHECKS": True,
    }
    options: dict[str, object] = {key: value for key, value in parts.items() if value is not None}
    if pool:
        options["pool"] = {"min_size": 0, "max_size": 8, "timeout": 5}
    return entry | {"OPTIONS": options}
