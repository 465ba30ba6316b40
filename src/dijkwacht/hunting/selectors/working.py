"""What one unit of a hunt asks of its worker, and the earlier answer that new indicators may leave as it is."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dijkwacht.cases.selectors import folded
from dijkwacht.hunting.domain.room import HuntState
from dijkwacht.hunting.engine.room.tokens import Index, made_by
from dijkwacht.hunting.models import FoundSign, HuntRun, HuntUnit, KeptFile, Upload
from dijkwacht.hunting.selectors.indexes import indexes_of
from dijkwacht.hunting.selectors.rules import Rules, chosen, digest_of
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.window import Window


@dataclass(frozen=True, slots=True)
class Before:
    """The answer of the run before for the same evidence, window and code; `rules`: how many sets of them it had."""

    outcome: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    rules: int


@dataclass(frozen=True, slots=True)
class Work:
    """What one unit asks: files, the name and time stamp each had with its sender, rules, window, and when secured.

    `basis` names all that the answer rests on but the rules. `again`: asked because rules came later; then `before` is
    the earlier answer where it may still stand, and `indexes` what is noted of the files, by their key.
    """

    owner: UUID
    files: Sequence[KeptFile]
    names: Mapping[int, tuple[str, datetime | None]]
    rules: Sequence[Rules]
    window: Window
    collected_at: datetime | None
    size: int
    basis: str
    again: bool
    before: Before | None
    indexes: Mapping[int, Index]


def work_of(unit: HuntUnit) -> Work:
    """Return the work of a unit; the evidence counts as secured when the response says so, last of all.

    Raises NotFound where its rules are gone.
    """
    run = unit.run
    uploads = Upload.objects.filter(response=run.response, file__public_id__in=unit.files).order_by("-pk")
    names = {row.file_id: (row.name, row.modified_at) for row in uploads if row.file_id is not None}
    files = list(KeptFile.objects.filter(public_id__in=unit.files).select_related("origin").order_by("pk"))
    secured = max((at.latest for at, _, _ in folded(run.response)[0].traces.evidence), default=None)
    window = Window(run.window_start, run.window_end)
    told = [[file.sha256, *map(str, names[file.pk])] for file in files]
    basis = hashlib.sha256(json.dumps([made_by(), told, str(window), str(secured)]).encode()).hexdigest()
    before = _before(unit, basis) if run.again else None
    indexes = indexes_of(files) if before else {}
    rules = chosen(run.owner, run.packs)
    return Work(run.owner, tuple(files), names, rules, window, secured, unit.size, basis, run.again, before, indexes)


def _before(unit: HuntUnit, basis: str) -> Before | None:
    run = unit.run
    done = HuntRun.objects.filter(response=run.response, hunt=run.hunt, state=HuntState.DONE, pk__lt=run.pk)
    last = done.order_by("-pk").first()
    if last is None or run.packs[: len(last.packs)] != last.packs:
        return None
    try:
        if digest_of(chosen(run.owner, last.packs)) != last.rules_digest:
            return None
    except NotFound:
        return None
    old = last.units.filter(device=unit.device).first()
    if old is None or old.outcome.get("basis") != basis:
        return None
    lines = FoundSign.objects.filter(unit=old).order_by("number").values_list("line", flat=True)
    return Before(old.outcome, tuple(lines), len(last.packs))
