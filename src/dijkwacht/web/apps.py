from django.apps import AppConfig


class WebConfig(AppConfig):
    """The front door for people: settings, base templates, the pages that draw from many rooms."""

    name = "dijkwacht.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
