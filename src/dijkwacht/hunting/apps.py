from django.apps import AppConfig


class HuntingConfig(AppConfig):
    """The exposed window, rules, coverage, custody, findings."""

    name = "dijkwacht.hunting"
    label = "hunting"
    default_auto_field = "django.db.models.BigAutoField"
