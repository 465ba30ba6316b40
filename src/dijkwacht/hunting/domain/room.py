"""The words of the evidence room: how far an upload and a run are, and what happens to a kept file."""

from enum import StrEnum

from dijkwacht.kernel.text import Text


class UploadState(StrEnum):
    """How far a file on its way in is; "ended" was given up and its key thrown away, so its bytes say nothing."""

    OPEN = "open"
    JOINING = "joining"
    KEPT = "kept"
    REFUSED = "refused"
    ENDED = "ended"


class CustodyDeed(StrEnum):
    """What happened to a kept file."""

    TAKEN_IN = "taken-in"
    LOOKED = "looked"
    HUNTED = "hunted"
    HANDED_OUT = "handed-out"
    REMOVED = "removed"


class HuntState(StrEnum):
    """How far a hunt over kept evidence, or one unit of it, is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    BROKEN = "broken"


UPLOAD_WORDS = {
    UploadState.OPEN: Text("wacht op delen", "waits for parts"),
    UploadState.JOINING: Text("wordt nagerekend", "being verified"),
    UploadState.KEPT: Text("bewaard", "kept"),
    UploadState.REFUSED: Text("geweigerd", "refused"),
    UploadState.ENDED: Text("gestaakt", "given up"),
}
DEED_WORDS = {
    CustodyDeed.TAKEN_IN: Text("ingenomen", "taken in"),
    CustodyDeed.LOOKED: Text("bekeken", "looked at"),
    CustodyDeed.HUNTED: Text("doorzocht", "searched"),
    CustodyDeed.HANDED_OUT: Text("uitgereikt", "handed out"),
    CustodyDeed.REMOVED: Text("verwijderd na zijn termijn", "removed at the end of its term"),
}
TOLD_WORDS = {
    "the same bytes again": Text("dezelfde bytes nog eens", "the same bytes again"),
    "by its index": Text("alleen in zijn index gezocht, niet geopend", "by its index alone, not opened"),
}
RUN_WORDS = {
    HuntState.WAITING: Text("wacht op een werker", "waits for a worker"),
    HuntState.RUNNING: Text("bezig", "under way"),
    HuntState.DONE: Text("klaar", "done"),
    HuntState.CANCELLED: Text("gestaakt", "cancelled"),
    HuntState.BROKEN: Text("afgebroken", "broken off"),
}
