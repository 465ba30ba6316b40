"""What changed between a draft and the same document written anew: facts that came, went or read otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dijkwacht.kernel.text import Text
from dijkwacht.reporting.domain.draft import Draft


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as a stored version holds it; `chapter` counts from 0."""

    chapter: int
    template: str
    text: Text
    entries: tuple[UUID, ...]
    told: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A stored line with what became of it: "same", "changed" (then `now` says how it would read), or "gone"."""

    line: Kept
    state: str
    now: Text | None = None


def kept_lines(draft: Draft) -> tuple[Kept, ...]:
    """Return the lines of a draft as they are stored."""
    return tuple(
        Kept(number, line.sentence.template, line.sentence.text, line.sentence.entries, line.told)
        for number, chapter in enumerate(draft.chapters)
        for line in chapter.lines
    )


def compared(stored: Iterable[Kept], fresh: Draft) -> tuple[tuple[Compared, ...], tuple[Kept, ...]]:
    """Return each stored line with what became of it, and the lines that are new since.

    Lines belong together by template; of several from one template the one with the same words first, then in order. A
    chapter that comes or goes moves no others. The as-of line always moves and is never marked.
    """
    waiting = list(kept_lines(fresh))
    found: list[Compared] = []
    pending: list[tuple[int, Kept]] = []
    for line in stored:
        same = next((one for one in waiting if (one.template, one.text) == (line.template, line.text)), None)
        found.append(Compared(line, "same"))
        if same is not None and same.told == line.told:
            waiting.remove(same)
        else:
            pending.append((len(found) - 1, line))
    for place, line in pending:
        other = next((one for one in waiting if one.template == line.template), None)
        if other is None:
            found[place] = Compared(line, "gone")
            continue
        waiting.remove(other)
        moved_on = line.template == "as-of"
        found[place] = Compared(line, "same" if moved_on else "changed", None if moved_on else other.text)
    return tuple(found), tuple(waiting)


def is_changed(stored: Iterable[Kept], fresh: Draft) -> bool:
    """Return whether a fact behind the draft changed since it was written."""
    lines, new = compared(stored, fresh)
    return bool(new) or any(one.state != "same" for one in lines)
