"""Rows of this room as plain values."""

from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import Permission, Target
from dijkwacht.verification.models import ProbePermission, ProbeTarget


def target_of(row: ProbeTarget) -> Target:
    """Return the address of a registered target."""
    return Target(row.scheme, row.host, row.port, row.fingerprint)


def permission_of(row: ProbePermission) -> Permission:
    """Return a permission as the rules want it."""
    methods = frozenset(Method(name) for name in row.methods)
    return Permission(row.public_id, methods, row.since, row.until, row.every_hours, row.revoked_at)
