"""Systems that serve many: who runs one, whom it serves, who confirmed that, and what its users may see of it."""

from uuid import UUID

from django.db.models.functions import Now

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.names import search_key, sort_key
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.words import HostStanding
from dijkwacht.organisations.models import Organisation, SharedHost, SharedHostUse, period_columns
from dijkwacht.organisations.services.writing import (
    end_dated,
    locked_organisation,
    put_dated,
    record,
    refuse_recorded,
)

NO_SOURCE = Source()


class ServesItself(Refused):
    """Who runs a system is not one of its users: it sees everything of it already."""


@one_transaction
def record_shared_host(*, name: str, operator: UUID, about: str = "") -> UUID:
    """Put a host that serves many organisations into the register and return it; the same name again is the same host.

    The host itself writes no entry: `use_host` does, for each organisation that it serves.
    """
    runs = locked_organisation(operator)
    row, _ = SharedHost.objects.get_or_create(
        operator=runs, name=name, defaults={"sort_key": sort_key(name) or name, "about": about}
    )
    return row.public_id


@one_transaction
def use_host(*, host: UUID, organisation: UUID, period: Period, actor: Actor, source: Source = NO_SOURCE) -> UUID:
    """Record on a desk's word that a shared host serves an organisation, and return that use; the same again is fine.

    It counts at once: `source` says where the desk has it from. What the operator stated before is confirmed by it.
    Raises Overlapping where it serves it already during part of `period`, ServesItself, NotFound.
    """
    user, served_by = _user_of(host, organisation)
    waiting = SharedHostUse.objects.filter(host=served_by, organisation=user).exclude(standing=HostStanding.CONFIRMED)
    row = waiting.first()
    if row is not None:
        row.source = source.document
        _stand_anew(row, HostStanding.CONFIRMED, period)
        new = True
    else:
        values = {"host": served_by, "organisation": user, "standing": HostStanding.CONFIRMED}
        row, new = put_dated(SharedHostUse, period, {**values, "source": source.document})
    if new:
        payload = {
            "host": served_by.name,
            "operator": served_by.operator.public_id,
            "since": period.since.text(),
            "until": period.until_text,
        }
        _record(row, kind="host.shared", actor=actor, payload=payload, happened=period.since, source=source)
    return row.public_id


@one_transaction
def state_use(*, host: UUID, organisation: UUID, since: Moment, actor: Actor) -> UUID:
    """Record that the operator of a host names this organisation as a user, and return that use.

    It counts for nothing before the organisation confirms. Stated again it stays as it is; after a refusal it is asked
    anew. Raises ServesItself, NotFound, and Overlapping where an earlier use runs into it.
    """
    user, served_by = _user_of(host, organisation)
    refuse_recorded(user)
    rows = SharedHostUse.objects.filter(host=served_by, organisation=user)
    running = rows.filter(during__endswith=None).exclude(standing=HostStanding.REFUSED).first()
    if running is not None:
        return running.public_id
    row = rows.filter(standing=HostStanding.REFUSED).first()
    if row is not None:
        _stand_anew(row, HostStanding.STATED, Period(since))
    else:
        values = {"host": served_by, "organisation": user, "standing": HostStanding.STATED}
        row, _ = put_dated(SharedHostUse, Period(since), values)
    payload = {"host": served_by.name, "operator": served_by.operator.public_id, "since": since.text()}
    _record(row, kind="host.use_stated", actor=actor, payload=payload, happened=since)
    return row.public_id


@one_transaction
def answer_use(*, use: UUID, organisation: UUID, confirmed: bool, actor: Actor) -> None:
    """Record that the organisation confirms that a host serves it, or says that it does not; once.

    `organisation` is the one that answers; raises NotFound for a use that is not its own or no longer waits.
    """
    row = _locked_use(use)
    if row.organisation.public_id != organisation or row.standing != HostStanding.STATED:
        raise NotFound
    row.standing = HostStanding.CONFIRMED if confirmed else HostStanding.REFUSED
    row.changed_at = Now()
    row.save(update_fields=["standing", "changed_at"])
    payload = {"host": row.host.name, "operator": row.host.operator.public_id, "answer": row.standing}
    _record(row, kind="host.use_answered", actor=actor, payload=payload)


@one_transaction
def end_use(*, use: UUID, organisation: UUID, until: Moment, actor: Actor) -> None:
    """Record that a host serves an organisation no longer from `until` on, on the word of either side.

    `organisation` is the side that says so; raises NotFound for a use that is not its own or has ended, EmptyPeriod.
    """
    row = _locked_use(use)
    sides = {row.organisation.public_id: "user", row.host.operator.public_id: "operator"}
    if organisation not in sides or row.during.upper is not None:
        raise NotFound
    end_dated(row, until)
    SharedHostUse.objects.filter(pk=row.pk).update(changed_at=Now())
    payload = {
        "host": row.host.name,
        "operator": row.host.operator.public_id,
        "until": until.text(),
        "side": sides[organisation],
    }
    _record(row, kind="host.use_ended", actor=actor, payload=payload, happened=until)


@one_transaction
def show_host(*, host: UUID, operator: UUID, label: Label, actor: Actor) -> None:
    """Record under which label users see how the host stands; the same label again writes nothing.

    Raises NotFound for a host that `operator` does not run.
    """
    row = SharedHost.objects.select_for_update(of=("self",)).select_related("operator").filter(public_id=host).first()
    if row is None or row.operator.public_id != operator:
        raise NotFound
    if row.label == label:
        return
    row.label, row.changed_at = label, Now()
    row.save(update_fields=["label", "changed_at"])
    record(row.operator, kind="host.shown", actor=actor, payload={"host": row.name, "label": label.value})


def organisation_called(name: str) -> UUID:
    """Return the organisation with this exact name, in any spelling of case, marks and hyphens; raises NotFound.

    For who states that it serves that organisation: it asks for no viewer, so show nothing of what it returns.
    """
    found = Organisation.objects.filter(search_key=search_key(name)).values_list("public_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _user_of(host: UUID, organisation: UUID) -> tuple[Organisation, SharedHost]:
    user = locked_organisation(organisation)
    served_by = SharedHost.objects.select_related("operator").filter(public_id=host).first()
    if served_by is None:
        raise NotFound
    if served_by.operator.pk == user.pk:
        raise ServesItself(place=served_by.name, expected="an organisation that another one serves")
    return user, served_by


def _stand_anew(row: SharedHostUse, standing: HostStanding, period: Period) -> None:
    """Let a use that was stated or refused before stand so from now on, over this period."""
    row.standing, row.changed_at = standing, Now()
    for name, value in period_columns(period).items():
        setattr(row, name, value)
    row.save()


def _locked_use(use: UUID) -> SharedHostUse:
    rows = SharedHostUse.objects.select_for_update(of=("self",)).select_related("host__operator", "organisation")
    row = rows.filter(public_id=use).first()
    if row is None:
        raise NotFound
    return row


def _record(  # noqa: PLR0913 - the parts of an entry, all by keyword
    row: SharedHostUse,
    *,
    kind: str,
    actor: Actor,
    payload: dict[str, object],
    happened: Moment | None = None,
    source: Source = NO_SOURCE,
) -> None:
    """Write the entry into the user's record, addressed to the operator: the two sides, and no other user."""
    record(
        row.organisation,
        kind=kind,
        actor=actor,
        payload=payload,
        happened=happened,
        source=source,
        recipients=(row.host.operator.public_id,),
    )
