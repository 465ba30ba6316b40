from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The case and each organisation's response."""

    name = "dijkwacht.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
