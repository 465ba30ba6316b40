"""Seal the seeds of apps and printed codes; the release before cannot read them then, so it comes last."""

from typing import Any

from django.conf import settings
from django.db import migrations

from dijkwacht.journal.engine.sealed_text import MARK, SECOND_FACTOR, seal_text


def seal(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's own
    """Seal each seed that lies open."""
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        name = "secret" if row.type == "totp" else "seed"
        text = row.data.get(name, "")
        if text and not text.startswith(MARK):
            row.data[name] = seal_text(settings.SECRET_KEY, SECOND_FACTOR, text)
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """Idempotent: what is sealed stays."""

    dependencies = [
        ("organisations", "0011_pre_let_two_remove_from_the_record"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
