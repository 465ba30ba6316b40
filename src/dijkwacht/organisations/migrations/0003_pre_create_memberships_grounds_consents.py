import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import dijkwacht.kernel.identifiers
import dijkwacht.kernel.window


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_pre_create_organisations"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Consent",
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
                ("to", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                        name="organisations_consent_has_a_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since_precision__in", ["minute", "day", "month"]),
                            ("until_precision__in", ["minute", "day", "month"]),
                        ),
                        name="organisations_consent_precision_exists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to__in", ["national-desk", "public"])),
                        name="organisations_consent_to_exists",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("to", "="), ("during", "&&")],
                        name="organisations_consent_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalGround",
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
                ("law", models.CharField(max_length=300)),
                ("article", models.CharField(blank=True, default="", max_length=300)),
                ("reference", models.CharField(blank=True, default="", max_length=300)),
                ("url", models.CharField(blank=True, default="", max_length=300)),
                (
                    "data",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds_to_give",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grounds_to_receive",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                        name="organisations_legalground_has_a_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since_precision__in", ["minute", "day", "month"]),
                            ("until_precision__in", ["minute", "day", "month"]),
                        ),
                        name="organisations_legalground_precision_exists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("law", ""), _negated=True), name="organisations_legalground_names_a_law"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("data__len__gt", 0),
                            (
                                "data__contained_by",
                                ["organisation-names", "threats", "vulnerabilities", "incidents", "technical-traces"],
                            ),
                        ),
                        name="organisations_legalground_data_exist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="organisations_legalground_has_two_parties",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "cert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("during__isempty", False), ("during__startswith__isnull", False)),
                        name="organisations_membership_has_a_beginning",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since_precision__in", ["minute", "day", "month"]),
                            ("until_precision__in", ["minute", "day", "month"]),
                        ),
                        name="organisations_membership_precision_exists",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("organisation", "="), ("during", "&&")],
                        name="organisations_membership_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("cert")), _negated=True),
                        name="organisations_membership_not_of_itself",
                    ),
                ],
            },
        ),
    ]
