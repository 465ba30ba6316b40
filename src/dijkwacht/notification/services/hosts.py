"""Record what was done on a shared host for every organisation that it serves, and tell each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from dijkwacht.cases.selectors import folded
from dijkwacht.cases.services import open_response, record
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.services import one_transaction
from dijkwacht.kernel.actor import Actor, Office, Role, Source, Viewer
from dijkwacht.kernel.errors import NotFound, Refused
from dijkwacht.kernel.window import Moment
from dijkwacht.notification.domain.hosts import counts_for_users, door_closed
from dijkwacht.notification.services.notifying import send_notice
from dijkwacht.notification.services.responding import response_in
from dijkwacht.organisations.selectors import HostSeen, shared_hosts, users_of_host


class EachItsOwn(Refused):
    """This is not of the device: each organisation decides or does it itself."""


@one_transaction
def record_for_users(  # noqa: PLR0913 - what was done on which host, by whom, and whom to tell, each by keyword
    *,
    host: UUID,
    operator: UUID,
    case: UUID,
    kind: str,
    payload: Mapping[str, object],
    told: str,
    at: datetime,
    actor: Actor,
    happened: Moment | None = None,
    known: Moment | None = None,
    notify: bool = True,
) -> Mapping[UUID, Entry]:
    """Record one entry in the response of every organisation that `host` serves at `at`; return it by organisation.

    The device of each entry is the host; the source says who did it. Each is told `told` by its own notice over the
    operator's platform. A response is opened where there is none, and the device is stated where it is not known yet. A
    door closed at the device is all of a user's access where it knows no other device. Raises EachItsOwn, NotFound.
    """
    verdict = counts_for_users(kind)
    if verdict.answer != "for-all":
        raise EachItsOwn(place=kind, expected="something done on the device", remedy="let each record its own")
    mine = Viewer(offices=(Office(operator, Role.ICT),))
    seen = next((one for one in shared_hosts(mine, at) if one.id == host), None)
    if seen is None:
        raise NotFound
    source = Source(stated_by=seen.operator_name, document=seen.name)
    written: dict[UUID, Entry] = {}
    for organisation in sorted(users_of_host(host, at)):
        response = response_in(case, organisation) or open_response(
            actor=actor, case=case, organisation=organisation, trigger=seen.name, happened=happened, known=known
        )
        state, facts = folded(response)
        if seen.name not in state.devices and kind != "device.stated":
            stated = {"device": seen.name, "product": facts.product or seen.about or seen.name}
            record(actor=actor, response=response, kind="device.stated", payload=stated, known=known, source=source)
        written[organisation] = record(
            actor=actor,
            response=response,
            kind=kind,
            payload=_on_device(kind, payload, seen, state.devices),
            happened=happened,
            known=known,
            source=source,
        )
        if notify:
            send_notice(
                case=case,
                organisation=organisation,
                channel="platform",
                to_role="ciso",
                about=told,
                body=told,
                at=happened.earliest if happened else at,
                actor=actor,
                known=known,
            )
    return written


def _on_device(kind: str, payload: Mapping[str, object], host: HostSeen, devices: Iterable[str]) -> dict[str, object]:
    if kind == "access.closed":
        return {**payload, **door_closed(host.name, host.operator_name, devices)}
    return {**payload, "device": host.name}
