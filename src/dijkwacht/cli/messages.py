from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOMS = Path(__file__).parents[1]


def messages() -> None:
    """Compile each room's texts (locale/*/LC_MESSAGES/*.po) where they changed; a bare machine has no gettext tools."""
    for source in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as read:
            catalogue = read_po(read, locale=source.parts[-3], abort_invalid=True)
        draft = target.with_suffix(".mo.draft")
        with draft.open("wb") as write:
            write_mo(write, catalogue)
        draft.replace(target)
