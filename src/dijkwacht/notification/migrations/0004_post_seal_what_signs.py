"""Seal what signs messages to programs; after it the release before can send none, so it comes last."""

from typing import Any

from django.conf import settings
from django.db import migrations

from dijkwacht.journal.engine.sealed_text import MARK, MESSAGES, seal_text


def seal(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401, ARG001 - Django's own
    """Seal each secret that lies open."""
    for row in apps.get_model("notification", "HookRow").objects.exclude(secret__startswith=MARK):
        row.secret = seal_text(settings.SECRET_KEY, MESSAGES, row.secret)
        row.save(update_fields=["secret"])


class Migration(migrations.Migration):
    """Idempotent: what is sealed stays."""

    dependencies = [("notification", "0003_pre_leave_room_for_seals")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
