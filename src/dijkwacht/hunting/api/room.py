"""The evidence room over the API: a file of any size in parts of 16 MiB, runs and what they found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dijkwacht.hunting.domain.intake import PART
from dijkwacht.hunting.forms import PartForm, StartForm, UploadingForm
from dijkwacht.hunting.selectors import acting, file_page, response_of, room_page, run_page
from dijkwacht.hunting.selectors.custody import LogLine, custody_page
from dijkwacht.hunting.selectors.room import CustodySeen, RunSeen, UploadSeen
from dijkwacht.hunting.services import keeping
from dijkwacht.hunting.services.runs import cancel_run, start_run
from dijkwacht.hunting.services.sharing import note_look
from dijkwacht.journal.selectors.sealed import RecordFile
from dijkwacht.journal.services import log_look
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.operation import Asking, Body, Given, Operation, Recorded, Scope, filled
from dijkwacht.kernel.text import Text


@dataclass(frozen=True, slots=True)
class EvidenceRead:
    """The evidence room of a response; `part`: how many bytes each part of an upload has, the last one apart."""

    response: UUID
    uploads: tuple[UploadSeen, ...]
    runs: tuple[RunSeen, ...]
    rules: tuple[str, ...]
    used: int
    quota: int
    part: int


@dataclass(frozen=True, slots=True)
class FileRead:
    """A kept file: what it is, under which names it came in, and its custody log, newest first."""

    id: UUID
    size: int
    sha256: str
    blake3: str
    sort: str
    uploads: tuple[UploadSeen, ...]
    custody: tuple[CustodySeen, ...]


@dataclass(frozen=True, slots=True)
class CustodyRead:
    """The custody log of what is kept for a response, newest first; `count` lines there are in all.

    `record`: the files that entries of the response speak of; `moved` says that one lay open until `sealed_at`.
    """

    lines: tuple[LogLine, ...]
    count: int
    record: tuple[RecordFile, ...]


@dataclass(frozen=True, slots=True)
class CountRead:
    """How many findings of one class a run had."""

    sort: str
    findings: int


@dataclass(frozen=True, slots=True)
class RunRead:
    """A run as it stands, verdict first."""

    verdict: str
    said: tuple[Text, ...]
    run: RunSeen
    window_start: datetime
    window_end: datetime
    counts: tuple[CountRead, ...]
    armed: int
    unarmed: int
    skipped: int
    why: str


def evidence(asking: Asking, response: UUID) -> EvidenceRead:
    """Return what is kept for a response, what comes in, and the runs over it."""
    page = room_page(asking.viewer, response, asking.at)
    log_look(viewer=asking.viewer, organisation=page.standpoint.view.organisation, what="evidence", at=asking.at)
    rules = tuple(one.id for one in page.rules)
    return EvidenceRead(response, page.uploads, page.runs, rules, page.used, page.quota, PART)


def begin(asking: Asking, given: Given, response: UUID) -> Recorded:
    """Promise a file of a size; quota and free disk are asked now. Its parts follow, in any order."""
    actor = acting(asking.viewer, response, asking.at)[1]
    told = filled(UploadingForm(given.data)).cleaned_data
    label = Label(told.pop("label"))
    return Recorded(keeping.begin_upload(actor=actor, response=response, at=asking.at, label=label, **told))


def part(asking: Asking, given: Given, upload: UUID) -> Recorded:
    """Send one part with its SHA-256; the same part again is fine."""
    acting(asking.viewer, response_of("upload", upload), asking.at)
    told = filled(PartForm(given.data, given.files)).cleaned_data
    content = told["file"].read()
    keeping.put_part(upload=upload, number=told["number"], sha256=told["sha256"], content=content)
    return Recorded(upload)


def finish(asking: Asking, upload: UUID) -> Recorded:
    """Say that all parts are in; the whole is verified by a job, then kept or refused with the place."""
    acting(asking.viewer, response_of("upload", upload), asking.at)
    keeping.finish_upload(upload=upload)
    return Recorded(upload)


def custody(asking: Asking, response: UUID) -> CustodyRead:
    """Return what happened to everything kept for a response: its newest lines, and how many there are."""
    page = custody_page(asking.viewer, response, asking.at)
    log_look(viewer=asking.viewer, organisation=page.standpoint.view.organisation, what="evidence", at=asking.at)
    return CustodyRead(page.lines, page.count, page.record)


def start(asking: Asking, given: Given, response: UUID) -> Recorded:
    """Search everything that is kept for a response, for a hunt that was opened."""
    actor = acting(asking.viewer, response, asking.at)[1]
    page = room_page(asking.viewer, response, asking.at)
    form = StartForm(given.data, hunts=page.hunts, rules=[(one.id, one.name) for one in page.rules])
    told = filled(form).cleaned_data
    run = start_run(actor=actor, response=response, hunt=told["hunt"], packs=told["packs"], at=asking.at)
    return Recorded(run)


def run(asking: Asking, run: UUID) -> RunRead:
    """Return how a run stands and, once it ended, its verdict with the reasons and counts by class."""
    page = run_page(asking.viewer, run, asking.at)
    log_look(viewer=asking.viewer, organisation=page.standpoint.view.organisation, what="hunt", at=asking.at)
    return RunRead(
        page.run.verdict,
        page.said,
        page.run,
        page.window.start,
        page.window.end,
        tuple(CountRead(name, number) for name, number in page.counts),
        page.armed,
        page.unarmed,
        page.skipped_count,
        page.why,
    )


def cancel(asking: Asking, run: UUID) -> Recorded:
    """Cancel a run; nothing of it counts."""
    acting(asking.viewer, response_of("run", run), asking.at)
    cancel_run(run=run, at=asking.at)
    return Recorded(run)


def give_up(asking: Asking, upload: UUID) -> None:
    """Give an upload up; what came in of it can never be opened again."""
    acting(asking.viewer, response_of("upload", upload), asking.at)
    keeping.end_upload(upload=upload, at=asking.at)


def file(asking: Asking, file: UUID) -> FileRead:
    """Return a kept file with its digests and custody log; this look is a line of it."""
    page = file_page(asking.viewer, file, asking.at)
    view = page.standpoint.view
    note_look(file=file, response=view.id, role="program", account=asking.viewer.account, at=asking.at)
    log_look(viewer=asking.viewer, organisation=view.organisation, what="evidence", at=asking.at)
    page = file_page(asking.viewer, file, asking.at)  # with this look
    return FileRead(page.id, page.size, page.sha256, page.blake3, page.sort, page.uploads, page.custody)


_ONE = "/evidence-uploads/{upload}"
OPERATIONS = (
    Operation("evidence_room", "/responses/{response}/evidence", evidence, pages=("evidence",)),
    Operation("evidence_custody", "/responses/{response}/evidence/custody", custody, pages=("evidence_custody",)),
    Operation(
        "begin_upload",
        "/responses/{response}/evidence",
        begin,
        pages=("evidence_hand_in", "evidence_begin"),
        method="POST",
        scope=Scope.RECORD,
        body=Body(UploadingForm),
        made="/responses/{response}/evidence",
    ),
    Operation(
        "put_part",
        f"{_ONE}/parts",
        part,
        pages=("evidence_part",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(PartForm),
    ),
    Operation("finish_upload", f"{_ONE}/finish", finish, pages=("evidence_finish",), method="POST", scope=Scope.RECORD),
    Operation(
        "start_run",
        "/responses/{response}/runs",
        start,
        pages=("start_hunt_run",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(StartForm),
        made="/hunt-runs/{id}",
    ),
    Operation("give_up_upload", _ONE, give_up, pages=("give_up_upload",), method="DELETE", scope=Scope.RECORD),
    Operation("evidence_file", "/evidence-files/{file}", file, pages=("evidence_file",)),
    Operation("run_of_hunt", "/hunt-runs/{run}", run, pages=("hunt_run",)),
    Operation(
        "cancel_run", "/hunt-runs/{run}/cancel", cancel, pages=("cancel_hunt_run",), method="POST", scope=Scope.RECORD
    ),
)
