from django.apps import AppConfig


class NotificationConfig(AppConfig):
    """Who is told what over which channel, and the silence that follows."""

    name = "dijkwacht.notification"
    label = "notification"
    default_auto_field = "django.db.models.BigAutoField"
