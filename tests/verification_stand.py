"""A registered and permitted target of the fictional town, at an emulator of ours, for tests of checks."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

from django.utils import timezone

from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.verification.adapters.outside import Errand, ask
from dijkwacht.verification.domain.methods import Limits, Method, Side
from dijkwacht.verification.domain.permission import Target
from dijkwacht.verification.domain.running import result_of
from dijkwacht.verification.services import begin, finish, permit, register_target, start_check

ALL = tuple(Method)
LOOPBACK = (ip_network("127.0.0.0/8"),)
OWNER = Actor(ActorKind.PERSON, "ciso")
PLACE = "oefenplek"


@dataclass(frozen=True)
class Stand:
    """A target and the permission that stands for it."""

    target: UUID
    permission: UUID


def stand(organisation, port=443, *, device="", methods=ALL, every_hours=0, at=None, days=7):
    """Register an address of the organisation and permit checks of it."""
    now = at or timezone.now()
    target = register_target(
        actor=OWNER, organisation=organisation, target=Target("http", "127.0.0.1", port), device=device, at=now
    )
    permission = permit(
        actor=OWNER,
        target=target,
        methods=methods,
        until=now + timedelta(days=days),
        decided_by="college",
        every_hours=every_hours,
        at=now,
    )
    return Stand(target, permission)


def checked(made: Stand, *, side=Side.OUTSIDE, place=PLACE, methods=(), at=None, scheduled=False):
    """Do a check as the job does it, and return the run and its entries."""
    now = at or timezone.now()
    run = start_check(
        actor=OWNER,
        target=made.target,
        at=now,
        place=place,
        side=side,
        methods=methods,
        scheduled=scheduled,
        queue=False,
    )
    work = begin(run=run, at=now)
    assert work is not None
    errand = Errand(
        work.target, work.methods, work.permitted, str(work.reference), work.side, LOOPBACK,
        pause=0.0, limits=Limits(connect=1.0, total=1.5),
    )  # fmt: skip
    return run, finish(run=run, results=[result_of(one) for one in ask(errand)], at=now)
