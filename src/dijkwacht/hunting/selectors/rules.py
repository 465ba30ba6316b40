"""Which rules there are to hunt with, and what they are: shipped packs, and what an organisation loaded itself."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from dijkwacht.hunting.engine.rules.packs import SHIPPED, shipped
from dijkwacht.hunting.models import RulePack
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.identifiers import read_id


@dataclass(frozen=True, slots=True)
class Rules:
    """One set of rules: `id` is a shipped pack's name or the id of a loaded file, `stored` its digest in the store."""

    id: str
    name: str
    digest: str
    stored: str = ""


def rules_of(organisation: UUID) -> tuple[Rules, ...]:
    """Return what an organisation may hunt with, shipped packs first."""
    own = RulePack.objects.filter(owner=organisation).order_by("added_at", "pk")
    loaded = (Rules(str(row.public_id), row.name, row.digest, row.digest) for row in own)
    return (*(Rules(name, name, _digest(SHIPPED / name)) for name in shipped()), *loaded)


def chosen(organisation: UUID, wanted: Iterable[str]) -> tuple[Rules, ...]:
    """Return the rules that were chosen, in their order; raises NotFound for one that is not there or not theirs."""
    known = {one.id: one for one in rules_of(organisation)}
    picked = [str(read_id(one) or one) if one not in known else one for one in wanted]
    if set(picked) - set(known):
        raise NotFound
    return tuple(known[one] for one in dict.fromkeys(picked))


def digest_of(rules: Iterable[Rules]) -> str:
    """Return one digest over sets of rules, whatever their order."""
    return hashlib.sha256("\n".join(sorted(one.digest for one in rules)).encode()).hexdigest()


@cache
def _digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(f"{path.relative_to(folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
