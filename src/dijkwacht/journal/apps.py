from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The append-only record, its order, its proof; the store of evidence files; the access log."""

    name = "dijkwacht.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
