"""A permission that travels to another place as a file, and what a check there answers with.

The file keeps honest people from mistakes: it says what may be asked of whom until when. It is not signed, and proves
nothing to the address that is asked; the record of the instance that wrote it does.
"""

from collections.abc import Mapping

from dijkwacht.kernel.errors import Unreadable
from dijkwacht.kernel.identifiers import read_id
from dijkwacht.kernel.window import NotAMoment, minute, read_moment
from dijkwacht.verification.domain.methods import Method
from dijkwacht.verification.domain.permission import Permission, Target, read_target
from dijkwacht.verification.domain.running import FORMAT, Handed, written

PERMIT = "dijkwacht-permission-1"


class NotAPermit(Unreadable):
    """This file holds no permission."""


def permit_written(target: Target, permission: Permission, contact: str) -> dict[str, object]:
    """Return a permission as JSON values, for `dijkwacht probe elsewhere`."""
    return {
        "format": PERMIT,
        "target": target.name,
        "fingerprint": target.fingerprint,
        "permission": str(permission.reference),
        "methods": sorted(method.value for method in permission.methods),
        "since": minute(permission.since).text(),
        "until": minute(permission.until).text(),
        "contact": contact,
    }


def read_permit(value: object) -> tuple[Target, Permission, str]:
    """Return target, permission and whom to ask about it; raises NotAPermit or NotATarget."""
    if not isinstance(value, Mapping) or value.get("format") != PERMIT:
        raise NotAPermit(place="format", expected=PERMIT)
    texts = {name: value.get(name) for name in ("target", "fingerprint", "permission", "since", "until", "contact")}
    methods = value.get("methods")
    if not all(isinstance(one, str) for one in texts.values()) or not isinstance(methods, list):
        raise NotAPermit(place="target, permission, methods, since, until", expected="texts, and a list of methods")
    reference = read_id(str(texts["permission"]))
    try:
        asked = frozenset(Method(one) for one in methods)
        since, until = read_moment(str(texts["since"])).earliest, read_moment(str(texts["until"])).earliest
    except (ValueError, NotAMoment) as error:
        raise NotAPermit(place="methods, since, until", expected="methods that we know, and times") from error
    if reference is None or not asked:
        raise NotAPermit(place="permission", expected="the reference of a permission")
    target = read_target(str(texts["target"]), str(texts["fingerprint"]))
    return target, Permission(reference, asked, since, until), str(texts["contact"])[:200]


def answer_written(found: Handed) -> dict[str, object]:
    """Return what a check found as JSON values; `domain.running.read_handed` reads it back."""
    return {
        "format": FORMAT,
        "target": found.target,
        "permission": found.permission,
        "place": found.place,
        "side": found.side.value,
        "at": found.at.isoformat(),
        "results": [written(result) for result in found.results],
    }
