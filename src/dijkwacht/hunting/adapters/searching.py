"""Do one unit of a hunt: open its evidence into a folder of its own, search it, and leave nothing behind.

The engine reads files, so what is sealed lies open for as long as a search takes, in a folder that only this program's
user may enter. A folder that a killed worker left is removed by the next search on that machine.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from dijkwacht.hunting.engine.again import judged_again, kept_line, only_indicators
from dijkwacht.hunting.engine.hunt import HuntResult, Request, hunt
from dijkwacht.hunting.engine.report import coverage_line, finding_line, rule_line, skipped_line, verdict_line
from dijkwacht.hunting.engine.room.tokens import Way, named, sought
from dijkwacht.hunting.engine.rules.packs import load_pack
from dijkwacht.hunting.engine.ruleset import RuleSet, rule_set
from dijkwacht.hunting.models import KeptFile
from dijkwacht.hunting.selectors.opening import kept_content
from dijkwacht.hunting.selectors.rules import Rules
from dijkwacht.hunting.selectors.working import Before, Work
from dijkwacht.journal.selectors.sealed import evidence_bytes
from dijkwacht.kernel.errors import DijkwachtError, Refused
from dijkwacht.kernel.text import Text

MOST_LINES = 500
Line = dict[str, object]


class Stopped(DijkwachtError):  # noqa: N818 - the name people read
    """This hunt was cancelled."""


class NoSpace(Refused):
    """The disk has no room to open this evidence."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a unit found: the finding lines of the engine, and everything else of its answer."""

    findings: tuple[Line, ...]
    outcome: Line


def search(work: Work, goes_on: Callable[[int], bool]) -> Searched:
    """Search the files of a unit; `goes_on` is told how many bytes were read and stops the search by False.

    Where rules came later that can stand nowhere in the evidence, the earlier answer is judged again, unopened.
    Raises Stopped, NoSpace, Damaged, WrongKey, UnreadableRules.
    """
    with laid_out() as folder:
        packs = [load_pack(_rules(folder, one, work.owner)) for one in work.rules]
        compiled = rule_set(packs, cache=settings.STATE_DIR / "hunt-cache")
        why = why_whole(work, compiled) if work.again else None
        if work.before is not None and why is None:
            return _from_before(work, work.before, compiled)
        refuse_without_room(folder, work.size)
        evidence = folder / "evidence"
        evidence.mkdir()
        opened, told = 0, _Pulse(goes_on)
        for file in work.files:
            opened = lay_open(file, evidence, work.names[file.pk], opened, told)

        def progress(_path: str, done: int) -> None:
            told(work.size + min(done, work.size))

        request = Request(work.window, work.collected_at, progress=progress)
        result = hunt([str(evidence)], compiled, request)
        answer = _told(result)
        more = {
            "kept": kept_line(result),
            "basis": work.basis,
            "needs": list(compiled.needs()),
            "why_whole": [why.nl, why.en] if why else None,
        }
        return Searched(answer.findings, {**answer.outcome, **more})


class _Pulse:
    """Asks at most once a second whether a search goes on, for each question is one to the database."""

    def __init__(self, goes_on: Callable[[int], bool]) -> None:
        self._goes_on = goes_on
        self._next = 0.0

    def __call__(self, done: int) -> None:
        if time.monotonic() < self._next:
            return
        if not self._goes_on(done):
            raise Stopped
        self._next = time.monotonic() + 1


def why_whole(work: Work, rules: RuleSet) -> Text | None:
    """Return why evidence must be read again with rules that came later; None where none of them can stand in it."""
    if work.before is None:
        return Text(
            "het vorige antwoord past niet meer: ander bewijs, andere periode of een andere versie van het programma",
            "the earlier answer does not fit any more: other evidence, another window or version of the program",
        )
    if not only_indicators(rules, work.before.rules):
        return Text("de nieuwe regels zijn meer dan indicatoren", "the new rules are more than indicators")
    lacking = sum(file.pk not in work.indexes for file in work.files)
    if lacking:
        return Text(f"van {lacking} bestanden is nog geen index", f"{lacking} files have no index yet")
    old = {(one.sort, one.value) for pack in rules.packs[: work.before.rules] for one in pack.indicators}
    fresh = [one for one in rules.indicators if (one.sort, one.value) not in old]
    return _may_stand(work, [sought(one) for one in fresh])


def _may_stand(work: Work, asked: Sequence[list[Way] | None]) -> Text | None:
    unanswered = sum(ways is None for ways in asked)
    if unanswered:
        return Text(
            f"{unanswered} nieuwe indicatoren zijn te kort of te breed voor de index",
            f"{unanswered} new indicators are too short or too wide for the index",
        )
    held = 0
    names = {file.pk: named([work.names[file.pk][0]]) for file in work.files}
    for ways in asked:
        held += any(work.indexes[file.pk].may_hold(way, names[file.pk]) for way in ways or () for file in work.files)
    if held:
        return Text(
            f"{held} van {len(asked)} nieuwe indicatoren kunnen er volgens de index staan",
            f"{held} of {len(asked)} new indicators may stand there by the index",
        )
    return None


def _from_before(work: Work, before: Before, rules: RuleSet) -> Searched:
    told = before.outcome
    result = judged_again(told, told["kept"], [dict(line) for line in before.lines], rules, work.window)
    stays = {name: told[name] for name in ("coverage", "skipped", "skipped_count", "kept")}
    outcome = {**_told(result).outcome, **stays, "needs": list(rules.needs()), "basis": work.basis, "by": "index"}
    return Searched(tuple(dict(line) for line in before.lines), outcome)


def refuse_without_room(folder: Path, size: int) -> None:
    """Raise NoSpace unless evidence of `size` bytes may be laid open here."""
    if shutil.disk_usage(folder).free - settings.EVIDENCE_RESERVE_BYTES < size:
        raise NoSpace(place="disk", remedy=f"free {size} bytes, then try again")


def _rules(folder: Path, one: Rules, owner: UUID) -> str:
    if not one.stored:
        return one.id
    content = evidence_bytes(owner, one.stored)
    place = folder / "rules" / one.id / one.name
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    return str(place)


def lay_open(
    file: KeptFile,
    folder: Path,
    named: tuple[str, datetime | None],
    opened: int,
    told: Callable[[int], None],
) -> int:
    """Write a kept file opened into a folder and return how many bytes are open there now; `told` may raise to stop.

    Raises Damaged, WrongKey.
    """
    name, modified = named
    place = folder / name
    number = 1
    while place.exists():
        number += 1
        place = folder / str(number) / name
    place.parent.mkdir(exist_ok=True)
    with place.open("xb") as out:
        for chunk in kept_content(file):
            out.write(chunk)
            opened += len(chunk)
            told(opened)
    stamp = modified.timestamp() if modified else 0  # the engine takes 0 for "not known"
    os.utime(place, (stamp, stamp))
    return opened


def _told(result: HuntResult) -> Searched:
    findings = []
    for found in result.findings:
        line = finding_line(found)
        del line["evidence"]  # a folder that is gone when this is read
        findings.append(line)
    judged = result.verdict
    outcome = {
        **verdict_line(result, 0.0),
        "said": [[reason.nl, reason.en] for reason in judged.reasons],
        "coverage": [coverage_line(one) for one in result.coverage][:MOST_LINES],
        "skipped": [_without_place(skipped_line(one)) for one in result.skipped][:MOST_LINES],
        "skipped_count": len(result.skipped),
        "unarmed": [rule_line(one) for one in result.rules if not one.armed][:MOST_LINES],
    }
    return Searched(tuple(findings), outcome)


def _without_place(line: Line) -> Line:
    return {name: value for name, value in line.items() if name != "evidence"}


@contextmanager
def laid_out() -> Iterator[Path]:
    """Hold a folder of one's own that only this program's user may enter, gone when the block ends."""
    folder = Path(tempfile.mkdtemp(dir=_top()))
    with (folder / "held").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _top() -> Path:
    top = settings.STATE_DIR / "evidence-work"
    top.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(top)


def sweep() -> None:
    """Remove what killed workers left open on this machine; a folder that somebody works in is left alone."""
    for folder in _top().iterdir():
        try:
            with (folder / "held").open("r+") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # somebody works in it, or is just making it
