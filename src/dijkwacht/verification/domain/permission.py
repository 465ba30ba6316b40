"""Who may be checked: registered targets of an organisation's own, with the owner's permission, within limits.

What is decided here is decided before anything is sent: not even a name is looked up for a target that is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from uuid import UUID

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.reach import Network, lies_in, may_reach, plain_address
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict
from dijkwacht.kernel.window import Moment
from dijkwacht.verification.domain.methods import METHOD_WORDS, Method

BETWEEN = timedelta(minutes=2)
PER_DAY = 48
DAY = timedelta(days=1)
TOGETHER, STRETCH = 30, timedelta(minutes=5)
LONGEST_PERMISSION = timedelta(days=366)
EVERY_HOURS = (0, 6, 24, 168)
"""How often a check is repeated by itself, in hours; 0 is never."""

HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
WRITTEN = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>\[[^\[\]/@?#\s]+\]|[^\[\]/@?#:\s]+)(?::(?P<port>\d{1,5}))?/?", re.IGNORECASE
)


class NotATarget(Unreadable):
    """This is no address that can be checked."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address: https or http, a host name or an IP address, a port.

    `fingerprint`: SHA-256 of the certificate that has to be there, for certificates that no public authority signed.
    """

    scheme: str
    host: str
    port: int
    fingerprint: str = ""

    @property
    def name(self) -> str:
        """Return the address as people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Permission:
    """The owner's permission for one target, as recorded: what, until when, how often, whether taken back."""

    reference: UUID
    methods: frozenset[Method]
    since: datetime
    until: datetime
    every_hours: int = 0
    revoked: datetime | None = None


def read_target(text: str, fingerprint: str = "") -> Target:
    """Read "https://host:port", "host" or "host:port"; https and its port where nothing is said.

    Raises NotATarget for a path, a user name, a port out of range, a name that is none, a fingerprint that is none.
    """
    written = text.strip()
    found = WRITTEN.fullmatch(f"[{written}]" if is_address(written) and ":" in written else written)
    if found is None:
        raise _not_a_target(written)
    scheme = (found["scheme"] or "https").lower()
    port = int(found["port"] or {"https": 443, "http": 80}[scheme])
    if not 0 < port < 65536:  # noqa: PLR2004 - as TCP counts ports
        raise _not_a_target(written)
    host = found["host"].strip("[]").rstrip(".").lower()
    if not is_address(host):
        host = _ascii(host, written)
    return Target(scheme, host, port, read_fingerprint(fingerprint))


def read_fingerprint(text: str) -> str:
    """Read the SHA-256 of a certificate, with or without colons; "" for none. Raises NotATarget for anything else."""
    digest = text.replace(":", "").replace(" ", "").lower()
    if digest and not FINGERPRINT.fullmatch(digest):
        raise NotATarget(
            "this is no fingerprint", place="fingerprint", expected="SHA-256 of the certificate: 64 hexadecimal digits"
        )
    return digest


def _not_a_target(written: str) -> NotATarget:
    return NotATarget(place=written[:80], expected="a host, host:port or https://host:port, without a path")


def _ascii(host: str, written: str) -> str:
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _not_a_target(written) from error
    if not HOST_NAME.fullmatch(plain) or plain.rsplit(".", 1)[-1].isdigit():
        raise _not_a_target(written)
    return plain


def is_address(host: str) -> bool:
    """Return whether this is an IP address, and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def address_allowed(address: str, networks: Sequence[Network]) -> Verdict:
    """Answer "yes" or "no" whether packets may go to this address: a public one, or one in the networks of this place.

    A name of the owner's that leads to an inner or local address is refused, so that nobody looks through our eyes
    into a network that is not theirs to look into.
    """
    if lies_in(address, networks):
        return Verdict("yes", (Reason("own-network", Text("een netwerk van deze plek", "a network of this place")),))
    if may_reach(address, networks):
        return Verdict("yes", (Reason("public", Text("een openbaar adres", "a public address")),))
    found = plain_address(address)
    text = Text(f"{found} is geen openbaar adres", f"{found} is not a public address")
    return Verdict("no", (Reason("address", text),))


def may_check(
    permission: Permission | None, methods: Sequence[Method], at: datetime, *, withdrawn: datetime | None = None
) -> Verdict:
    """Answer "yes" or "no" whether a registered target may be asked these things at `at`, with every reason for no."""
    if withdrawn is not None and withdrawn <= at:
        return _no("withdrawn", Text("dit doel is niet meer geregistreerd", "this target is no longer registered"))
    if permission is None:
        return _no("no-permission", Text("de eigenaar gaf geen toestemming", "the owner gave no permission"))
    if permission.revoked is not None and permission.revoked <= at:
        return _no("revoked", Text("de eigenaar trok de toestemming in", "the owner took the permission back"))
    if not permission.since <= at < permission.until:
        when = Moment(permission.until).day.isoformat()
        return _no("expired", Text(f"de toestemming gold tot {when}", f"the permission held until {when}"))
    missing = [method for method in methods if method not in permission.methods]
    if missing or not methods:
        nl = ", ".join(METHOD_WORDS[one].nl for one in missing) or "niets"
        en = ", ".join(METHOD_WORDS[one].en for one in missing) or "nothing"
        return _no("not-permitted", Text(f"niet toegestaan: {nl}", f"not permitted: {en}"))
    text = Text(f"toestemming {permission.reference}", f"permission {permission.reference}")
    return Verdict("yes", (Reason("permitted", text),))


def within_rate(of_target: Sequence[datetime], of_all: Sequence[datetime], at: datetime) -> Verdict:
    """Answer "yes" or "no" whether one more check may start: per target and over all of this place.

    The moments at which earlier checks started, in any order.
    """
    if any(at - started < BETWEEN for started in of_target):
        minutes = BETWEEN // timedelta(minutes=1)
        return _no("too-soon", Text(f"hoogstens eens per {minutes} minuten", f"at most once in {minutes} minutes"))
    if sum(at - started < DAY for started in of_target) >= PER_DAY:
        return _no("too-often", Text(f"hoogstens {PER_DAY} keer per etmaal", f"at most {PER_DAY} times in 24 hours"))
    if sum(at - started < STRETCH for started in of_all) >= TOGETHER:
        return _no("busy", Text("deze plek controleert nu al genoeg", "this place is already checking enough"))
    return Verdict("yes")


def next_due(permission: Permission, last: datetime | None) -> datetime | None:
    """Return when the next repeated check is due; None where none is wanted or the permission ends before it.

    The term varies by up to a tenth either way, by the permission, so that checks neither come together nor at a
    fixed hour.
    """
    if not permission.every_hours or permission.revoked is not None:
        return None
    spread = (permission.reference.int % 2001 - 1000) / 10_000
    due = (last or permission.since) + timedelta(hours=permission.every_hours) * (1 + spread)
    return due if due < permission.until else None


def worth_an_entry(now: Sequence[tuple[str, str]], before: Sequence[tuple[str, str]] | None, age: timedelta) -> bool:
    """Return whether a repeated check goes into the record: something changed, or the last entry is a day old.

    Both are (method, outcome) pairs. A check that a person asked for always does.
    """
    return before is None or sorted(now) != sorted(before) or age >= DAY - BETWEEN


def _no(code: str, text: Text) -> Verdict:
    return Verdict("no", (Reason(code, text),))
