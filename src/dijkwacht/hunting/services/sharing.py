"""Hand out what a hunt found: counts without names to the sector CERT, everything only with a recorded consent."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from dijkwacht.cases.services import record
from dijkwacht.hunting.domain.room import CustodyDeed, HuntState
from dijkwacht.hunting.models import Custody, HuntRun, KeptFile
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.selectors import consent_at

DEFAULT_GROUND = "counts without names"
_LOOK = """
INSERT INTO hunting_custody (file_id, deed, at, by_role, by_account, response, told)
SELECT kept.id, 'looked', %(at)s, %(role)s, %(account)s, %(response)s, '' FROM hunting_kept_file kept
WHERE kept.public_id = %(file)s AND NOT EXISTS (
    SELECT FROM hunting_custody line
    WHERE line.file_id = kept.id AND line.deed = 'looked' AND line.at = %(at)s
    AND line.by_account IS NOT DISTINCT FROM %(account)s::uuid
)
"""


class NobodyToTell(Refused):
    """There is no sector CERT to tell."""


class NeedsConsent(Refused):
    """Evidence is handed out to a named office, under a named agreement."""


class NoConsent(Refused):
    """The organisation has no consent recorded that lets its evidence go to a forensic partner now."""


@one_transaction
def share_counts(*, actor: Actor, run: UUID, cert: UUID | None, name: str) -> Entry:
    """Tell the sector CERT, by name, how many findings of which class a run had, and nothing else of it.

    No rule, path, text, device or file name goes along. Raises NobodyToTell, NotFound.
    """
    row = HuntRun.objects.filter(public_id=run, state=HuntState.DONE).first()
    if row is None:
        raise NotFound
    if cert is None:
        raise NobodyToTell(place="to", remedy="hand it over to a partner by consent instead")
    counts = [{"class": sort, "findings": number} for sort, number in sorted(row.outcome["counts"].items())]
    return record(
        actor=actor,
        response=row.response,
        kind="evidence.handed_out",
        payload={"what": "counts", "to": name, "ground": DEFAULT_GROUND, "counts": counts},
        label=Label.AMBER,
        recipients=[cert],
    )


@one_transaction
def hand_out_files(*, actor: Actor, run: UUID, to: str, ground: str, at: datetime) -> Entry:
    """Record that all evidence and findings of a run are handed to `to`, by which agreement; each file's log tells it.

    The organisation's recorded consent must run `at` this moment: one that ended or was withdrawn lets nothing out.
    Raises NoConsent, NeedsConsent, NotFound.
    """
    row = HuntRun.objects.filter(public_id=run, state=HuntState.DONE).first()
    if row is None:
        raise NotFound
    if not to.strip() or not ground.strip():
        raise NeedsConsent(place="ground", remedy="name the partner, and who consents by which agreement")
    consent = consent_at(row.owner, ConsentTo.FORENSIC_PARTNER, at)
    if consent is None:
        raise NoConsent(place="consent", remedy="let who answers for the organisation record it, under consents")
    wanted = [file for unit in row.units.all() for file in unit.files]
    files = list(KeptFile.objects.filter(public_id__in=wanted, gone_at__isnull=True).order_by("pk"))
    since = f"toestemming sinds {consent.since.text()}"
    entry = record(
        actor=actor,
        response=row.response,
        kind="evidence.handed_out",
        payload={
            "what": "files",
            "to": to.strip()[:200],
            "ground": f"{since}; {ground.strip()}"[:500],
            "files": [{"sha256": file.sha256, "size": file.size} for file in files],
        },
    )
    Custody.objects.bulk_create(
        Custody(
            file=file,
            deed=CustodyDeed.HANDED_OUT,
            at=at,
            by_role=actor.role,
            by_account=actor.account,
            response=row.response,
            run=row.public_id,
            entry=entry.id,
            told=f"{to.strip()[:200]}",
        )
        for file in files
    )
    return entry


def note_look(*, file: UUID, response: UUID, role: str, account: UUID | None, at: datetime) -> None:
    """Log that somebody looked at a kept file; once an hour for each account, in one statement."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"file": file, "at": hour, "role": role, "account": account, "response": response})
