from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_pre_let_the_record_only_grow")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("old_goes.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        )
    ]
