"""Take over a register file: all of it or nothing, and reading it twice changes nothing."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from dijkwacht.journal.services import one_transaction, quarantine
from dijkwacht.kernel.actor import Actor
from dijkwacht.kernel.errors import DijkwachtError
from dijkwacht.organisations.domain.names import search_key
from dijkwacht.organisations.domain.register import ContactLine, OrganisationLine, RegisterFile
from dijkwacht.organisations.engine.register_files import (
    LARGEST,
    RegisterFaults,
    UnreadableRegister,
    read_register,
)
from dijkwacht.organisations.models import ContactPoint, Organisation
from dijkwacht.organisations.services.contacts import record_contact
from dijkwacht.organisations.services.register import UnknownSector, record_organisation
from dijkwacht.organisations.services.standing import begin_membership
from dijkwacht.organisations.services.writing import OnlyRecorded, Overlapping, organisation_row, record


class UnknownOrganisation(UnreadableRegister):
    """The register knows no organisation of this name."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought: SHA-256 of its bytes; how many lines made something new, changed it, or said the same."""

    digest: str
    created: int
    changed: int
    unchanged: int


def import_register(*, content: bytes, by: UUID, actor: Actor) -> Imported:
    """Take over organisations, memberships and contact points of a CSV or JSON file on behalf of organisation `by`.

    Writes `organisations.imported` besides the entries of what changed, and nothing where all was known. Raises
    RegisterFaults with place and remedy of every wrong line; then nothing of the file was taken over, and its bytes
    are kept apart for `by`.
    """
    try:
        return _import(content, by, actor)
    except UnreadableRegister as error:
        if len(content) <= LARGEST:
            quarantine(content=content, what="register", owner=by, error=error)
        raise


@one_transaction
def _import(content: bytes, by: UUID, actor: Actor) -> Imported:
    register = read_register(content)
    with transaction.atomic():  # a caller's transaction survives a refused file without any of its lines
        counts = _take_over(register, actor)
    imported = Imported(hashlib.sha256(content).hexdigest(), **counts)
    if imported.created or imported.changed:
        payload = {"digest": imported.digest, **counts}
        record(organisation_row(by), kind="organisations.imported", actor=actor, payload=payload)
    return imported


def _take_over(register: RegisterFile, actor: Actor) -> dict[str, int]:
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    faults: list[DijkwachtError] = []
    for line in _certs_first(register):
        try:
            counts[_organisation(line, actor)] += 1
        except (UnknownOrganisation, UnknownSector, Overlapping) as fault:
            faults.append(_located(line.place, fault))
    for contact in register.contacts:
        try:
            counts[_contact(contact, actor)] += 1
        except (UnknownOrganisation, OnlyRecorded) as fault:
            faults.append(_located(contact.place, fault))
    if faults:
        raise RegisterFaults(faults)
    return counts


def _certs_first(register: RegisterFile) -> list[OrganisationLine]:
    named = {search_key(line.membership.cert) for line in register.organisations if line.membership}
    return sorted(register.organisations, key=lambda line: search_key(line.details.name) not in named)


def _organisation(line: OrganisationLine, actor: Actor) -> str:
    recorded = record_organisation(details=line.details, actor=actor)
    joined = False
    if line.membership:
        cert = _named(line.membership.cert)
        row = organisation_row(recorded.id)
        before = row.memberships.count()
        begin_membership(organisation=recorded.id, cert=cert.public_id, period=line.membership.period, actor=actor)
        joined = row.memberships.count() > before
    if recorded.created:
        return "created"
    return "changed" if recorded.changed or joined else "unchanged"


def _contact(line: ContactLine, actor: Actor) -> str:
    owner = _named(line.organisation)
    versions = dict(ContactPoint.objects.standing().filter(organisation=owner).values_list("public_id", "version"))
    contact = record_contact(organisation=owner.public_id, details=line.details, actor=actor)
    if contact not in versions:
        return "created"
    now = ContactPoint.objects.values_list("version", flat=True).get(public_id=contact)
    return "unchanged" if now == versions[contact] else "changed"


def _named(name: str) -> Organisation:
    row = Organisation.objects.filter(search_key=search_key(name)).first()
    if row is None:
        raise UnknownOrganisation(f"there is no organisation {name!r}", remedy="put it into the register first")
    return row


def _located(place: str, fault: DijkwachtError) -> DijkwachtError:
    where = ", ".join(part for part in (place, fault.place) if part)
    return type(fault)(fault.message, place=where, expected=fault.expected, remedy=fault.remedy)
