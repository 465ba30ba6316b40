"""A desk adds or corrects ranges and preconditions, with provenance, over whatever the source said."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from dijkwacht.exposure.engine.amendments import amended_speeches, read_amendment
from dijkwacht.exposure.engine.products import Directory
from dijkwacht.exposure.engine.schemes import load_schemes
from dijkwacht.exposure.models import RangeAmendment
from dijkwacht.exposure.services.writing import end, lasting_columns, one_at_a_time
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment


@one_transaction
def amend_range(  # noqa: PLR0913 - an entry has this many parts, all by keyword
    *,
    owner: UUID,
    amendment: Mapping[str, object],
    actor: Actor,
    at: datetime,
    constituency: UUID | None = None,
    case: UUID | None = None,
    known: Moment | None = None,
    label: Label = Label.AMBER,
) -> Entry:
    """Record an amendment as CONTRACTS writes it and return the entry; the owner's older one for the same flaw ends.

    `at` is when it was made, whatever the object says. Raises UnreadableAmendment or UnreadableCondition with a JSON
    pointer, and writes nothing then. Matching has to run again for it to show.
    """
    body = {**amendment, "at": at.isoformat()}
    read = read_amendment(body)
    amended_speeches(read, Directory(), load_schemes())
    one_at_a_time((owner,))
    entry = append(
        kind="range.amended",
        actor=actor,
        payload={
            "vulnerability": read.vulnerability,
            "because": read.because,
            "origin_of_change": read.source or read.by,
            "ranges": [{"range": item.in_words(), "status": item.status.value} for item in read.ranges],
        },
        label=label,
        owner=owner,
        case=case,
        subject=read.vulnerability,
        constituency=constituency,
        known=known,
    )
    same = RangeAmendment.objects.filter(owner=owner, vulnerability=read.vulnerability, advisory=read.advisory or "")
    end(same, entry)
    RangeAmendment.objects.create(
        **lasting_columns(entry, owner), vulnerability=read.vulnerability, advisory=read.advisory or "", body=body
    )
    return entry
