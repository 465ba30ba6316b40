from django.apps import AppConfig


class ExposureConfig(AppConfig):
    """Who runs it: inventory, version matching, configuration, declarations."""

    name = "dijkwacht.exposure"
    label = "exposure"
    default_auto_field = "django.db.models.BigAutoField"
