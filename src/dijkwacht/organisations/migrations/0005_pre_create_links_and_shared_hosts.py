import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import dijkwacht.kernel.identifiers
import dijkwacht.kernel.window


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_pre_create_contacts_duties_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedHost",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("sort_key", models.CharField(max_length=300)),
                ("about", models.CharField(blank=True, default="", max_length=300)),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosts_run",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedHostUse",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "since_precision",
                    models.CharField(default=dijkwacht.kernel.window.Precision["MINUTE"], max_length=40),
                ),
                (
                    "until_precision",
                    models.CharField(default=dijkwacht.kernel.window.Precision["MINUTE"], max_length=40),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="organisations.sharedhost"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosts_used",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChainLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "since_precision",
                    models.CharField(default=dijkwacht.kernel.window.Precision["MINUTE"], max_length=40),
                ),
                (
                    "until_precision",
                    models.CharField(default=dijkwacht.kernel.window.Precision["MINUTE"], max_length=40),
                ),
                ("exchange", models.CharField(max_length=200)),
                ("direction", models.CharField(max_length=40)),
                ("data", models.CharField(blank=True, default="", max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_as_partner",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                        name="organisations_chainlink_has_a_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since_precision__in", ["minute", "day", "month"]),
                            ("until_precision__in", ["minute", "day", "month"]),
                        ),
                        name="organisations_chainlink_precision_exists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["in", "out", "both"])),
                        name="organisations_chainlink_direction_exists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("partner")), _negated=True),
                        name="organisations_chainlink_has_two_parties",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("partner", "="), ("exchange", "="), ("during", "&&")],
                        name="organisations_chainlink_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sharedhost",
            constraint=models.UniqueConstraint(
                fields=("operator", "name"), name="organisations_sharedhost_name_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedhostuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                name="organisations_sharedhostuse_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedhostuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_precision__in", ["minute", "day", "month"]),
                    ("until_precision__in", ["minute", "day", "month"]),
                ),
                name="organisations_sharedhostuse_precision_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedhostuse",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("host", "="), ("organisation", "="), ("during", "&&")],
                name="organisations_sharedhostuse_one_at_a_time",
            ),
        ),
    ]
