"""The words of the evidence room: how far an upload and a run are, and what happens to a kept file."""

from collections.abc import Mapping
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
    ASKED = "asked"
    BY_LAW = "by-law"


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
    CustodyDeed.ASKED: Text("verwijdering gevraagd", "removal asked for"),
    CustodyDeed.BY_LAW: Text("verwijderd op grond van de wet, door twee mensen", "removed by law, by two people"),
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
KIND_WORDS = {
    "web-access": Text("toegang tot de webserver", "access to the web server"),
    "web-error": Text("fouten van de webserver", "errors of the web server"),
    "system-log": Text("systeemlog", "system log"),
    "shell-log": Text("log van de opdrachtregel", "shell log"),
    "cron-log": Text("log van geplande taken", "cron log"),
    "command-history": Text("getypte opdrachten", "commands that were typed"),
    "events": Text("gebeurtenissen", "events"),
    "files": Text("bestanden van het apparaat", "files of the device"),
    "cores": Text("geheugenafdrukken", "core dumps"),
}
SORT_WORDS = {
    "file": Text("bestand", "file"),
    "not readable here": Text("hier niet te lezen", "not readable here"),
    "disk image": Text("schijfkopie", "disk image"),
}
BY_WORDS = {
    "new rules": Text("nieuwe regels", "new rules"),
    "retention": Text("bewaartermijn", "retention term"),
    "program": Text("een programma", "a program"),
    "other": Text("een ander", "somebody else"),
}
CLASS_WORDS = {
    "compromise": Text("spoor van een inbreuk", "sign of compromise"),
    "reached": Text("bereikt", "reached"),
    "attempt": Text("poging", "attempt"),
    "lead": Text("aanwijzing, bewijst op zich niets", "lead, proves nothing alone"),
}


def said_of(words: Mapping[str, Text], key: str) -> Text:
    """Return the words for a key, the key itself where it has none."""
    return words.get(key, Text(key, key))
