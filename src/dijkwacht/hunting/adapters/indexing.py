"""Read a kept file once more as a hunt reads it, and note what stands in it."""

from uuid import UUID

from dijkwacht.hunting.adapters.searching import laid_out, lay_open, refuse_without_room
from dijkwacht.hunting.engine.room.tokens import Index, indexed
from dijkwacht.hunting.selectors.indexes import to_index


def index_file(file: UUID) -> Index | None:
    """Return the index of a kept file, None where it has one or is gone; raises NoSpace, Damaged, WrongKey."""
    row = to_index(file)
    if row is None:
        return None
    with laid_out() as folder:
        refuse_without_room(folder, row.size)
        lay_open(row, folder / "evidence", ("kept", None), 0, lambda _: None)
        return indexed(folder / "evidence" / "kept")
