from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations, sectors, people, accounts, roles, legal grounds, chain partners, shared hosts."""

    name = "dijkwacht.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
