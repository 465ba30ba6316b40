"""Tables for files that lie sealed. The keys of organisations were the evidence room's; their table stays as it is."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import dijkwacht.kernel.identifiers

KEPT_BY_LAW = """
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dijkwacht_app') THEN
    REVOKE DELETE, TRUNCATE ON journal_sealed FROM dijkwacht_app;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_pre_let_what_is_old_go"),
        ("hunting", "0002_pre_open_the_evidence_room"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="OwnerKeyRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("organisation", models.UUIDField(unique=True)),
                        ("wrapped", models.BinaryField()),
                    ],
                    options={"db_table": "hunting_room_key"},
                ),
            ],
        ),
        migrations.AddField(
            model_name="evidencerow",
            name="piece",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="SealedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("address", models.CharField(max_length=64)),
                ("wrapped", models.BinaryField()),
                (
                    "pieces",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None),
                ),
                ("sealed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("moved", models.BooleanField(default=False)),
                ("open_gone_at", models.DateTimeField(null=True)),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed", to="journal.evidencerow"
                    ),
                ),
            ],
            options={
                "db_table": "journal_sealed",
                "indexes": [
                    models.Index(
                        condition=models.Q(("moved", True), ("open_gone_at__isnull", True)),
                        fields=["id"],
                        name="journal_sealed_still_open",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT_BY_LAW, reverse_sql=migrations.RunSQL.noop),
    ]
