from django.apps import AppConfig
from django.core.checks import register


class JournalConfig(AppConfig):
    """The append-only record, its order, its proof; the store of evidence files; the access log; backups."""

    name = "dijkwacht.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand our check to those who ask before serving."""
        from dijkwacht.journal.checks import check_restored  # noqa: PLC0415 - selectors reach tables, ready only now

        register(check_restored, "start", "dijkwacht")
