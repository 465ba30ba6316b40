"""Open a case, and an organisation's response to it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from dijkwacht.cases.domain.axes import Access, Misuse, Use, Weakness
from dijkwacht.cases.models import Case, Response
from dijkwacht.cases.services.recording import Record, record_many
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import append, one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.identifiers import new_id
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.selectors import constituency_of, nature_of, sector_key_of

NO_SOURCE = Source()


class AlreadyResponding(Refused):
    """This organisation already has a response in this case."""


@one_transaction
def open_case(  # noqa: PLR0913 - a case has this many facts at its start
    *,
    actor: Actor,
    owner: UUID,
    label: Label,
    title: Text,
    steps: Iterable[str | Mapping[str, object]] = (),
    product: str = "",
    constituency: UUID | None = None,
    recipients: Iterable[UUID] = (),
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> UUID:
    """Open a case and return its public id; it may have neither CVE nor patch yet.

    `steps`: keys of the catalogue or objects with key, title_nl, title_en, after. Who may see it follows from `label`,
    `constituency` and `recipients` of the entries, this first one included. A case is as real as its owner.
    """
    case, reached = new_id(), frozenset(recipients)
    listed = [{"key": step} if isinstance(step, str) else dict(step) for step in steps]
    entry = append(
        kind="case.opened",
        actor=actor,
        payload={"title_nl": title.nl, "title_en": title.en, "steps": listed, "product": product},
        label=label,
        owner=owner,
        case=case,
        constituency=constituency,
        recipients=reached,
        happened=happened,
        known=known,
        source=source,
    )
    Case.objects.create(
        public_id=case,
        title_nl=title.nl,
        title_en=title.en,
        opened_at=entry.happened_from,
        nature=nature_of(owner),
        label=label.value,
        owner=owner,
        constituency=constituency,
        recipients=sorted(reached),
    )
    return case


@one_transaction
def open_response(  # noqa: PLR0913 - three times and a source besides who and what
    *,
    actor: Actor,
    case: UUID,
    organisation: UUID,
    label: Label = Label.AMBER,
    trigger: str = "",
    happened: Moment | None = None,
    known: Moment | None = None,
    source: Source = NO_SOURCE,
) -> UUID:
    """Open the organisation's response in a case and return its public id; raises AlreadyResponding, NotFound.

    Its constituency is the one of the moment at which it is opened, and goes into every entry of the response.
    """
    first = Record("response.opened", {"trigger": trigger}, happened=happened, known=known, source=source)
    return open_with(actor=actor, case=case, organisation=organisation, records=[first], label=label)[0]


@one_transaction
def open_with(
    *, actor: Actor, case: UUID, organisation: UUID, records: Sequence[Record], label: Label = Label.AMBER
) -> tuple[UUID, tuple[Entry, ...]]:
    """Open a response with all that is known of it at once, under one fold; return its public id and the entries.

    The first of `records` is `response.opened`. Raises AlreadyResponding, NotFound, WrongPayload.
    """
    row = Case.objects.filter(public_id=case).first()
    if row is None:
        raise NotFound
    first = records[0]
    at = first.happened.earliest if first.happened else first.known.earliest if first.known else timezone.now()
    try:
        with transaction.atomic():
            response = Response.objects.create(
                case=row,
                organisation=organisation,
                sector=sector_key_of(organisation),
                owner=organisation,
                label=label.value,
                constituency=constituency_of(organisation, at),
                use=Use.UNKNOWN,
                weakness=Weakness.UNKNOWN,
                access=Access.UNKNOWN,
                misuse=Misuse.NOT_LOOKED,
            )
    except IntegrityError as error:
        raise AlreadyResponding(remedy="use the response that exists") from error
    return response.public_id, record_many(actor=actor, response=response.public_id, records=records)
