"""Pieces that the evidence room sealed before are known as such. From here on files of the record are sealed.

An older program could not open them, so this waits until none works on the tables any more.
"""

from django.db import migrations

MARK = """
UPDATE journal_evidence SET piece = true
WHERE NOT piece AND digest IN (SELECT unnest(pieces) FROM hunting_upload_part)
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_pre_lay_files_under_seal")]
    operations = [migrations.RunSQL(MARK, reverse_sql=migrations.RunSQL.noop)]
