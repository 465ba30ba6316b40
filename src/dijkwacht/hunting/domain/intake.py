"""Handing in evidence in parts: how a file is cut, what may come in, what is still missing."""

from collections.abc import Collection, Sequence

from dijkwacht.kernel.text import Text
from dijkwacht.kernel.verdict import Reason, Verdict

PART = 16 * 1024 * 1024
LARGEST = 16 * 1024**4
LONGEST_NAME = 200
_GIB = 1024**3


def parts_of(size: int) -> int:
    """Return into how many parts a file of `size` bytes is cut; an empty file has one empty part."""
    return max(1, -(-size // PART))


def length_of(size: int, number: int) -> int:
    """Return how many bytes part `number` (from 1) of a file of `size` bytes holds; 0 for a part that it has not."""
    return min(PART, max(0, size - (number - 1) * PART)) if 1 <= number <= parts_of(size) else 0


def missing_parts(size: int, have: Collection[int]) -> tuple[int, ...]:
    """Return the numbers of the parts that have not come in yet, in order."""
    return tuple(number for number in range(1, parts_of(size) + 1) if number not in have)


def number_words(numbers: Sequence[int]) -> str:
    """Return the first numbers of a list for people: "2, 5, 6 ... (12)"."""
    few = ", ".join(str(number) for number in numbers[:3])
    return f"{few} ... ({len(numbers)})" if len(numbers) > 3 else few  # noqa: PLR2004 - the three shown above


def bare_name(name: str) -> str:
    """Return the last part of a file's name, without what no file name holds; "evidence" where nothing is left."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    kept = "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME]
    return kept if kept.strip(".") else "evidence"


def may_take(size: int, used: int, quota: int, free: int | None) -> Verdict:
    """Answer "yes", "over-quota", "disk-full" or "too-large" for a file of `size` bytes, before its first byte.

    `used`: what the organisation keeps and promised already; `free`: what the disk holds beyond the reserve, None where
    nobody knows.
    """
    if not 0 <= size <= LARGEST:
        text = Text("een bestand is hooguit 16 TiB groot", "a file is at most 16 TiB large")
        return Verdict("too-large", (Reason("too-large", text),))
    if used + size > quota:
        text = Text(
            f"uw organisatie mag {_gib(quota)} bewaren en heeft {_gib(used)} in gebruik of beloofd",
            f"your organisation may keep {_gib(quota)} and uses or promised {_gib(used)}",
        )
        return Verdict("over-quota", (Reason("over-quota", text),))
    if free is not None and size > free:
        text = Text(
            f"op de schijf is {_gib(max(0, free))} vrij, na wat er achter de hand blijft",
            f"the disk has {_gib(max(0, free))} free beyond what is held in reserve",
        )
        return Verdict("disk-full", (Reason("disk-full", text),))
    return Verdict("yes")


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
