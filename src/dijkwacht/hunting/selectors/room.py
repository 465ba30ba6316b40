"""Pages of the evidence room: what is kept, how it got there, what happened to it, and what a run found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Sum

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.hunting.domain.room import (
    DEED_WORDS,
    RUN_WORDS,
    TOLD_WORDS,
    UPLOAD_WORDS,
    CustodyDeed,
    HuntState,
    UploadState,
)
from dijkwacht.hunting.domain.running import read_windows
from dijkwacht.hunting.models import Custody, FoundSign, HuntRun, HuntUnit, KeptFile, Upload
from dijkwacht.hunting.selectors.page import CoverDay, Standpoint, standpoint, strip
from dijkwacht.hunting.selectors.rules import Rules, rules_of
from dijkwacht.hunting.selectors.usage import used
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Window, union
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.selectors import ConsentSeen, consent_at

SHOWN = 200


@dataclass(frozen=True, slots=True)
class UploadSeen:
    """A file that was handed in: as promised, and what became of it."""

    id: UUID
    name: str
    device: str
    label: str
    size: int
    state: str
    word: Text
    begun_at: datetime
    by_role: str
    why: str
    file: UUID | None
    sha256: str
    sort: str


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run as it stands; `part` of 100 is done."""

    id: UUID
    hunt: str
    packs: tuple[str, ...]
    state: str
    word: Text
    verdict: str
    was: str
    again: bool
    asked_at: datetime
    ended_at: datetime | None
    part: int

    @property
    def goes_on(self) -> bool:
        """Return whether workers have something to do."""
        return self.state in {HuntState.WAITING, HuntState.RUNNING}


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The evidence room of one response."""

    standpoint: Standpoint
    uploads: tuple[UploadSeen, ...]
    runs: tuple[RunSeen, ...]
    rules: tuple[Rules, ...]
    hunts: tuple[str, ...]
    used: int
    quota: int

    @property
    def kept(self) -> tuple[UploadSeen, ...]:
        """Return what is kept."""
        return tuple(one for one in self.uploads if one.file)


@dataclass(frozen=True, slots=True)
class CustodySeen:
    """One line of the custody log; `told`: to whom it was handed, or what else is to be said of it."""

    word: Text
    at: datetime
    by_role: str
    run: UUID | None
    entry: UUID | None
    told: str

    @property
    def told_said(self) -> Text:
        """Return what else is to be said in words; a name is the same in both languages."""
        return TOLD_WORDS.get(self.told, Text(self.told, self.told))


@dataclass(frozen=True, slots=True)
class FilePage:
    """One kept file: what it is, under which names it came, and its custody log, newest first."""

    standpoint: Standpoint
    id: UUID
    size: int
    sha256: str
    blake3: str
    sort: str
    uploads: tuple[UploadSeen, ...]
    custody: tuple[CustodySeen, ...]


@dataclass(frozen=True, slots=True)
class RuleFound:
    """What one rule found: its findings (the first ones) and how they were judged."""

    rule: str
    title: str
    sort: str
    number: int
    judgement: str
    because: str
    judged_by: str
    lines: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class KindStrip:
    """For which days of the window a kind of source of a device speaks."""

    device: str
    kind: str
    days: tuple[CoverDay, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run: verdict first, then why, what it covers, and what was found by rule."""

    standpoint: Standpoint
    run: RunSeen
    window: Window
    said: tuple[Text, ...]
    why: str
    counts: tuple[tuple[str, int], ...]
    armed: int
    unarmed: int
    entry: UUID | None
    strips: tuple[KindStrip, ...]
    found: tuple[RuleFound, ...]
    skipped: tuple[dict[str, object], ...]
    skipped_count: int
    devices: tuple[str, ...]
    consent: ConsentSeen | None

    @property
    def unjudged(self) -> int:
        """Return how many rules have findings that nobody judged."""
        return sum(not one.judgement for one in self.found)


def room_standpoint(viewer: Viewer, response: UUID, at: datetime) -> Standpoint:
    """Return from where somebody looks into the evidence room; raises NotFound for who may not see evidence."""
    where = standpoint(viewer, response, at, NOW)
    view = where.view
    if decide(viewer, Fact(Category.EVIDENCE, view.label, view.owner, view.constituency)).answer != "yes":
        raise NotFound
    return where


def response_of(kind: str, id_: UUID) -> UUID:
    """Return the response to which an "upload" or a "run" belongs; raises NotFound."""
    if kind == "run":
        found = HuntRun.objects.filter(public_id=id_).values_list("response", flat=True).first()
    else:
        found = Upload.objects.filter(public_id=id_).values_list("response", flat=True).first()
    if found is None:
        raise NotFound
    return found


def room_page(viewer: Viewer, response: UUID, at: datetime) -> RoomPage:
    """Return the evidence room of a response; raises NotFound for who may not see evidence."""
    where = room_standpoint(viewer, response, at)
    uploads = Upload.objects.filter(response=response).select_related("file").order_by("-pk")[:SHOWN]
    listed = HuntRun.objects.filter(response=response).annotate(size=Sum("units__size"), done=Sum("units__done"))
    owner = where.view.organisation
    open_hunts = [key for key, hunt in where.view.state.traces.hunts.items() if hunt.closed is None]
    return RoomPage(
        where,
        tuple(map(_upload, uploads)),
        tuple(_run(run, run.size or 0, run.done or 0) for run in listed.order_by("-pk")[:SHOWN]),
        rules_of(owner),
        tuple(open_hunts),
        used(owner),
        settings.EVIDENCE_QUOTA_BYTES,
    )


def file_page(viewer: Viewer, file: UUID, at: datetime) -> FilePage:
    """Return a kept file with its custody log; raises NotFound."""
    row = KeptFile.objects.filter(public_id=file).select_related("origin").first()
    if row is None:
        raise NotFound
    where = room_standpoint(viewer, row.origin.response, at)
    uploads = Upload.objects.filter(file=row).select_related("file").order_by("pk")[:SHOWN]
    custody = Custody.objects.filter(file=row).order_by("-pk")[:SHOWN]
    return FilePage(
        where,
        row.public_id,
        row.size,
        row.sha256,
        row.blake3,
        row.sort,
        tuple(map(_upload, uploads)),
        tuple(map(custody_seen, custody)),
    )


def run_page(viewer: Viewer, run: UUID, at: datetime) -> RunPage:
    """Return a run; raises NotFound for who may not see evidence."""
    row = HuntRun.objects.filter(public_id=run).first()
    if row is None:
        raise NotFound
    where = room_standpoint(viewer, row.response, at)
    units = list(HuntUnit.objects.filter(run=row).order_by("number"))
    window = Window(row.window_start, row.window_end)
    told = row.outcome
    skipped = [line for unit in units for line in unit.outcome.get("skipped", [])]
    return RunPage(
        where,
        _run(row, sum(unit.size for unit in units), sum(unit.done for unit in units)),
        window,
        tuple(Text(nl, en) for nl, en in told.get("said", [])),
        told.get("why", ""),
        tuple(told.get("counts", {}).items()),
        told.get("armed", 0),
        told.get("unarmed", 0),
        row.entry,
        tuple(one for unit in units for one in _strips(unit, window)),
        _found(row),
        tuple(skipped[:SHOWN]),
        sum(unit.outcome.get("skipped_count", 0) for unit in units),
        tuple(unit.device for unit in units),
        consent_at(row.owner, ConsentTo.FORENSIC_PARTNER, at) if where.may_act else None,
    )


def custody_seen(one: Custody) -> CustodySeen:
    """Return a line of the custody log as pages show it."""
    return CustodySeen(DEED_WORDS[CustodyDeed(one.deed)], one.at, one.by_role, one.run, one.entry, one.told)


def _upload(row: Upload) -> UploadSeen:
    return UploadSeen(
        row.public_id,
        row.name,
        row.device,
        row.label,
        row.size,
        row.state,
        UPLOAD_WORDS[UploadState(row.state)],
        row.begun_at,
        row.by_role,
        row.why,
        row.file.public_id if row.file else None,
        row.file.sha256 if row.file else "",
        row.file.sort if row.file else "",
    )


def _run(row: HuntRun, size: int, done: int) -> RunSeen:
    """Return a run; every byte counts twice: it is opened, then searched."""
    return RunSeen(
        row.public_id,
        row.hunt,
        tuple(row.packs),
        row.state,
        RUN_WORDS[HuntState(row.state)],
        row.verdict,
        row.was,
        row.again,
        row.asked_at,
        row.ended_at,
        min(100, 50 * done // size) if size else 0,
    )


def _strips(unit: HuntUnit, window: Window) -> Iterable[KindStrip]:
    by_kind: dict[str, list[Window]] = {}
    for line in unit.outcome.get("coverage", []):
        by_kind.setdefault(line["kind"], []).extend(read_windows(line["covered"]))
    for kind in sorted(by_kind):
        yield KindStrip(unit.device, kind, strip(window, union(by_kind[kind])))


def _found(run: HuntRun) -> tuple[RuleFound, ...]:
    order = {"compromise": 0, "reached": 1, "attempt": 2, "lead": 3}
    by_rule: dict[str, list[FoundSign]] = {}
    for one in FoundSign.objects.filter(run=run).order_by("unit", "number")[: 10 * SHOWN]:
        by_rule.setdefault(one.rule, []).append(one)
    found = [_rule(rule, signs) for rule, signs in by_rule.items()]
    return tuple(sorted(found, key=lambda one: (order.get(one.sort, 9), one.rule)))


def _rule(rule: str, signs: list[FoundSign]) -> RuleFound:
    first = next((one for one in signs if not one.judgement), signs[0])
    lines = tuple(dict(one.line) for one in signs[:20])
    return RuleFound(
        rule,
        str(first.line.get("title", rule)),
        first.sort,
        len(signs),
        first.judgement,
        first.because,
        first.judged_by,
        lines,
    )
