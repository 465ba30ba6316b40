"""What somebody asks to remove by law from the record, until another person does it or declines."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

LONGEST_GROUND, DIGEST = 300, 64


class EntryRemovalAsk(models.Model):
    """Somebody asks to remove what an entry holds; another person, freshly signed in himself, does it or declines.

    `parts` are the digests of files that go, and the word for the free text.
    """

    entry = models.UUIDField()
    owner = models.UUIDField()
    parts = ArrayField(models.CharField(max_length=DIGEST))
    ground = models.CharField(max_length=LONGEST_GROUND)
    asked_by = models.UUIDField()
    asked_role = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisations_removal_ask"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(ended_at__isnull=True), name="organisations_removal_ask_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.ground}"
