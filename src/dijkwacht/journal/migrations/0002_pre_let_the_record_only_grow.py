from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_pre_lay_tables_of_the_record")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("only_grows.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        )
    ]
