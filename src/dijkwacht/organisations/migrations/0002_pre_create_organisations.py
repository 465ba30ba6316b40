import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import dijkwacht.kernel.identifiers
import dijkwacht.organisations.domain.words


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_pre_create_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sector",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name_nl", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("norm", models.CharField(blank=True, default="", max_length=200)),
                ("supervisor_nl", models.CharField(blank=True, default="", max_length=200)),
                ("supervisor_en", models.CharField(blank=True, default="", max_length=200)),
                ("supervisor_short", models.CharField(blank=True, default="", max_length=40)),
                ("source", models.CharField(blank=True, default="", max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("sort_key", models.CharField(max_length=300)),
                ("search_key", models.CharField(max_length=300)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
                (
                    "nature",
                    models.CharField(default=dijkwacht.organisations.domain.words.Nature["ACTING"], max_length=40),
                ),
                ("own_domain", models.CharField(blank=True, default="", max_length=300)),
                ("zone", models.CharField(default="Europe/Amsterdam", max_length=40)),
                ("source", models.CharField(blank=True, default="", max_length=300)),
                ("visiting_address", models.CharField(blank=True, default="", max_length=300)),
                ("postal_address", models.CharField(blank=True, default="", max_length=300)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                ("email", models.CharField(blank=True, default="", max_length=300)),
                ("website", models.CharField(blank=True, default="", max_length=300)),
                ("vat_number", models.CharField(blank=True, default="", max_length=40)),
                ("bank_account", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "sector",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="organisations.sector",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("place", models.CharField(blank=True, default="", max_length=200)),
                ("sort_key", models.CharField(max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="organisations_location_name_is_unique"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["sort_key", "id"], name="organisations_org_sorted"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("search_key",), name="organisations_organisation_search_key_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("search_key", ""), _negated=True),
                    models.Q(("sort_key", ""), _negated=True),
                ),
                name="organisations_organisation_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kinds__len__gt", 0),
                    (
                        "kinds__contained_by",
                        [
                            "municipality",
                            "province",
                            "water-authority",
                            "joint-body",
                            "hospital",
                            "care-provider",
                            "ministry",
                            "agency",
                            "public-prosecutor",
                            "court",
                            "police",
                            "supplier",
                            "sector-cert",
                            "national-csirt",
                            "supervisor",
                            "press",
                            "parliament",
                            "other",
                        ],
                    ),
                ),
                name="organisations_organisation_kinds_exist",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("nature__in", ["acting", "recorded", "fictional"])),
                name="organisations_organisation_nature_exists",
            ),
        ),
    ]
