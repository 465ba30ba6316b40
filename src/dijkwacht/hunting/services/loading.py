"""Rules that an organisation loads itself; new rules search again what is kept, and may change a verdict."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from dijkwacht.cases.selectors import open_responses
from dijkwacht.hunting.domain.intake import bare_name
from dijkwacht.hunting.domain.room import HuntState
from dijkwacht.hunting.engine.model import UnreadableRules
from dijkwacht.hunting.engine.rules.packs import Pack, load_pack
from dijkwacht.hunting.models import HuntRun, RulePack
from dijkwacht.hunting.selectors.rules import chosen, digest_of
from dijkwacht.hunting.services.runs import NothingKept, NoWindow, UnderWay, start_run
from dijkwacht.journal.services import one_transaction, store_evidence
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.errors import NotFound

AGAIN = Actor(ActorKind.MACHINE, "new rules")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading rules did: their id, how many there are, and the runs that search kept evidence with them."""

    id: UUID
    rules: int
    runs: tuple[UUID, ...]


@one_transaction
def load_rules(*, actor: Actor, organisation: UUID, name: str, content: bytes, at: datetime) -> Loaded:
    """Keep a Sigma, YARA or indicator file, and search again, with it, what a run searched before.

    The same bytes twice are one. Raises UnreadableRules for a file without a single rule.
    """
    name = bare_name(name)
    rules = _count(_read(name, content), name)
    stored = store_evidence(content=content, name=name, owner=organisation)
    row, fresh = RulePack.objects.get_or_create(
        owner=organisation,
        digest=stored.digest,
        defaults={"name": name, "by_role": actor.role, "added_at": at},
    )
    runs = _search_again(_latest(organisation), at, (str(row.public_id),)) if fresh else ()
    return Loaded(row.public_id, rules, runs)


def _read(name: str, content: bytes) -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.write_bytes(content)
        try:
            return load_pack(str(place))
        except UnreadableRules as error:
            shown = error.place.replace(folder, "").lstrip("/")
            raise UnreadableRules(error.message, place=shown, expected=error.expected, remedy=error.remedy) from error


def _count(pack: Pack, name: str) -> int:
    found = len(pack.sigma) + len(pack.yara) + len(pack.indicators)
    if not found:
        raise UnreadableRules("there is no rule in this file", place=name, expected="Sigma, YARA or indicators")
    return found


def search_changed(*, at: datetime) -> tuple[UUID, ...]:
    """Search again where the rules are others than those of the last run, and return the runs.

    Packs may have come with an upgrade, and rules may have been loaded while the last run was under way.
    """
    made: list[UUID] = []
    for run in _latest():
        came = RulePack.objects.filter(owner=run.owner, added_at__gte=run.asked_at).values_list("public_id", flat=True)
        more = tuple(str(pack) for pack in came.order_by("pk") if str(pack) not in run.packs)
        try:
            changed = digest_of(chosen(run.owner, run.packs)) != run.rules_digest
        except NotFound:
            continue  # a pack that is no longer shipped: its last run stands as it was
        if changed or more:
            made += _search_again([run], at, more)
    return tuple(made)


def _latest(organisation: UUID | None = None) -> list[HuntRun]:
    """Return the last ended run of each hunt of open responses."""
    rows = HuntRun.objects.filter(response__in=list(open_responses()), state=HuntState.DONE)
    if organisation is not None:
        rows = rows.filter(owner=organisation)
    return list(rows.order_by("response", "hunt", "-pk").distinct("response", "hunt"))


def _search_again(runs: list[HuntRun], at: datetime, more: tuple[str, ...]) -> tuple[UUID, ...]:
    made = []
    for run in runs:
        packs = tuple(dict.fromkeys([*run.packs, *more]))
        try:
            made.append(start_run(actor=AGAIN, response=run.response, hunt=run.hunt, packs=packs, at=at, again=True))
        except (NothingKept, NoWindow, UnderWay):
            continue  # the run that is under way ends first; the nightly look compares again
    return tuple(made)
