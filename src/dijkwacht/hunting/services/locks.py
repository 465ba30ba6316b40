"""The keys of the evidence room as rows: an organisation's, locked by the node's; a file's, locked by that."""

from uuid import UUID

from django.conf import settings

from dijkwacht.hunting.engine.room.keys import fresh_key, node_key
from dijkwacht.hunting.models import RoomKey, Upload
from dijkwacht.hunting.selectors.opening import file_key, opened_room_key
from dijkwacht.journal.engine.wrapping import wrap

__all__ = ["file_key", "lock_file_key", "room_key"]


def room_key(organisation: UUID, *, lock: bool = False) -> bytes:
    """Return the key of an organisation, made on first use; `lock` holds its row until the transaction ends."""
    if not RoomKey.objects.filter(organisation=organisation).exists():
        wrapped = wrap(node_key(settings.KEYS_DIR), fresh_key(), organisation.bytes)
        RoomKey.objects.get_or_create(organisation=organisation, defaults={"wrapped": wrapped})
    if lock:
        RoomKey.objects.select_for_update().get(organisation=organisation)
    return opened_room_key(organisation)


def lock_file_key(row: Upload) -> bytes:
    """Return a fresh key for a file, locked by its organisation's."""
    return wrap(room_key(row.owner), fresh_key(), row.public_id.bytes)
