from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Did the measure work: checks from outside and inside."""

    name = "dijkwacht.verification"
    label = "verification"
    default_auto_field = "django.db.models.BigAutoField"
