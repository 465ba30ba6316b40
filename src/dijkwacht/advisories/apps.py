from django.apps import AppConfig


class AdvisoriesConfig(AppConfig):
    """Read, judge, revise, derive and publish advisories."""

    name = "dijkwacht.advisories"
    label = "advisories"
    default_auto_field = "django.db.models.BigAutoField"
