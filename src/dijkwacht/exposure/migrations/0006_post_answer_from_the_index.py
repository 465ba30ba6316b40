"""Who lists a build, and how often, is answered from its index alone, however many rows there are."""

from django.db import migrations, models

# Only rows that are noted as visible to everybody are answered from the index: by default that is noted after a fifth
# of the table changed, which in a nation is four million rows.
OFTEN = """
    ALTER TABLE exposure_installed SET (
        autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01,
        autovacuum_analyze_scale_factor = 0.02
    )
"""
AS_BEFORE = """
    ALTER TABLE exposure_installed RESET (
        autovacuum_vacuum_scale_factor, autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor
    )
"""


class Migration(migrations.Migration):
    dependencies = [("exposure", "0005_post_let_wide_verdicts_go")]
    operations = [
        migrations.AddConstraint(
            model_name="installed",
            constraint=models.UniqueConstraint(
                fields=("build", "organisation"), include=("count",), name="exposure_installed_listed_once"
            ),
        ),
        migrations.RemoveConstraint(model_name="installed", name="exposure_installed_once"),
        migrations.RunSQL(OFTEN, AS_BEFORE),
    ]
