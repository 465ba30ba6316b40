from django.apps import AppConfig
from django.core.checks import register

from dijkwacht.journal.checks import check_restored


class JournalConfig(AppConfig):
    """The append-only record, its order, its proof; the store of evidence files; the access log; backups."""

    name = "dijkwacht.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand our check to those who ask before serving."""
        register(check_restored, "start", "dijkwacht")
