"""Checks from outside over the API: one's own addresses, the permission to check them, and what was found."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from dijkwacht.journal.services import log_look
from dijkwacht.kernel.actor import Role
from dijkwacht.kernel.errors import Faulty, NotFound, Refused
from dijkwacht.kernel.operation import Asking, Body, File, Given, Operation, Recorded, Scope, faults_of, filled
from dijkwacht.kernel.verdict import Verdict
from dijkwacht.organisations.selectors import actor_for
from dijkwacht.verification import services
from dijkwacht.verification.domain.methods import Method, Side
from dijkwacht.verification.domain.running import Handed
from dijkwacht.verification.domain.travelling import permit_written
from dijkwacht.verification.forms import AskForm, PermitForm, RegisterForm, ResultsForm, TypedForm
from dijkwacht.verification.selectors import (
    RunSeen,
    TargetSeen,
    acting_at,
    checks_page,
    require_acting,
    require_asking,
    target_page,
)


class NoPlace(Refused):
    """This instance has no place from which it checks."""


@dataclass(frozen=True, slots=True)
class PermissionRead:
    """What the owner of an address permits: which questions, from when until when, how often by itself (0: never)."""

    id: UUID
    methods: tuple[Method, ...]
    since: datetime
    until: datetime
    every_hours: int


@dataclass(frozen=True, slots=True)
class TargetRead:
    """An address that an organisation registered as its own; `permission` is null where nothing may be asked."""

    id: UUID
    organisation: UUID
    address: str
    permission: PermissionRead | None


@dataclass(frozen=True, slots=True)
class ChecksRead:
    """The addresses of an organisation."""

    organisation: UUID
    targets: tuple[TargetRead, ...]


@dataclass(frozen=True, slots=True)
class CheckRead:
    """One address: whether a check may be started now, and if not why; what was found, newest first."""

    target: TargetRead
    may_start: Verdict
    runs: tuple[RunSeen, ...]


def checks_of(asking: Asking, organisation: UUID) -> ChecksRead:
    """Return an organisation's addresses that may be checked from outside; a look from outside is shown to it."""
    page = checks_page(asking.viewer, organisation, asking.at)
    log_look(viewer=asking.viewer, organisation=organisation, what="checks", at=asking.at)
    return ChecksRead(organisation, tuple(map(_target, page.targets)))


def check_target(asking: Asking, target: UUID) -> CheckRead:
    """Return one address: what may be asked of it, and what checks found."""
    page = target_page(asking.viewer, target, asking.at)
    log_look(viewer=asking.viewer, organisation=page.target.organisation, what="checks", at=asking.at)
    return CheckRead(_target(page.target), page.may_start, tuple(page.target.runs))


def permission_file(asking: Asking, target: UUID) -> File:
    """Return the standing permission as a file for `dijkwacht probe elsewhere`."""
    page = acting_at(asking.viewer, target, asking.at)
    standing = page.target.permission
    if standing is None or page.may_start.answer != "yes":
        raise NotFound
    value = permit_written(page.target.target, standing.permission, settings.PUBLIC_URL)
    return File(json.dumps(value, ensure_ascii=False, indent=1).encode(), "application/json", "permission.json")


def register_target(asking: Asking, given: Given, organisation: UUID) -> Recorded:
    """Register an address as your organisation's own. Nothing is asked of it until you permit it."""
    require_acting(asking.viewer, organisation, asking.at)
    form = filled(RegisterForm(given.data))
    made = services.register_target(
        actor=actor_for(asking.viewer, organisation),
        organisation=organisation,
        at=asking.at,
        target=form.target(),
        device=form.cleaned_data["device"],
    )
    return Recorded(made)


def ask_for_checks(asking: Asking, given: Given, organisation: UUID) -> Recorded:
    """Ask a member, as its desk, to permit checks; a desk never checks by itself."""
    require_asking(asking.viewer, organisation, asking.at)
    reason = filled(AskForm(given.data)).cleaned_data["reason"]
    office = next(one for one in asking.viewer.offices if one.role in {Role.DESK, Role.SHIFT_LEAD})
    actor = actor_for(asking.viewer, office.organisation)
    services.ask_permission(actor=actor, organisation=organisation, asker="sector", at=asking.at, reason=reason)
    return Recorded(organisation)


def permit_checks(asking: Asking, given: Given, target: UUID) -> Recorded:
    """Record the owner's permission to check an address; the one before it ends with it."""
    page = acting_at(asking.viewer, target, asking.at)
    form = filled(PermitForm(given.data))
    services.permit(
        actor=actor_for(asking.viewer, page.target.organisation),
        target=target,
        methods=form.asked(),
        until=form.until(asking.at),
        decided_by=form.cleaned_data["decided_by"],
        at=asking.at,
        every_hours=int(form.cleaned_data["every_hours"]),
    )
    return Recorded(target)


def revoke_checks(asking: Asking, target: UUID, permission: UUID) -> Recorded:
    """Take back the permission that you saw; another one that came since is left alone."""
    page = acting_at(asking.viewer, target, asking.at)
    standing = page.target.permission
    if standing is None or standing.permission.reference != permission:
        raise NotFound
    services.revoke(actor=actor_for(asking.viewer, page.target.organisation), permission=permission, at=asking.at)
    return Recorded(target)


def withdraw_target(asking: Asking, target: UUID) -> Recorded:
    """End the registration of an address, and its permission with it."""
    page = acting_at(asking.viewer, target, asking.at)
    services.withdraw_target(actor=actor_for(asking.viewer, page.target.organisation), target=target, at=asking.at)
    return Recorded(target)


def start_check(asking: Asking, target: UUID) -> Recorded:
    """Ask for a check from this instance's place; a job does it."""
    page = acting_at(asking.viewer, target, asking.at)
    if not settings.PROBE_PLACE:
        raise NoPlace
    services.start_check(
        actor=actor_for(asking.viewer, page.target.organisation),
        target=target,
        at=asking.at,
        place=settings.PROBE_PLACE,
        side=Side(settings.PROBE_SIDE),
    )
    return Recorded(target)


def hand_in_results(asking: Asking, given: Given, target: UUID) -> Recorded:
    """Hand in the file that `dijkwacht probe elsewhere --json` wrote."""
    form = filled(ResultsForm(given.data, given.files))
    read = form.read()
    if read is None:
        raise Faulty(faults_of(form))
    return _taken(asking, target, *read)


def type_in_result(asking: Asking, given: Given, target: UUID) -> Recorded:
    """Record what somebody saw from another place."""
    page = acting_at(asking.viewer, target, asking.at)
    form = filled(TypedForm(given.data))
    standing = page.target.permission
    if standing is None:
        raise NotFound
    handed = form.handed(page.target.target.name, str(standing.permission.reference))
    return _taken(asking, target, handed, json.dumps(form.cleaned_data, ensure_ascii=False, sort_keys=True).encode())


def _taken(asking: Asking, target: UUID, handed: Handed, content: bytes) -> Recorded:
    page = acting_at(asking.viewer, target, asking.at)
    actor = actor_for(asking.viewer, page.target.organisation)
    services.hand_in(actor=actor, target=page.target.id, handed=handed, content=content, at=asking.at)
    return Recorded(target)


def _target(seen: TargetSeen) -> TargetRead:
    standing = seen.permission.permission if seen.permission else None
    permission = None
    if standing is not None:
        methods = tuple(sorted(standing.methods))
        permission = PermissionRead(standing.reference, methods, standing.since, standing.until, standing.every_hours)
    return TargetRead(seen.id, seen.organisation, seen.target.name, permission)


_ONE = "/checks/{target}"
_MADE = "/checks/{target}"

OPERATIONS = (
    Operation("checks_of", "/organisations/{organisation}/checks", checks_of, pages=("checks_of", "checks")),
    Operation("check_target", _ONE, check_target, pages=("check_target",)),
    Operation("permission_file", _ONE + "/permission", permission_file, pages=("permission_file",)),
    Operation(
        "register_target",
        "/organisations/{organisation}/checks",
        register_target,
        pages=("checks_of",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(RegisterForm),
        made="/checks/{id}",
    ),
    Operation(
        "ask_for_checks",
        "/organisations/{organisation}/checks/ask",
        ask_for_checks,
        pages=("ask_for_checks",),
        method="POST",
        scope=Scope.DESK,
        body=Body(AskForm),
    ),
    Operation(
        "permit_checks",
        _ONE + "/permissions",
        permit_checks,
        pages=("permit_checks",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(PermitForm),
        made=_MADE,
    ),
    Operation(
        "revoke_checks",
        _ONE + "/permissions/{permission}/revoke",
        revoke_checks,
        pages=("revoke_checks",),
        method="POST",
        scope=Scope.RECORD,
        made=_MADE,
    ),
    Operation(
        "withdraw_target",
        _ONE + "/withdraw",
        withdraw_target,
        pages=("withdraw_target",),
        method="POST",
        scope=Scope.RECORD,
    ),
    Operation(
        "start_check",
        _ONE + "/start",
        start_check,
        pages=("start_check",),
        method="POST",
        scope=Scope.RECORD,
        made=_MADE,
    ),
    Operation(
        "hand_in_results",
        _ONE + "/results",
        hand_in_results,
        pages=("hand_in_results",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(ResultsForm),
        made=_MADE,
    ),
    Operation(
        "type_in_result",
        _ONE + "/typed",
        type_in_result,
        pages=("type_in_result",),
        method="POST",
        scope=Scope.RECORD,
        body=Body(TypedForm),
        made=_MADE,
    ),
)
