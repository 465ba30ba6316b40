"""What the journal wants looked at before anybody is served."""

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error

from dijkwacht.journal.engine.backups import restore_under_way
from dijkwacht.kernel.errors import DijkwachtError


class RestoreUnfinished(DijkwachtError):  # noqa: N818 - the name people read
    """A restore was begun here and is not finished: not everything is proven, and removals may not be replayed."""

    number = "dijkwacht.E040"


def check_restored(app_configs: object, **_: object) -> list[CheckMessage]:
    """E040: nothing is served from what is only half restored."""
    del app_configs
    if not restore_under_way(Path(settings.STATE_DIR)):
        return []
    remedy = "Run the same dijkwacht restore again: it goes on where it stopped."
    return [Error(str(RestoreUnfinished()), hint=remedy, id=RestoreUnfinished.number)]
