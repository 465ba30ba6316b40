"""What matching found about an organisation's systems reaches its responses, as devices with their builds."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from dijkwacht.cases.domain.weakness import Device
from dijkwacht.cases.models import Response
from dijkwacht.cases.selectors.eyes import own_eyes
from dijkwacht.cases.selectors.following import own_story
from dijkwacht.cases.services.recording import Record, record_many
from dijkwacht.exposure.domain.verdicts import Exposure
from dijkwacht.exposure.selectors import VerdictSeen, assets, matched_since, no_longer_shown, verdicts
from dijkwacht.journal.domain import Entry
from dijkwacht.journal.selectors import last_beat
from dijkwacht.journal.services import beat, one_transaction
from dijkwacht.kernel.actor import Actor, ActorKind
from dijkwacht.kernel.origin import Origin

MATCHING = Actor(ActorKind.MACHINE, "matching")
BEAT = "matching taken in"
MOST_DEVICES = 200
UNLISTED = "niet meer in de inventaris"
UNSHARED = "wordt niet meer met u gedeeld door wie het beheert"


@one_transaction
def take_in_matching(*, organisation: UUID) -> tuple[Entry, ...]:
    """Record the devices that matching found for the flaws of each open response of the organisation; return the new.

    Writes `device.stated`, observed, with build and verdicts, so that use and weakness follow by the fold (S1.2, S0.3).
    What is known already writes nothing. A name that only resembles is no device; at most 200 devices a response.
    A device that came from an inventory and that none lists any more is recorded as gone; what people named, stays.
    """
    rows = Response.objects.filter(organisation=organisation, closed_at__isnull=True).order_by("pk")
    return tuple(entry for row in rows for entry in _take_in(row))


def take_in_all_matching() -> int:
    """Take in what matching found since this was last done, each organisation by itself; return how many had news.

    Where this is cut short, the next call does it all again.
    """
    now = timezone.now()
    found = matched_since(last_beat(BEAT))
    news = sum(bool(take_in_matching(organisation=organisation)) for organisation in sorted(found))
    beat(BEAT, now)
    return news


def _take_in(row: Response) -> tuple[Entry, ...]:
    story = own_story(row.public_id)
    flaws = story.facts.flaws
    if not flaws:
        return ()
    found = devices_found(verdicts(own_eyes(row), row.organisation, vulnerabilities=flaws))
    news = [device for device in found if not _known(device, story.state.devices.get(device.name))]
    observed = {entry.id for entry in story.entries if entry.actor.kind is ActorKind.MACHINE}
    lost = {device.name for device in story.state.devices.values() if device.entry in observed}
    lost -= {device.name for device in found}
    records = [_record(device) for device in news] + _gone(row, lost)
    return record_many(actor=MATCHING, response=row.public_id, records=records) if records else ()


def _gone(row: Response, lost: Collection[str]) -> list[Record]:
    """Return the record of each of these devices that the organisation's inventories list no more.

    Without any inventory nothing is known, and nothing is gone but a system that another organisation ran for it.
    """
    if not lost:
        return []
    listed = {asset.name for asset in assets(own_eyes(row), row.organisation)}
    ended = no_longer_shown(row.organisation, timezone.now()) & set(lost)
    away = set(lost) - listed if listed else ended - listed
    reasons = {name: UNSHARED if name in ended else UNLISTED for name in away}
    gone = [{"device": name, "reason": reasons[name]} for name in sorted(away)]
    return [Record("device.gone", payload, origin=Origin.OBSERVED) for payload in gone]


def devices_found(answers: Iterable[VerdictSeen]) -> tuple[Device, ...]:
    """Return the devices that these answers are about, by name."""
    found: dict[str, Device] = {}
    for answer in answers:
        if answer.verdict is Exposure.NAME_ONLY:
            continue
        before = found.get(answer.asset, Device(answer.asset, answer.product, answer.version))
        told = {**before.verdicts, answer.vulnerability: answer.verdict}
        found[answer.asset] = Device(before.name, before.product, before.build, verdicts=told)
    return tuple(found[name] for name in sorted(found)[:MOST_DEVICES])


def _known(device: Device, before: Device | None) -> bool:
    return before is not None and (before.build, before.verdicts) == (device.build, device.verdicts)


def _record(device: Device) -> Record:
    told = [{"vulnerability": flaw, "verdict": verdict.value} for flaw, verdict in sorted(device.verdicts.items())]
    payload: dict[str, object] = {"device": device.name, "product": device.product, "verdicts": told}
    if device.build:
        payload["build"] = device.build
    return Record("device.stated", payload, origin=Origin.OBSERVED)
