"""Pages of the evidence room: what is kept, how it got there, and what happened to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.hunting.domain.intake import parts_of
from dijkwacht.hunting.domain.room import (
    BY_WORDS,
    DEED_WORDS,
    RUN_WORDS,
    SORT_WORDS,
    TOLD_WORDS,
    UPLOAD_WORDS,
    CustodyDeed,
    HuntState,
    UploadState,
    said_of,
)
from dijkwacht.hunting.models import Custody, HuntRun, KeptFile, Upload
from dijkwacht.hunting.selectors.page import Standpoint, standpoint
from dijkwacht.hunting.selectors.rules import Rules, rules_of
from dijkwacht.hunting.selectors.usage import used
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.wording import ROLES

SHOWN = 200
_BY = {**BY_WORDS, **{str(role): text for role, text in ROLES.items()}}


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
    parts: int
    came: int

    @property
    def by_said(self) -> Text:
        """Return who handed it in, in words."""
        return said_of(_BY, self.by_role)


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
        return said_of(TOLD_WORDS, self.told)

    @property
    def by_said(self) -> Text:
        """Return who did it in words: an office, or the part of the program."""
        return said_of(_BY, self.by_role)


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
    gone: bool = False

    @property
    def sort_said(self) -> Text:
        """Return what it is in words, where we have any."""
        return said_of(SORT_WORDS, self.sort)


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
    rows = Upload.objects.filter(response=response).select_related("file").annotate(came=Count("parts"))
    uploads = rows.order_by("-pk")[:SHOWN]
    listed = HuntRun.objects.filter(response=response).annotate(size=Sum("units__size"), done=Sum("units__done"))
    owner = where.view.organisation
    open_hunts = [key for key, hunt in where.view.state.traces.hunts.items() if hunt.closed is None]
    return RoomPage(
        where,
        tuple(map(_upload, uploads)),
        tuple(run_seen(run, run.size or 0, run.done or 0) for run in listed.order_by("-pk")[:SHOWN]),
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
        row.gone_at is not None,
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
        parts_of(row.size),
        getattr(row, "came", parts_of(row.size)),
    )


def run_seen(row: HuntRun, size: int, done: int) -> RunSeen:
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
