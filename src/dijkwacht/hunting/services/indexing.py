"""Keep what was noted of a file, sealed with its key, so that new indicators need not open what cannot hold them."""

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from dijkwacht.hunting.engine.room.tokens import Index, made_by
from dijkwacht.hunting.models import FileIndex, KeptFile
from dijkwacht.hunting.selectors.indexes import about_index, unindexed
from dijkwacht.hunting.selectors.opening import file_key
from dijkwacht.journal.engine.wrapping import wrap
from dijkwacht.journal.services import one_transaction

INDEX = "hunting.index"


@one_transaction
def keep_index(*, file: UUID, index: Index, at: datetime) -> None:
    """Keep the index of a file in place of an earlier one; nothing where its bytes are gone meanwhile."""
    row = KeptFile.objects.select_for_update(of=("self",)).select_related("origin").filter(public_id=file).first()
    if row is None or row.gone_at is not None:
        return
    sealed = wrap(file_key(row.origin), index.text(), about_index(row))
    told = {"made_by": made_by(), "made_at": at, "full": index.full, "sealed": sealed}
    FileIndex.objects.update_or_create(file=row, defaults=told)


@one_transaction
def ask_for_index(*, file: UUID) -> None:
    """Let a worker read a kept file and note what stands in it."""
    app.configure_task(INDEX, queue="hunting").defer(file=str(file))


def ask_for_missing() -> int:
    """Let workers index what has no index, or one made by an earlier version; return how many files."""
    wanted = unindexed()
    for file in wanted:
        ask_for_index(file=file)
    return len(wanted)
