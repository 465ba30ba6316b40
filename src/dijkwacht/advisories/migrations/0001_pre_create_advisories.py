import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import dijkwacht.kernel.identifiers


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Advisory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("issuer", models.CharField(max_length=500)),
                ("issuer_organisation", models.UUIDField(null=True)),
                ("tracking_id", models.CharField(default="", max_length=500)),
                ("level", models.CharField(max_length=20)),
                ("nature", models.CharField(max_length=20)),
                ("owner", models.UUIDField()),
                ("case", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "derived_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derived",
                        to="advisories.advisory",
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forerunners",
                        to="advisories.advisory",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("digest", models.CharField(max_length=64)),
                ("owner", models.UUIDField()),
                ("content", models.BinaryField(null=True)),
                ("handed_in", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=20)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "advisory",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="advisories.advisory"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReopeningAdviceRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("label", models.CharField(max_length=20)),
                ("owner", models.UUIDField()),
                ("constituency", models.UUIDField(null=True)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("known_by", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("case", models.UUIDField(null=True)),
                ("issuer", models.CharField(max_length=500)),
                ("version", models.CharField(max_length=60)),
                (
                    "builds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                ("condition", models.CharField(default="", max_length=500)),
                ("wording", models.TextField(default="")),
                ("advised", models.CharField(max_length=40)),
                ("advised_from", models.DateTimeField()),
                ("revoked", models.CharField(default="", max_length=40)),
                ("revoked_known_by", models.DateTimeField(null=True)),
                ("revoked_recorded_at", models.DateTimeField(null=True)),
                ("revoked_because", models.TextField(default="")),
                ("revoking_entry", models.UUIDField(null=True)),
                (
                    "advisory",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopening_advice",
                        to="advisories.advisory",
                    ),
                ),
            ],
            options={
                "db_table": "advisories_reopeningadvice",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=dijkwacht.kernel.identifiers.new_id, editable=False, unique=True),
                ),
                ("entry", models.UUIDField(unique=True)),
                ("label", models.CharField(max_length=20)),
                ("owner", models.UUIDField()),
                ("constituency", models.UUIDField(null=True)),
                (
                    "recipients",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("known_by", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
                ("version", models.CharField(max_length=500)),
                ("title", models.CharField(max_length=500)),
                ("finding", models.TextField(default="")),
                ("issued", models.CharField(default="", max_length=40)),
                ("issued_from", models.DateTimeField(null=True)),
                ("digest", models.CharField(default="", max_length=64)),
                ("format", models.CharField(default="", max_length=20)),
                ("url", models.CharField(default="", max_length=500)),
                ("chance", models.CharField(default="", max_length=10)),
                ("damage", models.CharField(default="", max_length=10)),
                ("urgency", models.CharField(default="", max_length=10)),
                ("severity_text", models.CharField(default="", max_length=500)),
                ("summary", models.JSONField()),
                ("validation", models.JSONField(null=True)),
                (
                    "advisory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="advisories.advisory"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AdvisoryVulnerability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=100)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vulnerabilities",
                        to="advisories.revision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AdvisedAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=60)),
                ("scope", models.CharField(default="", max_length=500)),
                ("audience", models.CharField(default="", max_length=500)),
                (
                    "builds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                ("deadline", models.CharField(default="", max_length=40)),
                ("unless", models.TextField(default="")),
                ("then", models.CharField(default="", max_length=60)),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="advisories.revision"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="advisory",
            index=models.Index(fields=["case", "id"], name="advisories_advisory_case"),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tracking_id", ""), _negated=True),
                fields=("owner", "issuer", "tracking_id"),
                name="advisories_advisory_series_once_per_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(("issuer", ""), _negated=True), name="advisories_advisory_has_an_issuer"
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["vendor", "national", "sector", "own", "other"])),
                name="advisories_advisory_level_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(("nature__in", ["advisory", "pre-warning", "record"])),
                name="advisories_advisory_nature_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("derived_from", models.F("id")), _negated=True),
                    models.Q(("joined_to", models.F("id")), _negated=True),
                ),
                name="advisories_advisory_is_not_its_own_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("state", "waiting")),
                    models.Q(("content__isnull", True), ("state__in", ["read", "quarantined"])),
                    _connector="OR",
                ),
                name="advisories_intake_waits_with_its_bytes",
            ),
        ),
        migrations.AddIndex(
            model_name="reopeningadvicerow",
            index=models.Index(fields=["case", "advised_from"], name="advisories_reopening_case"),
        ),
        migrations.AddConstraint(
            model_name="reopeningadvicerow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label__in", ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])
                ),
                name="advisories_reopeningadvicerow_label_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopeningadvicerow",
            constraint=models.UniqueConstraint(
                fields=("owner", "issuer", "case", "version"), name="advisories_reopening_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="reopeningadvicerow",
            constraint=models.CheckConstraint(
                condition=models.Q(("builds__len__gt", 0), models.Q(("condition", ""), _negated=True), _connector="OR"),
                name="advisories_reopening_names_builds",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopeningadvicerow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoked", ""),
                        ("revoked_known_by", None),
                        ("revoked_recorded_at", None),
                        ("revoking_entry", None),
                    ),
                    models.Q(
                        models.Q(("revoked", ""), _negated=True),
                        ("revoked_known_by__isnull", False),
                        ("revoked_recorded_at__isnull", False),
                        ("revoking_entry__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="advisories_reopening_revoked_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["-issued_from", "-id"], name="advisories_revision_newest"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label__in", ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"])
                ),
                name="advisories_revision_label_exists",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("advisory", "number"), name="advisories_revision_number_once"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest", ""), _negated=True),
                fields=("advisory", "digest"),
                name="advisories_revision_bytes_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest", ""), ("digest__regex", "^[0-9a-f]{64}$"), _connector="OR"),
                name="advisories_revision_digest_is_sha256",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("chance__in", ["", "low", "medium", "high"]), ("damage__in", ["", "low", "medium", "high"])
                ),
                name="advisories_revision_grades_exist",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__in", ["", "urgent", "normal"])), name="advisories_revision_urgency_exists"
            ),
        ),
        migrations.AddConstraint(
            model_name="advisoryvulnerability",
            constraint=models.UniqueConstraint(fields=("revision", "name"), name="advisories_vulnerability_named_once"),
        ),
        migrations.AddConstraint(
            model_name="advisoryvulnerability",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="advisories_vulnerability_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="advisedaction",
            constraint=models.UniqueConstraint(fields=("revision", "position"), name="advisories_action_position_once"),
        ),
        migrations.AddConstraint(
            model_name="advisedaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("step", ""), _negated=True), name="advisories_action_has_a_step"
            ),
        ),
        migrations.AddConstraint(
            model_name="advisedaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("then", ""), models.Q(("unless", ""), _negated=True), _connector="OR"),
                name="advisories_action_then_has_unless",
            ),
        ),
    ]
