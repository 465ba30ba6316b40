"""Which store keeps sealed pieces: the one of the settings for what comes in, its own for what came in before."""

from django.conf import settings
from django.utils.module_loading import import_string

from dijkwacht.hunting.ports import PieceStore


def store_named(name: str) -> PieceStore:
    """Return the store by the name that a row has: "files" or "s3"."""
    made: PieceStore = import_string(settings.EVIDENCE_STORES[name])()
    return made
