"""What every service of this room does: find and lock, put in a dated row once, write the entry that explains it."""

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models.functions import Now

from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, ask_followers
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import Conflict, NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import Nature
from dijkwacht.organisations.models import Membership, Organisation, period_columns
from dijkwacht.organisations.models.dated import Dated

NO_SOURCE = Source()
DatedRow = TypeVar("DatedRow", bound=Dated)


class Overlapping(Conflict):
    """This holds already during part of that time."""


class OnlyRecorded(Refused):
    """This organisation is only recorded from public documents; nobody acts for it here."""


class OlderVersion(Conflict):
    """Somebody else changed this since you looked; look again."""


def locked_organisation(public_id: UUID) -> Organisation:
    """Return the organisation with its row locked until the transaction ends; raises NotFound."""
    row = Organisation.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def organisation_row(public_id: UUID) -> Organisation:
    """Return the organisation; raises NotFound."""
    row = Organisation.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def refuse_recorded(organisation: Organisation) -> None:
    """Raise OnlyRecorded for an organisation that is read-only here."""
    if organisation.nature == Nature.RECORDED:
        raise OnlyRecorded(place=organisation.name)


def put_dated(model: type[DatedRow], period: Period, values: Mapping[str, object]) -> tuple[DatedRow, bool]:
    """Return the row of `values` during `period` and whether it is new; the very same row is put in once.

    Raises Overlapping where the table's temporal constraint forbids it.
    """
    columns = {**values, **period_columns(period)}
    same = model._default_manager.filter(**columns).first()  # noqa: SLF001 - Django's name for "this model's manager"
    if same is not None:
        return same, False
    try:
        with transaction.atomic():
            row = model(**columns)
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Overlapping(remedy="end the other one first") from error
    return row, True


def end_dated(row: DatedRow, until: Moment) -> DatedRow:
    """End a running row at `until`; raises EmptyPeriod for an end before its beginning."""
    ended = Period(row.period.since, until)
    for name, value in period_columns(ended).items():
        setattr(row, name, value)
    row.save(update_fields=["during", "since_precision", "until_precision"])
    return row


def bounds(period: Period) -> DateTimeTZRange:
    """Return the stored range of `period`."""
    return DateTimeTZRange(period.start, period.end, "[)")


def record(  # noqa: PLR0913 - what an entry of this room wants, all by keyword
    about: Organisation,
    *,
    kind: str,
    actor: Actor,
    payload: Mapping[str, object],
    subject: str = "",
    label: Label | None = None,
    source: Source = NO_SOURCE,
    known: Moment | None = None,
    happened: Moment | None = None,
    recipients: Iterable[UUID] = (),
) -> Entry:
    """Append an entry about an organisation, owned by it, in the constituency it belonged to when it was known.

    Without `label`: CLEAR for what is recorded from public documents, AMBER otherwise.
    """
    when = known.earliest if known else Now()
    certs = Membership.objects.filter(organisation=about, during__contains=when)
    if about.nature != Nature.RECORDED:
        ask_followers([about.public_id])
    return append(
        kind=kind,
        actor=actor,
        payload=payload,
        label=label or (Label.CLEAR if about.nature == Nature.RECORDED else Label.AMBER),
        owner=about.public_id,
        organisation=about.public_id,
        subject=subject,
        constituency=certs.values_list("cert__public_id", flat=True).first(),
        source=source,
        known=known,
        happened=happened,
        recipients=recipients,
    )
