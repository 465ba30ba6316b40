from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    """The front door for people: settings, base templates, the pages that draw from many rooms."""

    name = "dijkwacht.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand our checks to Django, which `dijkwacht check`, `serve` and `upgrade` ask."""
        from dijkwacht.web import checks  # noqa: PLC0415 - it reads tables, which exist once all rooms are ready

        for check, tag, asked_for in checks.CHECKS:
            register(check, tag, deploy=asked_for)
