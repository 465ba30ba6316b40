"""Tables of what lies sealed: the keys of organisations, and the files of the record with keys of their own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from dijkwacht.journal.models.rows import EvidenceRow
from dijkwacht.kernel.identifiers import new_id


class OwnerKeyRow(models.Model):
    """The key of one organisation, locked by the node's key: a copy of the database alone opens nothing.

    Its table is older than its place in this room.
    """

    organisation = models.UUIDField(unique=True)
    wrapped = models.BinaryField()

    class Meta:
        db_table = "hunting_room_key"

    def __str__(self) -> str:
        return str(self.organisation)


class SealedRow(models.Model):
    """A file of the record that lies sealed: its own key, locked by its owner's, and the pieces in their order.

    `address`: HMAC of its SHA-256 under the owner's key. `moved`: it lay open before; `open_gone_at`: since when the
    open file is gone. After a removal key and pieces are empty.
    """

    evidence = models.OneToOneField(EvidenceRow, models.PROTECT, related_name="sealed")
    public_id = models.UUIDField(unique=True, default=new_id, editable=False)
    address = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    pieces = ArrayField(models.CharField(max_length=64))
    sealed_at = models.DateTimeField(db_default=models.functions.Now())
    moved = models.BooleanField(default=False)
    open_gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journal_sealed"
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(moved=True, open_gone_at__isnull=True),
                name="journal_sealed_still_open",
            )
        ]

    def __str__(self) -> str:
        return self.address
