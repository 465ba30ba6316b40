"""Memberships, legal grounds and consents: put in, ended, never rewritten."""

from uuid import UUID

from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Source
from dijkwacht.kernel.errors import NotFound
from dijkwacht.kernel.labels import Label
from dijkwacht.kernel.window import Moment
from dijkwacht.organisations.domain.period import Period
from dijkwacht.organisations.domain.register import GroundDetails
from dijkwacht.organisations.domain.words import ConsentTo
from dijkwacht.organisations.models import Consent, LegalGround, Membership
from dijkwacht.organisations.services.writing import (
    NO_SOURCE,
    end_dated,
    locked_organisation,
    organisation_row,
    put_dated,
    record,
)


@one_transaction
def begin_membership(  # noqa: PLR0913 - two parties, their period, and who says so
    *,
    organisation: UUID,
    cert: UUID,
    period: Period,
    actor: Actor,
    source: Source = NO_SOURCE,
    known: Moment | None = None,
) -> UUID:
    """Let `organisation` take part in the constituency of `cert` and return the membership; the same again is fine.

    Raises Overlapping where it belongs to another constituency during part of `period`, NotFound for unknown parties.
    """
    member, team = locked_organisation(organisation), organisation_row(cert)
    row, new = put_dated(Membership, period, {"organisation": member, "cert": team})
    if new:
        record(
            member,
            kind="membership.began",
            actor=actor,
            payload={
                "cert": cert,
                "since": period.since.text(),
                "until": period.until_text,
            },
            source=source,
            known=known,
        )
    return row.public_id


@one_transaction
def end_membership(*, organisation: UUID, cert: UUID, until: Moment, actor: Actor) -> None:
    """End the running membership; raises NotFound where there is none, EmptyPeriod for an end before its beginning."""
    member = locked_organisation(organisation)
    row = Membership.objects.filter(organisation=member, cert__public_id=cert, during__endswith__isnull=True).first()
    if row is None:
        raise NotFound
    record(member, kind="membership.ended", actor=actor, payload={"cert": cert, "until": until.text()})
    end_dated(row, until)


@one_transaction
def record_ground(
    *, details: GroundDetails, actor: Actor, source: Source = NO_SOURCE, known: Moment | None = None
) -> UUID:
    """Put a legal ground into the register and return it; the same again is fine (S4.26).

    Writes `disclosure.granted` for the receiver, labelled CLEAR: a law is public.
    """
    giver, receiver = locked_organisation(details.giver), organisation_row(details.receiver)
    data = sorted(str(word) for word in details.data)
    values = {
        "law": details.law,
        "article": details.article,
        "reference": details.reference,
        "url": details.url,
        "giver": giver,
        "receiver": receiver,
        "data": data,
    }
    row, new = put_dated(LegalGround, details.period, values)
    if new:
        record(
            receiver,
            kind="disclosure.granted",
            actor=actor,
            payload={
                "what": ", ".join(data),
                "to": receiver.name,
                "ground": details.ground.title,
                "until": details.period.until_text,
            },
            label=Label.CLEAR,
            source=source,
            known=known,
            happened=details.period.since,
        )
    return row.public_id


@one_transaction
def give_consent(*, organisation: UUID, to: ConsentTo, period: Period, actor: Actor) -> UUID:
    """Record what the organisation consents to `to` may see of it and return the consent; the same again is fine.

    Raises Overlapping where a consent to the same runs already.
    """
    row = locked_organisation(organisation)
    consent, new = put_dated(Consent, period, {"organisation": row, "to": to})
    if new:
        payload = {"what": to.what, "to": str(to), "until": period.until_text}
        record(row, kind="consent.given", actor=actor, payload=payload, label=Label.AMBER, happened=period.since)
    return consent.public_id


@one_transaction
def withdraw_consent(*, organisation: UUID, to: ConsentTo, until: Moment, actor: Actor) -> None:
    """End the running consent; raises NotFound where there is none."""
    row = locked_organisation(organisation)
    consent = Consent.objects.filter(organisation=row, to=to, during__endswith__isnull=True).first()
    if consent is None:
        raise NotFound
    payload = {"what": to.what, "to": str(to), "until": until.text()}
    record(row, kind="consent.withdrawn", actor=actor, payload=payload, label=Label.AMBER)
    end_dated(consent, until)
