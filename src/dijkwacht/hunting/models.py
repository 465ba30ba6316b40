"""Which version of a response its exposed window was last computed for."""

from django.db import models


class WindowFollowed(models.Model):
    """A mark for the job that computes windows anew; it says nothing about the organisation."""

    response = models.UUIDField(unique=True)
    version = models.PositiveIntegerField()

    class Meta:
        db_table = "hunting_window_followed"

    def __str__(self) -> str:
        return f"{self.response} {self.version}"
