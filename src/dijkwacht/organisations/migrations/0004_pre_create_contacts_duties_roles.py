import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dijkwacht.kernel.identifiers
import dijkwacht.kernel.window
import dijkwacht.organisations.domain.words


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_pre_create_memberships_grounds_consents"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("role", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=40)),
                ("value", models.CharField(blank=True, default="", max_length=300)),
                ("person", models.CharField(blank=True, default="", max_length=200)),
                (
                    "carried_by",
                    models.CharField(default=dijkwacht.organisations.domain.words.CarriedBy["UNKNOWN"], max_length=40),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("broken_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "entries",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
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
                ("role", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="organisations.contactpoint",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoleGiven",
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
                ("role", models.CharField(max_length=40)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        ["general", "trusted", "ciso", "on-call", "deputy", "director", "press", "council-clerk"],
                    )
                ),
                name="organisations_contactpoint_role_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["mail", "phone", "messenger", "post"])),
                name="organisations_contactpoint_channel_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("carried_by__in", ["own", "other", "unknown"])),
                name="organisations_contactpoint_carrier_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at__isnull", True), models.Q(("value", ""), _negated=True)),
                    models.Q(("person", ""), ("removed_at__isnull", False), ("value", "")),
                    _connector="OR",
                ),
                name="organisations_contactpoint_removed_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("organisation", "role", "channel", "value"),
                name="organisations_contactpoint_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                name="organisations_duty_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_precision__in", ["minute", "day", "month"]),
                    ("until_precision__in", ["minute", "day", "month"]),
                ),
                name="organisations_duty_precision_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        ["general", "trusted", "ciso", "on-call", "deputy", "director", "press", "council-clerk"],
                    )
                ),
                name="organisations_duty_role_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["on-call", "deputy"])), name="organisations_duty_kind_exists"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("contact", "="), ("role", "="), ("kind", "="), ("during", "&&")],
                name="organisations_duty_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegiven",
            constraint=models.CheckConstraint(
                condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                name="organisations_rolegiven_has_a_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegiven",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_precision__in", ["minute", "day", "month"]),
                    ("until_precision__in", ["minute", "day", "month"]),
                ),
                name="organisations_rolegiven_precision_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegiven",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "ciso",
                            "ict",
                            "director",
                            "clerk",
                            "spokesperson",
                            "desk",
                            "shift-lead",
                            "national",
                            "operator",
                        ],
                    )
                ),
                name="organisations_rolegiven_role_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegiven",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("account", "="), ("organisation", "="), ("role", "="), ("during", "&&")],
                name="organisations_rolegiven_one_at_a_time",
            ),
        ),
    ]
