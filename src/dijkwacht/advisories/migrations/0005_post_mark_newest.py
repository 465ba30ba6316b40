"""Mark the last version of each series; the release before writes none, so it comes last."""

from django.db import migrations

MARK = """
    UPDATE advisories_revision r SET newest = found.newest
    FROM (
        SELECT id, row_number() OVER (PARTITION BY advisory_id ORDER BY ordered_at DESC, number DESC) = 1 AS newest
        FROM advisories_revision
    ) found
    WHERE r.id = found.id AND r.newest IS DISTINCT FROM found.newest
"""


class Migration(migrations.Migration):
    """Idempotent: what is marked rightly stays untouched."""

    dependencies = [("advisories", "0004_pre_add_newest_and_desks")]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
