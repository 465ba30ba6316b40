"""What the program itself forgets, after how long and why: terms as data (docs/decisions/0034 and 0069).

Content of entries is not among them: that goes only by two named people on a ground.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from dijkwacht.journal.domain.backup import KEPT_DAYS
from dijkwacht.kernel.text import Text


class Kept(StrEnum):
    """What has a term of its own."""

    LOOKS = "looks"
    QUARANTINE = "quarantine"
    SESSIONS = "sessions"
    SIGN_IN_FAILURES = "sign-in-failures"
    UPLOADS = "uploads"
    KEPT_FILES = "kept-files"
    BACKUPS = "backups"


@dataclass(frozen=True, slots=True)
class Term:
    """How long something is kept, counted in days from `counted_from`, and why no shorter and no longer."""

    kept: Kept
    days: int
    counted_from: str
    what: Text
    why: Text

    @property
    def length(self) -> timedelta:
        """Return the term."""
        return timedelta(days=self.days)


TERMS = (
    Term(
        Kept.LOOKS,
        730,
        "the hour of the look",
        Text("wie in het dossier van een ander keek", "who looked at another organisation's record"),
        Text(
            "lang genoeg om na een evaluatie nog te vragen wie keek; daarna zijn het gegevens over medewerkers",
            "long enough to ask after an evaluation who looked; later it is data about staff",
        ),
    ),
    Term(
        Kept.QUARANTINE,
        90,
        "the failed reading",
        Text("bestanden die niet te lezen waren", "files that could not be read"),
        Text(
            "lang genoeg om het bestand te herstellen of de lezer te verbeteren",
            "long enough to mend the file or the reader",
        ),
    ),
    Term(
        Kept.SESSIONS,
        0,
        "their end",
        Text("verlopen sessies", "sessions that ended"),
        Text("ze doen niets meer", "they do nothing any more"),
    ),
    Term(
        Kept.SIGN_IN_FAILURES,
        30,
        "the last attempt",
        Text("mislukte aanmeldingen met netwerkadres", "failed sign-ins with a network address"),
        Text("lang genoeg om een aanval te onderzoeken", "long enough to look into an attack"),
    ),
    Term(
        Kept.UPLOADS,
        7,
        "their last part, or their end",
        Text("ingeleverde stukken die nooit een heel bestand werden", "parts handed in that never became a whole file"),
        Text(
            "lang genoeg om na een verbroken lijn verder te gaan; daarna nemen ze ruimte in die niemand gebruikt",
            "long enough to go on after a broken line; later they take room that nobody uses",
        ),
    ),
    Term(
        Kept.KEPT_FILES,
        365,
        "the closing of the last response that they were handed in for",
        Text("bewaard bewijs voor onderzoek", "evidence kept for hunts"),
        Text(
            "lang genoeg voor een tweede onderzoek, een aangifte of een toezichthouder; er staan wachtwoorden, sessies "
            "en namen in, die na een afgesloten opvolging nergens meer voor nodig zijn",
            "long enough for a second investigation, a report to the police or a regulator; it holds passwords, "
            "sessions and names, which nothing needs after a closed response",
        ),
    ),
    Term(
        Kept.BACKUPS,
        KEPT_DAYS,
        "the backup's snapshot",
        Text("back-ups", "backups"),
        Text(
            "wat op grond van de wet is verwijderd, leeft er zo lang in voort",
            "what was removed by law lives on in them for so long",
        ),
    ),
)
