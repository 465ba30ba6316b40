"""Whether this installation is being restored: then nothing is served, and only the same restore may go on."""

from pathlib import Path

from django.conf import settings

MARK = "restoring.json"


def restore_under_way() -> bool:
    """Return whether a restore was begun here and is not finished."""
    return (Path(settings.STATE_DIR) / MARK).exists()
