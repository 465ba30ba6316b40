from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    """Staged restoring of systems and chain links, backlog."""

    name = "dijkwacht.recovery"
    label = "recovery"
    default_auto_field = "django.db.models.BigAutoField"
