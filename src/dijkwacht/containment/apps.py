from django.apps import AppConfig


class ContainmentConfig(AppConfig):
    """Closing and reopening: restrictions and the gate with its reasons."""

    name = "dijkwacht.containment"
    label = "containment"
    default_auto_field = "django.db.models.BigAutoField"
