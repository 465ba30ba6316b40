from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The account: picture, released figures, letters, answers."""

    name = "dijkwacht.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
