"""Pages of the evidence room: what is kept, how it got there, and what happened to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import JSONObject

from dijkwacht.disclosure.domain import Category, Fact, decide
from dijkwacht.hunting.domain.intake import bare_name, missing_parts, number_words, parts_of
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
from dijkwacht.hunting.models import Custody, HuntRun, KeptFile, RemovalAsk, Upload
from dijkwacht.hunting.selectors.page import Standpoint, standpoint
from dijkwacht.hunting.selectors.rules import Rules, rules_of
from dijkwacht.hunting.selectors.usage import used
from dijkwacht.journal.domain.removals import may_remove
from dijkwacht.kernel.actor import Viewer
from dijkwacht.kernel.asof import NOW
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.text import Text
from dijkwacht.organisations.domain.wording import ROLES

SHOWN = 200
_BY = {**BY_WORDS, **{str(role): text for role, text in ROLES.items()}}


@dataclass(frozen=True, slots=True)
class UploadSeen:
    """A file that was handed in: as promised, and what became of it; `missing`: parts of an open one, in words."""

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
    missing: str

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
    def waiting(self) -> bool:
        """Return whether something waits for parts."""
        return any(one.state == UploadState.OPEN for one in self.uploads)

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


_ASKED = RemovalAsk.objects.filter(file=OuterRef("pk"), ended_at__isnull=True).values(
    told=JSONObject(ground="ground", at="asked_at", role="asked_role", by="asked_by")
)


@dataclass(frozen=True, slots=True)
class AskSeen:
    """A removal that was asked for and waits for another person."""

    ground: str
    at: datetime
    role: str
    account: UUID

    @property
    def by_said(self) -> Text:
        """Return which office asked."""
        return said_of(_BY, self.role)


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
    asked: AskSeen | None = None
    may_remove: bool = False

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


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """An upload that waits for parts: the digest of each one that came, by its number."""

    id: UUID
    have: Mapping[int, str]


def open_upload(  # noqa: PLR0913, PLR0917 - an upload is known again by all that was promised of it
    response: UUID, account: UUID | None, name: str, size: int, device: str, label: str
) -> OpenUpload | None:
    """Return the newest upload that somebody began with the same promise and that waits for parts, to go on with it."""
    promised = {"name": bare_name(name), "size": size, "device": device.strip()[:200], "label": label}
    begun = Upload.objects.filter(response=response, by_account=account, state=UploadState.OPEN, **promised)
    row = begun.order_by("-pk").first()
    if row is None:
        return None
    return OpenUpload(row.public_id, dict(row.parts.order_by("number").values_list("number", "sha256")))


def room_page(viewer: Viewer, response: UUID, at: datetime) -> RoomPage:
    """Return the evidence room of a response; raises NotFound for who may not see evidence."""
    where = room_standpoint(viewer, response, at)
    waiting = Q(state=UploadState.OPEN)
    uploads = Upload.objects.filter(response=response).select_related("file")
    rows = uploads.annotate(came=ArrayAgg("parts__number", filter=waiting, default=Value([]))).order_by("-pk")[:SHOWN]
    listed = HuntRun.objects.filter(response=response).annotate(size=Sum("units__size"), done=Sum("units__done"))
    owner = where.view.organisation
    open_hunts = [key for key, hunt in where.view.state.traces.hunts.items() if hunt.closed is None]
    return RoomPage(
        where,
        tuple(_upload(row, set(row.came) if row.state == UploadState.OPEN else None) for row in rows),
        tuple(run_seen(run, run.size or 0, run.done or 0) for run in listed.order_by("-pk")[:SHOWN]),
        rules_of(owner),
        tuple(open_hunts),
        used(owner),
        settings.EVIDENCE_QUOTA_BYTES,
    )


def file_page(viewer: Viewer, file: UUID, at: datetime) -> FilePage:
    """Return a kept file with its custody log; raises NotFound."""
    rows = KeptFile.objects.filter(public_id=file).select_related("origin").annotate(ask=Subquery(_ASKED))
    row = rows.first()
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
        _asked(row.ask),
        may_remove(viewer, row.owner).answer == "yes",
    )


def _asked(told: Mapping[str, str] | None) -> AskSeen | None:
    return AskSeen(told["ground"], datetime.fromisoformat(told["at"]), told["role"], UUID(told["by"])) if told else None


def custody_seen(one: Custody) -> CustodySeen:
    """Return a line of the custody log as pages show it."""
    return CustodySeen(DEED_WORDS[CustodyDeed(one.deed)], one.at, one.by_role, one.run, one.entry, one.told)


def _upload(row: Upload, have: Collection[int] | None = None) -> UploadSeen:
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
        parts_of(row.size) if have is None else len(have),
        number_words(missing_parts(row.size, have)) if have is not None else "",
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
