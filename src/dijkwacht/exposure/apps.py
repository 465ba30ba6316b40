from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Inventory, version matching, configuration, declarations: who runs it."""

    name = "dijkwacht.exposure"
    label = "exposure"
    default_auto_field = "django.db.models.BigAutoField"
