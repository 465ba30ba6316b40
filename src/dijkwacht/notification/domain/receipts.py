"""Notices and what became of them: handed over, read, acknowledged and acted on are four things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dijkwacht.journal.domain import Entry
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.window import Moment


class Delivery(StrEnum):
    """What became of handing a notice to its channel."""

    WAITING = "waiting"
    HANDED_OVER = "handed-over"
    FAILED = "failed"


class ReceiptStage(StrEnum):
    """How far a notice came, from weakest to strongest; handed over to a mail server says nothing of a reader."""

    NOT_HANDED_OVER = "not-handed-over"
    HANDED_OVER = "handed-over"
    READ = "read"
    ACKNOWLEDGED = "acknowledged"
    ACTED = "acted"

    @property
    def rank(self) -> int:
        """0 for not handed over up to 4 for acted on."""
        return tuple(ReceiptStage).index(self)


STAGE_WORDS: Mapping[ReceiptStage, Text] = {
    ReceiptStage.NOT_HANDED_OVER: Text("nog niet afgeleverd", "not handed over yet"),
    ReceiptStage.HANDED_OVER: Text("afgeleverd, niet bekend of het gelezen is", "handed over, not known to be read"),
    ReceiptStage.READ: Text("gelezen", "read"),
    ReceiptStage.ACKNOWLEDGED: Text("bevestigd", "acknowledged"),
    ReceiptStage.ACTED: Text("ernaar gehandeld", "acted on"),
}


def receipt_stage(delivery: Delivery, receipts: Iterable[str]) -> ReceiptStage:
    """Return the furthest stage that is recorded; an answer counts whatever the channel says about the delivery."""
    known = {stage.value: stage for stage in ReceiptStage}
    stages = [known[word] for word in receipts if word in known]
    if delivery is Delivery.HANDED_OVER:
        stages.append(ReceiptStage.HANDED_OVER)
    return max(stages, key=lambda stage: stage.rank, default=ReceiptStage.NOT_HANDED_OVER)


@dataclass(frozen=True, slots=True)
class FirstNotice:
    """The first targeted notice about one organisation, and what followed it; `days` None while nothing did."""

    sender: str
    about: str
    at: Moment
    entry: UUID
    followed: Moment | None = None
    followed_by: str = ""
    days: int | None = None


FOLLOWING = frozenset(
    {"access.closed", "measure.started", "measure.done", "measure.deviated", "hunt.opened", "sessions.ended"}
)


def first_notice(entries: Iterable[Entry]) -> FirstNotice | None:
    """Return the earliest signal about the organisation with the first act after it: the follow-up clock (S3.3).

    None where no signal is recorded. Days are calendar days in Amsterdam.
    """
    listed = sorted(entries, key=Entry.order)
    signal = next((entry for entry in listed if entry.kind == "signal.received"), None)
    if signal is None:
        return None
    at = _at(signal)
    act = next((e for e in listed if e.kind in FOLLOWING and e.happened and _at(e).day >= at.day), None)
    return FirstNotice(
        signal.text("sender"),
        signal.text("about"),
        at,
        signal.id,
        _at(act) if act else None,
        act.kind if act else "",
        (_at(act).day - at.day).days if act else None,
    )


def _at(entry: Entry) -> Moment:
    return entry.happened or entry.known or Moment(entry.recorded_at)
