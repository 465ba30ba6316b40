import os

SETTINGS = "dijkwacht.web.settings"


def start() -> None:
    """Set Django up; the database is not touched. Harmless when called again."""
    import django  # noqa: PLC0415 - the plain commands (match, hunt, validate) must not load it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
