"""How a window changed: what it grew by, and on which ground it may be recorded smaller."""

from dataclasses import dataclass

from dijkwacht.cases.domain.state import ResponseState
from dijkwacht.hunting.domain.day_words import count_words, joined, period_words
from dijkwacht.hunting.domain.window import ExposedWindow
from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason
from dijkwacht.kernel.window import Moment, Precision, Window, local_date, midnight, uncovered_part


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added to a window: the stretches, how many days they touch, and the sentence."""

    added: tuple[Window, ...]
    days: int
    text: Text


def growth(old: Window | None, new: Window | None) -> Growth | None:
    """Return by what `new` goes beyond `old`; None where it does not, or where one of them does not exist."""
    if old is None or new is None:
        return None
    added = uncovered_part(new, (old,))
    if not added:
        return None
    days = sum(stretch.days() for stretch in added)
    count, period = count_words(days), joined([period_words(stretch) for stretch in added])
    text = Text(
        f"de kwetsbare periode is {count.nl} langer geworden: {period.nl}",
        f"the exposed window has grown by {count.en}: {period.en}",
    )
    return Growth(added, days, text)


def relied_on(state: ResponseState) -> tuple[Reason, ...]:
    """Return what was done on the strength of the window on record: hunts, a reopening, a risk, a lowered level.

    When the window grows, each of these is open again, and its owner is told.
    """
    found = [
        Reason("hunt", Text(f"onderzoek {hunt.key}", f"hunt {hunt.key}"), (hunt.ran_entry,) if hunt.ran_entry else ())
        for hunt in sorted(state.traces.hunts.values(), key=lambda hunt: (hunt.opened, hunt.key))
        if hunt.ran is not None
    ]
    reopened = [closing.reopened_entry for closing in state.door.closings if closing.reopened_entry]
    if reopened:
        found.append(Reason("gate", Text("de heropening", "the reopening"), tuple(reopened)))
    if state.risk is not None:
        found.append(Reason("risk", Text("het aanvaarde risico", "the accepted risk"), (state.risk.id,)))
    if state.watch.lowered is not None and state.watch.entry is not None:
        text = Text("de afgeschaalde bewaking", "the lowered monitoring level")
        found.append(Reason("monitoring", text, (state.watch.entry,)))
    return tuple(found)


def outermost(old: Window, new: Window) -> Window:
    """Return the window from the earlier start to the later end of both."""
    return Window(min(old.start, new.start), max(old.end, new.end))


def may_shrink(old: Window, new: ExposedWindow) -> bool:
    """Return whether the record may go from `old` to a smaller window: each bound that moves in rests on an entry.

    That is the organisation's own statement with its reason, or a closing or measure that ends what still went on.
    """
    if new.window is None or new.start is None or new.end is None:
        return False
    start_kept = new.window.start <= old.start or bool(new.start.entries)
    end_kept = new.window.end >= old.end or (bool(new.end.entries) and not new.end.goes_on)
    return start_kept and end_kept


def bound_texts(window: Window) -> tuple[str, str]:
    """Return start and end as the journal writes them: bare days where the bounds are midnights in Amsterdam.

    The end is then the last day inside; read back with `window_between` both ways give the same window.
    """
    first, last = window.dates()
    start, end = Moment(window.start), Moment(window.end)
    if midnight(first) == window.start:
        start = Moment(window.start, Precision.DAY)
    if midnight(local_date(window.end)) == window.end:
        end = Moment(midnight(last), Precision.DAY)
    return start.text(), end.text()


def window_news(old: Window | None, found: ExposedWindow) -> tuple[str, dict[str, object]] | None:
    """Return what is to be recorded where the window on record is `old`: entry kind and payload; None for no news.

    Never smaller without what is recorded for it; a window that only went on with time is news once a day.
    """
    new = found.window
    if new is None or new == old:
        return None
    if old is None:
        return "window.computed", _computed(found, new)
    if _only_time_passed(old, found):
        return None
    grown = growth(old, new)
    if not may_shrink(old, found):
        new = outermost(old, new)
    if grown is not None:
        return "window.grown", _grown(found, old, new, grown)
    return None if new == old else ("window.computed", _computed(found, new))


def _only_time_passed(old: Window, found: ExposedWindow) -> bool:
    new = found.window
    if new is None or found.end is None or not found.end.goes_on:
        return False
    return new.start == old.start and local_date(new.end) == local_date(old.end)


def _computed(found: ExposedWindow, window: Window) -> dict[str, object]:
    start, end = bound_texts(window)
    return {
        "start": start,
        "end": end,
        "start_basis": found.start.basis.nl if found.start else "",
        "end_basis": found.end.basis.nl if found.end else "",
    }


def _grown(found: ExposedWindow, old: Window, new: Window, grown: Growth) -> dict[str, object]:
    start, end = bound_texts(new)
    was_start, was_end = bound_texts(old)
    bases = []
    if found.start and new.start < old.start:
        bases.append(found.start.basis.nl)
    if found.end and new.end > old.end:
        bases.append(found.end.basis.nl)
    because = "; ".join([*bases, grown.text.nl])
    return {"start": start, "end": end, "was_start": was_start, "was_end": was_end, "because": because}
